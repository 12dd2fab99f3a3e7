# SPDX-License-Identifier: GPL-3.0-or-later
"""Composes one question: a core (noun phrase in a frame, own question, keywords, cloze ...), an opener, an ending, noise and jitter.

Entities travel between two marks so that noise never touches them: a wrong letter in an entity would teach to accept unknown names.
"""
import re

OPEN, CLOSE = "\x01", "\x02"
MARKED = ("x", "n", "s", "w", "p", "where", "i", "f", "o", "d")


def marked(value):
    if callable(value):
        return lambda rng: OPEN + value(rng) + CLOSE
    return OPEN + value + CLOSE


def question_slots(fact_slots):
    slots = {}
    for key, value in fact_slots.items():
        slots[key] = marked(value) if key in MARKED else value
    if "q" in fact_slots:
        slots["x"] = marked(fact_slots["q"])
        if fact_slots.get("i") == fact_slots.get("x"):
            slots["i"] = slots["x"]
    return slots


class Asker:
    def __init__(self, book):
        self.book = book
        self.en = book.lang == "en"

    # -- cores -----------------------------------------------------------------------------------------------------------------

    def core(self, relation, slots, rng):
        """One question without opener, ending, noise. `slots` are the marked ones."""
        rel = self.book.relations[relation]
        kind = rng.weighted((("np", 29), ("q", 22 if self.en else 14), ("embed", 17 if self.en else 22), ("its", 13), ("label", 12), ("cloze", 5)))
        macros = self.book.macros
        if kind == "embed" and self.en:
            return self.framed("clause", {"clause": self.part(rel, "clause", slots, rng)}, rng)
        if kind == "embed":
            return self.framed("q", {"q": self.part(rel, "q", slots, rng)}, rng)
        if kind == "np":
            wh = rng.choice(rel.wh)
            if "m" in slots:
                wh = wh.replace("{m}", slots["m"])
            return self.framed("np", {"np": self.part(rel, "np", slots, rng), "wh": wh}, rng)
        if kind == "its":
            intro = rng.choice(self.book.frames["intro"]).expand(rng, slots, macros)
            its = self.part(rel, "its", slots, rng)
            if self.en:
                return intro + " " + its
            return intro + its + rng.weighted((("？", 7), ("", 2), ("。", 1)))
        if kind == "label":
            return self.label(rel, slots, rng)
        if kind == "cloze":
            return self.framed("cloze", {"cloze": self.part(rel, "cloze", slots, rng)}, rng)
        own = self.part(rel, "q", slots, rng)
        return own if self.en else own + rng.weighted((("？", 14), ("呢？", 3), ("啊？", 1), ("呀？", 1), ("", 2)))

    def part(self, rel, name, slots, rng):
        return rng.choice(rel.usable(name, slots)).expand(rng, slots, self.book.macros)

    def framed(self, name, values, rng):
        return rng.choice(self.book.frames[name]).expand(rng, values, self.book.macros)

    def label(self, rel, slots, rng):
        l = self.part(rel, "label", slots, rng)
        x = slots.get("n", slots["x"]) if (not self.en or rng.chance(0.75)) else slots.get("p", slots["x"])
        if "w" in slots and rng.chance(0.4):
            x = slots["w"]
        if callable(x):
            x = x(rng)
        values = {"x": x, "l": l, "L": l[:1].upper() + l[1:], "X": x}
        return rng.choice(self.book.frames["label"]).expand(rng, values, self.book.macros)

    def followup(self, slots, rng):
        f = slots.get("q") or slots["i"]
        values = {"f": f}
        return self.finish(rng.choice(self.book.frames["followup"]).expand(rng, values, self.book.macros), rng, dressed=False)

    # -- dressing ----------------------------------------------------------------------------------------------------------------

    def ask(self, relation, fact_slots, rng, jitter=0.4):
        slots = question_slots(fact_slots)
        return self.finish(self.core(relation, slots, rng), rng, jitter=jitter)

    def finish(self, core, rng, jitter=0.0, dressed=True):
        macros = self.book.macros
        if jitter and rng.chance(jitter):
            core = self.jitter(core, rng)
        if dressed and rng.chance(0.3):
            opener = rng.choice(self.book.frames["opener"]).expand(rng, {}, macros)
            core = opener + (" " if self.en else "") + core
        if rng.chance(0.28):
            core = re.sub(r"[?.。？]+$", "", core)
        elif rng.chance(0.06):
            core = core.replace("？", rng.choice(("??", "?", "！", "？？"))) if not self.en else re.sub(r"\?$", rng.choice(("??", "!", "?!", " ?")), core)
        if dressed and rng.chance(0.16):
            ending = rng.choice(self.book.frames["ending"]).expand(rng, {}, macros)
            if self.en:
                core = core + ("" if core[-1:] in "?.!,:" else rng.choice((",", ".", ""))) + " " + ending
            else:
                core = core + ("" if core[-1:] in "？。！，…?" else rng.choice(("，", "，", " ", "。"))) + ending
        return self.surface(core, rng)

    def surface(self, text, rng):
        if self.en:
            text = re.sub(r" +", " ", text).strip()
            r = rng.unit()
            if r < 0.27:
                text = text.lower()
            elif r < 0.29:
                text = text.upper()
            else:
                text = capitalise(text)
        elif rng.chance(0.04):
            text = text.replace("，", " ")
        return text.replace(OPEN, "").replace(CLOSE, "")

    # -- jitter ------------------------------------------------------------------------------------------------------------------

    def jitter(self, text, rng):
        if rng.chance(0.3):
            return self.with_banter(text, rng)
        return self.jitter_en(text, rng) if self.en else self.jitter_zh(text, rng)

    def with_banter(self, text, rng):
        line = rng.choice(self.book.banter)
        if self.en:
            return line + " " + text if rng.chance(0.65) else text + ("" if text[-1:] in "?.!" else ".") + " " + line
        return line + text if rng.chance(0.65) else text + ("" if text[-1:] in "？。！" else "。") + line

    def jitter_en(self, text, rng):
        tokens = split_marked(text)
        for _ in range(1 + rng.below(2)):
            kind = rng.weighted((("filler", 3), ("word", 4), ("swap", 3), ("drop", 3), ("typo", 2), ("move", 1)))
            free = [i for i, t in enumerate(tokens) if OPEN not in t]
            if kind == "filler":
                tokens.insert(rng.below(len(tokens) + 1), rng.choice(self.book.frames["filler_words"]))
            elif kind == "word":
                tokens.insert(rng.below(len(tokens) + 1), rng.choice(self.book.pool))
            elif not free:
                continue
            elif kind == "swap":
                small = [i for i in free if len(tokens[i].strip(",.?!:")) <= 4]
                if small:
                    tokens[rng.choice(small)] = rng.choice(self.book.pool)
            elif kind == "drop":
                small = [i for i in free if tokens[i].lower() in SMALL_WORDS]
                if small:
                    del tokens[rng.choice(small)]
            elif kind == "typo":
                long = [i for i in free if len(tokens[i]) >= 5 and tokens[i].isalpha()]
                if long:
                    i = rng.choice(long)
                    tokens[i] = typo(tokens[i], rng)
            elif kind == "move" and len(tokens) > 3:
                t = tokens.pop(rng.choice(free))
                tokens.insert(rng.below(len(tokens) + 1), t)
        return " ".join(tokens)

    def jitter_zh(self, text, rng):
        tokens = split_marked_zh(text)
        for _ in range(1 + rng.below(2)):
            kind = rng.weighted((("filler", 4), ("chars", 4), ("swap", 3), ("drop", 3), ("word", 2)))
            places = [i for i in range(len(tokens) + 1) if not touches_short(tokens, i)]
            free = [i for i, t in enumerate(tokens) if OPEN not in t]
            if kind == "filler" and places:
                tokens.insert(rng.choice(places), rng.choice(self.book.frames["filler_words"]))
            elif kind == "chars" and places:
                tokens.insert(rng.choice(places), "".join(rng.choice(self.book.pool) for _ in range(1 + rng.below(2))))
            elif kind == "swap" and free:
                tokens[rng.choice(free)] = rng.choice(self.book.pool)
            elif kind == "drop" and len(free) > 3:
                del tokens[rng.choice(free)]
            elif kind == "word" and free:
                tokens.insert(rng.choice((0, len(tokens))), "".join(rng.choice(self.book.pool) for _ in range(2 + rng.below(2))) + "，")
        return "".join(tokens)


