#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tokenizer_components.json (small tokenizers made here, every component) and tokenizer_real.json (ids of tricky texts
by the real files). Needs tokenizers 0.23, sentencepiece 0.2.3 and tiktoken 0.14.

    python3 make_tokenizer_goldens.py DATA_FOLDER OUT_FOLDER
"""
import copy
import json
import os
import sys
import unicodedata

import sentencepiece
import tiktoken
from tiktoken.load import load_tiktoken_bpe
from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers import decoders as D
from tokenizers import models as M
from tokenizers import normalizers as N
from tokenizers import pre_tokenizers as P
from tokenizers import trainers

SNIPPET = """the quick brown fox jumps over the lazy dog, and the dog's lazy; hello world hello hello 2023 2024 100 I'm we're
你好世界。你好，世界！今天天气很好。 naïve café résumé the the and ing ed er on in an re he th  ▁ hello▁world"""

TEXTS = [
    "", " ", "hello world", "Hello  World", " hello", "hello ", "  hello   world  ", "the quick\tbrown\n\nfox\r\n jumps",
    "it's we're I'LL don't 'tis", "2023 100,000 3.14 ½²Ⅳ٣", "你好，世界。今天天气很好", "naïve cafe\u0301 ÅÅ ﬁ ＡＢ ｶﾞ", "가각 \u1100\u1161\u11a8",
    "😀👩‍👩‍👧 emoji", "\x00\x01 nul", "a\u0301\u0323 \u0344 marks", "<s>hello</s> <|im_start|>user\nhello<|im_end|>", "foo<TAG>bar <TAG> baz",
    "xTAGy TAG TAG. TAGTAG", "HELLO hello HeLLo", "▁hello▁world ▁", "don't stop—“quotes” …!?", "\u00a0nbsp\u3000wide\u2028line\u200bzero\ufeffbom",
    "a" * 70 + " " * 20 + "b" * 5, "x\ny\n\n z", "İstanbul ΣΑΣ ǅ ß", "a_b-c/d\\e.f", "\ufffd<0x41>", "__init__(self)", "qzjvk wxyz",
    "walk|##ing|.|n't|do not|'s|'ve|walk|,|'m|?|' |'re|!| . b|walk|##ing", "\u1734\u07fd\u08e2 \u200b한국어 नमस्ते ไทย Ελλάδα кириллица \u1c89\ua7cb\ua7ce\ua7dc\U00010d50\U00016ea0",
]
SPECIALS = [("<s>", True), ("</s>", True), ("<|im_start|>", True), ("<|im_end|>", True)]


def added(content, id, **flags):
    entry = {"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": False}
    entry.update(flags)
    return entry


def models():
    byte = Tokenizer(M.BPE())
    byte.pre_tokenizer = P.ByteLevel(add_prefix_space=False)
    byte.train_from_iterator([SNIPPET] * 3, trainers.BpeTrainer(vocab_size=330, initial_alphabet=sorted(P.ByteLevel.alphabet()), show_progress=False))
    char = Tokenizer(M.BPE(unk_token="<unk>"))
    char.pre_tokenizer = P.Split(Regex(r"\s"), "isolated")
    char.train_from_iterator([SNIPPET] * 3, trainers.BpeTrainer(vocab_size=150, special_tokens=["<unk>"], show_progress=False))
    spm = Tokenizer(M.BPE(unk_token="<unk>"))
    spm.normalizer = N.Sequence([N.Prepend("▁"), N.Replace(" ", "▁")])
    spm.pre_tokenizer = P.Split("▁", "merged_with_next")
    bytes_ = [f"<0x{b:02X}>" for b in range(256)]
    spm.train_from_iterator([SNIPPET] * 3, trainers.BpeTrainer(vocab_size=420, special_tokens=["<unk>"] + bytes_, show_progress=False))
    out = {}
    for name, t in (("bytes", byte), ("chars", char), ("spm", spm)):
        model = json.loads(t.to_str())["model"]
        model["merges"] = [" ".join(m) for m in model["merges"]]
        out[name] = model
    decorated = copy.deepcopy(out["chars"])  # CLIP-like spelling of the same letters
    decorated["continuing_subword_prefix"] = "##"
    decorated["end_of_word_suffix"] = "</w>"
    letters = [k for k in decorated["vocab"] if len(k) == 1]
    pieces = ["<unk>"] + letters + ["##" + c for c in letters] + [c + "</w>" for c in letters] + ["##" + c + "</w>" for c in letters]
    pieces += ["he", "hel", "##lo</w>", "hello</w>", "th", "the</w>"]
    decorated["vocab"] = {p: i for i, p in enumerate(pieces)}
    decorated["merges"] = ["h ##e", "he ##l", "##l ##o</w>", "hel ##lo</w>", "t ##h", "th ##e</w>"]
    out["decorated"] = decorated
    clean = [".", "?", "!", ",", "'", "' ", "n't", "'m", "do not", "'s", "'ve", "'re", "##ing", "walk", " . b"]  # whole entries, merged letter by letter
    words = {"type": "BPE", "unk_token": "<unk>", "ignore_merges": True, "vocab": {}, "merges": []}
    for w in ["<unk>"] + clean:
        words["vocab"][w] = len(words["vocab"])
    out["words"] = words
    return out


def cases():
    """name, model, changes to the model, components"""
    split = lambda pattern, behavior, invert=False: {"type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert}
    level = lambda prefix=False, regex=True: {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": regex}
    bl = {"decoder": level()}
    out = []

    def case(name, model, change=None, **parts):
        out.append({"name": name, "model": model, "change": change or {}, **parts})

    seq = lambda *steps: {"type": "Sequence", "pretokenizers": list(steps)}
    case("gpt2", "bytes", pre_tokenizer=level(), **bl)
    case("gpt2 prefix space", "bytes", pre_tokenizer=level(True), **bl)
    case("bytes without regex", "bytes", pre_tokenizer=level(False, False), **bl)
    case("ignore merges", "bytes", {"ignore_merges": True}, pre_tokenizer=level(), **bl)
    for behavior in ("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"):
        for invert in (False, True):
            case(f"split regex {behavior} {invert}", "bytes", pre_tokenizer=seq(split({"Regex": r"[aeiou\s]"}, behavior, invert), level(False, False)), **bl)
        case(f"split string {behavior}", "bytes", pre_tokenizer=seq(split({"String": "l"}, behavior), level(False, False)), **bl)
        case(f"punctuation {behavior}", "bytes", pre_tokenizer=seq({"type": "Punctuation", "behavior": behavior}, level()), **bl)
    case("split dot string", "bytes", pre_tokenizer=seq(split({"String": "."}, "Isolated"), level()), **bl)
    case("digits single", "bytes", pre_tokenizer=seq({"type": "Digits", "individual_digits": True}, level()), **bl)
    case("digits runs", "bytes", pre_tokenizer=seq({"type": "Digits", "individual_digits": False}, level()), **bl)
    case("falcon", "bytes", pre_tokenizer=seq({"type": "Punctuation", "behavior": "Contiguous"}, level(), {"type": "Digits", "individual_digits": False},
                                              split({"Regex": "[0-9][0-9][0-9]"}, "Isolated")), **bl)
    case("whitespace", "chars", pre_tokenizer={"type": "Whitespace"})
    case("whitespace split", "chars", pre_tokenizer={"type": "WhitespaceSplit"})
    case("fixed length", "chars", pre_tokenizer={"type": "FixedLength", "length": 3})
    case("no pre-tokenizer", "chars")
    case("unknown dropped", "chars", {"unk_token": None})
    case("unknown fused", "chars", {"fuse_unk": True})
    case("prefix and suffix", "decorated", pre_tokenizer={"type": "WhitespaceSplit"}, decoder={"type": "BPEDecoder", "suffix": "</w>"})
    replace = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    llama = {"normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, replace]},
             "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"},
                                                          {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}}
    for fuse in (False, True):
        for fallback in (False, True):
            case(f"llama fuse {fuse} fallback {fallback}", "spm", {"fuse_unk": fuse, "byte_fallback": fallback}, **llama)
    for scheme in ("always", "first", "never"):
        for cut in (False, True):
            meta = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": cut}
            case(f"metaspace {scheme} {cut}", "spm", {"byte_fallback": True}, pre_tokenizer=meta, decoder=meta,
                 added_tokens=[added(c, -1 - i, special=s) for i, (c, s) in enumerate(SPECIALS)])
    case("metaspace old", "spm", {"byte_fallback": True}, pre_tokenizer={"type": "Metaspace", "replacement": "▁", "add_prefix_space": True},
         decoder={"type": "Metaspace", "replacement": "▁", "add_prefix_space": True})
    for name in ("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt"):
        case(f"normalizer {name}", "bytes", normalizer={"type": name}, pre_tokenizer=level(), **bl)
    case("normalizer strip", "bytes", normalizer={"type": "Strip", "strip_left": True, "strip_right": True}, pre_tokenizer=level(), **bl)
    case("normalizer sequence", "bytes", normalizer={"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}]},
         pre_tokenizer=level(), **bl)
    case("normalizer replace regex", "bytes", normalizer={"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": "_"}, pre_tokenizer=level(), **bl)
    case("normalizer bytes", "bytes", normalizer={"type": "ByteLevel"}, **bl)
    for flags in ((True, True, None, True), (True, False, None, False), (False, True, True, False), (False, False, False, True), (True, True, True, True)):
        bert = dict(zip(("clean_text", "handle_chinese_chars", "strip_accents", "lowercase"), flags))
        case("bert normalizer " + " ".join(map(str, flags)), "bytes", normalizer={"type": "BertNormalizer", **bert}, pre_tokenizer=level(), **bl)
    case("bert pre-tokenizer", "bytes", pre_tokenizer=seq({"type": "BertPreTokenizer"}, level()), **bl)
    case("bert pre-tokenizer alone", "chars", pre_tokenizer={"type": "BertPreTokenizer"})
    case("delimiter", "bytes", pre_tokenizer=seq({"type": "CharDelimiterSplit", "delimiter": "l"}, level(False, False)), **bl)
    case("delimiter of three bytes", "chars", pre_tokenizer={"type": "CharDelimiterSplit", "delimiter": "▁"})
    case("scripts", "bytes", pre_tokenizer=seq({"type": "UnicodeScripts"}, level(False, False)), **bl)
    case("scripts and spaces", "chars", pre_tokenizer=seq({"type": "UnicodeScripts"}, {"type": "WhitespaceSplit"}))
    for cleanup in (False, True):
        case(f"word pieces {cleanup}", "decorated", pre_tokenizer={"type": "WhitespaceSplit"}, decoder={"type": "WordPiece", "prefix": "##", "cleanup": cleanup})
        case(f"ctc {cleanup}", "chars", decoder={"type": "CTC", "pad_token": "o", "word_delimiter_token": "l", "cleanup": cleanup})
    case("word pieces of words", "words", pre_tokenizer={"type": "Split", "pattern": {"String": "|"}, "behavior": "Removed", "invert": False},
         decoder={"type": "WordPiece", "prefix": "##", "cleanup": True})
    first = 330
    case("specials", "bytes", pre_tokenizer=level(), added_tokens=[added(c, first + i, special=s) for i, (c, s) in enumerate(SPECIALS)], **bl)
    for flag in ("lstrip", "rstrip", "single_word", "normalized", "special"):
        case(f"added {flag}", "bytes", normalizer={"type": "Lowercase"}, pre_tokenizer=level(),
             added_tokens=[added("TAG", first, **{flag: True}), added("<TAG>", first + 1, **{flag: True}), added("hello", first + 2)], **bl)
    case("added strip both", "bytes", pre_tokenizer=level(), added_tokens=[added("TAG", first, lstrip=True, rstrip=True), added("  ", first + 1)], **bl)
    # "  " after TAG is swallowed before it is found; the library crashes where it would begin behind its own end.
    case("added token swallowed", "bytes", pre_tokenizer=level(), added_tokens=[added("Hello", first, rstrip=True), added("  ", first + 1, lstrip=True)], **bl)
    case("unknown token without an entry", "bytes", pre_tokenizer=level(), change={"unk_token": "<nowhere>"}, **bl)
    case("bytes of bytes", "bytes", pre_tokenizer=seq(level(), level(False, False)), **bl)
    case("added in the vocabulary", "bytes", pre_tokenizer=level(), added_tokens=[added("the", None)], **bl)
    template = {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                                                         {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                "special_tokens": {"<s>": {"id": "<s>", "ids": [first], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [first + 1], "tokens": ["</s>"]}}}
    tokens = [added("<s>", first, special=True), added("</s>", first + 1, special=True)]
    case("template", "bytes", pre_tokenizer=level(), post_processor=template, added_tokens=tokens, **bl)
    case("post sequence", "bytes", pre_tokenizer=level(), post_processor={"type": "Sequence", "processors": [level(), template]}, added_tokens=tokens, **bl)
    case("roberta", "bytes", pre_tokenizer=level(), post_processor={"type": "RobertaProcessing", "sep": ["</s>", first + 1], "cls": ["<s>", first],
                                                                     "trim_offsets": True, "add_prefix_space": False}, added_tokens=tokens, **bl)
    case("bert", "bytes", pre_tokenizer=level(), post_processor={"type": "BertProcessing", "sep": ["</s>", first + 1], "cls": ["<s>", first]},
         added_tokens=tokens, **bl)
    return out


def components():
    all_models = models()
    out = {"texts": TEXTS, "models": all_models, "trained": trained(), "cases": []}
    for case in cases():
        model = copy.deepcopy(all_models[case["model"]])
        model.update(case["change"])
        parts = {k: case.get(k) for k in ("normalizer", "pre_tokenizer", "post_processor", "decoder")}
        tokens = case.get("added_tokens", [])
        for token in tokens:
            if token["id"] is None:
                token["id"] = model["vocab"][token["content"]]
            elif token["id"] < 0:  # counted from the end of the vocabulary
                token["id"] = len(model["vocab"]) - 1 - token["id"]
        root = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": tokens, **parts, "model": model}
        t = Tokenizer.from_str(json.dumps(root))
        plain = [t.encode(x, add_special_tokens=False).ids for x in TEXTS]
        ids = [t.encode(x).ids for x in TEXTS]
        entry = {"name": case["name"], "model": case["model"], "change": case["change"], "added_tokens": tokens,
                 **{k: v for k, v in parts.items() if v is not None}, "ids": ids}
        if plain != ids:
            entry["plain"] = plain
        # Version 0.23 decodes normalized added tokens in their normalised form and forgets that they are special; see core/text/README.md.
        if not any(x["normalized"] for x in tokens):
            entry["decoded"] = [t.decode(i, skip_special_tokens=False) for i in ids]
            skipped = [t.decode(i) for i in ids]
            if skipped != entry["decoded"]:
                entry["skipped"] = skipped
        out["cases"].append(entry)
    return out


CJK = (r"[\x{2E80}-\x{2FDF}\x{3000}-\x{312F}\x{31A0}-\x{31FF}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{F900}-\x{FAFF}\x{FE30}-\x{FE4F}"
       r"\x{FF01}-\x{FF0F}\x{FF1A}-\x{FF20}\x{FF3B}-\x{FF40}\x{FF5B}-\x{FF9F}\x{FFE0}-\x{FFE6}\x{20000}-\x{323AF}]")


def trained():
    """What the reference trainer learns from the snippet and the texts."""
    t = Tokenizer(M.BPE())
    t.pre_tokenizer = P.Sequence([P.Split(Regex(CJK), "isolated"), P.Digits(True), P.ByteLevel(add_prefix_space=False)])
    trainer = trainers.BpeTrainer(vocab_size=420, min_frequency=2, show_progress=False, initial_alphabet=P.ByteLevel.alphabet(),
                                  special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    texts = [SNIPPET] + [x for x in TEXTS if "<|" not in x]
    t.train_from_iterator(texts, trainer)
    model = json.loads(t.to_str())["model"]
    return {"texts": texts, "vocab": len(model["vocab"]), "merges": [" ".join(m) for m in model["merges"]], "ids": [t.encode(x).ids for x in TEXTS]}


def real(data):
    root = os.path.join(data, "tokenizers")
    naughty = json.load(open(os.path.join(data, "malformed/naughty-strings/blns.json"), encoding="utf8"))
    texts = TEXTS + [t for t in naughty if 40 < len(t) < 160][:24]
    out = {"texts": texts, "files": {}}

    def put(path, ids, decoded, skipped=None, plain=None):
        entry = {"ids": ids, "decoded": [None if d == t else d for d, t in zip(decoded, texts)]}  # null: the text itself
        if skipped is not None:
            entry["skipped"] = [None if d == t else d for d, t in zip(skipped, texts)]
        if plain is not None and plain != ids:
            entry["plain"] = plain
        out["files"][path] = entry

    def hf(path, t):
        ids = [t.encode(x).ids for x in texts]
        plain = [t.encode(x, add_special_tokens=False).ids for x in texts]
        put(path, ids, [t.decode(i, skip_special_tokens=False) for i in ids], [t.decode(i) for i in ids], plain)

    def from_parts(vocab, merges):
        pairs = [tuple(l.split(" ")) for l in open(merges, encoding="utf8").read().split("\n") if l and not l.startswith("#version")]
        return Tokenizer(M.BPE(json.load(open(vocab, encoding="utf8")), pairs))

    for path in ("minimind/tokenizer.json", "mistral/hf/tokenizer.json", "tiny-and-odd/tokenizer.json", "tiny-and-odd/tiny_bpe_tokenizer.json"):
        hf(path, Tokenizer.from_file(os.path.join(root, path)))
    gpt2 = from_parts(os.path.join(root, "gpt2/encoder.json"), os.path.join(root, "gpt2/vocab.bpe"))
    gpt2.pre_tokenizer = P.ByteLevel(add_prefix_space=False)
    gpt2.decoder = D.ByteLevel()
    gpt2.add_special_tokens(["<|endoftext|>"])
    hf("gpt2", gpt2)
    qwen = from_parts(os.path.join(root, "qwen2.5/vocab.json"), os.path.join(root, "qwen2.5/merges.txt"))
    pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    qwen.normalizer = N.NFC()
    qwen.pre_tokenizer = P.Sequence([P.Split(Regex(pattern), "isolated"), P.ByteLevel(add_prefix_space=False, use_regex=False)])
    qwen.decoder = D.ByteLevel()
    config = json.load(open(os.path.join(root, "qwen2.5/tokenizer_config.json"), encoding="utf8"))
    flags = ("single_word", "lstrip", "rstrip", "normalized", "special")
    qwen.add_tokens([AddedToken(x["content"], **{f: x[f] for f in flags}) for _, x in sorted(config["added_tokens_decoder"].items(), key=lambda e: int(e[0]))])
    hf("qwen2.5", qwen)
    for path in ("internlm2/tokenizer_internlm.model", "internlm2/tokenizer_internlm2.model", "mistral/tokenizer.model.v1",
                 "mistral/mistral_instruct_tokenizer_241114.model.v7"):
        p = sentencepiece.SentencePieceProcessor(model_file=os.path.join(root, path))
        ids = p.encode(texts)
        put(path, ids, [p.decode(i) for i in ids])
    gpt = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
    cl100k = (r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s")
    word = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]%s[\p{Ll}\p{Lm}\p{Lo}\p{M}]%s(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    o200k = "|".join([word % ("*", "+"), word % ("+", "*"), r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
    llama3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    for path, rule, nfc in (("tiktoken-openai/r50k_base.tiktoken", gpt, False), ("tiktoken-openai/p50k_base.tiktoken", gpt, False),
                            ("tiktoken-openai/cl100k_base.tiktoken", cl100k, False), ("tiktoken-openai/o200k_base.tiktoken", o200k, False),
                            ("qwen1/qwen.tiktoken", pattern, True), ("tiny-and-odd/tiktoken_small.model", llama3, False)):
        e = tiktoken.Encoding("x", pat_str=rule, mergeable_ranks=load_tiktoken_bpe(os.path.join(root, path)), special_tokens={})
        ids = [e.encode_ordinary(unicodedata.normalize("NFC", t) if nfc else t) for t in texts]
        put(path, ids, [e.decode(i) for i in ids])
    return out


def main():
    data, out = sys.argv[1:3]
    for name, value in (("tokenizer_components.json", components()), ("tokenizer_real.json", real(data))):
        with open(os.path.join(out, name), "w", encoding="utf8") as f:
            rows = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
            f.write(rows.replace('{"name"', '\n{"name"').replace('"ids":', '\n"ids":') + "\n")


main()
