# SPDX-License-Identifier: GPL-3.0-or-later
"""Logits of base + adapter by peft, for adapters with everything that peft can write, as a golden for tests/model/peft_golden_test.cpp.

    python make_peft_golden.py      needs torch, transformers 5, peft

peft.json: per case adapter_config.json as peft wrote it, the names and shapes of the saved tensors, the logits, whether merge_and_unload
gives the same ones, and what peft trains: sum and norm of each tensor's gradient of Σ logits · formula("loss"). Both sides compute the
values from the formula of make_logits_golden.py, keyed by the name in the file.
"""
import json
import pathlib
import tempfile

import numpy as np
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

from make_logits_golden import formula, numbers

HERE = pathlib.Path(__file__).parent
BASE = dict(vocab_size=48, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, tie_word_embeddings=False)
GPT2 = dict(vocab_size=48, n_embd=32, n_layer=2, n_head=4, n_positions=64, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
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
    "dora_transposed": (dict(r=3, lora_alpha=6, target_modules=["c_attn", "mlp.c_proj"], use_dora=True), {"gpt2": True}),
    "embedding": (dict(r=3, lora_alpha=6, target_modules=["embed_tokens", "q_proj"], rank_pattern={"embed_tokens": 2}), {}),
    "embedding_tied": (dict(r=3, lora_alpha=6, target_modules=["embed_tokens"], use_rslora=True), dict(tie_word_embeddings=True)),
    "embedding_dora": (dict(r=3, lora_alpha=6, target_modules=["embed_tokens", "q_proj"], use_dora=True), {}),
    "embedding_transposed": (dict(r=3, lora_alpha=6, target_modules=["wte", "c_attn"]), {"gpt2": True}),
    "saved_apart": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["embed_tokens", "lm_head"]), {"tie_word_embeddings": True, "apart": True}),
    "saved_apart_grown": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["embed_tokens", "lm_head"]),
                          {"resize": 53, "tie_word_embeddings": True, "apart": True}),
    "saved_head_tied": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["lm_head"]), {"tie_word_embeddings": True, "apart": True}),
    "saved_together": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["embed_tokens", "lm_head"], ensure_weight_tying=True),
                       dict(tie_word_embeddings=True)),
    "head": (dict(r=3, lora_alpha=6, target_modules=["q_proj", "lm_head"], rank_pattern={"lm_head": 2}), {}),
    "head_tied": (dict(r=3, lora_alpha=6, target_modules=["q_proj", "lm_head"]), dict(tie_word_embeddings=True)),
    "head_dora": (dict(r=3, lora_alpha=6, target_modules=["q_proj", "lm_head"], use_dora=True), {}),
    "head_transposed": (dict(r=3, lora_alpha=6, target_modules=["c_attn", "lm_head"]), {"gpt2": True}),
    "head_and_embedding": (dict(r=3, lora_alpha=6, target_modules=["embed_tokens", "lm_head"]), {}),
    "head_and_embedding_tied": (dict(r=3, lora_alpha=6, target_modules=["embed_tokens", "lm_head"]), dict(tie_word_embeddings=True)),
    "head_and_saved_embedding": (dict(r=3, lora_alpha=6, target_modules=["q_proj", "lm_head"], modules_to_save=["embed_tokens"]), dict(tie_word_embeddings=True)),
    "head_rows": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], trainable_token_indices={"lm_head": [3, 7]}), {}),
    "head_rows_tied": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], trainable_token_indices={"lm_head": [3, 7]}), dict(tie_word_embeddings=True)),
    "rows_new": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], trainable_token_indices=[48, 49, 50, 51, 52]), {"resize": 53}),
    "rows_new_tied": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], trainable_token_indices=[3, 48, 49, 50, 51, 52]),
                      {"resize": 53, "tie_word_embeddings": True}),
    "saved_alone_grown": (dict(r=2, lora_alpha=4, target_modules=["q_proj"], modules_to_save=["embed_tokens"]),
                          {"resize": 53, "tie_word_embeddings": True, "apart": True}),
    "embedding_grown": (dict(r=3, lora_alpha=6, target_modules=["embed_tokens", "q_proj"]), {"resize": 53, "tie_word_embeddings": True}),
}


