# SPDX-License-Identifier: GPL-3.0-or-later
"""Logits and greedy continuations of transformers and peft, as goldens for tests/model/decoder_golden_test.cpp.

    python make_logits_golden.py <data folder>      needs torch, transformers, peft

llama_tiny.json: models whose weights both sides compute from a formula, so nothing but numbers is stored.
stories260k.json: the real model weights/stories260K-hf-derived of the data folder.
"""
import json
import pathlib
import sys

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM

HERE = pathlib.Path(__file__).parent
torch.set_num_threads(1)


def fnv(name):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def formula(name, shape, scale):
    """(splitmix64(fnv(name) + i) >> 40) / 2^24 - 1/2, times scale: exact in float32 when scale is a power of two."""
    count = int(np.prod(shape))
    with np.errstate(over="ignore"):
        z = np.uint64(fnv(name)) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    unit = (z >> np.uint64(40)).astype(np.float64) / 2.0**24 - 0.5
    return torch.tensor((unit * scale).astype(np.float32).reshape(shape))


def fill(model):
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name.endswith("norm.weight"):
                p.copy_(1 + formula(name, p.shape, 0.5))
            else:
                p.copy_(formula(name, p.shape, 0.5))


def numbers(t):
    return [float(f"{v:.8g}") for v in t.double().flatten().tolist()]


def with_lora(model, config):
    model = get_peft_model(model, LoraConfig(**config)).eval()
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "lora_" in name:
                short = name.removeprefix("base_model.model.").replace(".default", "")
                p.copy_(formula(short, p.shape, 0.25))
    return model


def greedy(model, ids, count):
    out = list(ids)
    for _ in range(count):
        with torch.no_grad():
            out.append(int(model(torch.tensor([out])).logits[0, -1].argmax()))
    return out[len(ids):]


def tiny():
    base = dict(vocab_size=48, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
                num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, tie_word_embeddings=False)
    llama3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
              "original_max_position_embeddings": 16}
    cases = {
        "plain": {},
        "llama3_tied_biases": dict(tie_word_embeddings=True, attention_bias=True, mlp_bias=True, rope_scaling=llama3,
                                   num_key_value_heads=4),
        "linear_wide_heads": dict(head_dim=12, num_key_value_heads=1, rope_scaling={"rope_type": "linear", "factor": 2.0}),
    }
    lora = dict(r=3, lora_alpha=6, lora_dropout=0.0,
                target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])
    result = []
    ids = [int(v) for v in (np.arange(24) * 29 + 7) % 48]
    for name, change in cases.items():
        raw = {**base, **change}
        # v5 of transformers turns rope_scaling into rope_parameters; the test reads the old spelling, the library the new.
        model = LlamaForCausalLM(LlamaConfig(**json.loads(json.dumps(raw)))).eval().float()
        fill(model)
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0]
        grown = greedy(model, ids[:5], 12)
        adapted = with_lora(model, lora)
        with torch.no_grad():
            lora_logits = adapted(torch.tensor([ids])).logits[0]
        raw = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", **raw}
        result.append({"name": name, "config": raw, "ids": ids, "logits": numbers(logits), "prompt": ids[:5],
                       "greedy": grown, "lora": {"r": 3, "alpha": 6}, "lora_logits": numbers(lora_logits)})
    (HERE / "llama_tiny.json").write_text(json.dumps({"cases": result}) + "\n")


def stories(data):
    folder = data / "weights" / "stories260K-hf-derived"
    ids = [1, 403, 407, 261, 378, 432, 383, 271]
    ids += [(i * 37) % 500 + 3 for i in range(24)]
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0]
    every = list(range(0, len(ids), 4)) + [len(ids) - 1]
    grown = greedy(model, ids[:8], 48)
    adapted = with_lora(model, dict(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"]))
    with torch.no_grad():
        lora_logits = adapted(torch.tensor([ids])).logits[0]
    out = {"ids": ids, "places": every, "logits": numbers(logits[every]), "prompt": ids[:8], "greedy": grown,
           "lora": {"r": 4, "alpha": 8, "targets": ["q_proj", "v_proj", "down_proj"]}, "lora_logits": numbers(lora_logits[every])}
    (HERE / "stories260k.json").write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    tiny()
    stories(pathlib.Path(sys.argv[1]))
