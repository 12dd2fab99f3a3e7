// SPDX-License-Identifier: GPL-3.0-or-later
// What can be wrong with a row, as values. Errors keep a row out of training, warnings do not. The words for a kind live in
// core/base/messages/data.inc under the code `problemCode(kind)`.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace timbre::data {

/// Order is severity order inside errors and inside warnings (the badge shows the first). Values are stored as bit numbers
/// in the project file: append only.
enum class ProblemKind : std::uint8_t {
  NotAnObject = 0,           ///< the row is not a JSON object
  NoMessages = 1,            ///< no list of messages, or an empty one
  BadMessage = 2,            ///< a message is not an object, or lacks role or content
  UnknownRole = 3,
  BadContent = 4,            ///< content is neither text nor a list of parts
  NoAnswer = 5,              ///< no assistant message
  EmptyAnswer = 6,           ///< an answer that is trained has no text
  Placeholder = 7,           ///< {{NAME}} would be learned letter by letter
  BadWeight = 8,             ///< weight is neither 0 nor 1
  BadToolCall = 9,           ///< tool_calls malformed, or a tool message without tool_call_id
  NothingTrained = 10,       ///< every answer has weight 0
  BadPreference = 11,        ///< preference row without its input or one of its two answers
  TooLong = 12,              ///< more tokens than the limit; the ending would be cut (warning)
  RoleOrder = 13,            ///< roles do not alternate, or the row does not end on an answer (warning)
  DuplicateRow = 14,         ///< same prompt and same answer as an earlier row (warning)
  DuplicatePrompt = 15,      ///< same prompt as an earlier row (warning)
  NoSystem = 16,             ///< warning, only when other rows have a system prompt
  NoUser = 17,               ///< warning
  UnknownKey = 18,           ///< a key that no fine-tuning format knows in a message (warning)
  RefusalPhrase = 19,        ///< "As an AI language model …" contradicts a persona (warning)
  NotEncodable = 20,         ///< the chat template refuses the row (error); `detail` says why
  InvisibleCharacters = 21,  ///< zero-width or direction-changing characters (warning)
  NearDuplicate = 22,        ///< nearly the same prompt as an earlier row (warning)
  UnreadPart = 23,           ///< a part of a content list that is no text: a picture, a sound (warning)
};
inline constexpr int problemKindCount = 24;

enum class Severity : std::uint8_t { None, Warning, Error };

Severity severity(ProblemKind kind);
/// "data.problem.empty_answer" …: the entry of the message table that names it.
const char* problemCode(ProblemKind kind);

struct Problem {
  ProblemKind kind{};
  std::optional<int> message;  ///< index in the message list it is about
  std::string detail;          ///< what stands there ("{{AUTHOR}}", the unknown role …), at most 200 bytes
  std::int64_t otherRow = 0;   ///< id of the row it duplicates
  bool operator==(const Problem&) const = default;
};

/// A set of kinds in one integer, as the project file stores it.
using ProblemSet = std::uint64_t;
constexpr ProblemSet problemBit(ProblemKind kind) { return ProblemSet(1) << static_cast<unsigned>(kind); }
/// Worst first.
std::vector<ProblemKind> problemKinds(ProblemSet set);
Severity worst(ProblemSet set);

/// The sentence's Error value (code, args {detail}, {message}, {other}).
base::Error problemMessage(const Problem& problem);

}  // namespace timbre::data
