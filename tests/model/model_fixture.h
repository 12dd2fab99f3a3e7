// SPDX-License-Identifier: GPL-3.0-or-later
// Weights by the formula of goldens/make_logits_golden.py, and small helpers that several tests of the model need.
#pragma once

#include "core/base/json.h"
#include "core/model/decoder.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace timbre::testing {

inline std::uint64_t fnv(const std::string& name) {
  std::uint64_t h = 0xcbf29ce484222325ull;
  for (char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return h;
}

inline void fillByFormula(const at::Tensor& tensor, const std::string& name, double scale, double offset = 0) {
  at::NoGradGuard guard;
  at::Tensor values = at::empty(tensor.sizes(), at::TensorOptions(at::kFloat));
  float* out = values.mutable_data_ptr<float>();
  const std::uint64_t seed = fnv(name);
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    std::uint64_t z = seed + static_cast<std::uint64_t>(i + 1) * 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    z ^= z >> 31;
    const float value = static_cast<float>((static_cast<double>(z >> 40) / 16777216.0 - 0.5) * scale);
    out[i] = static_cast<float>(offset + value);
  }
  at::Tensor(tensor).copy_(values);
}

/// Norm weights around 1, or around 0 where the model adds the 1 itself; everything else around 0.
inline void fillByFormula(const model::Decoder& decoder) {
  const bool plus = decoder.config().norm != model::NormKind::RmsOnePlus;
  for (const auto& [name, tensor] : decoder.parameters()) {
    const bool norm = name.find("norm.") != std::string::npos || name.find(".ln_") != std::string::npos;
    fillByFormula(tensor, name, 0.5, norm && plus && name.ends_with(".weight") ? 1 : 0);
  }
}

inline std::shared_ptr<model::LoraAdapter> formulaAdapter(const model::ModelConfig& config, int rank, double alpha,
                                                          std::vector<std::string> targets = {}) {
  model::LoraConfig lora;
  lora.rank = rank;
  lora.alpha = alpha;
  lora.targetModules = std::move(targets);
  auto adapter = model::LoraAdapter::create(config, lora, 1);
  if (!adapter.ok()) return nullptr;
  for (const auto& [name, tensor] : (*adapter)->parameters()) fillByFormula(tensor, name, 0.25);
  return *adapter;
}

inline at::Tensor toTensor(const base::Json& numbers) {
  return at::tensor(numbers.get<std::vector<double>>()).to(at::kDouble);
}

/// One row of ids at positions 0, 1, ….
inline model::ForwardInput inputOf(const std::vector<std::int64_t>& ids, std::int64_t firstPosition = 0,
                                   model::KvCache* cache = nullptr) {
  const auto n = static_cast<std::int64_t>(ids.size());
  model::ForwardInput input;
  input.ids = at::tensor(ids).view({1, n});
  input.positions = at::arange(firstPosition, firstPosition + n, at::TensorOptions(at::kLong)).view({1, n});
  input.cache = cache;
  return input;
}

inline at::Tensor logitsOf(model::Decoder& decoder, const std::vector<std::int64_t>& ids) {
  at::NoGradGuard guard;
  return decoder.logits(decoder.hidden(inputOf(ids)))[0].to(at::kDouble);
}

/// Largest difference divided by the largest magnitude of `expected`.
inline double relativeError(const at::Tensor& actual, const at::Tensor& expected) {
  const at::Tensor a = actual.to(at::kDouble).flatten(), e = expected.to(at::kDouble).flatten();
  if (a.numel() != e.numel() || !at::isfinite(a).all().item<bool>()) return INFINITY;
  return (a - e).abs().max().item<double>() / e.abs().max().item<double>();
}

/// Greedy continuation, with a KV cache or by recomputing everything.
inline std::vector<std::int64_t> greedy(model::Decoder& decoder, const std::vector<std::int64_t>& prompt,
                                        std::size_t count, bool useCache) {
  at::NoGradGuard guard;
  std::vector<std::int64_t> ids = prompt, out;
  model::KvCache cache(decoder.config(), at::kFloat, at::kCPU);
  std::vector<std::int64_t> next = prompt;
  for (std::size_t i = 0; i < count; ++i) {
    const at::Tensor hidden =
        useCache ? decoder.hidden(inputOf(next, static_cast<std::int64_t>(ids.size() - next.size()), &cache))
                 : decoder.hidden(inputOf(ids));
    const at::Tensor logits = decoder.logits(hidden.narrow(1, hidden.size(1) - 1, 1));
    next = {logits.argmax().item<std::int64_t>()};
    ids.push_back(next[0]);
    out.push_back(next[0]);
  }
  return out;
}

/// The whole decoder in bfloat16 (at once, then the last two ids through a cache) against float: the larger error.
inline double narrowError(model::Decoder& wide, const std::vector<std::int64_t>& ids) {
  at::NoGradGuard guard;
  model::LoadOptions options;
  options.dtype = at::kBFloat16;
  auto narrow = model::Decoder::random(wide.config(), 1, options);
  fillByFormula(*narrow);
  const at::Tensor expected = logitsOf(wide, ids);
  model::KvCache cache(narrow->config(), at::kBFloat16, at::kCPU);
  const auto count = static_cast<std::int64_t>(ids.size());
  std::vector<at::Tensor> pieces;
  for (const auto& [begin, end] :
       {std::pair<std::int64_t, std::int64_t>{0, count - 2}, {count - 2, count - 1}, {count - 1, count}})
    pieces.push_back(
        narrow->logits(narrow->hidden(inputOf({ids.begin() + begin, ids.begin() + end}, begin, &cache)))[0]);
  return std::max(relativeError(logitsOf(*narrow, ids), expected), relativeError(at::cat(pieces, 0), expected));
}

/// Rows of one batch: documents one after another with `pad` tokens of padding before, between and behind.
inline model::ForwardInput batchOf(const std::vector<std::vector<std::vector<std::int64_t>>>& rows, std::int64_t time,
                                   bool left, std::int64_t pad) {
  const auto options = at::TensorOptions(at::kLong);
  const auto count = static_cast<std::int64_t>(rows.size());
  model::ForwardInput input;
  input.ids = at::full({count, time}, 3, options);
  input.positions = at::zeros({count, time}, options);
  input.documents = at::full({count, time}, -1, options.dtype(at::kInt));
  for (std::int64_t row = 0; row < count; ++row) {
    std::int64_t used = 0, number = 0;
    for (const std::vector<std::int64_t>& ids : rows[static_cast<std::size_t>(row)])
      used += static_cast<std::int64_t>(ids.size()) + pad;
    std::int64_t at = left ? time - used : 0;
    for (const std::vector<std::int64_t>& ids : rows[static_cast<std::size_t>(row)]) {
      const auto length = static_cast<std::int64_t>(ids.size());
      at += left ? pad : 0;
      input.ids[row].narrow(0, at, length).copy_(at::tensor(ids));
      input.positions[row].narrow(0, at, length).copy_(at::arange(length));
      input.documents[row].narrow(0, at, length).fill_(number++);
      at += length + (left ? 0 : pad);
    }
  }
  return input;
}

/// Logits of the tokens of document `number` of a row.
inline at::Tensor logitsOfDocument(const at::Tensor& logits, const model::ForwardInput& input, std::int64_t row,
                                   int number) {
  return logits[row].index_select(0, (input.documents[row] == number).nonzero().flatten()).to(at::kDouble);
}

}  // namespace timbre::testing
