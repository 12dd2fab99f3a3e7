# SPDX-License-Identifier: GPL-3.0-or-later
"""Encodes conversations with transformers' apply_chat_template and stores text hash, ids and, where the template marks
generation, the assistant mask.

    python make_encoder_goldens.py DATA_FOLDER

Writes encoder_goldens.json: a list of {tokenizer, template (or null: the folder's own), conversation, generation_prompt, text
(length and SHA-256 digits), ids, mask (or null)}.
"""
import hashlib
import json
import pathlib
import sys

from transformers import AutoTokenizer

HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(sys.argv[1])
CASES = [
    ("tokenizers/minimind", None),
    ("tokenizers/minimind", "trl/qwen3_training.jinja"),
    ("tokenizers/minimind", "trl/qwen2_5_training.jinja"),
    ("tokenizers/minimind", "chujiezheng/chatml.jinja"),
    ("tokenizers/mistral/hf", None),
    ("tokenizers/mistral/hf", "chujiezheng/mistral-instruct.jinja"),
]
# Marks in the middle of words, so that tokens straddle the edges of the spans.
STRADDLING = ("{% for m in messages %}{{ m.role }}: Th{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}"
              "{% else %}{{ m.content }}{% endif %}ing\n{% endfor %}")
STRADDLING_MESSAGES = [{"role": "user", "content": "ere is the ques"}, {"role": "assistant", "content": "is is noth"},
                       {"role": "user", "content": "en"}, {"role": "assistant", "content": "e train"}]
NAMES = ["two_turns", "system", "long", "chinese", "tools", "thinking"]


def main():
    contexts = json.loads((HERE / "template_contexts.json").read_text())
    out = []
    for folder, template in CASES:
        tokenizer = AutoTokenizer.from_pretrained(DATA / folder)
        if template:
            tokenizer.chat_template = (DATA / "chat_templates" / template).read_text()
        for name in NAMES:
            context = contexts[name]
            prompt = context["add_generation_prompt"]
            options = {"add_generation_prompt": prompt, "tools": context.get("tools")}
            try:
                text = tokenizer.apply_chat_template(context["messages"], tokenize=False, **options)
                ids = tokenizer(text, add_special_tokens=False)["input_ids"]
                mask = None
                if "{% generation %}" in (tokenizer.chat_template or "") or "generation -%}" in (tokenizer.chat_template or ""):
                    full = tokenizer.apply_chat_template(context["messages"], tokenize=True, return_dict=True, return_assistant_tokens_mask=True, **options)
                    assert full["input_ids"] == ids
                    mask = full["assistant_masks"]
            except Exception as error:  # noqa: BLE001
                print(folder, template, name, type(error).__name__, str(error)[:120])
                continue
            out.append({"tokenizer": folder, "template": template, "conversation": name, "generation_prompt": prompt,
                        "text": f"{len(text.encode())}:{hashlib.sha256(text.encode()).hexdigest()[:16]}", "ids": ids, "mask": mask})
    tokenizer = AutoTokenizer.from_pretrained(DATA / "tokenizers/minimind")
    tokenizer.chat_template = STRADDLING
    full = tokenizer.apply_chat_template(STRADDLING_MESSAGES, tokenize=True, return_dict=True, return_assistant_tokens_mask=True)
    text = tokenizer.apply_chat_template(STRADDLING_MESSAGES, tokenize=False)
    out.append({"tokenizer": "tokenizers/minimind", "template": None, "source": STRADDLING, "messages": STRADDLING_MESSAGES,
                "conversation": "straddling", "generation_prompt": False,
                "text": f"{len(text.encode())}:{hashlib.sha256(text.encode()).hexdigest()[:16]}", "ids": full["input_ids"], "mask": full["assistant_masks"]})
    print([tokenizer.decode([i]) + ("*" if m else "") for i, m in zip(full["input_ids"], full["assistant_masks"])])
    rows = ",\n".join(json.dumps(row) for row in out)
    (HERE / "encoder_goldens.json").write_text("[\n" + rows + "\n]\n")
    print(len(out), "cases,", sum(row["mask"] is not None for row in out), "with a mask")


if __name__ == "__main__":
    main()
