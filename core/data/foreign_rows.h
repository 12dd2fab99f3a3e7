// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as other trainers write them, made into conversations when a file is imported: Alpaca (instruction, input, output,
// history), ShareGPT (conversations of from/value), bare message lists, prompt/completion, LLaMA-Factory's typed parts and
// chosen/rejected pairs. Members that are not part of the conversation are kept behind it. Pure.
#pragma once

#include "core/data/conversation.h"

#include <optional>

namespace timbre::data {

enum class ForeignFormat { Alpaca, ShareGpt, MessageList, PromptCompletion, TypedParts, ChosenRejected };
/// "Alpaca", "ShareGPT" …
const char* formatName(ForeignFormat format);

struct ConvertedRow {
  Conversation row;
  ForeignFormat format;
};
/// Nothing when the row is a conversation already, or is of no known shape.
std::optional<ConvertedRow> fromForeign(const Conversation& row);

}  // namespace timbre::data
