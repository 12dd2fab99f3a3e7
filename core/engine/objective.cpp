// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/objective.h"

#include "kernels/cross_entropy.h"

#include <array>

namespace timbre::engine {

namespace {

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
  return kernels::linearCrossEntropy(chosen, decoder.headWeight(), tensors.labels, {}, kernels::kLogitBudgetBytes,
                                     decoder.config().finalSoftcap)
      .sum;
}

}  // namespace timbre::engine
