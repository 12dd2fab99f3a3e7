// SPDX-License-Identifier: GPL-3.0-or-later
// `timbre-cli validate`: one pass over a dataset file with OpenAI's counting rules (script_checks.h) and ours (row_checks.h).
// Memory grows with the number of rows by a few numbers each, never with their texts. Blocking; polls `cancel`.
#pragma once

#include "core/base/cancel.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/data/problem.h"
#include "core/data/record_reader.h"
#include "core/data/script_checks.h"
#include "core/data/statistics.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace timbre::data {

struct ValidateOptions {
  TokenCounter counter;              ///< none: token members are null
  std::int64_t maxTokens = 4096;     ///< per example
  std::vector<Price> prices;
  std::size_t keepBadLines = 10'000; ///< reported in full; all are counted
  std::size_t keepProblems = 1'000;
  std::function<void(double fraction)> progress;
};

struct RowProblem {
  std::int64_t example = 0;  ///< from 1, bad lines not counted
  long long line = 0;
  Problem problem;           ///< otherRow is an example number
};

struct ValidateReport {
  std::string path;
  std::string format;
  std::int64_t examples = 0;
  std::int64_t badLineCount = 0;
  std::vector<BadRecord> badLines;
  FormatErrors formatErrors;
  std::int64_t missingSystem = 0, missingUser = 0;
  std::int64_t tooLong = 0;          ///< 0 without a counter
  bool counted = false;              ///< a counter was given: the token members are known
  Distribution messages, tokens, assistantTokens;
  std::int64_t defaultEpochs = 0;
  std::int64_t tokensPerEpoch = 0;   ///< each example cut at the limit
  std::int64_t tokensTotal = 0;
  std::vector<Cost> costs;
  std::int64_t rowsWithErrors = 0, rowsWithWarnings = 0;  ///< by our rules; a row with both is with the errors
  std::vector<std::int64_t> problemCounts;                ///< by kind: rows
  std::vector<RowProblem> problems;

  /// No bad line, nothing the script calls an error, no row that our rules keep out, at least one example.
  bool valid() const;
};

base::Result<ValidateReport> validateFile(const std::filesystem::path& path, const ValidateOptions& options = {},
                                          const base::CancelToken& cancel = {});
base::Result<ValidateReport> validateRecords(RecordReader reader, const ValidateOptions& options, const base::CancelToken& cancel = {});

/// The members of reference cli.md `validate`, "timbre": 1 first; ours follow: `file`, `format`, `valid`, `rows_with_errors`,
/// `rows_with_warnings`, `problem_rows` (kind → rows) and `problems`. Token members are null without a counter.
base::Json toJson(const ValidateReport& report);

}  // namespace timbre::data
