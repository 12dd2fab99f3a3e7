#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes core/text/jinja_case.inc: where Python's str changes and judges case otherwise than utf8proc's simple mappings and general
categories do (special casing, Other_Lowercase, Case_Ignorable, digits that are no decimals), and case_goldens.json: digests of all
characters, and texts whose sigmas depend on what stands around them. Made with Python 3.11 (Unicode 14) and utf8proc 2.8 (Unicode 15).

    python3 make_case_tables.py   (in this folder)
"""
import ctypes
import hashlib
import json
import pathlib
import random
import unicodedata

HERE = pathlib.Path(__file__).parent
U = ctypes.CDLL("libutf8proc.so.2")
CATEGORIES = "Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co".split()
POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000 and unicodedata.category(chr(c)) != "Cn"]


def category(c):
    return CATEGORIES[U.utf8proc_category(c)]


def ranges(points):
    out = []
    for c in points:
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


def table(name, points):
    rows, line = [], "   "
    for a, b in ranges(points):
        part = f" {{0x{a:X}, 0x{b:X}}},"
        if len(line) + len(part) > 118:
            rows.append(line)
            line = "   "
        line += part
    return [f"constexpr CharRange {name}[] = {{", *rows, line, "};"]


def special(name, ours, theirs):
    rows = []
    for c in POINTS:
        text = theirs(chr(c))
        if text != chr(ours(c)):
            rows.append(f"    {{0x{c:X}, {{" + ", ".join(f"0x{ord(x):X}" for x in text) + "}},")
    return [f"constexpr SpecialCase {name}[] = {{", *rows, "};"]


def cased(ch):
    return ch.islower() or ch.isupper() or unicodedata.category(ch) == "Lt"


def ignorable(ch):
    """Told by the final sigma: behind a letter it is final when what is between is skipped, behind a digit it never is."""
    return ("A" + ch + "\u03a3").lower()[-1] == "\u03c2" and ("1" + ch + "\u03a3").lower()[-1] == "\u03c3"


def tables():
    marks = ("Mn", "Me", "Cf", "Lm", "Sk")
    out = ["// SPDX-License-Identifier: GPL-3.0-or-later",
           "// Made by tests/text/goldens/make_case_tables.py: what Python's str does otherwise than utf8proc.", ""]
    for name, ours, theirs in (("kUpper", U.utf8proc_toupper, str.upper), ("kLower", U.utf8proc_tolower, str.lower), ("kTitle", U.utf8proc_totitle, str.title)):
        out += special("kSpecial" + name[1:], ours, theirs)
    out += table("kOtherLower", [c for c in POINTS if chr(c).islower() and category(c) != "Ll"])
    out += table("kOtherUpper", [c for c in POINTS if chr(c).isupper() and category(c) != "Lu"])
    out += table("kOtherDigits", [c for c in POINTS if chr(c).isdigit() and category(c) != "Nd"])
    out += table("kAlsoIgnorable", [c for c in POINTS if ignorable(chr(c)) and category(c) not in marks])
    assert all(ignorable(chr(c)) for c in POINTS if category(c) in marks)
    wrong = [c for c in POINTS if (category(c) == "Ll" and not chr(c).islower()) or (category(c) == "Lu" and not chr(c).isupper())]
    assert not wrong, wrong
    return "\n".join(out) + "\n"


def goldens():
    methods = ["upper", "lower", "title", "capitalize", "swapcase"]
    tests = ["isupper", "islower", "isalpha", "isdigit", "isalnum", "isspace"]
    out = {"points": ranges(POINTS), "methods": {}, "tests": {}, "texts": []}
    for name in methods:
        out["methods"][name] = hashlib.sha256("\n".join(getattr(chr(c), name)() for c in POINTS).encode()).hexdigest()
    for name in tests:
        out["tests"][name] = hashlib.sha256("".join(str(int(getattr(chr(c), name)())) for c in POINTS).encode()).hexdigest()
    r = random.Random(5)
    letters = "aAsS\u03a3\u03c3\u03c2\u0130i\u00df\ufb01\u01c5\u02b0'.\u0301\u00ad \u0345\u1f80\u2160\u24d0x1\u0149\ua64a\u10d0"
    for _ in range(150):
        text = "".join(r.choice(letters) for _ in range(r.randint(1, 9)))
        out["texts"].append([text] + [getattr(text, name)() for name in methods] + ["".join(str(int(getattr(text, name)())) for name in tests)])
    rows = ",\n".join(json.dumps(row) for row in out.pop("texts"))
    head = json.dumps(out)[1:-1]
    return "{" + head + ',\n"texts": [\n' + rows + "\n]}\n"


(HERE / "../../../core/text/jinja_case.inc").write_text(tables())
(HERE / "case_goldens.json").write_text(goldens())
