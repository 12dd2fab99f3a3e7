// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/dataset.h"

#include "core/base/hash.h"
#include "core/base/messages.h"
#include "core/batch/split.h"

#include <algorithm>

namespace timbre::engine {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::uint64_t kSourceLimit = std::uint64_t(16) << 30;

struct Row {
  std::string_view text;  // the line without its end
  std::string split;      // as given in the row, may be empty
  bool named = false;     // the row has a member "split" of any kind
};

std::string_view trimmed(std::string_view line) {
  const auto from = line.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return {};
  return line.substr(from, line.find_last_not_of(" \t\r") - from + 1);
}

constexpr const char* kArrayFile = "the file is one JSON array, and a run reads JSON Lines: one row a line";

/// Why a row cannot be used, or nothing.
const char* rowProblem(const Json& row) {
  if (row.is_array() && !row.empty() && base::member(row.front(), "messages")) return kArrayFile;
  if (!row.is_object()) return "a row is one JSON object";
  const Json* messages = base::member(row, "messages");
  const Json* text = base::member(row, "text");
  if (!messages && !text) return "a row needs “messages” or “text”";
  if (messages && (!messages->is_array() || messages->empty()))
    return "“messages” must be a list with at least one message";
  if (!messages && !text->is_string()) return "“text” must be a string";
  return nullptr;
}

Result<void> collectRows(const std::string& bytes, const fs::path& source, std::vector<Row>& rows) {
  std::string_view rest = bytes;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  for (long long line = 1; !rest.empty(); ++line) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view text = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (text.empty()) continue;
    const auto refuse = [&](const std::string& reason) {
      return Error("engine.bad_row", {{"reason", reason}}, base::displayPath(source)).at(line);
    };
    const auto row = base::parseJson(text, base::displayPath(source));
    if (!row.ok() && text.starts_with('[')) return refuse(kArrayFile);
    if (!row.ok())
      return refuse(row.error().args.contains("reason") ? row.error().args.at("reason")
                                                        : base::errorSentence(row.error()));
    if (const char* problem = rowProblem(*row)) return refuse(problem);
    rows.push_back({text, base::stringOr(*row, "split"), base::member(*row, "split") != nullptr});
  }
  return {};
}

/// The row with its split: bytes kept, one member added, unless it has a member of that name already.
std::string frozenLine(const Row& row, const std::string& split) {
  if (row.named) {
    auto json = base::parseJson(row.text);
    if (!json.ok()) return std::string(row.text) + "\n";  // parsed once before
    (*json)["split"] = split;
    return base::dumpJson(*json) + "\n";
  }
  return std::string(row.text.substr(0, row.text.size() - 1)) + ",\"split\":\"" + split + "\"}\n";
}

/// Splits of all rows in order.
std::vector<std::string> chooseSplits(const std::vector<Row>& rows, const recipe::Recipe& recipe) {
  const auto given = [](const Row& row) {
    return row.split == "train" || row.split == "validation" || row.split == "test";
  };
  std::vector<std::uint64_t> keys;
  for (const Row& row : rows)
    if (!given(row)) keys.push_back(batch::rowKey(row.text));
  const std::vector<bool> held = batch::chooseValidation(keys, recipe.validationShare, recipe.seed);
  std::vector<std::string> splits;
  std::size_t next = 0;
  for (const Row& row : rows) splits.push_back(given(row) ? row.split : held[next++] ? "validation" : "train");
  return splits;
}

}  // namespace

Result<FrozenDataset> freezeDataset(base::FileOps& ops, const std::vector<fs::path>& sources, const fs::path& target,
                                    const recipe::Recipe& recipe) {
  std::vector<std::string> bytes;
  bytes.reserve(sources.size());  // rows point into the strings
  std::vector<Row> rows;
  for (const fs::path& source : sources) {
    TIMBRE_ASSIGN(std::string text, base::readFile(source, kSourceLimit));
    bytes.push_back(std::move(text));
    TIMBRE_TRY(collectRows(bytes.back(), source, rows));
  }
  if (rows.empty())
    return Error("engine.no_rows", {}, sources.empty() ? std::string() : base::displayPath(sources.front()));

  FrozenDataset facts;
  base::Sha256 hash;
  std::string block;
  const std::vector<std::string> splits = chooseSplits(rows, recipe);
  const fs::path temporary = target.string() + ".part";
  std::error_code ignored;
  fs::remove(temporary, ignored);  // left by a process that died while freezing
  TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, temporary));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    block += frozenLine(rows[i], splits[i]);
    ++(splits[i] == "train" ? facts.trainRows : splits[i] == "validation" ? facts.validationRows : facts.testRows);
    if (block.size() < (1u << 20) && i + 1 < rows.size()) continue;
    hash.update(block);
    TIMBRE_TRY(writer.write(block));
    block.clear();
  }
  facts.rows = static_cast<std::int64_t>(rows.size());
  facts.sha256 = hash.finishHex();
  TIMBRE_TRY(writer.finish());
  TIMBRE_TRY(ops.rename(temporary, target));
  TIMBRE_TRY(ops.syncFolder(target.parent_path()));
  return facts;
}

TextFrame textFrame(const text::Tokenizer& tokenizer) {
  if (const auto end = tokenizer.tokenId("<|endoftext|>")) return {end, end};
  return {tokenizer.bosId(), tokenizer.eosId()};
}

}  // namespace timbre::engine
