// SPDX-License-Identifier: GPL-3.0-or-later
// One decoder-only transformer built from few parts for every family, with the checkpoint's own tensor names: what
// differs is in ModelConfig (switches) and in the family table (names). Differentiable through autograd for training
// and usable with a KV cache for decoding. Not thread-safe; weights may be shared read-only.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/model/config.h"
#include "core/model/families.h"
#include "core/model/kv_cache.h"
#include "core/model/lora.h"
#include "core/model/structure.h"
#include "kernels/attention.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace timbre::model {

/// One forward pass. Rows may hold several packed documents; a token attends only to earlier tokens of its own
/// document.
struct ForwardInput {
  at::Tensor ids;        // (batch, time) int64
  at::Tensor positions;  // (batch, time) int64, restart at 0 in each document
  at::Tensor documents;  // (batch, time) int32, number of the document in its row, −1 for padding; undefined: one per
                         // row. Equal numbers stand side by side.
  KvCache* cache = nullptr;  // when given: batch is 1, keys and values of this call are appended, documents unused
  /// Tokens of the whole prompt when it goes into the cache in pieces: rotary positions that depend on the length take
  /// this one for all pieces. 0 for the tokens that are generated one after another, and without a cache.
  std::int64_t promptLength = 0;
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

  /// Name and shape of every parameter that such a model has.
  static std::map<std::string, std::vector<std::int64_t>> shapes(const ModelConfig& config);

  const ModelConfig& config() const { return m_config; }
  /// Final-normed hidden states (batch, time, hidden). Undefined values at padding.
  at::Tensor hidden(const ForwardInput& input);
  /// Logits of the given hidden states (…, hidden) → (…, vocab) in the compute dtype, capped where the config says so.
  at::Tensor logits(const at::Tensor& hidden);
  /// The matrix that turns hidden states into logits (vocab, hidden): for kernels::linearCrossEntropy, which takes
  /// config().finalSoftcap beside it.
  const at::Tensor& headWeight() const;
  /// Checkpoint name → tensor, in the order of the layers. Tied lm_head is absent. The tensors are the ones in use:
  /// they may be changed in place and told to require grad, not replaced.
  std::vector<std::pair<std::string, at::Tensor>> parameters() const;
  /// The adapter whose tensors are used by the next forward; nullptr switches it off. Shared so that a run can train it: what is made of its
  /// magnitudes and of its stand-ins for parameters follows them when they have changed.
  void setAdapter(std::shared_ptr<LoraAdapter> adapter);
  const std::shared_ptr<LoraAdapter>& adapter() const { return m_adapter; }
  /// SHA-256 over name, dtype, shape and bytes of every tensor of the base in memory, in name order: the truth for provenance. What an adapter
  /// stands in for is hashed as the base has it.
  std::string hashWeights() const;
  /// Ids that the embedding in use has a row for: config().vocabSize, or more with an adapter whose vocabulary has grown.
  std::int64_t vocabSize() const { return m_embedding.size(0); }
  std::uint64_t memoryBytes() const;
  std::uint64_t parameterCount() const;
  /// In train mode dropout of the adapter is active, and Qwen 1 neither stretches its positions nor scales its queries.
  void setTraining(bool training) { m_training = training; }

 private:
  explicit Decoder(ModelConfig config) : m_config(std::move(config)) {}
  /// One linear layer: its path and tensors.
  struct Linear {
    std::string path;
    at::Tensor weight, bias;
    bool transposed = false;  // the weight is stored (in, out)
  };
  struct Norm {
    std::string path;
    at::Tensor weight, bias;  // both undefined where the family has no such norm
  };
  struct Layer {
    Norm input, query, key, attention, feed, update;
    std::vector<Linear> qkv, out, gateUp, down;
  };
  /// What all layers of one forward pass share (decoder_attention.cpp).
  struct Plan {
    kernels::AttentionLayout full, windowed;
    at::Tensor logn;             // (tokens, 1, 1) float factor of the queries, or undefined
    std::int64_t rotaryKey = 0;  // of a sequence in the cache
  };

  void build(const LoadOptions& options);
  std::vector<Linear> allocate(const std::vector<LinearShape>& shapes, const LoadOptions& options) const;
  Norm allocateNorm(const std::string& path, std::int64_t width, const LoadOptions& options) const;

  /// Calls f(name, tensor) for every parameter, in the order of the layers.
  template <class Self, class F>
  static void visit(Self& self, const F& f);
  /// Puts what the adapter stands in for into its place, and works out DoRA's factors.
  void applyAdapter();
  /// The head as the adapter has it; undefined where it is the decoder's own, or the embedding in use of a tied model.
  at::Tensor adaptedHead() const;
  /// applyAdapter() where the adapter has changed since, or where autograd needs a path to it.
  void followAdapter();
  at::Tensor embed(const ForwardInput& input) const;
  at::Tensor linear(const at::Tensor& x, const std::vector<Linear>& group) const;
  /// The group's output with each column of a DoRA layer times its factor, and its bias behind that.
  at::Tensor withMagnitudes(const at::Tensor& y, const std::vector<Linear>& group) const;
  at::Tensor norm(const at::Tensor& x, const Norm& norm) const;
  /// (norm of update + stream, update + stream)
  std::pair<at::Tensor, at::Tensor> addAndNorm(const at::Tensor& update, const at::Tensor& stream,
                                               const Norm& norm) const;
  at::Tensor feedForward(const at::Tensor& x, const Layer& layer) const;

  Plan planOf(const ForwardInput& input) const;
  void turn(kernels::AttentionLayout& layout, const RopeConfig& rope, const ForwardInput& input,
            std::int64_t cacheKey) const;
  /// Whether keys in the cache were turned in a way that this call may not be mixed with.
  bool mustRecompute(const ForwardInput& input, const Plan& plan) const;
  at::Tensor recomputed(const ForwardInput& input);
  at::Tensor arranged(const at::Tensor& qkv, const Layer& layer, const Plan& plan) const;
  at::Tensor attention(const at::Tensor& qkv, std::size_t layer, const ForwardInput& input, const Plan& plan) const;
  at::Tensor cached(const at::Tensor& qkv, std::size_t layer, KvCache& cache,
                    const kernels::AttentionLayout& layout) const;

  ModelConfig m_config;
  at::Tensor m_embedding, m_positions, m_head;  // head is undefined when tied, positions where they are not learned
  Norm m_finalNorm;
  std::vector<Layer> m_layers;
  std::shared_ptr<LoraAdapter> m_adapter;
  std::map<std::string, at::Tensor> m_originals;   // parameters that the adapter stands in for
  std::map<std::string, at::Tensor> m_magnitudes;  // module → (out) factor of DoRA's rows
  at::Tensor m_adaptedHead;                        // (vocab, hidden), see adaptedHead()
  std::uint64_t m_adapterState = 0;                // change counters of its tensors when they were put in
  bool m_uniform = true;  // the adapter's layers share one scale
  bool m_training = false;
};

}  // namespace timbre::model