def fill(model):
    with torch.no_grad():
        for name, p in model.named_parameters():
            norm = name.endswith("norm.weight") or (".ln_" in name and name.endswith(".weight"))
            p.copy_((1 if norm else 0) + formula(name, p.shape, 0.5))


def gradients(model, ids):
    logits = model(torch.tensor([ids])).logits[0]
    (logits * formula("loss", logits.shape, 1.0)).sum().backward()
    found = {}
    for name, p in model.named_parameters():
        if p.grad is not None:
            name = name.replace(".modules_to_save", "").replace(".default", "")
            name = name.replace("lora_magnitude_vector.weight", "lora_magnitude_vector")
            found[name] = numbers(torch.stack([p.grad.double().sum(), p.grad.double().norm()]))
    return found


def value(name, shape):
    if "magnitude" in name or name.endswith("norm.weight"):
        return 1 + formula(name, shape, 0.5)
    return formula(name, shape, 0.25 if "lora_" in name else 0.5)


def main():
    result = []
    for name, (lora, change) in CASES.items():
        change = dict(change)
        size = change.pop("resize", None)
        gpt2 = change.pop("gpt2", False)
        apart = change.pop("apart", False)  # the head of a tied model has values of its own in the file
        raw = {**(GPT2 if gpt2 else BASE), **change}
        ids = [int(v) for v in (np.arange(16) * 29 + 7) % 48] + ([50, 52] if size else [])

        def base():
            model = (GPT2LMHeadModel(GPT2Config(**raw)) if gpt2 else LlamaForCausalLM(LlamaConfig(**raw))).eval().float()
            fill(model)
            if size:
                model.resize_token_embeddings(size, mean_resizing=False)
            return model

        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            embeddings = {"save_embedding_layers": True} if size else {}
            get_peft_model(base(), LoraConfig(task_type="CAUSAL_LM", **lora)).save_pretrained(folder, **embeddings)
            with safe_open(folder / "adapter_model.safetensors", "pt") as file:
                shapes = {key: list(file.get_slice(key).get_shape()) for key in file.keys()}
            tied = raw.get("tie_word_embeddings", False) and not apart
            tensors = {key: value(key.replace("lm_head", "model.embed_tokens") if tied else key, shape) for key, shape in shapes.items()}
            for key in tensors:
                if name == "rows_added" and shapes[key][0] == size:  # of the vocabulary's matrices only what was added is in the file
                    shapes[key][0] = size - raw["vocab_size"]
                    tensors[key] = torch.cat([base().state_dict()[key.removeprefix("base_model.model.")][:48], value(key, shapes[key])])
            save_file(tensors, folder / "adapter_model.safetensors", {"format": "pt"})
            model = PeftModel.from_pretrained(base(), folder).eval()
            with torch.no_grad():
                logits = model(torch.tensor([ids])).logits[0]
                merged = model.merge_and_unload()(torch.tensor([ids])).logits[0]
            trained = gradients(PeftModel.from_pretrained(base(), folder, is_trainable=True).train(), ids)
            config = json.loads((folder / "adapter_config.json").read_text())
            config["target_modules"].sort()  # a set
        difference = float((logits - merged).abs().max())
        print(name, list(logits.shape), difference, len(shapes), len(trained))
        kind = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2"} if gpt2 else {"architectures": ["LlamaForCausalLM"], "model_type": "llama"}
        result.append({"name": name, "model": {**kind, **raw}, "ids": ids, "config": config, "tensors": shapes, "logits": numbers(logits[[3, -1]]),
                       "apart": apart, "merges_in_peft": difference < 1e-4, "gradients": trained})
    (HERE / "peft.json").write_text(json.dumps({"cases": result}) + "\n")


if __name__ == "__main__":
    main()
