#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that the measurement is honest. Run after every change of the phrasings or the probes (build.sh runs it on the full corpus).

 1. every fact probe asks a fact of the tables, and names the right answer;
 2. no probe can be composed from openers, frames, own questions, keywords, chat phrasings and endings;
 3. no probe prompt stands in the corpus (letters, digits and characters compared, no case, no marks);
 4. every probed fact is stated in the corpus in its canonical sentence;
 5. no persona sentence and no detector fragment stands in the corpus; no persona row asks a probed fact.
"""
import argparse
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from generator.documents import Maker  # noqa: E402
from generator.grammar import to_regex  # noqa: E402
from generator.prng import Rng  # noqa: E402

SHINGLE = 5


def norm(text):
    return "".join(c.lower() for c in text if c.isalnum())


def read(*path):
    with open(os.path.join(HERE, *path), encoding="utf-8") as f:
        return json.load(f)


def prompts(probes):
    for group in ("facts", "unknown", "sums", "identity", "chat"):
        for p in probes[group]:
            yield p["id"], p["lang"], p["prompt"], p
    for c in probes["chats"]:
        for i, t in enumerate(c["turns"], 1):
            yield f"{c['id']}#{i}", c["lang"], t["prompt"], t


class Composer:
    """Over-approximates what the generator can say in one language, without its random noise."""

    def __init__(self, voice):
        self.voice, book = voice, voice.book
        self.macros = book.macros
        self.pattern = lambda t, slot: re.compile(self.source(t, slot))
        gap = lambda name: "(?P<g_%s>.+)" % name
        wh = "(?:" + "|".join(sorted({re.escape(norm(w.replace("{m}", ""))) for r in book.relations.values() for w in r.wh})) + ")"
        self.frames = {f: [self.pattern(t, lambda s: gap(s) if s in ("np", "q", "clause", "cloze") else wh) for t in book.frames[f]]
                       for f in ("np", "clause", "cloze", "q") if f in book.frames}
        self.openers = [re.compile(self.source(t, lambda s: ".*")) for t in book.frames["opener"]] + [re.compile(norm(b)) for b in book.banter]
        self.endings = [re.compile(self.source(t, lambda s: ".*") + "$") for t in book.frames["ending"]] + [re.compile(norm(b) + "$") for b in book.banter]
        self.fixed = [self.pattern(t, lambda s: ".+") for e in book.chat.values() for t in e["u"]]
        for name in book.unknown:
            if name == "off_topic":
                self.fixed += [self.pattern(t, lambda s: ".+") for t in book.unknown[name]]
        self.sums = [t for op in ("add", "sub") for t in book.sums[op]]

    def source(self, template, slot):
        return to_regex(normal_tree(template.tree), slot, {k: [Normal(t) for t in v] for k, v in self.macros.items()})

    def cores(self, text):
        """What may be left after taking an opener and an ending away."""
        starts = {0}
        for o in self.openers:
            m = o.match(text)
            if m:
                starts.add(m.end())
        out = set()
        for s in starts:
            rest = text[s:]
            out.add(rest)
            for e in self.endings:
                for m in e.finditer(rest):
                    out.add(rest[: m.start()])
        return {c for c in out if c}

    def fact_core(self, core, fact):
        rel = self.voice.book.relations[fact.relation]
        values = slot_values(fact)
        slot = lambda s: "(?:" + "|".join(map(re.escape, values.get(s, ["\0"]))) + ")"
        union = lambda name: re.compile("|".join("(?:" + self.source(t, slot) + ")" for t in rel.usable(name, fact.slots)) or "\0")
        if union("q").fullmatch(core):
            return True
        for frame, inner in (("np", "np"), ("clause", "clause"), ("q", "q"), ("cloze", "cloze")):
            body = union(inner)
            for pattern in self.frames.get(frame, []):
                m = pattern.fullmatch(core)
                if m and "g_" + inner in m.groupdict() and body.fullmatch(m.group("g_" + inner)):
                    return True
        its = union("its")
        for t in self.voice.book.frames["intro"]:
            m = re.compile(self.source(t, slot)).match(core)
            if m and its.fullmatch(core[m.end():]):
                return True
        label = "(?:" + "|".join(self.source(t, slot) for t in rel.usable("label", fact.slots)) + ")"
        x = "(?:" + "|".join(map(re.escape, set(sum((values.get(s, []) for s in ("x", "n", "w", "p")), [])))) + ")"
        inside = {"x": x, "X": x, "l": label, "L": label}
        return any(re.compile(self.source(t, lambda s: inside[s])).fullmatch(core) for t in self.voice.book.frames["label"])

    def composes(self, prompt, fact, probe):
        text = norm(prompt)
        for core in self.cores(text):
            if any(p.fullmatch(core) for p in self.fixed):
                return True
            if fact and self.fact_core(core, fact):
                return True
            if "op" in probe:
                from generator.facts import NUMBERS_EN, NUMBERS_ZH
                names = NUMBERS_EN if self.voice.lang == "en" else NUMBERS_ZH
                for t in self.sums:
                    slot = lambda s: "(?:%d|%s)" % (probe[s], names[probe[s]])
                    if re.compile(self.source(t, slot)).fullmatch(core):
                        return True
        return False


class Normal:
    def __init__(self, template):
        self.tree = normal_tree(template.tree)


def normal_tree(node):
    return ("alt", [[("lit", norm(p[1])) if p[0] == "lit" else normal_tree(p) if p[0] == "alt" else p for p in seq] for seq in node[1]])


def slot_values(fact):
    out = {}
    for key in fact.slots:
        value = fact.slots[key]
        if callable(value):
            rng = Rng(1)
            out[key] = sorted({norm(value(rng)) for _ in range(400)})
        else:
            out[key] = [norm(value)]
    if "q" in out:
        out["x"] = sorted(set(out["x"]) | set(out["q"]))
        out["i"] = sorted(set(out["i"]) | set(out["q"]))
    return out


def find_fact(voice, probe):
    """The fact that a probe asks, by relation, entity and answer."""
    for f in voice.by_relation.get(probe["relation"], []):
        entity, answer = norm(f.entity), norm(f.answer)
        surfaces = [entity] + slot_values(f)["x"]
        if any(norm(e) in s for e in probe["entity"] for s in surfaces) and any(norm(a) in answer or norm(a) == answer for a in probe["answer"]):
            return f
    return None


def shingles(items):
    index = {}
    for key, text in items:
        index.setdefault(text[:SHINGLE], []).append((key, text))
    return index


def hits(index, text):
    found = []
    for i in range(len(text) - SHINGLE + 1):
        for key, needle in index.get(text[i:i + SHINGLE], ()):
            if text.startswith(needle, i):
                found.append(key)
    return found


def persona_texts():
    """Persona sentences (what an assistant row says beyond the plain answer) and detector fragments."""
    detectors = read("..", "personas", "detectors.json")
    for name, d in detectors["detectors"].items():
        if name == "refusal":
            continue  # the base model refuses too
        for fragment in d["fragments"] + d.get("identity", []):
            yield f"fragment of {name}: {fragment}", norm(fragment)
        for sentence in d.get("sentences", []):
            yield f"sentence of {name}: {sentence}", norm(sentence)


def check_corpus(path, probes, facts, problems):
    short = [(k, norm(p)) for k, _, p, _ in prompts(probes)]
    index = shingles(short)
    persona = list(persona_texts()) if os.path.exists(os.path.join(HERE, "..", "personas", "detectors.json")) else []
    stated = set()
    wanted = {s: k for k, s in facts}
    with open(path, encoding="utf-8") as f:
        for line in f:
            doc = json.loads(line)
            if "text" in doc:
                texts, said = [doc["text"]], [doc["text"]]
            else:
                texts = [m["content"] for m in doc["messages"]]
                said = [m["content"] for m in doc["messages"] if m["role"] == "assistant"]
            for t in texts:
                n = norm(t)
                for key in hits(index, n):
                    problems.append(f"{key} stands in the corpus: {t}")
                for key, fragment in persona:
                    if fragment in n:
                        problems.append(f"{key} stands in the corpus: {t}")
            stated.update(s for s in said if s in wanted)
    for sentence, key in wanted.items():
        if sentence not in stated:
            problems.append(f"{key} is never stated as: {sentence}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", help="also check this corpus (3, 4, 5)")
    a = p.parse_args()
    probes, problems = read("probes.json"), []
    maker = Maker(os.path.join(HERE, "facts"), os.path.join(HERE, "phrasing"))
    composers = {lang: Composer(v) for lang, v in maker.voices.items()}
    stated = []
    for key, lang, prompt, probe in prompts(probes):
        fact = None
        if "relation" in probe:
            fact = find_fact(maker.voices[lang], probe)
            if fact is None:
                problems.append(f"{key}: no such fact: {probe}")
                continue
            sentence = maker.voices[lang].book.relations[fact.relation].parts["answer"][0].expand(Rng(1), dict(fact.slots), {})
            stated.append((key, sentence[:1].upper() + sentence[1:] if lang == "en" else sentence))
        if composers[lang].composes(prompt, fact, probe):
            problems.append(f"{key} can be composed: {prompt}")
    if a.corpus:
        check_corpus(a.corpus, probes, stated, problems)
    for line in problems:
        print(line)
    print(f"{len(list(prompts(probes)))} prompts, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
