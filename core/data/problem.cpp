// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/problem.h"

#include <algorithm>
#include <array>

namespace timbre::data {

namespace {

struct KindInfo {
  const char* code;
  bool error;
};
constexpr std::array<KindInfo, problemKindCount> kinds{{
    {"data.problem.not_an_object", true},
    {"data.problem.no_messages", true},
    {"data.problem.bad_message", true},
    {"data.problem.unknown_role", true},
    {"data.problem.bad_content", true},
    {"data.problem.no_answer", true},
    {"data.problem.empty_answer", true},
    {"data.problem.placeholder", true},
    {"data.problem.bad_weight", true},
    {"data.problem.bad_tool_call", true},
    {"data.problem.nothing_trained", true},
    {"data.problem.bad_preference", true},
    {"data.problem.too_long", false},
    {"data.problem.role_order", false},
    {"data.problem.duplicate_row", false},
    {"data.problem.duplicate_prompt", false},
    {"data.problem.no_system", false},
    {"data.problem.no_user", false},
    {"data.problem.unknown_key", false},
    {"data.problem.refusal_phrase", false},
    {"data.problem.not_encodable", true},
    {"data.problem.invisible_characters", false},
    {"data.problem.near_duplicate", false},
    {"data.problem.unread_part", false},
}};

const KindInfo& info(ProblemKind kind) { return kinds[std::min<std::size_t>(static_cast<std::size_t>(kind), kinds.size() - 1)]; }

}  // namespace

Severity severity(ProblemKind kind) { return info(kind).error ? Severity::Error : Severity::Warning; }
const char* problemCode(ProblemKind kind) { return info(kind).code; }

std::vector<ProblemKind> problemKinds(ProblemSet set) {
  std::vector<ProblemKind> out;
  for (const bool errors : {true, false})
    for (int i = 0; i < problemKindCount; ++i) {
      const auto kind = static_cast<ProblemKind>(i);
      if ((set & problemBit(kind)) && info(kind).error == errors) out.push_back(kind);
    }
  return out;
}

Severity worst(ProblemSet set) {
  Severity out = Severity::None;
  for (const ProblemKind kind : problemKinds(set)) out = std::max(out, severity(kind));
  return out;
}

base::Error problemMessage(const Problem& problem) {
  base::Error error(problemCode(problem.kind));
  error.args["detail"] = problem.detail;
  if (problem.message) error.args["message"] = std::to_string(*problem.message + 1);
  if (problem.otherRow) error.args["other"] = std::to_string(problem.otherRow);
  return error;
}

}  // namespace timbre::data
