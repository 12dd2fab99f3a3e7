// SPDX-License-Identifier: GPL-3.0-or-later
// Answers to the run's fixed prompts, so that a person sees the voice arrive. Greedy (ties go to the smaller id), with
// a cache of its own and no random numbers: training is the same with and without samples.
#pragma once

#include "core/base/result.h"
#include "core/jobs/run.h"
#include "core/model/decoder.h"
#include "core/text/chat_encoder.h"

#include <string>

namespace timbre::engine {

/// One user turn in, the answer's text out; stops at a stop id, after `maxTokens`, or when a command arrives.
base::Result<std::string> answerPrompt(model::Decoder& decoder, const text::ChatEncoder& encoder,
                                       const std::string& prompt, int maxTokens, const jobs::RunControl& control);

}  // namespace timbre::engine
