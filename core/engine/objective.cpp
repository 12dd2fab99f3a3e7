// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/objective.h"

#include <algorithm>

namespace timbre::engine {

namespace {

constexpr std::int64_t kLogitsAtOnce = std::int64_t(64) << 20;  // values of one piece of logits

at::Tensor view(std::vector<std::int64_t>& values, at::IntArrayRef shape, at::Device device) {
  return at::from_blob(values.data(), shape, at::kLong).to(device);
}

}  // namespace

BatchTensors toTensors(batch::MicroBatch& batch, at::Device device) {
  BatchTensors out;
  const std::array<std::int64_t, 2> shape{batch.rows, batch.time};
  out.input.ids = view(batch.ids, shape, device);
  out.input.positions = view(batch.positions, shape, device);
  if (!batch.documents.empty()) out.input.documents = at::from_blob(batch.documents.data(), shape, at::kInt).to(device);
  out.places = view(batch.labelPlaces, {batch.supervised()}, device);
  out.labels = view(batch.labels, {batch.supervised()}, device);
  return out;
}

at::Tensor lossSum(model::Decoder& decoder, const BatchTensors& tensors) {
  const at::Tensor hidden = decoder.hidden(tensors.input);
  const at::Tensor chosen = hidden.reshape({-1, hidden.size(-1)}).index_select(0, tensors.places);
  const std::int64_t targets = tensors.labels.size(0);
  const std::int64_t piece = std::max<std::int64_t>(1, kLogitsAtOnce / std::max<std::int64_t>(1, decoder.config().vocabSize));
  at::Tensor sum;
  for (std::int64_t from = 0; from < targets; from += piece) {
    const std::int64_t count = std::min(piece, targets - from);
    const at::Tensor logits = decoder.logits(chosen.narrow(0, from, count)).to(at::kFloat);
    const at::Tensor loss = at::cross_entropy_loss(logits, tensors.labels.narrow(0, from, count), {}, at::Reduction::Sum);
    sum = sum.defined() ? sum + loss : loss;
  }
  return sum;
}

}  // namespace timbre::engine
