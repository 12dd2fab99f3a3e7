// SPDX-License-Identifier: GPL-3.0-or-later
// A LoRA adapter in PEFT's terms: y = xWᵀ + s·(drop(x)Aᵀ)Bᵀ with A (rank, in), B (out, rank), s = alpha / rank.
// (Hu et al. 2021; PEFT tuners/lora.) A and B are fp32 leaves that require grad while training. An adapter of others may hold more: a
// rank and scale of its own per layer, DoRA's magnitudes, parameters that replace the base's, rows of its embedding. Those are read and
// computed with, but not trained further and not merged here: checkPlain() says so.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/model/config.h"
#include "core/model/structure.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace timbre::model {

struct LoraConfig {
  int rank = 16;
  double alpha = 32;
  double dropout = 0;
  std::vector<std::string> targetModules;  // last names ("q_proj", "mlp.c_proj"); empty: all linear layers but the head
  std::string baseModel;                   // base_model_name_or_path
};

struct LoraPair {
  at::Tensor a;            // (rank, in)
  at::Tensor b;            // (out, rank)
  double scale = 1;        // alpha / rank of this layer, alpha / √rank where the adapter is rank-stabilised
  at::Tensor magnitude{};  // (out), DoRA (Liu et al. 2024): W' = magnitude ⊙ (W + ΔW) / ‖W + ΔW‖ of each row. Undefined: plain
};

/// What stands in for a parameter of the base while the adapter is on.
struct SavedTensor {
  at::Tensor values;               // of the parameter's shape, or with more rows: a vocabulary that has grown
  std::vector<std::int64_t> rows;  // not empty: only these rows, which `values` holds in this order; they may lie behind the base's last
};
/// The parameter as the adapter wants it, in the type and on the device of `base`.
at::Tensor replaced(const at::Tensor& base, const SavedTensor& saved);

class LoraAdapter {
 public:
  /// Fresh: A Kaiming-uniform(√5), B zero, from `seed` alone.
  static base::Result<std::shared_ptr<LoraAdapter>> create(const ModelConfig& model, const LoraConfig& config,
                                                           std::uint64_t seed, at::Device device = at::kCPU);
  /// PEFT folder (adapter_config.json + adapter_model.safetensors, or .bin as torch_file.h says). Errors: adapter.*,
  /// weights.*.
  static base::Result<std::shared_ptr<LoraAdapter>> load(const std::filesystem::path& folder, const ModelConfig& model,
                                                         at::Device device = at::kCPU);
  /// Writes both files (no sync of the folder; the caller owns the protocol).
  base::Result<void> save(base::FileOps& ops, const std::filesystem::path& folder) const;

  const LoraConfig& config() const { return m_config; }
  /// Of the layers without a scale of their own.
  double scale() const { return m_config.alpha / m_config.rank; }
  /// Whether every pair has that scale.
  bool uniform() const;
  /// adapter.unsupported when it holds more than pairs of low rank.
  base::Result<void> checkPlain() const;
  /// Module path ("model.layers.0.self_attn.q_proj") → pair, in name order.
  std::map<std::string, LoraPair>& pairs() { return m_pairs; }
  const std::map<std::string, LoraPair>& pairs() const { return m_pairs; }
  const LoraPair* find(const std::string& modulePath) const;
  /// Name in the decoder → what replaces it.
  const std::map<std::string, SavedTensor>& saved() const { return m_saved; }
  /// Whether the head of a tied model takes over what replaces the embedding; PEFT leaves it the base's where the whole embedding alone is saved.
  bool headFollows() const { return m_headFollows; }
  /// Module path + ".lora_A.weight" / ".lora_B.weight" → tensor, in name order: what the optimizer sees.
  std::vector<std::pair<std::string, at::Tensor>> parameters() const;
  std::uint64_t parameterCount() const;
  /// SHA-256 over names, shapes and bytes of all tensors in memory plus the scales.
  std::string hashWeights() const;

 private:
  LoraConfig m_config;
  bool m_transposed = false;  // the adapted weights are stored (in, out): PEFT's fan_in_fan_out
  std::map<std::string, LoraPair> m_pairs;
  std::map<std::string, SavedTensor> m_saved;
  bool m_headFollows = true;
};

}  // namespace timbre::model
