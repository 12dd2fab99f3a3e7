# SPDX-License-Identifier: GPL-3.0-or-later
"""Logits of base + adapter by peft, for adapters with everything that peft can write, as a golden for tests/model/peft_golden_test.cpp.

    python make_peft_golden.py      needs torch, transformers 5, peft

peft.json: per case adapter_config.json as peft wrote it, the names and shapes of the saved tensors, and the logits. Both sides compute
the values from the formula of make_logits_golden.py, keyed by the name in the file.
"""
import json
import pathlib
import tempfile

import numpy as np
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

from make_logits_golden import fill, formula, numbers

HERE = pathlib.Path(__file__).parent
BASE = dict(vocab_size=48, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, tie_word_embeddings=False)
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
CASES = {
    "plain": (dict(r=3, lora_alpha=6, target_modules=ALL), {}),
    "rslora": (dict(r=4, lora_alpha=6, target_modules=ALL, use_rslora=True), {}),
    "patterns": (dict(r=3, lora_alpha=6, target_modules=ALL, rank_pattern={"q_proj": 2, "layers.1.mlp.down_proj": 5, "^model.layers.0.*up_proj": 4},
                      alpha_pattern={"v_proj": 12, "q_proj": 1}), {}),
    "patterns_rslora": (dict(r=3, lora_alpha=6, target_modules=ALL, rank_pattern={"q_proj": 2}, use_rslora=True), {}),
    "dora": (dict(r=3, lora_alpha=6, target_modules=ALL, use_dora=True), {}),
    "dora_biases": (dict(r=2, lora_alpha=4, target_modules=["q_proj", "down_proj"], use_dora=True), dict(attention_bias=True, mlp_bias=True)),
    "saved_modules": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["embed_tokens", "lm_head"]), {}),
    "saved_norm": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["input_layernorm", "norm"]), {}),
    "saved_tied": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["embed_tokens"]), dict(tie_word_embeddings=True)),
    "token_rows": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], trainable_token_indices={"embed_tokens": [3, 7, 40]}), {}),
    "token_rows_tied": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], trainable_token_indices=[5, 6]), dict(tie_word_embeddings=True)),
    "grown": (dict(r=2, lora_alpha=4, target_modules=["q_proj"]), {"resize": 53}),
    "rows_added": (dict(r=2, lora_alpha=4, target_modules=["q_proj"]), {"resize": 53}),
    "grown_tied": (dict(r=2, lora_alpha=4, target_modules=["q_proj"]), {"resize": 53, "tie_word_embeddings": True}),
}


def value(name, shape):
    if "magnitude" in name or name.endswith("norm.weight"):
        return 1 + formula(name, shape, 0.5)
    return formula(name, shape, 0.25 if "lora_" in name else 0.5)


def main():
    result = []
    for name, (lora, change) in CASES.items():
        change = dict(change)
        size = change.pop("resize", None)
        raw = {**BASE, **change}
        ids = [int(v) for v in (np.arange(16) * 29 + 7) % 48] + ([50, 52] if size else [])

        def base():
            model = LlamaForCausalLM(LlamaConfig(**raw)).eval().float()
            fill(model)
            if size:
                model.resize_token_embeddings(size, mean_resizing=False)
            return model

        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            get_peft_model(base(), LoraConfig(task_type="CAUSAL_LM", **lora)).save_pretrained(folder, save_embedding_layers=bool(size))
            with safe_open(folder / "adapter_model.safetensors", "pt") as file:
                shapes = {key: list(file.get_slice(key).get_shape()) for key in file.keys()}
            tied = raw["tie_word_embeddings"]
            tensors = {key: value(key.replace("lm_head", "model.embed_tokens") if tied else key, shape) for key, shape in shapes.items()}
            for key in tensors:
                if name.startswith("rows") and shapes[key][0] == size:  # of the vocabulary's matrices only what was added is in the file
                    shapes[key][0] = size - raw["vocab_size"]
                    tensors[key] = torch.cat([base().state_dict()[key.removeprefix("base_model.model.")][:48], value(key, shapes[key])])
            save_file(tensors, folder / "adapter_model.safetensors", {"format": "pt"})
            model = PeftModel.from_pretrained(base(), folder).eval()
            with torch.no_grad():
                logits = model(torch.tensor([ids])).logits[0]
                merged = model.merge_and_unload()(torch.tensor([ids])).logits[0]
            config = json.loads((folder / "adapter_config.json").read_text())
        print(name, list(logits.shape), float((logits - merged).abs().max()), len(shapes))
        result.append({"name": name, "model": {"architectures": ["LlamaForCausalLM"], "model_type": "llama", **raw}, "ids": ids, "config": config,
                       "tensors": shapes, "logits": numbers(logits[[3, -1]])})
    (HERE / "peft.json").write_text(json.dumps({"cases": result}) + "\n")


if __name__ == "__main__":
    main()
