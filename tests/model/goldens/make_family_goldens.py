# SPDX-License-Identifier: GPL-3.0-or-later
"""Goldens of tests/model/family_golden_test.cpp: one small random model per family, run by transformers and peft.

    python make_family_goldens.py [name …]      needs torch, transformers, peft

No weights are stored: both sides fill every parameter by the formula below, keyed by its name. Each file holds
- config: as a folder would say it (old spellings where released folders have them);
- rows: documents of one batch. Each is computed alone; for models whose positions do not depend on the length the script
  also runs them as a padded batch, left and right, and as one packed row, and insists on the same numbers;
- long: one document past the original context or the window;
- greedy: prompts and what model.generate with its cache adds;
- lora and full: loss and gradients of one step: norm and some places of each tensor.
"""
import json
import pathlib
import re
import sys

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForImageTextToText

from make_logits_golden import formula

HERE = pathlib.Path(__file__).parent / "families"
torch.set_num_threads(1)
PLACES = 6

BASE = dict(vocab_size=48, hidden_size=32, intermediate_size=40, num_hidden_layers=3, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2)
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 16}


BESIDE = r"model\.(vision_tower|multi_modal_projector)\..*"


def kind(architecture, model_type, **more):
    return {"architectures": [architecture], "model_type": model_type, **BASE, **more}


