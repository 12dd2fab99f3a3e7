#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes unigram_goldens.json: ids and texts by sentencepiece 0.2.3 for Unigram models (small ones trained here, and the real files in
the data folder), and ids by tokenizers 0.23 for the same files brought into tokenizer.json form, as tokenizer_unigram_test builds it.

    python3 make_unigram_goldens.py DATA_FOLDER OUT_FOLDER
"""
import base64
import io
import json
import os
import sys

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as pb
from tokenizers import Tokenizer

TEXTS = [
    "", " ", "hello world", "  Hello   World  ", "the king of the kings; the king's men", "aaaaaaa aaaa aaa", "----------------", "a" * 60, "1234567 12 3.14",
    "你好，世界。今天天气很好", "naïve cafe\u0301 ÅÅ ﬁ ＡＢ ｶﾞ e\u0301\u0323", "😀👩‍👩‍👧 emoji ❤️", "tab\tnew\nline\r\nend", "\u00a0nbsp\u3000wide\u200bzero\ufeffbom", "<s>hello</s> <unk> <sep>x<sep>",
    "吾輩は猫である。名前はまだ無い。", "ing singing the king hello world 1 11 111", "ẞ İ ǅ Σς ½ ② Ⅷ ™ …", "x\u0301 \u0915\u094d\u0937 각 \u1100\u1161\u11a8", "zq jx zzzzzz qqq", "\x01\x02 a\x7fb", "▁a▁▁b ▁",
]
REAL = ["m.model", "sentencepiece.model", "test_model.model", "test_ja_model.model"]


def small(data, **options):
    out = io.BytesIO()
    lines = open(os.path.join(data, "corpora/tiny-shakespeare/input.txt"), encoding="utf8").read().split("\n")[:400]
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=out, model_type="unigram", minloglevel=2, num_threads=1, hard_vocab_limit=False, **options)
    return out.getvalue()


def as_json(proto, byte_fallback, split):
    pieces = [[p.piece, p.score] for p in proto.pieces]
    unknown = next(i for i, p in enumerate(proto.pieces) if p.type == 2)
    charsmap = proto.normalizer_spec.precompiled_charsmap
    steps = [{"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap).decode()}] if charsmap else []
    steps.append({"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "})
    meta = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": split}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": {"type": "Sequence", "normalizers": steps}, "pre_tokenizer": meta,
            "post_processor": None, "decoder": meta, "model": {"type": "Unigram", "unk_id": unknown, "vocab": pieces, "byte_fallback": byte_fallback}}


def main():
    data, out = sys.argv[1:3]
    result = {"texts": TEXTS, "small": [], "real": {}}

    def entry(raw):
        p = sentencepiece.SentencePieceProcessor(model_proto=raw)
        ids = p.encode(TEXTS)
        made = {"ids": ids, "decoded": [None if p.decode(i) == t else p.decode(i) for i, t in zip(ids, TEXTS)]}
        proto = pb.ModelProto()
        proto.ParseFromString(raw)
        for name, byte_fallback, split in (("json", proto.trainer_spec.byte_fallback, True), ("json_whole", proto.trainer_spec.byte_fallback, False)):
            t = Tokenizer.from_str(json.dumps(as_json(proto, byte_fallback, split)))
            made[name] = [t.encode(x, add_special_tokens=False).ids for x in TEXTS]
        return made

    for name, options in (("user", dict(vocab_size=420, user_defined_symbols=["<sep>", "the king", "ing", "1"], byte_fallback=True, normalization_rule_name="identity")),
                          ("suffix", dict(vocab_size=150, treat_whitespace_as_suffix=True, normalization_rule_name="identity")),
                          ("loose", dict(vocab_size=200, split_by_whitespace=False, remove_extra_whitespaces=False, normalization_rule_name="identity"))):
        raw = small(data, **options)
        result["small"].append({"name": name, "model": base64.b64encode(raw).decode(), **entry(raw)})
    for name in REAL:
        result["real"][name] = entry(open(os.path.join(data, "tokenizers/tiny-and-odd", name), "rb").read())
    with open(os.path.join(out, "unigram_goldens.json"), "w", encoding="utf8") as f:
        f.write(json.dumps(result, ensure_ascii=True, separators=(",", ":")).replace('"ids":', '\n"ids":') + "\n")


main()
