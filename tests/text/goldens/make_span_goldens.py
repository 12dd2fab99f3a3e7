# SPDX-License-Identifier: GPL-3.0-or-later
"""Says for every chat template of a data folder which answers have an exact span, by rendering with Python's jinja2: the text up
to the answer (with or without the opening of an answer) and the text up to and with it are both prefixes of the whole.

    python make_span_goldens.py DATA_FOLDER

Writes span_goldens.json: per template and conversation one letter an answer, "=" exact, "~" not, "marks" when the template marks
generation itself, "raised" when it refuses the conversation.
"""
import json
import pathlib
import sys

from make_template_goldens import HERE, render

NAMES = ["turns_done", "long", "thinking", "tools_done"]


def letters(source, context):
    def text(count, prompt):
        return render(source, {**context, "messages": context["messages"][:count], "add_generation_prompt": prompt})[0]

    whole, spans = render(source, context)
    if whole is None:
        return "raised"
    if spans:
        return "marks"
    out = ""
    for k, message in enumerate(context["messages"]):
        if message["role"] != "assistant":
            continue
        before, after = [text(k, True), text(k, False)], text(k + 1, False)
        exact = any(b is not None and whole.startswith(b) for b in before) and after is not None and whole.startswith(after)
        out += "=" if exact else "~"
    return out


def main():
    root = pathlib.Path(sys.argv[1]) / "chat_templates"
    contexts = json.loads((HERE / "template_contexts.json").read_text())
    goldens = {}
    for file in sorted(root.rglob("*.jinja")):
        row = [letters(file.read_text(), {"bos_token": "<s>", "eos_token": "</s>", "tools": None, "documents": None, **contexts[name]})
               for name in NAMES]
        goldens[str(file.relative_to(root))] = " ".join(row)
    lines = [json.dumps(name) + ": " + json.dumps(row) for name, row in goldens.items()]
    (HERE / "span_goldens.json").write_text('{\n"conversations": ' + json.dumps(NAMES) + ",\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
