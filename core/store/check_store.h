// SPDX-License-Identifier: GPL-3.0-or-later
// What was found and counted for each row, kept beside the rows and made again when a row changes. Same threading rule as
// row_store.h. Duplicates are found here, among the rows with the same question: each names the first earlier row.
#pragma once

#include "core/base/result.h"
#include "core/store/row_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace timbre::store {

struct RowChecks {
  RowId id = 0;
  std::int64_t revision = 0;
  std::uint64_t problems = 0;      ///< data::ProblemSet; the exact duplicate kinds are set here, not by the caller
  std::int64_t severity = 0;       ///< data::Severity; computed here
  std::int64_t tokens = -1, trained = -1, hosted = -1;
  std::int64_t messages = 0;
  std::int64_t promptHash = 0, answerHash = 0;
  std::int64_t systemId = 0;       ///< prompts.id, 0: none
  std::int64_t other = 0;          ///< row it duplicates
  std::string systemKey, userKey, answerKey;  ///< beginnings, folded, for sorting
  std::string details;             ///< JSON of the problems, made by the caller
};

/// Bits that mark duplicates and errors; given by the caller, so that this room needs no knowledge of the kinds.
struct CheckBits {
  std::uint64_t duplicateRow = 0, duplicatePrompt = 0;
  std::uint64_t nearDuplicate = 0; ///< found by the caller, who gives `other`; an exact duplicate replaces it
  std::uint64_t errors = 0;        ///< all bits that are errors
};

/// Ids to check, lowest first.
base::Result<std::vector<RowId>> todoRows(Database& database, std::int64_t limit);
base::Result<std::int64_t> todoCount(Database& database);
/// Every row is to be checked again (another tokenizer, another limit).
base::Result<void> checkAllAgain(Database& database);

/// Writes one result unless the row changed meanwhile (then it stays in todo). `promptText`: the system prompt itself.
base::Result<void> putChecks(Database& database, RowChecks checks, std::int64_t systemHash, const std::string& systemText, const CheckBits& bits);
/// Sets or clears `bit` on rows that have messages but no system prompt; returns whether anything differed.
base::Result<bool> markNoSystem(Database& database, bool wanted, std::uint64_t bit, const CheckBits& bits, bool onlyAsk);
struct SystemUse {
  std::int64_t with = 0, without = 0;  ///< rows that have messages
};
base::Result<SystemUse> systemUse(Database& database);
/// Sets or clears `bit` where the row's tokens are above `limit` or not.
base::Result<void> markTooLong(Database& database, std::int64_t limit, std::uint64_t bit, const CheckBits& bits);
base::Result<void> forgetTodo(Database& database, RowId id);
base::Result<std::optional<RowChecks>> readChecks(Database& database, RowId id);

struct CheckFigures {
  std::int64_t id, severity, tokens, trained, hosted;
};
base::Result<std::vector<CheckFigures>> allFigures(Database& database);
/// Ids of the rows with this mark, ascending; not for split 0, whose rows no index names.
base::Result<std::vector<RowId>> rowsOfSplit(Database& database, std::int64_t split);
struct FoundProblem {
  RowId id = 0;
  std::int64_t severity = 0;
  std::uint64_t problems = 0;
  std::int64_t other = 0;
  std::string details;
};
/// Errors first, then by id.
base::Result<std::vector<FoundProblem>> foundProblems(Database& database, std::int64_t limit);
base::Result<std::vector<std::uint64_t>> problemSets(Database& database);
base::Result<std::vector<RowId>> problemRows(Database& database);

struct PromptUse {
  std::int64_t id = 0;
  std::string name, text;
  std::int64_t rows = 0;
};
base::Result<std::vector<PromptUse>> promptUses(Database& database, std::int64_t limit);
base::Result<void> namePrompt(Database& database, std::int64_t hash, const std::string& text, const std::string& name);

}  // namespace timbre::store