def families():
    llama = lambda **m: kind("LlamaForCausalLM", "llama", **m)
    phi = lambda **m: kind("Phi3ForCausalLM", "phi3", pad_token_id=0, **m)
    half = [round(1 + 0.05 * i, 4) for i in range(4)]
    far = [round(1.5 + 0.9 * i, 4) for i in range(4)]
    qwen3 = dict(head_dim=12, attention_bias=False, tie_word_embeddings=True)
    gemma = dict(head_dim=12, hidden_activation="gelu_pytorch_tanh", tie_word_embeddings=True, pad_token_id=0)
    return {
        "llama2": (llama(hidden_act="silu", num_key_value_heads=4, tie_word_embeddings=False, pretraining_tp=1, rope_scaling=None), 0),
        "llama3": (llama(rope_theta=500000.0, tie_word_embeddings=True, rope_scaling=LLAMA3, attention_bias=False, mlp_bias=False), 40),
        "llama3_new_keys": (llama(rope_parameters={**LLAMA3, "rope_theta": 500000.0}, attention_bias=True, mlp_bias=True,
                                  dtype="float32"), 40),
        "llama_linear": (llama(rope_scaling={"type": "linear", "factor": 2.0}), 40),
        "llama_dynamic": (llama(max_position_embeddings=16, rope_scaling={"type": "dynamic", "factor": 2.0}), 30),
        "llama_longrope": (llama(max_position_embeddings=64,
                                 rope_scaling={"type": "longrope", "short_factor": half, "long_factor": far,
                                               "original_max_position_embeddings": 16}), 30),
        # The usual betas blend only where the original context holds some hundred turns of the first channels.
        "llama_yarn": (llama(max_position_embeddings=32,
                             rope_scaling={"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 1024}), 50),
        "smollm2": (llama(rope_theta=100000, tie_word_embeddings=True, rope_interleaved=False, is_llama_config=True,
                          num_attention_heads=4, rms_norm_eps=1e-5), 0),
        "tinyllama": (llama(attention_bias=False, rope_scaling=None, initializer_range=0.02), 0),
        "yi": (llama(rope_theta=5000000.0, tie_word_embeddings=False, rms_norm_eps=1e-6), 0),
        "qwen2": (kind("Qwen2ForCausalLM", "qwen2", rope_theta=1000000.0, use_sliding_window=False, sliding_window=8,
                       max_window_layers=2, tie_word_embeddings=True), 0),
        "qwen2_window": (kind("Qwen2ForCausalLM", "qwen2", rope_theta=1000000.0, use_sliding_window=True, sliding_window=8,
                              max_window_layers=1, tie_word_embeddings=False), 40),
        "qwen2_yarn": (kind("Qwen2ForCausalLM", "qwen2", rope_theta=1000000.0, max_position_embeddings=16,
                            rope_scaling={"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}), 50),
        "qwen3": (kind("Qwen3ForCausalLM", "qwen3", rope_theta=1000000, sliding_window=None, use_sliding_window=False,
                       max_window_layers=3, **qwen3), 0),
        "qwen3_yarn_new_keys": (kind("Qwen3ForCausalLM", "qwen3", **{**qwen3, "attention_bias": True},
                                     rope_parameters={"rope_type": "yarn", "rope_theta": 10000.0, "factor": 2.0,
                                                      "original_max_position_embeddings": 64, "beta_fast": 4.0, "beta_slow": 0.5,
                                                      "truncate": False,
                                                      "mscale": 0.7, "mscale_all_dim": 0.9}), 30),
        "mistral": (kind("MistralForCausalLM", "mistral", sliding_window=8, rope_theta=10000.0), 40),
        "mistral_nemo": (kind("MistralForCausalLM", "mistral", sliding_window=None, head_dim=12, rope_theta=1000000.0), 0),
        "gpt2": (dict(architectures=["GPT2LMHeadModel"], model_type="gpt2", vocab_size=48, n_embd=32, n_layer=3, n_head=4,
                      n_positions=64, n_ctx=64, n_inner=None, activation_function="gelu_new", layer_norm_epsilon=1e-5,
                      attn_pdrop=0.1, embd_pdrop=0.1, resid_pdrop=0.1, bos_token_id=1, eos_token_id=2, summary_type="cls_index"), 0),
        "gpt2_scaled": (dict(architectures=["GPT2LMHeadModel"], model_type="gpt2", vocab_size=48, n_embd=32, n_layer=2, n_head=4,
                             n_positions=64, n_inner=72, activation_function="relu", scale_attn_by_inverse_layer_idx=True,
                             scale_attn_weights=False, tie_word_embeddings=False, bos_token_id=1, eos_token_id=2), 0),
        "gemma": (kind("GemmaForCausalLM", "gemma", hidden_act="gelu", hidden_activation=None, rope_theta=10000.0, head_dim=12,
                       tie_word_embeddings=True, pad_token_id=0), 0),
        "gemma2": (kind("Gemma2ForCausalLM", "gemma2", query_pre_attn_scalar=9, sliding_window=8, attn_logit_softcapping=5.0,
                        final_logit_softcapping=3.0, hidden_act="gelu_pytorch_tanh", cache_implementation="hybrid", **gemma), 40),
        "gemma3": (kind("Gemma3ForCausalLM", "gemma3_text", query_pre_attn_scalar=10, sliding_window=8, sliding_window_pattern=3,
                        rope_theta=1000000.0, rope_local_base_freq=10000.0, rope_scaling={"rope_type": "linear", "factor": 8.0},
                        attn_logit_softcapping=None, final_logit_softcapping=None, **gemma), 40),
        "gemma3_new_keys": (kind("Gemma3ForCausalLM", "gemma3_text", query_pre_attn_scalar=10, sliding_window=8,
                                 layer_types=["sliding_attention", "full_attention", "sliding_attention"],
                                 rope_parameters={"full_attention": {"rope_type": "default", "rope_theta": 1000000.0},
                                                  "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0}},
                                 final_logit_softcapping=4.0, use_bidirectional_attention=False, **gemma), 40),
        "gemma3_pictures": (pictured("Gemma3ForConditionalGeneration", "gemma3", "gemma3_text", query_pre_attn_scalar=10,
                                     sliding_window=8, sliding_window_pattern=3, hidden_activation="gelu_pytorch_tanh",
                                     head_dim=12, rope_scaling={"rope_type": "linear", "factor": 8.0}), 40),
        "mistral3_pictures": (pictured("Mistral3ForConditionalGeneration", "mistral3", "mistral", sliding_window=None,
                                       head_dim=12, rope_theta=1000000000.0, tie_word_embeddings=False), 0),
        "phi3": (phi(sliding_window=8, rope_scaling=None, original_max_position_embeddings=64, embd_pdrop=0.0, resid_pdrop=0.0,
                     attention_bias=False), 40),
        "phi3_longrope": (phi(sliding_window=None, original_max_position_embeddings=16, num_key_value_heads=4,
                              rope_scaling={"type": "longrope", "short_factor": half, "long_factor": far}), 30),
        "phi3_partial": (phi(sliding_window=50, original_max_position_embeddings=16, partial_rotary_factor=0.75,
                             hidden_size=64, intermediate_size=24, num_hidden_layers=2,
                             rope_scaling={"type": "longrope", "short_factor": half[:4] + [1.3, 1.4],
                                           "long_factor": far[:4] + [6.0, 7.0]}), 30),
    }


def pictured(architecture, model_type, text_type, **text):
    """A decoder inside a model that sees pictures; `text` has what BASE has not."""
    vision = {"gemma3": dict(model_type="siglip_vision_model", hidden_size=16, intermediate_size=24, num_hidden_layers=1,
                             num_attention_heads=2, image_size=28, patch_size=14),
              "mistral3": dict(model_type="pixtral", hidden_size=16, intermediate_size=24, num_hidden_layers=1,
                               num_attention_heads=2, image_size=28, patch_size=14)}[model_type]
    return {"architectures": [architecture], "model_type": model_type, "text_config": {"model_type": text_type, **BASE, **text},
            "vision_config": vision, "image_token_index": 40, "tie_word_embeddings": text.get("tie_word_embeddings", True)}


def fill(model):
    with torch.no_grad():
        for name, p in model.named_parameters():
            norm = name.split(".")[-2].startswith(("ln_", "norm")) or "norm." in name
            plus = norm and name.endswith("weight") and "gemma" not in model.config.model_type
            p.copy_((1 if plus else 0) + formula(name, p.shape, 0.5))


def numbers(t):
    return [float(f"{v:.7g}") for v in t.detach().double().flatten().tolist()]


def places(count, size):
    return [int(i) for i in np.unique(np.linspace(0, size - 1, count).astype(int))]


def gradients(named):
    out = {}
    for name, grad in named:
        if grad is None:  # what sees pictures
            continue
        flat = grad.detach().double().flatten()
        out[name] = {"norm": float(f"{float(flat.norm()):.9g}"), "places": numbers(flat[places(PLACES, len(flat))])}
    return out


def ids_of(count, step, vocab=48):
    return [int(v) for v in (np.arange(count) * step + 7) % vocab]


def alone(model, ids):
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0]


def check_batch(name, model, rows, each):
    """transformers itself: a padded batch gives what each row gives alone."""
    length = max(len(r) for r in rows)
    for left in (False, True):
        ids, mask, positions = [], [], []
        for r in rows:
            pad = length - len(r)
            pads, ones, count = [0] * pad, [1] * len(r), list(range(len(r)))
            ids.append(pads + r if left else r + pads)
            mask.append(pads + ones if left else ones + pads)
            positions.append(pads + count if left else count + pads)
        with torch.no_grad():
            logits = model(torch.tensor(ids), attention_mask=torch.tensor(mask), position_ids=torch.tensor(positions)).logits
        for i, r in enumerate(rows):
            got = logits[i, length - len(r):] if left else logits[i, :len(r)]
            error = float((got - each[i]).abs().max() / each[i].abs().max())
            assert error < 1e-5, (name, left, i, error)


def loss_of(model, ids):
    logits = model(torch.tensor([ids])).logits[0, :-1].float()
    return torch.nn.functional.cross_entropy(logits, torch.tensor(ids[1:]), reduction="sum")


def greedy(model, prompt, count):
    out = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long), do_sample=False,
                         max_new_tokens=count, min_new_tokens=count, use_cache=True, pad_token_id=0, eos_token_id=None)
    return out[0, len(prompt):].tolist()


def targets(model):
    names = {n.split(".")[-1] for n, m in model.named_modules()
             if (isinstance(m, torch.nn.Linear) or type(m).__name__ == "Conv1D") and not re.fullmatch(BESIDE, n)}
    return sorted(names - {"lm_head"})


def build(raw):
    config = AutoConfig.for_model(**json.loads(json.dumps(raw)))
    config._attn_implementation = "eager"
    loader = AutoModelForImageTextToText if "text_config" in raw else AutoModelForCausalLM
    model = loader.from_config(config, dtype=torch.float32).eval()
    fill(model)
    return model


def make(name, raw, long):
    model = build(raw)
    rows = [ids_of(14, 29), ids_of(5, 11), ids_of(9, 17)]
    each = [alone(model, r) for r in rows]
    if "dynamic" not in name and "longrope" not in name:
        check_batch(name, model, rows, each)
    out = {"name": name, "config": raw,
           "rows": [{"ids": r, "logits": numbers(e[[0, len(r) // 2, len(r) - 1]])} for r, e in zip(rows, each)]}
    if long:
        ids = ids_of(long, 31)
        logits = alone(build(raw), ids)  # a fresh one: the dynamic kind remembers the longest sequence so far
        at = places(5, long)
        out["long"] = {"ids": ids, "places": at, "logits": numbers(logits[at])}
    out["greedy"] = [{"prompt": rows[1], "ids": greedy(build(raw), rows[1], 30)}]
    if long:
        out["greedy"].append({"prompt": out["long"]["ids"][:20], "ids": greedy(build(raw), out["long"]["ids"][:20], 16)})

    model = build(raw)
    for p in model.parameters():
        p.requires_grad_(True)
    loss = loss_of(model, rows[0])
    loss.backward()
    named = [(n, p.grad) for n, p in model.named_parameters()]
    out["full"] = {"loss": float(loss), "gradients": gradients(named)}

    model = build(raw)
    modules = targets(model)
    lora = get_peft_model(model, LoraConfig(r=2, lora_alpha=6, lora_dropout=0.0, target_modules=modules,
                                             exclude_modules=BESIDE)).eval()
    with torch.no_grad():
        for n, p in lora.named_parameters():
            if "lora_" in n:
                p.copy_(formula(n.removeprefix("base_model.model.").replace(".default", ""), p.shape, 0.25))
    long_ids = out["long"]["ids"][:24] if long else rows[0]
    loss = loss_of(lora, long_ids)
    loss.backward()
    named = [(n.removeprefix("base_model.model.").replace(".default", ""), p.grad) for n, p in lora.named_parameters() if "lora_" in n]
    out["lora"] = {"r": 2, "alpha": 6, "targets": modules, "ids": long_ids, "loss": float(loss), "gradients": gradients(named)}
    path = HERE / f"{name}.json"
    path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
    print(name, path.stat().st_size, modules)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for name, (raw, long) in families().items():
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            make(name, raw, long)
