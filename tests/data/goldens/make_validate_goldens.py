# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes validate_goldens.json: what the counting rules of OpenAI's 2023 data-preparation script give for the datasets of the
data folder and for small hostile ones written here.

The rules are restated from facts (keys role/content/name, roles system/user/assistant, 3 tokens per message, 1 per name, 3 per
example, numpy quantiles, target epochs 3, 100..25000 examples, 1..25 epochs); where that script would raise, the example is
counted. Tokens are cl100k's when tiktoken has its file (TIKTOKEN_CACHE_DIR or the data folder), else UTF-8 bytes; the test
uses the counter named in each golden.

    python3 make_validate_goldens.py /path/to/data > validate_goldens.json
"""
import json
import pathlib
import sys

import numpy as np


def count_bytes(text):
    return len(text.encode("utf-8", "surrogatepass"))


def rows_of(path):
    text = path.read_bytes().decode("utf-8-sig")
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except json.JSONDecodeError:  # lines that are arrays
            pass
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def distribution(values):
    if not values:
        return None
    return {
        "min": min(values), "max": max(values), "mean": float(np.mean(values)), "median": float(np.median(values)),
        "p5": float(np.quantile(values, 0.05)), "p10": float(np.quantile(values, 0.1)),
        "p90": float(np.quantile(values, 0.9)), "p95": float(np.quantile(values, 0.95)),
    }


def validate(rows, count, limit=4096):
    errors = dict.fromkeys(["data_type", "missing_messages_list", "message_missing_key", "message_unrecognized_key",
                            "unrecognized_role", "missing_content", "example_missing_assistant_message"], 0)
    missing_system = missing_user = 0
    sizes, tokens, answers = [], [], []
    for row in rows:
        messages = row.get("messages") if isinstance(row, dict) else None
        listed = isinstance(messages, list) and len(messages) > 0
        if not isinstance(row, dict):
            errors["data_type"] += 1
        elif not listed:
            errors["missing_messages_list"] += 1
        messages = messages if listed else []
        for message in messages:
            known = message if isinstance(message, dict) else {}
            if "role" not in known or "content" not in known:
                errors["message_missing_key"] += 1
            if any(key not in ("role", "content", "name") for key in known):
                errors["message_unrecognized_key"] += 1
            if known.get("role") not in ("system", "user", "assistant"):
                errors["unrecognized_role"] += 1
            content = known.get("content")
            if not content or not isinstance(content, str):
                errors["missing_content"] += 1
        roles = [message.get("role") for message in messages if isinstance(message, dict)]
        if listed and "assistant" not in roles:
            errors["example_missing_assistant_message"] += 1
        missing_system += "system" not in roles
        missing_user += "user" not in roles
        sizes.append(len(messages))
        total, answer = 3, 0
        for message in messages:
            total += 3
            for key, value in (message.items() if isinstance(message, dict) else ()):
                total += count(value) if isinstance(value, str) else 0
                total += key == "name"
            if isinstance(message, dict) and message.get("role") == "assistant" and isinstance(message.get("content"), str):
                answer += count(message["content"])
        tokens.append(total)
        answers.append(answer)
    n = len(rows)
    epochs = 3
    if n and n * 3 < 100:
        epochs = min(25, 100 // n)
    elif n * 3 > 25000:
        epochs = max(1, 25000 // n)
    per_epoch = sum(min(t, limit) for t in tokens)
    return {
        "examples": n, "format_errors": errors, "missing_system": missing_system, "missing_user": missing_user,
        "too_long": sum(t > limit for t in tokens), "messages": distribution(sizes), "tokens": distribution(tokens),
        "assistant_tokens": distribution(answers), "default_epochs": epochs, "tokens_per_epoch": per_epoch,
        "tokens_total": per_epoch * epochs,
    }


HOSTILE = [
    '"text"', "12", "null", "[]", "{}", '{"messages": []}', '{"messages": "abc"}', '{"messages": {"role": "user"}}',
    '{"messages": [{"role": "user"}]}', '{"messages": [{"content": "x"}]}', '{"messages": ["user", 1, null]}',
    '{"messages": [{"role": "assistant", "content": ""}]}', '{"messages": [{"role": "assistant", "content": null, "weight": 0}]}',
    '{"messages": [{"role": "tool", "content": "r", "tool_call_id": "1"}, {"role": "assistant", "content": ["p"]}]}',
    '{"messages": [{"role": "system", "content": "s", "name": "n"}, {"role": "user", "content": "u"}, '
    '{"role": "assistant", "content": "a \\u4f60\\ud83d\\ude00"}], "x": 1}',
    '{"messages": [{"role": 3, "content": "c", "name": "two words"}]}',
]


def main():
    data = pathlib.Path(sys.argv[1])
    files = ["openai-cookbook-toy-chat/toy_chat_fine_tuning.jsonl", "llama-factory/v1_sft_demo.jsonl", "llama-factory/v1_dpo_demo.jsonl",
             "llama-factory/reason_tool_use_demo_50.jsonl", "llama-factory/identity.json", "torchtune-tiny/alpaca_tiny.json",
             "torchtune-tiny/chat_tiny.json", "self-instruct/seed_tasks.jsonl", "fastchat/dummy_conversation.json"]
    out = {"hostile_lines": HOSTILE, "hostile": validate([json.loads(line) for line in HOSTILE], count_bytes), "files": {}}
    for name in files:
        out["files"][name] = {"counter": "bytes", "expected": validate(rows_of(data / "datasets" / name), count_bytes)}
    try:
        import tiktoken
        from tiktoken.load import load_tiktoken_bpe
        ranks = sorted(data.rglob("cl100k_base.tiktoken"))
        if ranks:
            import tiktoken_ext.openai_public as public
            public.load_tiktoken_bpe = lambda *_a, **_k: load_tiktoken_bpe(str(ranks[0]))
            encoding = tiktoken.Encoding(**public.cl100k_base())
            name = files[0]
            out["cl100k"] = {"file": name, "tokenizer": str(ranks[0].relative_to(data)),
                             "expected": validate(rows_of(data / "datasets" / name), lambda t: len(encoding.encode(t)))}
    except ImportError:
        pass
    json.dump(out, sys.stdout, indent=1)
    print()


main()
