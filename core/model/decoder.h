// SPDX-License-Identifier: GPL-3.0-or-later
// One decoder-only transformer built from few parts, with the checkpoint's own tensor names. Differentiable through
// autograd for training and usable with a KV cache for decoding. Not thread-safe; weights may be shared read-only.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/model/config.h"
#include "core/model/lora.h"
#include "kernels/attention.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace timbre::model {

class KvCache;

/// One forward pass. Rows may hold several packed documents; a token attends only to earlier tokens of its own
/// document.
struct ForwardInput {
  at::Tensor ids;        // (batch, time) int64
  at::Tensor positions;  // (batch, time) int64, restart at 0 in each document
  at::Tensor documents;  // (batch, time) int32, number of the document in its row, −1 for padding; undefined: one per
                         // row. Equal numbers stand side by side.
  KvCache* cache = nullptr;  // when given: batch is 1, keys and values of this call are appended, documents unused
};

struct LoadOptions {
  at::ScalarType dtype = at::kFloat;  // of the weights in memory
  at::Device device = at::kCPU;
  base::CancelToken cancel;
  std::function<void(double fraction)> progress;
};

class Decoder {
 public:
  /// Reads config.json and the safetensors shards. Errors: model.*, weights.*, memory.insufficient.
  static base::Result<std::unique_ptr<Decoder>> load(const std::filesystem::path& folder,
                                                     const LoadOptions& options = {});
  /// Random weights (normal, std = config.initializerRange, norms 1), same for the same seed on every machine.
  static std::unique_ptr<Decoder> random(const ModelConfig& config, std::uint64_t seed,
                                         const LoadOptions& options = {});

  const ModelConfig& config() const { return m_config; }
  /// Final-normed hidden states (batch, time, hidden). Undefined values at padding.
  at::Tensor hidden(const ForwardInput& input);
  /// Logits of the given hidden states (…, hidden) → (…, vocab) in the compute dtype.
  at::Tensor logits(const at::Tensor& hidden);
  /// The matrix that turns hidden states into logits (vocab, hidden): for kernels::linearCrossEntropy.
  const at::Tensor& headWeight() const;
  /// Checkpoint name → tensor, in the order of the layers. Tied lm_head is absent. The tensors are the ones in use:
  /// they may be changed in place and told to require grad, not replaced.
  std::vector<std::pair<std::string, at::Tensor>> parameters() const;
  /// The adapter whose A and B are used by the next forward; nullptr switches it off. Shared so that a run can train
  /// it.
  void setAdapter(std::shared_ptr<LoraAdapter> adapter) { m_adapter = std::move(adapter); }
  const std::shared_ptr<LoraAdapter>& adapter() const { return m_adapter; }
  /// SHA-256 over name, dtype, shape and bytes of every tensor in memory, in name order: the truth for provenance.
  std::string hashWeights() const;
  std::uint64_t memoryBytes() const;
  std::uint64_t parameterCount() const;
  /// In train mode dropout of the adapter is active.
  void setTraining(bool training) { m_training = training; }

 private:
  explicit Decoder(ModelConfig config) : m_config(std::move(config)) {}
  /// One linear layer: its path and tensors.
  struct Linear {
    std::string path;
    at::Tensor weight, bias;
  };
  struct Layer {
    at::Tensor inputNorm, postNorm;
    std::vector<Linear> qkv, o, gateUp, down;
  };
  void build(const LoadOptions& options);
  void allocate(std::vector<Linear>& group, bool bias, const LoadOptions& options);
  at::Tensor linear(const at::Tensor& x, const std::vector<Linear>& group) const;
  at::Tensor cached(const at::Tensor& qkv, std::size_t layer, const ForwardInput& input,
                    const kernels::AttentionLayout& layout) const;

  ModelConfig m_config;
  at::Tensor m_embedding, m_finalNorm, m_head;  // head is undefined when tied
  at::Tensor m_frequencies;                     // (head_dim / 2) float, on the device
  std::vector<Layer> m_layers;
  std::shared_ptr<LoraAdapter> m_adapter;
  bool m_training = false;
};

/// Frequencies of the rotary positions (head_dim / 2) float, with the scaling that config.json asks for.
at::Tensor rotaryFrequencies(const ModelConfig& config);

/// Keys (already turned) and values of one sequence, grown in blocks. (layer) → (1, kv_heads, capacity, head_dim).
class KvCache {
 public:
  KvCache(const ModelConfig& config, at::ScalarType dtype, at::Device device);
  std::int64_t length() const { return m_length; }
  /// Keeps only the first `length` positions (to share a prefix between turns).
  void truncate(std::int64_t length);
  /// Appends (1, kv_heads, time, head_dim) and returns all keys and values of the layer so far.
  std::pair<at::Tensor, at::Tensor> append(int layer, const at::Tensor& key, const at::Tensor& value);
  /// Called once per forward, after the last layer.
  void advance(std::int64_t time) { m_length += time; }

 private:
  void reserve(std::int64_t capacity);

  std::vector<at::Tensor> m_keys, m_values;
  std::int64_t m_capacity = 0;
  std::int64_t m_length = 0;
};

}  // namespace timbre::model
