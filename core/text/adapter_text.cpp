// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/adapter_text.h"

#include "core/base/file_ops.h"

#include <algorithm>
#include <string_view>

namespace timbre::text {

namespace fs = std::filesystem;

bool sameVocabulary(const Tokenizer& a, const Tokenizer& b) {
  if (a.hash() == b.hash() && a.vocabSize() == b.vocabSize()) return true;
  if (a.vocabSize() != b.vocabSize()) return false;
  for (std::size_t i = 0; i < a.vocabSize(); ++i) {
    const auto id = static_cast<TokenId>(i);
    if (a.tokenText(id) != b.tokenText(id) || a.isSpecial(id) != b.isSpecial(id)) return false;
  }
  return a.eosId() == b.eosId();
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
  if (sameVocabulary(**loaded, base)) return Found();
  if ((*loaded)->vocabSize() > static_cast<std::size_t>(std::max<std::int64_t>(rows, 0)))
    return base::Error("adapter.tokenizer_rows",
                       {{"tokens", std::to_string((*loaded)->vocabSize())}, {"rows", std::to_string(rows)}}, shown);
  return *std::move(loaded);
}

bool isTextFile(const fs::path& file) {
  const std::string name = file.filename().string();
  static constexpr std::string_view kNames[] = {"tokenizer.json",    "tokenizer_config.json",
                                                "tokenizer.model",   "special_tokens_map.json",
                                                "added_tokens.json", "vocab.json",
                                                "merges.txt",        "chat_template.jinja",
                                                "chat_template.json"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames) || name.ends_with(".tiktoken");
}

}  // namespace timbre::text
