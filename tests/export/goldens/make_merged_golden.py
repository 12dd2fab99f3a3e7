# SPDX-License-Identifier: GPL-3.0-or-later
"""Greedy continuations of stories260K merged with a LoRA adapter by peft, as golden for tests/export/merged_golden_test.cpp.

    python make_merged_golden.py <data folder>      needs torch, transformers, peft, sentencepiece

A and B come from the formula that the tests share; peft's merge_and_unload() merges, transformers generates greedily.
"""
import json
import pathlib
import sys

import numpy as np
import sentencepiece
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

HERE = pathlib.Path(__file__).parent
FOLDER = pathlib.Path(sys.argv[1]) / "weights" / "stories260K-hf-derived"
TARGETS = ["q_proj", "v_proj", "down_proj"]
PROMPTS = ["Once upon a time", "Lily had a red ball.", "The dog said", "One day, Tom", "It was a sunny day and", "Mom was happy because"]


def fnv(name):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def formula(name, shape, scale):
    count = int(np.prod(shape))
    with np.errstate(over="ignore"):
        z = np.uint64(fnv(name)) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return torch.tensor((((z >> np.uint64(40)).astype(np.float64) / 2.0**24 - 0.5) * scale).astype(np.float32).reshape(shape))


def greedy(model, ids, count):
    out = list(ids)
    for _ in range(count):
        with torch.no_grad():
            out.append(int(model(torch.tensor([out])).logits[0, -1].argmax()))
    return out[len(ids):]


def main():
    processor = sentencepiece.SentencePieceProcessor(model_file=str(FOLDER / "tokenizer.model"))
    base = AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32).eval()
    prompts = [[1] + processor.encode(text) for text in PROMPTS]
    plain = [greedy(base, ids, 32) for ids in prompts]
    model = get_peft_model(base, LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=TARGETS, task_type="CAUSAL_LM"))
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.requires_grad:
                p.copy_(formula(name.removeprefix("base_model.model.").replace(".default", ""), p.shape, 0.25))
    merged = model.merge_and_unload().eval()
    cases = [{"text": text, "ids": ids, "base": b, "greedy": greedy(merged, ids, 32)} for text, ids, b in zip(PROMPTS, prompts, plain)]
    golden = {"lora": {"r": 4, "alpha": 8, "targets": TARGETS}, "cases": cases}
    (HERE / "merged_stories260k.json").write_text(json.dumps(golden) + "\n")
    print(sum(c["base"] != c["greedy"] for c in cases), "of", len(cases), "differ from the base")


main()
