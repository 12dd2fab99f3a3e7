#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes core/text/library_tables.inc: which characters the tokenizers library (0.23.3) removes as controls and as accents in
BertNormalizer and StripAccents, and which script UnicodeScripts sees. Its tables are older than Unicode 16, so they are read out of it.

    python3 make_library_tables.py > ../../../core/text/library_tables.inc
"""
from tokenizers import normalizers as N, pre_tokenizers as P

POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def ranges(values):
    """[(first, last, value)] of a dict of code points."""
    out = []
    for c in sorted(values):
        if out and out[-1][1] == c - 1 and out[-1][2] == values[c]:
            out[-1][1] = c
        else:
            out.append([c, c, values[c]])
    return out


def removed(**flags):
    n = N.BertNormalizer(**{"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False, **flags})
    return {c: 1 for c in POINTS if n.normalize_str(chr(c)) == ""}


def scripts():
    """Numbers of no meaning beyond equality; what belongs to any script (0) is left out."""
    split = P.UnicodeScripts()
    joins = lambda a, b: len(split.pre_tokenize_str(a + b)) == 1
    examples, out, last = [], {}, None
    for c in POINTS:
        ch = chr(c)
        if joins("a", ch) and joins("\u4f60", ch):
            continue
        if last is None or not joins(examples[last - 1], ch):
            last = next((i + 1 for i, e in enumerate(examples) if joins(e, ch)), None)
            if last is None:
                examples.append(ch)
                last = len(examples)
        out[c] = last
    return out


def table(name, rows, fields):
    print(f"\nconstexpr {name}[] = {{")
    line = "   "
    for row in rows:
        item = " {" + ", ".join(f"0x{v:X}" if i < 2 else str(v) for i, v in enumerate(row[:fields])) + "},"
        if len(line) + len(item) > 120:
            print(line)
            line = "   "
        line += item
    print(line + "\n};")


print("// SPDX-License-Identifier: GPL-3.0-or-later")
print("// Made by tests/text/goldens/make_library_tables.py: what tokenizers 0.23.3 takes characters for.")
table("CharRange kBertControls", ranges(removed(clean_text=True)), 2)
table("CharRange kBertAccents", ranges(removed(strip_accents=True)), 2)
accents = N.StripAccents()
table("CharRange kAccents", ranges({c: 1 for c in POINTS if accents.normalize_str(chr(c)) == ""}), 2)
table("ScriptRange kScriptRanges", ranges(scripts()), 3)
