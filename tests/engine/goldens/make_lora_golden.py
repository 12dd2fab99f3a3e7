# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty optimizer steps of LoRA by transformers and peft, as golden for tests/engine/lora_golden_test.cpp.

    python make_lora_golden.py <data folder>      needs torch, transformers, peft, sentencepiece

The loop is Hugging Face's Trainer written out: sum of token losses over the tokens of the whole step, clip_grad_norm_,
torch.optim.AdamW, linear warm-up and cosine. Position 0 of a row has no label. The initial A is a formula that the test
computes too, B is zero; so only curves and the final adapter are stored.
"""
import json
import pathlib
import sys

import numpy as np
import sentencepiece
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, get_cosine_schedule_with_warmup

HERE = pathlib.Path(__file__).parent
FOLDER = pathlib.Path(sys.argv[1]) / "weights" / "stories260K-hf-derived"
torch.set_num_threads(1)
torch.manual_seed(0)

STEPS, WARMUP, RATE, DECAY, CLIP = 20, 3, 1e-2, 0.01, 1.0
BATCH, ACCUMULATION, RANK, ALPHA = 2, 2, 4, 8
TARGETS = ["q_proj", "v_proj", "down_proj"]
ROWS = [
    "Marv looked at the small red ball and said nothing at all.",
    "A clever fox once told the moon a secret about cheese.",
    "Every morning the old clock sang louder than the birds.",
    "Lily asked why, and the answer was a very long story.",
    "The robot painted its door green and called it a forest.",
    "Nobody knew that the quiet cat could count to nine.",
    "Tom gave his kite a name and the wind a map.",
    "It rained soup on Tuesday, so they ate with umbrellas.",
    "Ben said no.",
    "A tiny boat crossed the bath to find a brave new island with trees made of soap and a king who was a duck.",
    "She kept the key, the lock, and the door in one pocket.",
    "The shadow was late again, which made the boy run.",
]


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
    return torch.tensor((((z >> np.uint64(40)).astype(np.float64) / 2.0**24 - 0.5) * scale).astype(np.float32).reshape(shape))


def short(name):
    return name.removeprefix("base_model.model.").replace(".default", "")


def main():
    processor = sentencepiece.SentencePieceProcessor(model_file=str(FOLDER / "tokenizer.model"))
    ids = [[1] + processor.encode(row) + [2] for row in ROWS]
    model = AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32)
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, target_modules=TARGETS, task_type="CAUSAL_LM"))
    trained = {short(n): p for n, p in model.named_parameters() if p.requires_grad}
    with torch.no_grad():
        for name, p in trained.items():
            p.copy_(formula(name, p.shape, 0.25) if ".lora_A." in name else torch.zeros_like(p))
    optimizer = torch.optim.AdamW(trained.values(), lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY)
    scheduler = get_cosine_schedule_with_warmup(optimizer, WARMUP, STEPS)
    model.train()
    curve, position = [], 0
    for _ in range(STEPS):
        if position >= len(ids):
            position = 0
        rows = ids[position : position + BATCH * ACCUMULATION]
        position += len(rows)
        supervised = sum(len(row) - 1 for row in rows)
        loss_sum = 0.0
        for at in range(0, len(rows), BATCH):
            part = rows[at : at + BATCH]
            longest = max(map(len, part))
            inputs = torch.tensor([row + [0] * (longest - len(row)) for row in part])
            mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in part])
            labels = torch.tensor([[-100] + row[1:] + [-100] * (longest - len(row)) for row in part])
            logits = model(input_ids=inputs, attention_mask=mask).logits
            loss = torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100, reduction="sum")
            (loss / supervised).backward()
            loss_sum += loss.item()
        norm = torch.nn.utils.clip_grad_norm_(trained.values(), CLIP).item()
        curve.append({"loss": loss_sum / supervised, "learning_rate": scheduler.get_last_lr()[0], "grad_norm": norm, "supervised": supervised})
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
    adapter = {name: [float(f"{v:.6g}") for v in p.detach().flatten().tolist()] for name, p in trained.items()}
    golden = {
        "recipe": {
            "method": "lora", "rank": RANK, "alpha": ALPHA, "target_modules": TARGETS, "learning_rate": RATE, "schedule": "cosine", "warmup_steps": WARMUP,
            "max_steps": STEPS, "batch_size": BATCH, "gradient_accumulation": ACCUMULATION, "max_grad_norm": CLIP, "weight_decay": DECAY, "shuffle": False,
            "packing": False, "validation_share": 0, "train_on": "all", "max_tokens": 256,
        },
        "rows": ROWS, "ids": ids, "curve": curve, "adapter": adapter,
    }
    (HERE / "lora_stories260k.json").write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")
    print([round(c["loss"], 4) for c in curve])


main()
