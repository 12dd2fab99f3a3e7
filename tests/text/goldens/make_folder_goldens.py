#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes folder_goldens.json: what transformers makes of a tokenizer.json together with tokenizer_config.json,
special_tokens_map.json and added_tokens.json beside it. The tokenizer.json is the model "bytes" of
tokenizer_components.json with a few added tokens. Needs transformers 5.23.

    python3 make_folder_goldens.py   (in this folder)
"""
import json
import os
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
from transformers import AutoTokenizer  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = json.load(open(os.path.join(HERE, "tokenizer_components.json"), encoding="utf-8"))["models"]["bytes"]
TEXTS = ["hello <s> the</s>  world", "<tool>a <tool> b<tool>", "hello<pad>[new] <s>x", " <one><two>the quick", "the", ""]
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}


def added(id, content, special):
    return {"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": special}


def entry(content, special, **flags):
    out = {"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": special}
    out.update(flags)
    return out


SIZE = len(MODEL["vocab"])
ADDED = [added(SIZE, "<s>", True), added(SIZE + 1, "</s>", True), added(SIZE + 2, "<tool>", False)]
BOS = {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
       "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
       "special_tokens": {"<s>": {"id": "<s>", "ids": [SIZE], "tokens": ["<s>"]}}}
DECODER = {str(SIZE): entry("<s>", True), str(SIZE + 1): entry("</s>", True), str(SIZE + 2): entry("<tool>", False)}
NAMES = {"bos_token": "<s>", "eos_token": "</s>"}
THE = "the" if "the" in MODEL["vocab"] else "th"

CASES = [
    ("names only", {**NAMES}, None, None),
    ("the same once more", {**NAMES, "added_tokens_decoder": DECODER}, None, None),
    ("other flags", {**NAMES, "added_tokens_decoder": {**DECODER, str(SIZE + 2): entry("<tool>", False, lstrip=True, rstrip=True)}}, None, None),
    ("single word", {**NAMES, "added_tokens_decoder": {**DECODER, str(SIZE + 2): entry("<tool>", False, single_word=True)}}, None, None),
    ("tool is special", {**NAMES, "added_tokens_decoder": {**DECODER, str(SIZE + 2): entry("<tool>", True)}}, None, None),
    ("special stays special", {**NAMES, "added_tokens_decoder": {**DECODER, str(SIZE): entry("<s>", False)}}, None, None),
    ("a token of the config alone", {**NAMES, "added_tokens_decoder": {**DECODER, str(SIZE + 3): entry("<one>", False, rstrip=True)}}, None, None),
    ("names that are new", {**NAMES, "pad_token": "<pad>", "extra_special_tokens": ["<one>", "[new]"]}, None, None),
    ("additional special tokens", {**NAMES, "additional_special_tokens": ["<tool>", "<two>"]}, None, None),
    ("a name of the vocabulary", {**NAMES, "pad_token": THE}, None, None),
    ("a name with flags", {**NAMES, "pad_token": {"__type": "AddedToken", "content": "<pad>", "lstrip": False, "normalized": True, "rstrip": True, "single_word": False}}, None, None),
    ("no BOS", {**NAMES, "add_bos_token": False}, None, None),
    ("both ends", {**NAMES, "add_bos_token": True, "add_eos_token": True}, None, None),
    ("EOS alone", {**NAMES, "add_eos_token": True}, None, None),
    ("BOS that is null", {"bos_token": None, "eos_token": "</s>", "add_bos_token": True}, None, None),
    ("map wins", {**NAMES, "add_bos_token": True}, {"bos_token": "</s>"}, None),
    ("map fills nothing", {**NAMES, "added_tokens_decoder": DECODER, "add_bos_token": True}, {"bos_token": "</s>"}, None),
    ("added_tokens.json", {**NAMES, "pad_token": "<pad>"}, None, {"<pad>": SIZE + 3, "<one>": SIZE + 4}),
    ("prefix of the file alone", {**NAMES}, None, None, True),
    ("prefix of the file stays", {**NAMES, "add_prefix_space": False}, None, None, True),
    ("prefix of the config does not count", {**NAMES, "add_prefix_space": True}, None, None),
    ("GPT-2 takes the prefix away", {**NAMES, "unk_token": "<s>", "tokenizer_class": "GPT2Tokenizer"}, None, None, True),
    ("GPT-2 puts a prefix", {**NAMES, "unk_token": "<s>", "tokenizer_class": "GPT2TokenizerFast", "add_prefix_space": True}, None, None),
]


def run(config, names, more, prefix=False):
    with tempfile.TemporaryDirectory() as folder:
        def put(name, value):
            if value is not None:
                json.dump(value, open(os.path.join(folder, name), "w", encoding="utf-8"))
        put("tokenizer.json", {"version": "1.0", "truncation": None, "padding": None, "added_tokens": ADDED, "normalizer": None,
                               "pre_tokenizer": {**BYTES, "add_prefix_space": prefix}, "post_processor": BOS, "decoder": BYTES, "model": MODEL})
        put("tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", **config})
        put("special_tokens_map.json", names)
        put("added_tokens.json", more)
        t = AutoTokenizer.from_pretrained(folder)
        ids = [t.encode(text) for text in TEXTS]
        return {"ids": ids, "plain": [t.encode(text, add_special_tokens=False) for text in TEXTS],
                "skipped": [t.decode(x, skip_special_tokens=True) for x in ids], "bos": t.bos_token_id, "eos": t.eos_token_id}


out = {"texts": TEXTS, "added_tokens": ADDED, "bytes": BYTES, "post_processor": BOS, "cases": []}
for name, config, names, more, *prefix in CASES:
    case = {"name": name, "tokenizer_config": config, **run(config, names, more, *prefix)}
    if prefix:
        case["prefix"] = prefix[0]
    if names is not None:
        case["special_tokens_map"] = names
    if more is not None:
        case["added_tokens"] = more
    out["cases"].append(case)
with open(os.path.join(HERE, "folder_goldens.json"), "w", encoding="utf-8") as f:
    json.dump(out, f, ensure_ascii=False, separators=(",", ":"))
    f.write("\n")
