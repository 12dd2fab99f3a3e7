// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/validate.h"

#include "core/base/messages.h"
#include "core/data/row_checks.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace timbre::data {

using base::Error;
using base::Json;
using base::Result;

namespace {

/// What must be remembered of the rows read so far.
struct Seen {
  std::vector<std::int64_t> messages, tokens, assistantTokens;
  std::unordered_map<std::int64_t, std::pair<std::int64_t, std::int64_t>> prompts;  // prompt key → answer key, example
};

void findDuplicates(const Conversation& row, std::int64_t example, Seen& seen, std::vector<Problem>& problems) {
  const RowKeys keys = rowKeys(row);
  if (keys.prompt == 0) return;
  const auto [at, fresh] = seen.prompts.try_emplace(keys.prompt, keys.answer, example);
  if (fresh) return;
  const bool same = at->second.first == keys.answer;
  problems.push_back({same ? ProblemKind::DuplicateRow : ProblemKind::DuplicatePrompt, {}, {}, at->second.second});
}

void addExample(const Record& record, const ValidateOptions& options, Seen& seen, ValidateReport& report) {
  const std::int64_t example = ++report.examples;
  countFormatErrors(record.row.json(), report.formatErrors);
  const ExampleNumbers numbers = exampleNumbers(record.row.json(), options.counter);
  report.missingSystem += numbers.missingSystem;
  report.missingUser += numbers.missingUser;
  seen.messages.push_back(numbers.messages);
  if (options.counter) {
    seen.tokens.push_back(numbers.tokens);
    seen.assistantTokens.push_back(numbers.assistantTokens);
    report.tooLong += numbers.tokens > options.maxTokens;
    report.tokensPerEpoch += std::min(numbers.tokens, options.maxTokens);
  }
  std::vector<Problem> problems = checkRow(record.row, {options.maxTokens, numbers.tokens});
  findDuplicates(record.row, example, seen, problems);
  const ProblemSet set = problemSet(problems);
  for (const ProblemKind kind : problemKinds(set)) ++report.problemCounts[static_cast<std::size_t>(kind)];
  const Severity severity = worst(set);
  report.rowsWithErrors += severity == Severity::Error;
  report.rowsWithWarnings += severity == Severity::Warning;
  for (Problem& problem : problems)
    if (report.problems.size() < options.keepProblems) report.problems.push_back({example, record.line, std::move(problem)});
}

Json distributionJson(const Distribution& values) {
  if (values.count == 0) return nullptr;
  Json out = Json::object();
  out["min"] = static_cast<std::int64_t>(values.min);
  out["max"] = static_cast<std::int64_t>(values.max);
  out["mean"] = values.mean;
  out["median"] = values.median;
  out["p5"] = values.p5;
  out["p10"] = values.p10;
  out["p90"] = values.p90;
  out["p95"] = values.p95;
  return out;
}

/// "data.problem.empty_answer" → "empty_answer".
std::string shortCode(ProblemKind kind) {
  const std::string_view code = problemCode(kind);
  return std::string(code.substr(code.rfind('.') + 1));
}

Json formatErrorsJson(const FormatErrors& errors) {
  Json out = Json::object();
  out["data_type"] = errors.dataType;
  out["missing_messages_list"] = errors.missingMessagesList;
  out["message_missing_key"] = errors.messageMissingKey;
  out["message_unrecognized_key"] = errors.messageUnrecognizedKey;
  out["unrecognized_role"] = errors.unrecognizedRole;
  out["missing_content"] = errors.missingContent;
  out["example_missing_assistant_message"] = errors.exampleMissingAssistantMessage;
  return out;
}

Json problemsJson(const ValidateReport& report) {
  Json out = Json::array();
  for (const RowProblem& row : report.problems) {
    const Error message = problemMessage(row.problem);
    Json entry = Json::object();
    entry["example"] = row.example;
    entry["line"] = row.line;
    entry["severity"] = severity(row.problem.kind) == Severity::Error ? "error" : "warning";
    entry["kind"] = shortCode(row.problem.kind);
    if (row.problem.message) entry["message_index"] = *row.problem.message;
    entry["message"] = base::errorSentence(message);
    entry["hint"] = base::errorHint(message);
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace

bool ValidateReport::valid() const {
  return examples > 0 && badLineCount == 0 && formatErrors.total() == 0 && rowsWithErrors == 0;
}

Result<ValidateReport> validateRecords(RecordReader reader, const ValidateOptions& options, const base::CancelToken& cancel) {
  ValidateReport report;
  report.format = formatName(reader.format());
  report.counted = static_cast<bool>(options.counter);
  report.problemCounts.assign(problemKindCount, 0);
  Seen seen;
  for (std::int64_t n = 0;; ++n) {
    if (cancel.cancelled()) return Error("cancelled");
    TIMBRE_ASSIGN(auto item, reader.next());
    if (!item) break;
    if (auto* record = std::get_if<Record>(&*item)) {
      addExample(*record, options, seen, report);
    } else {
      ++report.badLineCount;
      if (report.badLines.size() < options.keepBadLines) report.badLines.push_back(std::get<BadRecord>(std::move(*item)));
    }
    if (options.progress && n % 256 == 0 && reader.size() > 0)
      options.progress(static_cast<double>(reader.bytesRead()) / static_cast<double>(reader.size()));
  }
  report.messages = distribution(std::move(seen.messages));
  report.tokens = distribution(std::move(seen.tokens));
  report.assistantTokens = distribution(std::move(seen.assistantTokens));
  report.defaultEpochs = defaultEpochs(report.examples);
  report.tokensTotal = report.tokensPerEpoch * report.defaultEpochs;
  if (report.counted)
    for (const Price& price : options.prices) report.costs.push_back(trainingCost(price, report.tokensTotal));
  return report;
}

Result<ValidateReport> validateFile(const std::filesystem::path& path, const ValidateOptions& options, const base::CancelToken& cancel) {
  TIMBRE_ASSIGN(auto reader, RecordReader::open(path));
  TIMBRE_ASSIGN(ValidateReport report, validateRecords(std::move(reader), options, cancel));
  report.path = base::displayPath(path);
  return report;
}

Json toJson(const ValidateReport& report) {
  Json out = Json::object();
  out["timbre"] = 1;
  out["file"] = report.path;
  out["format"] = report.format;
  out["valid"] = report.valid();
  out["examples"] = report.examples;
  out["bad_lines"] = Json::array();
  for (const BadRecord& bad : report.badLines) {
    Json entry = Json::object();
    entry["line"] = bad.error.line.value_or(0);
    entry["column"] = bad.error.column.value_or(0);
    entry["code"] = bad.error.code;
    entry["message"] = base::errorSentence(bad.error);
    out["bad_lines"].push_back(std::move(entry));
  }
  if (report.badLineCount > static_cast<std::int64_t>(report.badLines.size())) out["bad_lines_total"] = report.badLineCount;
  out["format_errors"] = formatErrorsJson(report.formatErrors);
  out["missing_system"] = report.missingSystem;
  out["missing_user"] = report.missingUser;
  out["too_long"] = report.counted ? Json(report.tooLong) : Json(nullptr);
  out["messages"] = distributionJson(report.messages);
  out["tokens"] = distributionJson(report.tokens);
  out["assistant_tokens"] = distributionJson(report.assistantTokens);
  out["default_epochs"] = report.defaultEpochs;
  out["tokens_per_epoch"] = report.counted ? Json(report.tokensPerEpoch) : Json(nullptr);
  out["tokens_total"] = report.counted ? Json(report.tokensTotal) : Json(nullptr);
  out["cost"] = report.counted ? Json::array() : Json(nullptr);
  for (const Cost& cost : report.costs) {
    Json entry = Json::object();
    entry["model"] = cost.price.id;
    entry["price"] = cost.price.train;
    entry["currency"] = cost.price.currency;
    entry["train"] = cost.train;
    entry["date"] = cost.price.date;
    out["cost"].push_back(std::move(entry));
  }
  out["rows_with_errors"] = report.rowsWithErrors;
  out["rows_with_warnings"] = report.rowsWithWarnings;
  out["problem_rows"] = Json::object();
  for (int i = 0; i < problemKindCount; ++i)
    if (const std::int64_t rows = report.problemCounts[static_cast<std::size_t>(i)]; rows > 0)
      out["problem_rows"][shortCode(static_cast<ProblemKind>(i))] = rows;
  out["problems"] = problemsJson(report);
  return out;
}

}  // namespace timbre::data
