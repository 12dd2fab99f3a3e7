// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/text/base64.h"
#include "core/text/json_spec.h"
#include "core/text/tiktoken_tokenizer.h"

#include <iterator>

namespace timbre::text {

namespace {

using base::Json;

constexpr long long kHighestId = (1 << 22) - 1;
constexpr std::size_t kLongestSpecial = 4096;

/// The special tokens of files up to version 7, which do not name them.
constexpr std::string_view kOldSpecials[] = {"<unk>",
                                             "<s>",
                                             "</s>",
                                             "[INST]",
                                             "[/INST]",
                                             "[AVAILABLE_TOOLS]",
                                             "[/AVAILABLE_TOOLS]",
                                             "[TOOL_RESULTS]",
                                             "[/TOOL_RESULTS]",
                                             "[TOOL_CALLS]",
                                             "[IMG]",
                                             "<pad>",
                                             "[IMG_BREAK]",
                                             "[IMG_END]",
                                             "[PREFIX]",
                                             "[MIDDLE]",
                                             "[SUFFIX]",
                                             "[SYSTEM_PROMPT]",
                                             "[/SYSTEM_PROMPT]",
                                             "[TOOL_CONTENT]"};

using Specials = std::vector<std::pair<std::string, TokenId>>;

/// All `count` of them: those that the file names, then <SPECIAL_n>.
base::Result<Specials> readSpecials(const Json* list, bool isOld, std::size_t count, std::string_view path) {
  Specials out;
  const Spec outer(Json::object(), "special_tokens", path);
  if (!list || list->is_null()) {
    if (!isOld) return outer.invalid("missing, though the version is newer than v7");
    for (const std::string_view name : kOldSpecials) out.emplace_back(name, static_cast<TokenId>(out.size()));
  } else {
    if (!list->is_array()) return outer.invalid("not a list");
    for (const Json& entry : *list) {
      const Spec spec(entry, "special_tokens", path);
      TIMBRE_TRY(spec.allow({"rank", "token_str", "is_control"}));
      TIMBRE_ASSIGN(const long long rank, spec.integer("rank", 0, kHighestId));
      TIMBRE_ASSIGN(std::string name, spec.text("token_str"));
      TIMBRE_TRY(spec.boolean("is_control", true));  // every one of them is special
      if (rank != static_cast<long long>(out.size())) return outer.invalid("their ranks do not count up from 0");
      if (name.empty() || name.size() > kLongestSpecial) return outer.invalid("one is empty or longer than 4 KiB");
      out.emplace_back(std::move(name), static_cast<TokenId>(rank));
    }
  }
  if (out.size() > count) return outer.invalid("more than default_num_special_tokens");
  while (out.size() < count)
    out.emplace_back("<SPECIAL_" + std::to_string(out.size()) + ">", static_cast<TokenId>(out.size()));
  std::vector<std::string_view> names;
  for (const auto& [name, id] : out) names.push_back(name);
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) return outer.invalid("one stands twice");
  return out;
}

base::Result<void> readVocab(const Json* vocab, std::size_t count, TokenId first, TiktokenTokenizer& out,
                             const std::string& path) {
  const Spec outer(Json::object(), "vocab", path);
  if (!vocab || !vocab->is_array() || vocab->size() < count) return outer.invalid("not a list of that many tokens");
  std::string token;
  for (std::size_t i = 0; i < count; ++i) {
    const Spec spec((*vocab)[i], "vocab", path);
    TIMBRE_TRY(spec.allow({"rank", "token_bytes", "token_str"}));
    TIMBRE_ASSIGN(const long long rank, spec.integer("rank", 0, kHighestId));
    TIMBRE_ASSIGN(const std::string coded, spec.text("token_bytes"));
    const std::string where = "token " + std::to_string(i);
    if (rank != static_cast<long long>(i)) return outer.invalid(where + " has another rank");
    if (!decodeBase64(coded, token)) return outer.invalid(where + " is no base64");
    if (i < 256 && token != std::string(1, static_cast<char>(i))) return outer.invalid(where + " is not that byte");
    if (!out.add(token, first + static_cast<TokenId>(i))) return outer.invalid(where + " stands twice or is too long");
  }
  return {};
}

/// "v11" → 11; nothing for other spellings.
std::optional<int> versionNumber(std::string_view version) {
  if (version.size() < 2 || version.size() > 4 || version.front() != 'v') return std::nullopt;
  int number = 0;
  for (const char c : version.substr(1)) {
    if (c == 'm') break;  // v7m1
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

base::Result<std::shared_ptr<const Tokenizer>> readTekken(std::string_view bytes, const std::filesystem::path& path,
                                                          SpecialsInText specials) {
  const std::string shown = base::displayPath(path);
  TIMBRE_ASSIGN(const Json root, base::parseJson(bytes, shown));
  const Spec top(root, "tekken.json", shown);
  // image, multimodal, audio and model_settings say how other things than text become tokens.
  TIMBRE_TRY(top.allow({"config", "vocab", "special_tokens", "version", "image", "multimodal", "audio",
                        "model_settings", "model_settings_builder"}));
  const Json* configObject = top.member("config");
  if (!configObject) return top.invalid("“config” is missing");
  const Spec config(*configObject, "tekken.json config", shown);
  TIMBRE_TRY(
      config.allow({"pattern", "num_vocab_tokens", "default_vocab_size", "default_num_special_tokens", "version"}));
  TIMBRE_ASSIGN(const std::string pattern, config.text("pattern"));
  TIMBRE_ASSIGN(const long long size, config.integer("default_vocab_size", 257, kHighestId));
  TIMBRE_ASSIGN(const long long specialCount, config.integer("default_num_special_tokens", 0, size - 256));
  TIMBRE_ASSIGN(const std::string version, config.text("version"));
  const auto number = versionNumber(version);
  if (!number) return config.unsupported("version " + version);
  TiktokenEncoding encoding;
  encoding.name = encoding.kind = "tekken";
  encoding.bos = "<s>";
  encoding.eos = "</s>";
  TIMBRE_ASSIGN(encoding.specials, readSpecials(top.member("special_tokens"), *number <= 7,
                                                static_cast<std::size_t>(specialCount), shown));
  for (const std::string_view needed : {encoding.bos, encoding.eos})
    if (std::none_of(encoding.specials.begin(), encoding.specials.end(),
                     [&](const auto& special) { return special.first == needed; }))
      return top.invalid("it has no token " + std::string(needed));
  const auto scanner = scannerFor(pattern);
  if (scanner) encoding.scanner = *scanner;
  auto out = std::make_shared<TiktokenTokenizer>(std::move(encoding), specials, base::sha256Hex(bytes));
  if (!scanner) {
    auto regex = Regex::compile(pattern, RegexDialect::Rust);
    if (!regex.ok()) {
      base::Error error = std::move(regex).error();
      error.path = shown;
      return error;
    }
    out->setPattern(std::move(regex).value());
  }
  TIMBRE_TRY(readVocab(top.member("vocab"), static_cast<std::size_t>(size - specialCount),
                       static_cast<TokenId>(specialCount), *out, shown));
  TIMBRE_TRY(out->finish(shown));
  return std::shared_ptr<const Tokenizer>(std::move(out));
}

}  // namespace timbre::text
