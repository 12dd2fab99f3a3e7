# SPDX-License-Identifier: GPL-3.0-or-later
"""The little template language: (a|b|) choices, {slot}s, <macro>s.

A template is parsed once into a tuple tree; `expand` walks it with an Rng. `to_regex` turns the same tree into a regular expression,
so that a test can prove that a given sentence cannot be composed.
"""
import re


class Template:
    def __init__(self, text):
        self.text = text
        self.tree, end = parse(text, 0, top=True)
        if end != len(text):
            raise ValueError("unbalanced template: " + text)
        self.slots = frozenset(re.findall(r"\{(\w+)\}", text))

    def expand(self, rng, slots, macros):
        out = []
        walk(self.tree, rng, slots, macros, out)
        return "".join(out)


def parse(text, i, top):
    """Returns (('alt', [sequence, ...]), index). A sequence is a list of ('lit', s), ('slot', s), ('macro', s), ('alt', ...)."""
    alternatives, seq, lit = [], [], []

    def flush():
        if lit:
            seq.append(("lit", "".join(lit)))
            lit.clear()

    while i < len(text):
        c = text[i]
        if c == "(":
            flush()
            node, i = parse(text, i + 1, top=False)
            seq.append(node)
            continue
        if c == ")" and not top:
            flush()
            alternatives.append(seq)
            return ("alt", alternatives), i + 1
        if c == "|" and not top:
            flush()
            alternatives.append(seq)
            seq = []
            i += 1
            continue
        if c == "{" or c == "<":
            close = "}" if c == "{" else ">"
            m = re.match(r"\w+", text[i + 1:], re.A)
            if m and text[i + 1 + m.end():i + 2 + m.end()] == close:
                flush()
                seq.append(("slot" if c == "{" else "macro", m.group()))
                i += m.end() + 2
                continue
        lit.append(c)
        i += 1
    if not top:
        raise ValueError("missing ): " + text)
    flush()
    alternatives.append(seq)
    return ("alt", alternatives), i


def walk(node, rng, slots, macros, out):
    seq = node[1][0] if len(node[1]) == 1 else rng.choice(node[1])
    for part in seq:
        kind = part[0]
        if kind == "lit":
            out.append(part[1])
        elif kind == "slot":
            value = slots[part[1]]
            out.append(value(rng) if callable(value) else value)
        elif kind == "macro":
            out.append(rng.choice(macros[part[1]]).expand(rng, slots, macros))
        else:
            walk(part, rng, slots, macros, out)


def to_regex(node, slot_regex, macros):
    """A regular expression source for everything the tree can produce."""
    choices = []
    for seq in node[1]:
        parts = []
        for part in seq:
            if part[0] == "lit":
                parts.append(re.escape(part[1]))
            elif part[0] == "slot":
                parts.append(slot_regex(part[1]))
            elif part[0] == "macro":
                parts.append("(?:" + "|".join(to_regex(t.tree, slot_regex, macros) for t in macros[part[1]]) + ")")
            else:
                parts.append(to_regex(part, slot_regex, macros))
        choices.append("".join(parts))
    return choices[0] if len(choices) == 1 else "(?:" + "|".join(choices) + ")"


def split_top(text):
    """Splits at | outside of ( )."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        if c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
        elif c == "|" and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return parts


def read_sections(path):
    """[name] blocks of lines; # starts a comment line."""
    sections, current = {}, None
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n").strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("[") and line.endswith("]"):
                current = sections.setdefault(line[1:-1], [])
            else:
                current.append(line)
    return sections