SMALL_WORDS = frozenset("a an the is are of in on do does to me you i for what that it please can could would so and".split())


def split_marked(text):
    """Words; a marked entity stays one token with whatever punctuation clings to it."""
    out, depth, current = [], 0, []
    for c in text:
        if c == OPEN:
            depth = 1
        elif c == CLOSE:
            depth = 0
        if c == " " and not depth:
            if current:
                out.append("".join(current))
            current = []
        else:
            current.append(c)
    if current:
        out.append("".join(current))
    return out


def split_marked_zh(text):
    return re.findall(OPEN + "[^" + CLOSE + "]*" + CLOSE + r"|[A-Za-z]+|.", text, re.S)


def touches_short(tokens, place):
    """Whether an insertion at `place` would sit beside an entity of one bare character (水 would become 香水)."""
    for i in (place - 1, place):
        if 0 <= i < len(tokens) and tokens[i].startswith(OPEN) and len(tokens[i]) <= 4:
            return True
    return False


def typo(word, rng):
    i = 1 + rng.below(len(word) - 2)
    kind = rng.below(3)
    if kind == 0:
        return word[:i] + word[i + 1:]
    if kind == 1:
        return word[:i] + word[i + 1] + word[i] + word[i + 2:]
    return word[:i] + word[i] + word[i:]


def capitalise(text):
    """The first letter of every sentence, jumping over marks, quotes and brackets."""
    out, start = [], True
    for i, c in enumerate(text):
        if start and c.isalpha():
            out.append(c.upper())
            start = False
            continue
        if start and c.isdigit():
            start = False
        if c in ".?!" and (i + 1 >= len(text) or text[i + 1] == " "):
            start = True
        out.append(c)
    return "".join(out)
