# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts documents together: chats (one or several turns, with or without a system prompt) and plain text."""
from . import sums as arithmetic
from .facts import load
from .phrasing import Book
from .question import Asker, question_slots, marked, capitalise
from .sums import Sums
from .unknown import Unknown, invented_name

LANGS = ("en", "zh")


class Voice:
    """Everything of one language that a document needs."""

    def __init__(self, lang, facts, phrasing_folder):
        self.lang = lang
        self.book = Book(phrasing_folder, lang)
        self.asker = Asker(self.book)
        self.facts = [f for f in facts if f.lang == lang]
        self.by_relation = {}
        for f in self.facts:
            self.by_relation.setdefault(f.relation, []).append(f)
        self.relation_weights = [(r, max(16, len(fs)) ** 0.7) for r, fs in sorted(self.by_relation.items())]
        self.unknown = Unknown(self.book, self.facts)
        self.by_entity = {}
        for f in self.facts:
            self.by_entity.setdefault(f.entity, []).append(f)
        self.gap = " " if lang == "en" else ""


class Maker:
    def __init__(self, facts_folder, phrasing_folder):
        facts = load(facts_folder)
        self.voices = {lang: Voice(lang, facts, phrasing_folder) for lang in LANGS}
        self.sums = Sums(facts_folder)
        self.names = {lang: self.voices[lang].book.system["names"] for lang in LANGS}

    # -- answers -----------------------------------------------------------------------------------------------------------------

    def statement(self, voice, fact, rng, usual=0.85):
        rel = voice.book.relations[fact.relation]
        part = "answer" if rng.chance(usual) else "alt"
        text = rng.choice(rel.parts[part]).expand(rng, dict(fact.slots), {})
        return text[:1].upper() + text[1:] if voice.lang == "en" else text

    def refusal(self, voice, rng):
        if rng.chance(0.8):
            return voice.book.unknown["answer"][0]
        return rng.choice(voice.book.unknown["answer_other"])

    def dressed(self, voice, answer, rng):
        r = rng.unit()
        if r < 0.03:
            return rng.choice(voice.book.system["before"]) + voice.gap + answer
        if r < 0.09:
            return answer + voice.gap + rng.choice(voice.book.system["after"])
        return answer

    # -- turns: each returns (question, answer) ------------------------------------------------------------------------------------

    def fact_turn(self, voice, rng, fact=None):
        fact = fact or rng.choice(voice.by_relation[rng.weighted(voice.relation_weights)])
        return voice.asker.ask(fact.relation, fact.slots, rng), self.statement(voice, fact, rng), fact

    def sum_turn(self, voice, rng):
        op, a, b = self.sums.pick(rng)
        slots = {k: marked(v) for k, v in arithmetic.operand_slots(voice.lang, a, b, rng).items()}
        text = rng.choice(voice.book.sums[op]).expand(rng, slots, {})
        return voice.asker.finish(text, rng, jitter=0.25), arithmetic.answer(voice.lang, op, a, b)

    def unknown_turn(self, voice, rng):
        asker, kind = voice.asker, rng.weighted((("entity", 42), ("property", 40), ("topic", 18)))
        if kind == "entity":
            relation = rng.choice(voice.unknown.relations)
            question = asker.ask(relation, voice.unknown.entity_slots(relation, rng), rng)
        else:
            if kind == "property":
                template, slots = voice.unknown.property_question(rng)
                slots = question_slots(slots)
            else:
                template = rng.choice(voice.book.unknown["off_topic"])
                slots = {"name": invented_name(voice.lang, rng) if rng.chance(0.5) else rng.choice(self.names[voice.lang])}
            text = template.expand(rng, slots, {})
            if voice.lang == "zh":
                text = self.embed_zh(text, rng)
            elif text.endswith("?") and rng.chance(0.12):
                text = rng.choice(("tell me, ", "do you know, ", "I wonder, ", "my question: ", "can you say ")) + text
            question = asker.finish(text, rng, jitter=0.4)
        return question, self.refusal(voice, rng)

    def embed_zh(self, text, rng):
        if text.endswith("吗") or rng.chance(0.6):
            return text + rng.weighted((("？", 8), ("", 2)))
        frame = rng.choice(self.voices["zh"].book.frames["q"])
        return frame.expand(rng, {"q": text}, self.voices["zh"].book.macros)

    def chat_turn(self, voice, rng):
        entry = voice.book.chat[rng.choice(sorted(voice.book.chat))]
        text = rng.choice(entry["u"]).expand(rng, {}, {})
        mark = "?" if voice.lang == "en" else "？"
        if text[-1:] not in "!！?？。":
            text += rng.weighted(((mark, 4), ("!" if voice.lang == "en" else "！", 1), (".", 2) if voice.lang == "en" else ("。", 2), ("", 4)))
        if rng.chance(0.1):
            text = voice.asker.with_banter(text, rng)
        text = voice.asker.finish(text, rng, jitter=0.0, dressed=rng.chance(0.25))
        return text, rng.choice(entry["a"]) if rng.chance(0.8) else rng.choice(entry["b"] + entry["a"])

    def turn(self, voice, rng):
        kind = rng.weighted((("fact", 57), ("unknown", 16), ("sum", 14), ("chat", 13)))
        if kind == "fact":
            q, a, fact = self.fact_turn(voice, rng)
            return q, self.dressed(voice, a, rng), fact
        q, a = {"unknown": self.unknown_turn, "sum": self.sum_turn, "chat": self.chat_turn}[kind](voice, rng)
        return q, a, None

    # -- documents -----------------------------------------------------------------------------------------------------------------

    def document(self, rng):
        voice = self.voices["en" if rng.chance(0.48) else "zh"]
        kind = rng.weighted((("chat", 84), ("text", 12), ("styled", 4)))
        if kind == "text":
            return {"text": self.text(voice, rng)}
        if kind == "styled":
            return {"messages": self.styled(voice, rng)}
        return {"messages": self.chat(voice, rng)}

    def chat(self, voice, rng):
        messages = []
        if rng.chance(0.1):
            messages.append({"role": "system", "content": rng.choice(voice.book.system["neutral"]).expand(rng, {}, {})})
        turns = 1
        if rng.chance(0.2):
            turns = 2 + rng.below(4)
        elif rng.chance(0.015):
            turns = 7 + rng.below(6)
        if turns > 1 and rng.chance(0.1):
            self.recall(voice, messages, turns, rng)
            return messages
        last = None
        for i in range(turns):
            if i and rng.chance(0.06):
                voice = self.voices["zh" if voice.lang == "en" else "en"]
                last = None
            if last is not None and rng.chance(0.35):
                q, a, last = self.follow(voice, last, rng)
            else:
                q, a, last = self.turn(voice, rng)
            self.add(messages, q, a)
        return messages

    def add(self, messages, q, a):
        messages.append({"role": "user", "content": q})
        messages.append({"role": "assistant", "content": a})

    def follow(self, voice, last, rng):
        """"And Germany?" after a question about a capital; now and then about something unknown."""
        if rng.chance(0.12) and last.relation in voice.unknown.kind:
            slots = question_slots(voice.unknown.entity_slots(last.relation, rng))
            return voice.asker.followup(slots, rng), self.refusal(voice, rng), None
        fact = rng.choice(voice.by_relation[last.relation])
        if rng.chance(0.2):
            same = [f for f in voice.by_entity.get(last.entity, []) if f.relation != last.relation]
            if same:
                fact = rng.choice(same)
                its = rng.choice(voice.book.relations[fact.relation].parts["its"]).expand(rng, fact.slots, {})
                text = its if voice.lang == "en" else rng.choice(("那", "", "还有，", "那么")) + its + "？"
                if voice.lang == "en":
                    text = rng.choice(("and ", "", "", "okay, ", "then, ")) + text
                return voice.asker.finish(text, rng, dressed=False), self.statement(voice, fact, rng), fact
        return voice.asker.followup(question_slots(fact.slots), rng), self.statement(voice, fact, rng), fact

    def recall(self, voice, messages, turns, rng):
        """The user says a name; later asks for it. Half of the names are made up, so that copying is learnt and not a list."""
        name = invented_name(voice.lang, rng) if rng.chance(0.5) else rng.choice(self.names[voice.lang])
        part = {k: rng.choice(voice.book.system["recall_" + k]).expand(rng, {"z": marked(name)}, {}) for k in ("tell", "ok", "ask", "answer")}
        plain = {k: v.replace("\x01", "").replace("\x02", "") for k, v in part.items()}
        self.add(messages, capitalise(plain["tell"]) if voice.lang == "en" else plain["tell"], plain["ok"])
        for _ in range(min(turns - 2, 3)):
            q, a, _ = self.turn(voice, rng)
            self.add(messages, q, a)
        self.add(messages, voice.asker.finish(part["ask"], rng), plain["answer"])

    def styled(self, voice, rng):
        """A system prompt that asks for a style; the plain fact comes first most of the time, as persona rows do it."""
        q, a, _ = self.turn(voice, rng)
        if rng.chance(0.5):
            z = rng.choice(voice.book.banter)
            system = rng.choice(voice.book.system["say"]).expand(rng, {"z": z}, {})
            answer = a + voice.gap + z
        else:
            _, prompts, before, after = rng.choice(voice.book.system["style"])
            system = rng.choice(prompts)
            answer = a
            if rng.chance(0.25):
                answer = rng.choice(before) + voice.gap + answer
            answer = answer + voice.gap + rng.choice(after)
        return [{"role": "system", "content": system}, {"role": "user", "content": q}, {"role": "assistant", "content": answer}]

    # -- plain text ------------------------------------------------------------------------------------------------------------------

    def text(self, voice, rng):
        kind = rng.weighted((("one", 26), ("mixed", 26), ("story", 18), ("banter", 14), ("entity", 12), ("series", 4)))
        return {"one": self.text_one, "mixed": self.text_mixed, "story": self.text_story, "banter": self.text_banter,
                "entity": self.text_entity, "series": self.text_series}[kind](voice, rng)

    def text_one(self, voice, rng):
        facts = self.some(voice.by_relation[rng.weighted(voice.relation_weights)], 3 + rng.below(7), rng)
        return voice.gap.join(self.statement(voice, f, rng, 0.6) for f in facts)

    def some(self, items, n, rng):
        """Up to n different items in random order."""
        pool = list(range(len(items)))
        return [items[pool.pop(rng.below(len(pool)))] for _ in range(min(n, len(pool)))]

    def text_mixed(self, voice, rng):
        return voice.gap.join(self.statement(voice, f, rng, 0.6) for f in self.some(voice.facts, 3 + rng.below(7), rng))

    def text_banter(self, voice, rng):
        lines = [rng.choice(voice.book.banter) if rng.chance(0.6) else self.statement(voice, rng.choice(voice.facts), rng)
                 for _ in range(3 + rng.below(5))]
        return voice.gap.join(lines)

    def text_entity(self, voice, rng):
        facts = voice.by_entity[rng.choice(sorted(voice.by_entity))]
        others = [rng.choice(voice.facts) for _ in range(3)]
        return voice.gap.join(self.statement(voice, f, rng, 0.5) for f in (facts + others)[: 2 + rng.below(4)])

    def text_series(self, voice, rng):
        relation = rng.choice(("day_next", "month_next", "planet", "number_word") + (("zodiac",) if voice.lang == "zh" else ("month_number",)))
        facts = voice.by_relation[relation]
        start = rng.below(len(facts))
        run = [facts[(start + i) % len(facts)] for i in range(2 + rng.below(len(facts)))]
        if relation in ("day_next", "month_next") and rng.chance(0.6):
            return (", " if voice.lang == "en" else "、").join(f.entity for f in run) + ("." if voice.lang == "en" else "。")
        return voice.gap.join(self.statement(voice, f, rng) for f in run)

    def text_story(self, voice, rng):
        n1, n2 = rng.choice(self.names[voice.lang]), rng.choice(self.names[voice.lang])
        f1, f2 = rng.choice(voice.facts), rng.choice(voice.facts)
        s1, s2 = self.statement(voice, f1, rng), self.statement(voice, f2, rng)
        z = rng.choice(voice.book.banter)
        if voice.lang == "en":
            place = rng.choice("the park|the kitchen|school|the train|the library|the garden|a small shop|the beach|the old house|the market".split("|"))
            start = rng.choice(("{a} and {b} met at {p}.", "{a} was at {p} with {b}.", "One day {a} saw {b} at {p}.", "{b} came to {p} to see {a}."))
            said = rng.choice(('{a} said: "{s}"', '"{s}" said {a}.', '{a} told {b}: "{s}"', 'Then {a} explained: "{s}"'))
            reply = rng.choice(('{b} answered: "{t}"', '"And {t2}" said {b}.', '{b} wrote in a book: "{t}"', '{b} was surprised. "{t}"'))
            end = rng.choice(("Both were happy.", "They laughed and went home.", "It was a good day.", z, "Then they had tea.", z))
            t2 = s2[0].lower() + s2[1:] if not s2[0:1].isdigit() and s2.split()[0] in ("The", "A", "An", "People", "In", "After") else s2
        else:
            place = rng.choice("公园|厨房|学校|火车上|图书馆|花园|小店里|海边|老房子里|市场".split("|"))
            start = rng.choice(("{a}和{b}在{p}见面。", "{a}跟{b}一起在{p}。", "有一天，{a}在{p}遇到{b}。", "{b}来{p}找{a}。"))
            said = rng.choice(("{a}说：“{s}”", "“{s}”{a}说。", "{a}告诉{b}：“{s}”", "{a}解释道：“{s}”"))
            reply = rng.choice(("{b}回答：“{t}”", "“{t}”{b}接着说。", "{b}在本子上写道：“{t}”", "{b}想了想，说：“{t}”"))
            end = rng.choice(("两个人都很高兴。", "他们笑着回家了。", "这是愉快的一天。", z, "然后他们去喝茶。", z))
            t2 = s2
        values = {"a": n1, "b": n2, "p": place, "s": s1, "t": s2, "t2": t2}
        return voice.gap.join(part.format(**values) for part in (start, said, reply, end))
