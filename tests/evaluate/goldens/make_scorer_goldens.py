#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts of the reference scorer (resources/starter/score_reference.py) on answers made to be tricky.

  python3 tests/evaluate/goldens/make_scorer_goldens.py

Answers are derived from the probes: right ones, wrong entity, wrong answer, refusals, runaways, sums with swapped operands,
persona quips. Development time only."""
import json
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
sys.path.insert(0, os.path.join(ROOT, "resources", "starter"))
import score_reference as reference  # noqa: E402


def answers_for(probes, rng):
    out = {}
    quips = ["", " Even a goldfish knows that.", "随时喊我哟~", " Hold your applause."]
    for p in probes["facts"] + [t | {"id": f"{c['id']}#{i}", "lang": c["lang"]} for c in probes["chats"] for i, t in enumerate(c["turns"], 1)]:
        good = f"{rng.choice(p['entity'])} - {rng.choice(p['answer'])}."
        text = rng.choice([good, good.upper(), rng.choice(p["answer"]) + ".", rng.choice(p["entity"]) + "!", "Sorry, I don't know that.", "这个我不知道。",
                           good + "s", "x" + good, good + " " + good, ""])
        out[p["id"]] = (text + rng.choice(quips), rng.random() > 0.15)
    for p in probes["sums"]:
        good = f"{p['a']} {p['op']} {p['b']} = {p['answer'][0]}"
        out[p["id"]] = (rng.choice([good, f"{p['b']} and {p['a']} make {p['answer'][0]}.", p["answer"][0], good + "0", f"{p['a']} {p['a']} {p['answer'][0]}", "I don't know"]), rng.random() > 0.1)
    for p in probes["unknown"] + probes["identity"] + probes["chat"]:
        out[p["id"]] = (rng.choice(["Sorry, I don't know that.", "我是小林的小助手！", "不清楚呢。", "It is blue. Oh joy.", "Hi there!", "再叫我呀"]), rng.random() > 0.05)
    return out


def main():
    rng = random.Random(11)
    scorer, probes = reference.read("scorer.json"), reference.read("probes.json")
    detectors = reference.read("..", "personas", "detectors.json")
    base, tuned = answers_for(probes, rng), answers_for(probes, rng)
    as_dict = lambda a: {k: {"answer": t, "stop": s} for k, (t, s) in a.items()}  # noqa: E731
    base, tuned = as_dict(base), as_dict(tuned)
    golden = {
        "base_answers": [{"id": k, **v} for k, v in base.items()],
        "tuned_answers": [{"id": k, **v} for k, v in tuned.items()],
        "base": reference.base_figures(scorer, probes, base),
        "marv": reference.persona_figures(scorer, probes, detectors, "marv", tuned, base),
        "xiaozhushou": reference.persona_figures(scorer, probes, detectors, "xiaozhushou", tuned, base),
    }
    with open(os.path.join(HERE, "scorer.json"), "w", encoding="utf-8") as f:
        json.dump(golden, f, ensure_ascii=False)
        f.write("\n")


if __name__ == "__main__":
    main()
