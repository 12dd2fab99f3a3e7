// SPDX-License-Identifier: GPL-3.0-or-later
// Prompt ids in, answer out: prefill in one pass, then one token at a time with a KV cache. Streams whole characters.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/jobs/generation.h"
#include "core/model/decoder.h"
#include "core/text/tokenizer.h"

#include <memory>
#include <vector>

namespace timbre::inference {

struct GeneratorInput {
  std::vector<text::TokenId> prompt;
  std::vector<text::TokenId> stopIds;
  jobs::SamplingOptions sampling;
};

/// Runs on the calling thread with gradients off; `decoder` must not be used elsewhere meanwhile. The result's provenance is
/// left empty. Errors: prompt.empty, prompt.too_long (tokens, limit), prompt.bad_id, memory.insufficient.
base::Result<jobs::GenerateDone> generate(model::Decoder& decoder, std::shared_ptr<const text::Tokenizer> tokenizer,
                                          const GeneratorInput& input, const jobs::PieceSink& onPiece,
                                          const base::CancelToken& cancel);

/// Logits (time, vocab) fp32 of all positions, or of the last one only.
base::Result<at::Tensor> promptLogits(model::Decoder& decoder, const std::vector<text::TokenId>& ids, bool all);

}  // namespace timbre::inference
