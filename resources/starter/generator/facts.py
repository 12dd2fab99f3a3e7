# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the fact tables into Fact values. One Fact = one statement the model has to know in one language."""
import os
from dataclasses import dataclass, field

ORDINALS_EN = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"]
ORDINALS_SHORT = ["1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th", "11th", "12th"]
ORDINALS_ZH = ["第一", "第二", "第三", "第四", "第五", "第六", "第七", "第八", "第九", "第十", "第十一", "第十二"]
NUMBERS_EN = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
              "eighteen nineteen twenty").split()
NUMBERS_ZH = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七",
              "十八", "十九", "二十"]


@dataclass
class Fact:
    relation: str
    lang: str
    entity: str                    # how the entity is named in the canonical answer
    answer: str                    # the accepted answer
    slots: dict = field(default_factory=dict)


def capital_first(s):
    return s[:1].upper() + s[1:]


def read_table(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as f:
        lines = [line.rstrip("\n").split("\t") for line in f if line.strip()]
    head = lines[0]
    for row in lines[1:]:
        if len(row) != len(head):
            raise ValueError(f"{name}: {row}")
    return [dict(zip(head, row)) for row in lines[1:]]


def english(relation, x, y, **more):
    s = {"x": x, "X": capital_first(x), "y": y, "Y": capital_first(y), "n": x, "i": x}
    s.update(more)
    if s.get("s") == "-":
        del s["s"]
    return Fact(relation, "en", s.pop("entity", x), y, s)


def chinese(relation, x, y, **more):
    s = {"x": x, "y": y, "i": x}
    s.update(more)
    return Fact(relation, "zh", s.pop("entity", x), y, s)


def load(folder):
    facts = []
    countries(folder, facts)
    nature(folder, facts)
    words(folder, facts)
    order(folder, facts)
    things(folder, facts)
    return facts


def countries(folder, facts):
    for r in read_table(folder, "countries.tsv"):
        facts.append(english("capital", r["en"], r["capital_en"]))
        facts.append(english("capital_of", r["capital_en"], r["en"]))
        facts.append(english("continent", r["en"], r["continent_en"]))
        facts.append(english("language", r["en"], r["language_en"]))
        facts.append(chinese("capital", r["zh"], r["capital_zh"]))
        facts.append(chinese("capital_of", r["capital_zh"], r["zh"]))
        facts.append(chinese("continent", r["zh"], r["continent_zh"]))
        facts.append(chinese("language", r["zh"], r["language_zh"]))


def nature(folder, facts):
    for r in read_table(folder, "animals.tsv"):
        names = {"n": r["en"], "s": r["plural"], "entity": r["en"]}
        article = "an " if r["class_en"][0] in "aeiou" else "a "
        facts.append(english("legs", r["a"], r["legs"], **names))
        facts.append(english("class", r["a"], r["class_en"], ay=article + r["class_en"], **names))
        facts.append(chinese("legs", r["zh"], r["legs"]))
        facts.append(chinese("class", r["zh"], r["class_zh"]))
    for relation, table in (("sound", "sounds_en.tsv"), ("baby", "babies_en.tsv"), ("color", "colours_en.tsv")):
        for r in read_table(folder, table):
            facts.append(english(relation, r["x"], r["y"], n=r["n"], s=r["s"], entity=r["n"]))
    for relation, table in (("sound", "sounds_zh.tsv"), ("color", "colours_zh.tsv"), ("measure", "measure_words_zh.tsv")):
        for r in read_table(folder, table):
            facts.append(chinese(relation, r["x"], r["y"]))
    for r in read_table(folder, "elements.tsv"):
        facts.append(english("symbol", r["en"], r["symbol"]))
        facts.append(english("element", r["symbol"], r["en"]))
        facts.append(chinese("symbol", r["zh"], r["symbol"]))
        facts.append(chinese("element", r["symbol"], r["zh"]))


def quoted_en(x):
    return lambda rng: rng.weighted(((x, 10), (f'"{x}"', 3), (f"the word {x}", 3), (f"'{x}'", 1), (f'the word "{x}"', 1)))


def quoted_zh(x):
    return lambda rng: rng.weighted(((x, 10), (f"“{x}”", 6), (f'"{x}"', 1), (f"「{x}」", 1), (f"{x}这个词", 1), (f"“{x}”这个词", 1)))


def book_zh(title):
    return lambda rng: rng.weighted(((f"《{title}》", 13), (title, 6), (f"“{title}”", 1)))


def day_zh(day):
    """How people write a day: 星期三, 周三, 礼拜三; 星期日 is 星期天 as often."""
    last = day[2:]
    also = [("周" + last, 4), ("礼拜" + ("天" if last == "日" else last), 2)] + ([("星期天", 6)] if last == "日" else [])
    return lambda rng: rng.weighted([(day, 10)] + also)


def month_zh(month, number):
    return lambda rng: rng.weighted(((month, 10), (f"{number}月", 5), (month + "份", 1)))


def words(folder, facts):
    for r in read_table(folder, "opposites_en.tsv"):
        facts.append(english("opposite", r["x"], r["y"], w=quoted_en(r["x"])))
    for r in read_table(folder, "opposites_zh.tsv"):
        facts.append(chinese("opposite", r["x"], r["y"], w=quoted_zh(r["x"])))
    for r in read_table(folder, "words.tsv"):
        facts.append(english("to_chinese", r["en"], r["zh"], w=quoted_en(r["en"])))
        facts.append(english("to_english", r["zh"], r["en"], w=quoted_en(r["zh"])))
        facts.append(chinese("to_english", r["zh"], r["en"], w=quoted_zh(r["zh"])))
        facts.append(chinese("to_chinese", r["en"], r["zh"], w=quoted_zh(r["en"])))
    for i in range(21):
        facts.append(english("number_word", str(i), NUMBERS_EN[i]))
        facts.append(chinese("number_word", str(i), NUMBERS_ZH[i]))


def order(folder, facts):
    days, months = read_table(folder, "days.tsv"), read_table(folder, "months.tsv")
    for i, day in enumerate(days):
        after, before = days[(i + 1) % 7], days[(i - 1) % 7]
        facts.append(english("day_next", day["en"], after["en"]))
        facts.append(english("day_prev", day["en"], before["en"]))
        facts.append(chinese("day_next", day["zh"], after["zh"], q=day_zh(day["zh"])))
        facts.append(chinese("day_prev", day["zh"], before["zh"], q=day_zh(day["zh"])))
    for i, month in enumerate(months):
        after = months[(i + 1) % 12]
        facts.append(english("month_next", month["en"], after["en"]))
        facts.append(english("month_number", ORDINALS_EN[i], month["en"], d=str(i + 1), o=ORDINALS_SHORT[i],
                             i=f"the {ORDINALS_EN[i]} month", n=ORDINALS_EN[i] + " month"))
        facts.append(chinese("month_next", month["zh"], after["zh"], q=month_zh(month["zh"], i + 1)))
    for i, planet in enumerate(read_table(folder, "planets.tsv")):
        facts.append(english("planet", ORDINALS_EN[i], planet["en"], d=str(i + 1), o=ORDINALS_SHORT[i],
                             i=f"the {ORDINALS_EN[i]} planet", n=ORDINALS_EN[i] + " planet"))
        facts.append(chinese("planet", ORDINALS_ZH[i], planet["zh"], i=ORDINALS_ZH[i] + "颗行星", n="太阳系" + ORDINALS_ZH[i] + "颗行星"))
    for i, r in enumerate(read_table(folder, "zodiac_zh.tsv")):
        facts.append(chinese("zodiac", ORDINALS_ZH[i], r["y"], i=ORDINALS_ZH[i] + "个生肖", n=ORDINALS_ZH[i] + "个"))


def things(folder, facts):
    from .grammar import Template
    for r in read_table(folder, "books_en.tsv"):
        t = r["title"]
        facts.append(english("author", t, r["author"], q=lambda rng, t=t: rng.weighted(((t, 7), (f'"{t}"', 1)))))
    for r in read_table(folder, "books_zh.tsv"):
        facts.append(chinese("author", f"《{r['title']}》", r["author"], q=book_zh(r["title"])))
    for lang, make in (("en", english), ("zh", chinese)):
        for r in read_table(folder, f"inventions_{lang}.tsv"):
            bare = r["x"][4:] if r["x"].startswith("the ") else r["x"]
            facts.append(make("inventor", r["x"], r["y"], n=bare, entity=bare))
        for r in read_table(folder, f"landmarks_{lang}.tsv"):
            bare = r["x"][4:] if r["x"].startswith("the ") else r["x"]
            facts.append(make("landmark", r["x"], r["y"], n=bare, entity=bare))
        for r in read_table(folder, f"materials_{lang}.tsv"):
            facts.append(make("material", r["x"], r["y"], be=r.get("be", "")))
        for r in read_table(folder, f"superlatives_{lang}.tsv"):
            p, g = Template(r["p"]), [t for t in r["wh"].split("|")]
            noun = lambda rng, p=p: p.expand(rng, {}, {})
            ask = lambda rng, g=g: rng.choice(g + (["what"] if g == g[:1] and g[0] != "who" else []))
            facts.append(make("superlative", r["c"], r["y"], p=noun, i=noun, n=noun, q=noun, g=ask, c=r["c"], C=capital_first(r["c"])))
        for r in read_table(folder, f"counts_{lang}.tsv"):
            m = "" if r.get("mw", "-") == "-" else r["mw"]
            facts.append(make("count", r["where"], r["y"], A=r["c"], t=r.get("t") if lang == "zh" else r["thing"], where=r["where"],
                              n=r.get("t", "") if lang == "en" else r["where"], m=m, entity=r["t"] if lang == "en" else r["where"]))
            if lang == "zh":
                facts[-1].slots["t"] = r["thing"]
    for r in read_table(folder, "shapes.tsv"):
        facts.append(english("sides", r["a"], r["sides"], n=r["en"], s=r["plural"], entity=r["en"]))
        facts.append(chinese("sides", r["zh"], r["sides"]))
    for r in read_table(folder, "festivals_zh.tsv"):
        facts.append(chinese("festival", r["x"], r["y"]))
