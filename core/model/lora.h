// SPDX-License-Identifier: GPL-3.0-or-later
// A LoRA adapter in PEFT's terms: y = xWᵀ + s·(drop(x)Aᵀ)Bᵀ with A (rank, in), B (out, rank), s = alpha / rank.
// (Hu et al. 2021; PEFT tuners/lora.) A and B are fp32 leaves that require grad while training. An adapter of others may hold more: a
// rank and scale of its own per layer, pairs for the embedding and the head, DoRA's magnitudes, parameters that replace the base's, rows of its
// embedding. All of that is read, computed with, written back as it came, and merged; checkTrainable() says what is not trained further.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/model/adapter_config.h"
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
  std::vector<std::string> names;  // in the adapter's file: of a tied model the head may stand there beside the embedding, as the same matrix
  bool frozen = false;  // the base's own, as the file has it: not trained
  /// Of rows: the whole matrix that they lie in, where the file has it (PEFT writes it for a vocabulary that has grown). Undefined: the base's.
  at::Tensor under{};
  std::vector<std::string> underNames{};

  /// Rows of a matrix of `base` rows when this is in force.
  std::int64_t rowsInForce(std::int64_t base) const;
};
/// The parameter as the adapter wants it, in the type and on the device of `base`; autograd sees through it.
at::Tensor replaced(const at::Tensor& base, const SavedTensor& saved);
/// W + s·B·A of a pair of the linear layers in float, times DoRA's factor per row; `weight` is (out, in).
at::Tensor merged(const at::Tensor& weight, const LoraPair& pair);
/// magnitude / ‖W + s·B·A‖ per row in float, (out). The norm is a constant to autograd, as in PEFT. `weight` is (out, in).
at::Tensor doraFactor(const at::Tensor& weight, const LoraPair& pair);

class LoraAdapter {
 public:
  /// Fresh: A Kaiming-uniform(√5), B zero, from `seed` alone.
  static base::Result<std::shared_ptr<LoraAdapter>> create(const ModelConfig& model, const LoraConfig& config,
                                                           std::uint64_t seed, at::Device device = at::kCPU);
  /// PEFT folder (adapter_config.json + adapter_model.safetensors, or .bin as torch_file.h says). Errors: adapter.*,
  /// weights.*.
  static base::Result<std::shared_ptr<LoraAdapter>> load(const std::filesystem::path& folder, const ModelConfig& model,
                                                         at::Device device = at::kCPU);
  /// Writes both files (no sync of the folder; the caller owns the protocol). What load() read is written under the names and with the
  /// configuration that it had there, so that a second load() gives the same bits.
  base::Result<void> save(base::FileOps& ops, const std::filesystem::path& folder) const;

  const LoraConfig& config() const { return m_config; }
  /// Of the layers without a scale of their own.
  double scale() const;
  /// Whether every pair has that scale.
  bool uniform() const;
  /// adapter.unsupported for what is not trained further: DoRA or a head with dropout, and a vocabulary that has grown.
  base::Result<void> checkTrainable(const ModelConfig& model) const;
  /// Module path ("model.layers.0.self_attn.q_proj", or the head's) → pair, in name order.
  std::map<std::string, LoraPair>& pairs() { return m_pairs; }
  const std::map<std::string, LoraPair>& pairs() const { return m_pairs; }
  const LoraPair* find(const std::string& modulePath) const;
  /// The embedding's pair, or null: a is (rank, vocabulary), b (hidden, rank), a magnitude (hidden). The head of a tied model has no part in it.
  const LoraPair* embedding() const { return m_embedding.a.defined() ? &m_embedding : nullptr; }
  /// Name in the decoder → what replaces it. The head of a tied model is among them where it was trained apart from the embedding.
  const std::map<std::string, SavedTensor>& saved() const { return m_saved; }
  /// Whether the head of a tied model, unless it is in saved(), takes over what replaces the embedding; PEFT leaves it the base's where the
  /// whole embedding alone is saved.
  bool headFollows() const { return m_headFollows; }
  /// Rows of the embedding under this adapter: those of the base, or more where it has grown the vocabulary.
  std::int64_t vocabularyRows(const ModelConfig& model) const;
  /// Name in PEFT's file without the prefix → tensor: module path + ".lora_A.weight" / ".lora_B.weight" in name order, then magnitudes, the
  /// embedding's pair, and what stands in for parameters. What the optimizer sees; a matrix below an adapted embedding is not trained.
  std::vector<std::pair<std::string, at::Tensor>> parameters() const;
  std::uint64_t parameterCount() const;
  /// SHA-256 over names, shapes and bytes of all tensors in memory plus the scales.
  std::string hashWeights() const;

 private:
  LoraConfig m_config;
  bool m_transposed = false;  // the adapted weights are stored (in, out): PEFT's fan_in_fan_out
  std::string m_excluded;     // of a fresh adapter: pattern of modules that PEFT must leave alone
  std::string m_file;         // adapter_config.json as it was read; empty for a fresh adapter
  std::map<std::string, LoraPair> m_pairs;
  LoraPair m_embedding;
  std::string m_embeddingPath;
  std::map<std::string, SavedTensor> m_saved;
  bool m_headFollows = true;
};

}  // namespace timbre::model
