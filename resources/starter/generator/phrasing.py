# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads the phrasing files of one language."""
import os

from .grammar import Template, read_sections, split_top


class Relation:
    def __init__(self, lines):
        self.wh = ["what"]
        self.parts = {"np": [], "q": [], "clause": [], "its": [], "label": [], "cloze": [], "answer": [], "alt": []}
        for line in lines:
            key, _, text = line.partition(": ")
            if key == "wh":
                self.wh = split_top(text)
            elif key == "q" and "?" in text and not text.isascii():
                raise ValueError("an ASCII question mark in a Chinese template: " + text)
            elif key == "q":
                self.parts["q"].append(Template(text))
            else:
                self.parts[key].extend(Template(t) for t in split_top(text))

    def usable(self, part, slots):
        """The templates of a part whose slots the fact has (a mass noun has no plural)."""
        return [t for t in self.parts[part] if t.slots <= slots.keys()]


class Book:
    """Everything a language says."""

    def __init__(self, folder, lang):
        self.lang = lang
        self.frames = {}
        for name, lines in read_sections(os.path.join(folder, f"frames_{lang}.txt")).items():
            self.frames[name] = lines if name == "filler_words" else [Template(t) for t in lines]
        self.macros = {"purpose": self.frames["purpose"], "person": self.frames["person"]}
        self.relations = {n: Relation(ls) for n, ls in read_sections(os.path.join(folder, f"relations_{lang}.txt")).items()}
        self.chat = {}
        for name, lines in read_sections(os.path.join(folder, f"chat_{lang}.txt")).items():
            entry = self.chat[name] = {"u": [], "a": [], "b": []}
            for line in lines:
                entry[line[0]].append(Template(line[3:]) if line[0] == "u" else line[3:])
        self.unknown = {}
        for name, lines in read_sections(os.path.join(folder, f"unknown_{lang}.txt")).items():
            if name.startswith("unlisted_"):
                self.unknown[name] = "|".join(lines).split("|")
            elif name.startswith("answer"):
                self.unknown[name] = lines
            else:
                self.unknown[name] = [Template(t) for t in lines]
        with open(os.path.join(folder, f"style_{lang}.txt"), encoding="utf-8") as f:
            self.banter = [line.strip() for line in f if line.strip() and not line.startswith("#")]
        arithmetic = read_sections(os.path.join(folder, "arithmetic.txt"))
        self.sums = {op: [Template(t) for t in arithmetic[f"{op}_{lang}"]] for op in ("add", "sub")}
        system = read_sections(os.path.join(folder, "system.txt"))
        ending = "_" + lang
        self.system = {}
        for name, lines in system.items():
            if not name.endswith(ending):
                continue
            key = name[:-len(ending)]
            if key == "style":
                self.system[key] = [[p.split("/") for p in line.split("|")] for line in lines]
            elif key == "names":
                self.system[key] = "|".join(lines).split("|")
            elif key in ("before", "after"):
                self.system[key] = lines
            else:
                self.system[key] = [Template(t) for t in lines]
        if lang == "en":
            self.pool = sorted({w.strip(".,!?").lower() for s in self.banter for w in s.split() if len(w) > 2})
        else:
            self.pool = sorted({c for s in self.banter for c in s if c not in "，。！？"})
