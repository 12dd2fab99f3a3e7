// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/adapter_text.h"

#include "core/base/file_ops.h"

#include <algorithm>
#include <string_view>

namespace timbre::text {

namespace fs = std::filesystem;

namespace {

bool sameBelow(const Tokenizer& a, const Tokenizer& b, std::size_t end) {
  for (std::size_t i = 0; i < end; ++i) {
    const auto id = static_cast<TokenId>(i);
    if (a.tokenText(id) != b.tokenText(id) || a.isSpecial(id) != b.isSpecial(id)) return false;
  }
  return a.eosId() == b.eosId();
}

/// Whether `own` is the base's with tokens behind the last row, as trainers leave them that add a padding token and do
/// not grow the embedding. No text that can be computed with has them.
bool onlyAddsBehind(const Tokenizer& own, const Tokenizer& base, std::int64_t rows) {
  return own.vocabSize() > base.vocabSize() && static_cast<std::int64_t>(base.vocabSize()) == rows &&
         sameBelow(own, base, base.vocabSize());
}

}  // namespace

bool sameVocabulary(const Tokenizer& a, const Tokenizer& b) {
  if (a.vocabSize() != b.vocabSize()) return false;
  return sameBelow(a, b, a.vocabSize());
}

base::Result<std::shared_ptr<const Tokenizer>> adapterTokenizer(const fs::path& adapterFolder, const Tokenizer& base,
                                                                std::int64_t baseRows, std::int64_t rows) {
  using Found = std::shared_ptr<const Tokenizer>;
  const std::string shown = base::displayPath(adapterFolder);
  auto loaded = loadTokenizer(adapterFolder);
  if (!loaded.ok()) {
    if (loaded.error().code != "tokenizer.missing") return loaded.error();
    if (rows <= baseRows) return Found();
    return base::Error("adapter.no_tokenizer", {{"rows", std::to_string(rows)}, {"base", std::to_string(baseRows)}},
                       shown);
  }
  if (sameVocabulary(**loaded, base) || (rows <= baseRows && onlyAddsBehind(**loaded, base, rows))) return Found();
  if ((*loaded)->vocabSize() > static_cast<std::size_t>(std::max<std::int64_t>(rows, 0)))
    return base::Error("adapter.tokenizer_rows",
                       {{"tokens", std::to_string((*loaded)->vocabSize())}, {"rows", std::to_string(rows)}}, shown);
  return *std::move(loaded);
}

bool isTextFile(const fs::path& file) {
  const std::string name = file.filename().string();
  static constexpr std::string_view kNames[] = {"tokenizer.json",      "tokenizer_config.json",
                                                "tokenizer.model",     "special_tokens_map.json",
                                                "added_tokens.json",   "vocab.json",
                                                "merges.txt",          "encoder.json",
                                                "vocab.bpe",           "tekken.json",
                                                "chat_template.jinja", "chat_template.json"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames) || name.ends_with(".tiktoken");
}

}  // namespace timbre::text
