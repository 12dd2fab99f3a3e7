// SPDX-License-Identifier: GPL-3.0-or-later
// A LoRA adapter in PEFT's terms: y = xWᵀ + s·(drop(x)Aᵀ)Bᵀ with A (rank, in), B (out, rank), s = alpha / rank.
// (Hu et al. 2021; PEFT tuners/lora.) A and B are fp32 leaves that require grad while training.
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
  at::Tensor a;  // (rank, in)
  at::Tensor b;  // (out, rank)
};

class LoraAdapter {
 public:
  /// Fresh: A Kaiming-uniform(√5), B zero, from `seed` alone.
  static base::Result<std::shared_ptr<LoraAdapter>> create(const ModelConfig& model, const LoraConfig& config,
                                                           std::uint64_t seed, at::Device device = at::kCPU);
  /// PEFT folder (adapter_config.json + adapter_model.safetensors, or .bin as torch_file.h says). Errors: adapter.mismatch, adapter.unsupported,
  /// weights.*.
  static base::Result<std::shared_ptr<LoraAdapter>> load(const std::filesystem::path& folder, const ModelConfig& model,
                                                         at::Device device = at::kCPU);
  /// Writes both files (no sync of the folder; the caller owns the protocol).
  base::Result<void> save(base::FileOps& ops, const std::filesystem::path& folder) const;

  const LoraConfig& config() const { return m_config; }
  double scale() const { return m_config.alpha / m_config.rank; }
  /// Module path ("model.layers.0.self_attn.q_proj") → pair, in name order.
  std::map<std::string, LoraPair>& pairs() { return m_pairs; }
  const std::map<std::string, LoraPair>& pairs() const { return m_pairs; }
  const LoraPair* find(const std::string& modulePath) const;
  /// Module path + ".lora_A.weight" / ".lora_B.weight" → tensor, in name order: what the optimizer sees.
  std::vector<std::pair<std::string, at::Tensor>> parameters() const;
  std::uint64_t parameterCount() const;
  /// SHA-256 over names, shapes and bytes in memory plus the scale.
  std::string hashWeights() const;

 private:
  LoraConfig m_config;
  bool m_transposed = false;  // the adapted weights are stored (in, out): PEFT's fan_in_fan_out
  std::map<std::string, LoraPair> m_pairs;
};

}  // namespace timbre::model
