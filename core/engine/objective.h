// SPDX-License-Identifier: GPL-3.0-or-later
// The supervised loss: sum of −log p(target) over the targets of a micro-batch. Dividing by the targets of the *whole*
// optimizer step is the caller's job, so that accumulation weighs every token the same (the 2024 accumulation bug).
#pragma once

#include "core/batch/assemble.h"
#include "core/model/decoder.h"

#include <ATen/ATen.h>

namespace timbre::engine {

/// A micro-batch on the device. Tensors on the CPU are views of the batch's vectors, which must outlive them.
struct BatchTensors {
  model::ForwardInput input;
  at::Tensor places;  // (targets) int64, flat places of the predicting hidden states
  at::Tensor labels;  // (targets) int64
};
BatchTensors toTensors(batch::MicroBatch& batch, at::Device device);

/// Sum over the targets in nats, a scalar fp32 tensor; differentiable. Logits exist only for the targets, and never for
/// more than a bounded number of them at once.
at::Tensor lossSum(model::Decoder& decoder, const BatchTensors& tensors);

}  // namespace timbre::engine
