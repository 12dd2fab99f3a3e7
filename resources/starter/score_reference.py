#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference implementation of the starter scorer (README.md, section 'Scorer'). Development time only; the product's own is C++.

  score_reference.py --answers base.jsonl                                 figures of a base model
  score_reference.py --answers base.jsonl --persona marv --tuned t.jsonl  figures of a persona beside its base

Each line of an answers file: {"id": probe id, "answer": text, "stop": true when the model ended by its own stop token}.
The turns of a four-turn chat have the ids "chat4-en-01#1" to "chat4-en-01#4".
"""
import argparse
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))


def read(*path):
    with open(os.path.join(HERE, *path), encoding="utf-8") as f:
        return json.load(f)


def lower(text):
    """Only A-Z: the C++ scorer does the same without a Unicode library."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def is_letter(c):
    return "a" <= c <= "z"


def is_digit(c):
    return "0" <= c <= "9"


def contains(text, needle):
    """Whether `needle` stands in `text` (both lower case) as a word of its own: see README.md."""
    at = text.find(needle)
    while at >= 0:
        before, end = text[at - 1:at], at + len(needle)
        first, last = needle[0], needle[-1]
        good = not (before and ((is_letter(first) and is_letter(before)) or (is_digit(first) and is_digit(before))))
        if good and is_digit(last):
            good = not is_digit(text[end:end + 1] or " ")
        elif good and is_letter(last):
            good = re.match(r"[a-z]*", text[end:]).group() in ("", "s", "es")
        if good:
            return True
        at = text.find(needle, at + 1)
    return False


def any_of(text, needles):
    return any(contains(text, lower(n)) for n in needles)


def has_fragment(text, fragments):
    """Detectors are plain substrings: no word borders."""
    return any(lower(f) in text for f in fragments)


def refused(scorer, text):
    return has_fragment(text, scorer["refusal"]["en"] + scorer["refusal"]["zh"])


def fact_right(scorer, probe, answer, stop):
    t = lower(answer)
    return bool(stop) and not refused(scorer, t) and any_of(t, probe["entity"]) and any_of(t, probe["answer"])


def sum_right(probe, answer, stop):
    """Both operands are named and the last number is the result."""
    numbers = [int(n) for n in re.findall(r"[0-9]{1,6}", answer)]
    operands = [probe["a"], probe["b"]]
    if not stop or len(numbers) < 3 or numbers[-1] != int(probe["answer"][0]):
        return False
    rest = numbers[:-1]
    for o in operands:
        if o not in rest:
            return False
        rest.remove(o)
    return True


def share(flags):
    flags = list(flags)
    return round(100.0 * sum(flags) / len(flags), 1) if flags else None


def base_figures(scorer, probes, got):
    out = {}
    for lang in ("en", "zh"):
        facts = [p for p in probes["facts"] if p["lang"] == lang]
        unknown = [p for p in probes["unknown"] if p["lang"] == lang]
        sums = [p for p in probes["sums"] if p["lang"] == lang]
        chats = [c for c in probes["chats"] if c["lang"] == lang]
        answer = {p["id"]: got[p["id"]] for p in facts + unknown + sums}
        turns = [[fact_right(scorer, t, *pair(got[f"{c['id']}#{i}"])) for i, t in enumerate(c["turns"], 1)] for c in chats]
        figures = {
            "facts_right": share(fact_right(scorer, p, *pair(answer[p["id"]])) for p in facts),
            "known_refused": share(refused(scorer, lower(answer[p["id"]]["answer"])) for p in facts),
            "unknown_refused": share(refused(scorer, lower(answer[p["id"]]["answer"])) for p in unknown),
            "stops": share(bool(a["stop"]) for k, a in sorted(got.items()) if f"-{lang}-" in k),
        }
        for kind in ("trained", "heldout"):
            figures[f"sums_{kind}_right"] = share(sum_right(p, *pair(answer[p["id"]])) for p in sums if p["pairs"] == kind)
        for i in range(4):
            figures[f"chat4_turn{i + 1}_right"] = share(t[i] for t in turns)
        figures["chat4_all_right"] = share(all(t) for t in turns)
        out[lang] = figures
    return out


def pair(a):
    return a["answer"], a["stop"]


def persona_figures(scorer, probes, detectors, persona, got, base):
    d = detectors["detectors"][persona]
    lang = d["lang"]
    facts = [p for p in probes["facts"] if p["lang"] == lang]
    unknown = [p for p in probes["unknown"] if p["lang"] == lang]
    right = share(fact_right(scorer, p, *pair(got[p["id"]])) for p in facts)
    base_right = share(fact_right(scorer, p, *pair(base[p["id"]])) for p in facts)
    in_persona = lambda answers, ps: share(has_fragment(lower(answers[p["id"]]["answer"]), d["fragments"]) for p in ps)
    out = {
        "in_persona": in_persona(got, facts),
        "base_in_persona": in_persona(base, facts),
        "right": right,
        "right_base": base_right,
        "right_kept_of_base": round(100.0 * right / base_right, 1) if base_right else None,
        "unknown_refused": share(refused(scorer, lower(got[p["id"]]["answer"])) for p in unknown),
        "unknown_in_persona": in_persona(got, unknown),
        "chat_in_persona": in_persona(got, [p for p in probes["chat"] if p["lang"] == lang]),
        "stops": share(bool(a["stop"]) for k, a in sorted(got.items()) if f"-{lang}-" in k),
    }
    if "identity" in d:
        out["identity"] = share(has_fragment(lower(got[p["id"]]["answer"]), d["identity"]) for p in probes["identity"] if p["lang"] == lang)
    return out


def read_answers(path):
    with open(path, encoding="utf-8") as f:
        return {a["id"]: a for a in map(json.loads, filter(str.strip, f))}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--answers", required=True)
    p.add_argument("--persona")
    p.add_argument("--tuned")
    a = p.parse_args()
    scorer, probes = read("scorer.json"), read("probes.json")
    base = read_answers(a.answers)
    if a.persona:
        detectors = read("..", "personas", "detectors.json")
        print(json.dumps(persona_figures(scorer, probes, detectors, a.persona, read_answers(a.tuned), base), indent=1))
    else:
        print(json.dumps(base_figures(scorer, probes, base), indent=1))


if __name__ == "__main__":
    main()
