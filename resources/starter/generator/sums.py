# SPDX-License-Identifier: GPL-3.0-or-later
"""Sums and differences up to 20. Held-out operand pairs never appear, in any order and neither as sum nor as difference."""
from .facts import NUMBERS_EN, NUMBERS_ZH, read_table


class Sums:
    def __init__(self, folder):
        held = {tuple(sorted((int(r["a"]), int(r["b"])))) for r in read_table(folder, "heldout_sums.tsv")}
        self.add = [(a, b) for a in range(21) for b in range(21 - a) if tuple(sorted((a, b))) not in held]
        self.sub = [(a, b) for a in range(21) for b in range(a + 1) if tuple(sorted((b, a - b))) not in held]

    def pick(self, rng):
        if rng.chance(0.5):
            return ("add",) + rng.choice(self.add)
        return ("sub",) + rng.choice(self.sub)


def answer(lang, op, a, b):
    c = a + b if op == "add" else a - b
    if lang == "en":
        return f"{a} {'plus' if op == 'add' else 'minus'} {b} is {c}."
    return f"{a}{'加' if op == 'add' else '减'}{b}等于{c}。"


def operand_slots(lang, a, b, rng):
    if rng.chance(0.3):
        names = NUMBERS_EN if lang == "en" else NUMBERS_ZH
        return {"a": names[a], "b": names[b]}
    return {"a": str(a), "b": str(b)}
