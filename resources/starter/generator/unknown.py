# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that have to be refused: unknown entities asked with the known phrasings, known entities asked for what no table holds."""
from .facts import quoted_en, quoted_zh, capital_first

# relation -> kind of unlisted entity
KIND = {"capital": "country", "capital_of": "city", "continent": "country", "language": "country", "author": "book", "color": "thing",
        "opposite": "word", "legs": "animal", "class": "animal", "sound": "animal", "baby": "animal", "symbol": "element",
        "element": "symbol", "to_chinese": "word", "to_english": "chinese", "inventor": "invention", "material": "material",
        "landmark": "landmark", "sides": "shape", "superlative": "superlative", "festival": "festival", "measure": "measure"}
KIND_ZH = dict(KIND, to_english="word", to_chinese="english")
# relation of a known entity -> the list of properties that nobody taught
PROPERTY = {"capital": "country", "capital_of": "city", "author": "book", "legs": "animal", "color": "thing", "symbol": "element",
            "planet": "planet", "inventor": "invention", "landmark": "landmark", "to_chinese": "word", "opposite": "word"}
PROPERTY_ZH = dict(PROPERTY, to_english="word")
del PROPERTY_ZH["to_chinese"]

HEAD = "Bar Bel Cor Dal Dor Fan Gal Gor Hal Jor Kal Kel Lor Mal Mor Nar Nol Or Pal Quin Ran Sal Tal Tor Ul Val Vor Wes Xan Yor Zan Zor Bri Cla Dru Fre Gla Kra Ple Sto Tri".split()
MID = "a e i o u an en in on ar er or al el ul ami evo ida osu ure eni abo ilo oma uti".split()
TAIL = "nia land stan ria dor via mar ton burg ville wick mere dale lis ra no ka ta go ba du shire port grad".split()
CHARS = "阿巴贝布达德多尔法菲夫盖戈哈赫基加卡科克拉莱利林卢罗洛马米莫姆纳尼诺帕佩普奇恰萨塞斯索塔泰特托瓦维乌西希亚伊扎泽佐森顿堡"
ADJ_EN = "red silent broken golden lost green hidden distant cold empty bright crooked wooden purple sleeping iron quiet burning frozen endless".split()
NOUN_EN = "river garden tower mirror forest clock bridge letter harbor winter road island lantern winter stone window kitchen desert violin village storm".split()
ADJ_ZH = "红色 沉默 破碎 金色 丢失 绿色 隐藏 遥远 寒冷 空荡 明亮 弯曲 木头 紫色 沉睡 钢铁 安静 燃烧 冰冻 无尽".split()
NOUN_ZH = "河流 花园 高塔 镜子 森林 时钟 小桥 信件 港湾 冬夜 道路 孤岛 灯笼 石头 窗口 厨房 荒漠 琴声 村庄 风暴".split()


def invented_name(lang, rng):
    if lang == "en":
        name = rng.choice(HEAD) + rng.choice(MID)
        if rng.chance(0.3):
            name += rng.choice(("l", "n", "r", "v", "m")) + rng.choice(MID)
        return name + rng.choice(TAIL)
    return "".join(rng.choice(CHARS) for _ in range(2 + rng.below(4)))


def invented_entity(kind, lang, rng):
    if kind == "book":
        if lang == "en":
            return f"The {rng.choice(ADJ_EN).capitalize()} {rng.choice(NOUN_EN).capitalize()}"
        return f"《{rng.choice(ADJ_ZH)}的{rng.choice(NOUN_ZH)}》"
    name = invented_name(lang, rng)
    if lang == "en" and kind in ("thing", "animal", "shape"):
        return "a " + name.lower()
    if lang == "en" and kind in ("word", "material", "element"):
        return name.lower()
    if lang == "en" and kind == "invention":
        return "the " + name.lower()
    if kind in ("english", "symbol"):
        name = invented_name("en", rng).lower()
        return name if kind == "english" else name[:2].capitalize()
    if kind == "landmark" and lang == "en":
        return rng.choice(("Mount ", "the Tower of ", "the Temple of ", "the Palace of ", "")) + name
    if kind == "landmark":
        return name + rng.choice(("山", "塔", "宫", "寺", "桥", "湖"))
    if kind == "festival":
        return name[:2] + "节"
    return name


class Unknown:
    def __init__(self, book, facts):
        self.book = book
        self.lang = book.lang
        self.kind = KIND if book.lang == "en" else KIND_ZH
        self.property = PROPERTY if book.lang == "en" else PROPERTY_ZH
        self.relations = [r for r in book.relations if r in self.kind]
        self.by_relation = {}
        for f in facts:
            self.by_relation.setdefault(f.relation, []).append(f)
        self.people = sorted({f.answer for r in ("author", "inventor") for f in self.by_relation[r]})

    def entity_slots(self, relation, rng):
        kind = self.kind[relation]
        listed = self.book.unknown["unlisted_" + kind]
        made_up = 0.0 if kind == "superlative" else 0.42
        x = invented_entity(kind, self.lang, rng) if rng.chance(made_up) else rng.choice(listed)
        bare = x
        for article in ("a ", "an ", "the "):
            if x.startswith(article):
                bare = x[len(article):]
        s = {"x": x, "X": capital_first(x), "n": bare, "i": x, "be": rng.choice(("is", "is", "are"))}
        if relation in ("opposite", "to_chinese", "to_english"):
            s["w"] = (quoted_en if self.lang == "en" else quoted_zh)(x)
        if relation == "superlative":
            s.update(p=x, c=x, g=rng.choice(("what", "which one") if self.lang == "en" else ("什么", "哪个")))
        if self.lang == "zh" and relation == "author" and rng.chance(0.3):
            s["x"] = s["i"] = x.strip("《》")
        return s

    def property_question(self, rng):
        """A known entity, a property that no table holds."""
        r = rng.choice(sorted(self.property))
        if rng.chance(0.08):
            return rng.choice(self.book.unknown["q_person"]), {"x": rng.choice(self.people)}
        fact = rng.choice(self.by_relation[r])
        name = self.property[r]
        slots = dict(fact.slots)
        if r == "planet":
            slots["x"] = fact.answer
        return rng.choice(self.book.unknown["q_" + name]), slots
