#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects documents for tokenizer_bench.py and tokenizer_compare.py: English, Chinese, Japanese, code, chats, and, when asked
for more than there is, mixtures of them with emoji and naughty strings. No document stands twice.

    python3 tokenizer_corpus.py DATA_FOLDER CODE_FOLDER OUT_FILE [MEGABYTES] [SEED]

OUT_FILE: per document its length as four little-endian bytes, then UTF-8.
"""
import json
import os
import random
import struct
import sys

NAUGHTY = [
    "", " ", "\t", "\r\n", "\u00a0", "\u3000", "\u2028", "\ufeff", "\u200b", "\u200d", "\x00", "\x1b[0m", "\x7f", "\u0085", "\ufffd", "\ufffe", "\U0010ffff",
    "e\u0301\u0323\u0344", "\u1100\u1161\u11a8", "Å\u212b", "ﬁ ﬂ ﬀ", "ＦＵＬＬ　ｗｉｄｔｈ", "ｶﾞｷﾞ", "①②③ ½ ² ⅷ ٣٤٥ १२३", "ẞßſ İıi ǅ Σσς",
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇨🇳🇺🇸", "👍🏽", "❤️‍🔥", "🫠", "#️⃣", "'ſ 'S 'LL 'Re don’t 'tis I'M", "...!!!???——……", "{}[]()<>;:@#$%^&*~`|\\/", "\n\n \n\t\n", "   \n   ",
    "<|endoftext|>", "<|im_start|>", "</s>", "<s>", "[INST]", "<unk>", "<0x41>", "▁▁a▁b", "Ġthe Ċ", "##ing", "العربية مرحبا", "שלום עולם", "สวัสดีชาวโลก", "हिन्दी में", "Привет, мир", "Ελληνικά",
    "한국어 텍스트", "こんにちは、世界", "你好，世界！", "𠮷野家 𝒽𝑒𝓁𝓁𝑜 𓀀", "z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "1234567890" * 3, "0.1e-10 0xDEADBEEF 1_000_000", "a" * 65, "=" * 80, " " * 33, "哈" * 40, "😀" * 20,
    "https://example.com/a?b=c&d=%20#e", "SELECT * FROM t WHERE a='b';--", "user@host.co.uk", "C:\\Windows\\System32", "\\u0041\\n", "&lt;b&gt;", "$\\frac{a}{b}$", "if(a&&b||!c){return;}", "a\u0300" * 30,
]


def strings(value, out):
    if isinstance(value, str):
        if len(value) > 20:
            out.append(value)
    elif isinstance(value, dict):
        for item in value.values():
            strings(item, out)
    elif isinstance(value, list):
        parts = [item for item in value if isinstance(item, str)]
        if len(parts) == len(value) and parts:
            out.append("\n".join(parts))
        else:
            for item in value:
                strings(item, out)


def read(path):
    raw = open(path, "rb").read().decode("utf-8", "replace")
    out = []
    if path.endswith((".json", ".jsonl")):
        try:
            strings(json.loads(raw), out)
        except ValueError:
            for line in raw.splitlines():
                try:
                    strings(json.loads(line), out)
                except ValueError:
                    out.append(line)
    else:
        step = 20000
        out = [raw[i:i + step] for i in range(0, len(raw), step)]
    return out


def collect(data, code):
    documents = []
    for top in ("corpora", "datasets", "eval"):
        for folder, _, names in sorted(os.walk(os.path.join(data, top))):
            for name in sorted(names):
                if name.endswith((".json", ".jsonl", ".txt", ".csv", ".md")) and name != "SOURCE.txt":
                    documents += read(os.path.join(folder, name))
    for folder, folders, names in sorted(os.walk(code)):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ("build", "goldens"))
        for name in sorted(names):
            if name.endswith((".cpp", ".h", ".py", ".ts", ".cu")):
                documents += read(os.path.join(folder, name))
    return list(dict.fromkeys(documents))


def mixtures(documents, rng):
    """Endless stretches of several documents, cut anywhere, with naughty strings and random characters between."""
    ranges = [(0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x600), (0x900, 0xA00), (0x1100, 0x1200), (0x2000, 0x2C00), (0x3000, 0x3400), (0x4E00, 0xA000), (0xAC00, 0xD7A4),
              (0xF900, 0xFB50), (0xFE00, 0xFFF0), (0x1F300, 0x1FB00), (0x20000, 0x20100), (0xE0000, 0xE0200)]
    while True:
        parts = []
        for _ in range(rng.randrange(2, 12)):
            kind = rng.randrange(10)
            if kind < 6:
                text = rng.choice(documents)
                begin = rng.randrange(len(text))
                parts.append(text[begin:begin + rng.randrange(1, 4000)])
            elif kind < 8:
                parts += [rng.choice(NAUGHTY) for _ in range(rng.randrange(1, 6))]
            elif kind == 8:
                low, high = rng.choice(ranges)
                parts.append("".join(chr(rng.randrange(low, high)) for _ in range(rng.randrange(1, 60))))
            else:
                text = rng.choice(documents)
                begin = rng.randrange(len(text))
                words = text[begin:begin + 400].split(" ")
                rng.shuffle(words)
                parts.append(rng.choice([str.upper, str.lower, str.title])(" ".join(words)))
            parts.append(rng.choice(["", "", " ", "\n", "  ", "\n\n", "\t"]))
        yield "".join(parts)


def main():
    data, code, out = sys.argv[1:4]
    limit = int(float(sys.argv[4]) * 1e6) if len(sys.argv) > 4 else None
    rng = random.Random(int(sys.argv[5]) if len(sys.argv) > 5 else 1)
    documents = collect(data, code)
    order = documents[:]
    rng.shuffle(order)
    size = 0
    with open(out, "wb") as file:
        def write(text):
            nonlocal size
            raw = text.encode("utf-8", "replace")
            file.write(struct.pack("<I", len(raw)) + raw)
            size += len(raw)
        for text in order:
            if limit is not None and size >= limit:
                break
            write(text)
        if limit is not None and size < limit:
            for text in NAUGHTY:
                write(text)
            for text in mixtures(documents, rng):
                if size >= limit:
                    break
                write(text)
    print(f"{size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
