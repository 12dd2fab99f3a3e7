#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the training corpus of the starter model: one JSON document a line, distinct, the same for the same seed.

Development time only: the product never runs Python. Standard library only.
  {"text": "..."}                      plain document, loss on every token
  {"messages": [{"role", "content"}]}  chat, loss on what the assistant says and on the token that ends its turn
"""
import argparse
import hashlib
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from generator.documents import Maker  # noqa: E402
from generator.prng import Rng  # noqa: E402


def documents(seed, lines):
    """Distinct documents. A repeated one is drawn again from the line's next stream."""
    maker = Maker(os.path.join(HERE, "facts"), os.path.join(HERE, "phrasing"))
    seen = set()
    for line in range(lines):
        for attempt in range(64):
            doc = maker.document(Rng.at(seed, line, attempt))
            text = json.dumps(doc, ensure_ascii=False)
            digest = hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest()
            if digest not in seen:
                seen.add(digest)
                yield doc, text
                break


def plain(doc):
    """What the tokenizer is trained on: the words, without the chat marks."""
    if "text" in doc:
        return doc["text"]
    return "\n".join(m["content"] for m in doc["messages"])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--lines", type=int, default=480000, help="documents to write")
    p.add_argument("--seed", type=int, default=20240501)
    p.add_argument("--out", default="-", help="JSONL file, - for standard output")
    p.add_argument("--tokenizer-text", metavar="FILE", help="also write every --tokenizer-every-th document as plain text")
    p.add_argument("--tokenizer-every", type=int, default=12)
    a = p.parse_args()
    out = sys.stdout if a.out == "-" else open(a.out, "w", encoding="utf-8", newline="\n")
    sample = open(a.tokenizer_text, "w", encoding="utf-8", newline="\n") if a.tokenizer_text else None
    for i, (doc, text) in enumerate(documents(a.seed, a.lines)):
        out.write(text + "\n")
        if sample and i % a.tokenizer_every == 0:
            sample.write(plain(doc) + "\n")
    if sample:
        sample.close()
    out.flush()


if __name__ == "__main__":
    main()
