# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes hosted_goldens.json: what tiktoken and the counting rule of OpenAI's 2023 data-preparation script give for the shipped
personas, for the data folder's toy chat file and for hostile rows written here, with both encodings that are billed.

The rule, restated: 3 per example, 3 per message, the tokens of every text member, 1 more per name. Special tokens in a text are
ordinary characters (encode_ordinary), which that script would raise on.

    python3 make_hosted_goldens.py /path/to/data > hosted_goldens.json
"""
import json
import pathlib
import sys

import tiktoken
import tiktoken_ext.openai_public as public
from tiktoken.load import load_tiktoken_bpe

HERE = pathlib.Path(__file__).resolve()
ROOT = HERE.parents[3]

WRITTEN = [
    [{"role": "user", "content": "hello world"}, {"role": "assistant", "content": "Hi!"}],
    [{"role": "system", "name": "Marv", "content": ""}, {"role": "user", "name": "a b", "content": "您好，世界"}, {"role": "assistant", "content": "👍🏽 ok\r\n\r\n  end"}],
    [{"role": "user", "content": "<|endoftext|><|im_start|>x"}, {"role": "assistant", "content": " \u0085" + "0" * 40, "weight": 0}],
    [{"role": "user", "content": "today\n \n" + " " * 33 + "x"}, {"role": "assistant", "content": "a" * 3000}],
    [{"role": "user", "content": "ΑΒΓ ÀÉ ﬁ 㐀 नमस्ते मस्त العربية"}, {"role": "assistant", "content": "it's IT'S we'Ll they’re"}],
]


def rows_of(path):
    return [json.loads(line)["messages"] for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def tokens(messages, encoding):
    total = 3
    for message in messages:
        total += 3
        for key, value in message.items():
            total += len(encoding.encode_ordinary(value)) if isinstance(value, str) else 0
            total += key == "name"
    return total


def encodings(data):
    public.load_tiktoken_bpe = lambda url, expected_hash=None: load_tiktoken_bpe(
        str(data / "tokenizers" / "tiktoken-openai" / url.rsplit("/", 1)[1]), expected_hash)
    return {name: tiktoken.Encoding(**getattr(public, name)()) for name in ("cl100k_base", "o200k_base")}


def main():
    data = pathlib.Path(sys.argv[1])
    sets = [{"written": WRITTEN}]
    for name in ("marv.jsonl", "xiaozhushou.jsonl"):
        sets.append({"file": "resources/personas/" + name, "in": "source"})
    sets.append({"file": "datasets/openai-cookbook-toy-chat/toy_chat_fine_tuning.jsonl", "in": "data"})
    for entry in sets:
        rows = entry.get("written") or rows_of((ROOT if entry["in"] == "source" else data) / entry["file"])
        for name, encoding in encodings(data).items():
            entry[name] = [tokens(messages, encoding) for messages in rows]
    text = json.dumps({"tiktoken": tiktoken.__version__, "sets": sets}, ensure_ascii=True, separators=(",", ":"))
    print(text.replace('{"written"', '\n{"written"').replace('{"file"', '\n{"file"').replace('"cl100k_base"', '\n"cl100k_base"').replace('"o200k_base"', '\n"o200k_base"'))


main()
