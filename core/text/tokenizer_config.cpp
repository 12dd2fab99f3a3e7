// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_ops.h"
#include "core/text/json_spec.h"
#include "core/text/tokenizer_load.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <system_error>
#include <unordered_set>

namespace timbre::text {

namespace fs = std::filesystem;
using base::Json;

namespace {

constexpr std::uint64_t kLargestConfig = std::uint64_t(256) << 20;  // it lists every added token
constexpr std::size_t kMostTokens = 100'000;
constexpr long long kHighestId = (1 << 22) - 1;
constexpr std::string_view kWhere = "tokenizer_config.json";
/// In the order in which the library gives ids to those that are new.
constexpr std::string_view kNames[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                       "pad_token", "cls_token", "mask_token"};

base::Result<Json> readObject(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return Json::object();
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(path, kLargestConfig));
  const std::string shown = base::displayPath(path);
  TIMBRE_ASSIGN(Json object, base::parseJson(bytes, shown));
  if (!object.is_object()) return base::Error("tokenizer.invalid", {{"reason", "it is not an object"}}, shown);
  return object;
}

/// null counts as absent.
base::Result<std::optional<bool>> flag(const Spec& spec, std::string_view key) {
  const Json* value = spec.member(key);
  if (!value || value->is_null()) return std::optional<bool>();
  TIMBRE_ASSIGN(const bool given, spec.boolean(key));
  return std::optional<bool>(given);
}

/// A token is a string or {"content": …, flags}; an empty one is none.
base::Result<ConfiguredToken> readToken(const Json& value, std::string_view key, std::string_view path,
                                        bool isSpecial) {
  ConfiguredToken out;
  out.special = isSpecial;
  if (value.is_string()) {
    out.content = value.get<std::string>();
    return out;
  }
  const Spec spec(value, key, path);
  TIMBRE_TRY(spec.allow({"__type", "content", "single_word", "lstrip", "rstrip", "normalized", "special"}));
  TIMBRE_ASSIGN(out.content, spec.text("content"));
  TIMBRE_ASSIGN(out.singleWord, spec.boolean("single_word", false));
  TIMBRE_ASSIGN(out.stripLeft, spec.boolean("lstrip", false));
  TIMBRE_ASSIGN(out.stripRight, spec.boolean("rstrip", false));
  TIMBRE_ASSIGN(const bool special, spec.boolean("special", false));
  out.special = isSpecial || special;
  TIMBRE_ASSIGN(out.normalized, spec.boolean("normalized", !out.special));
  return out;
}

using Seen = std::unordered_set<std::string>;

void addName(TokenizerConfig& out, Seen& seen, ConfiguredToken token, bool mayBeNew) {
  if (token.content.empty() || !seen.insert(token.content).second) return;
  token.mayBeNew = mayBeNew;
  out.named.push_back(std::move(token));
}

base::Result<void> readNames(const Spec& spec, const Json& config, TokenizerConfig& out) {
  Seen seen;
  for (const std::string_view key : kNames) {
    const Json* value = spec.member(key);
    if (!value) continue;
    ConfiguredToken token;
    if (!value->is_null()) {
      TIMBRE_ASSIGN(token, readToken(*value, key, spec.path(), true));
    }
    if (key == "bos_token") out.bos = token.content;
    if (key == "eos_token") out.eos = token.content;
    if (key == "unk_token") out.unk = token.content;
    addName(out, seen, std::move(token), true);
  }
  for (const auto& [key, value] : config.items()) {  // image_token and the like
    if (!key.ends_with("_token") || std::find(std::begin(kNames), std::end(kNames), key) != std::end(kNames)) continue;
    if (!value.is_string() && !value.is_object()) continue;
    TIMBRE_ASSIGN(ConfiguredToken token, readToken(value, key, spec.path(), true));
    addName(out, seen, std::move(token), false);
  }
  for (const std::string_view key : {"additional_special_tokens", "extra_special_tokens"}) {
    const Json* list = spec.member(key);
    if (!list || list->is_null()) continue;
    if (!list->is_structured()) return spec.invalid("“" + std::string(key) + "” is no list");
    if (list->size() > kMostTokens) return spec.invalid("“" + std::string(key) + "” is too long");
    for (const Json& value : *list) {
      TIMBRE_ASSIGN(ConfiguredToken token, readToken(value, key, spec.path(), true));
      addName(out, seen, std::move(token), true);
    }
  }
  return {};
}

base::Result<TokenId> readId(const std::string& key, std::string_view path) {
  long long id = -1;
  const auto [stop, error] = std::from_chars(key.data(), key.data() + key.size(), id);
  if (error != std::errc() || stop != key.data() + key.size() || id < 0 || id > kHighestId || std::to_string(id) != key)
    return base::Error("tokenizer.invalid", {{"reason", "added_tokens_decoder has the id “" + key + "”"}}, path);
  return static_cast<TokenId>(id);
}

base::Result<void> readAdded(const Spec& spec, TokenizerConfig& out) {
  const Json* tokens = spec.member("added_tokens_decoder");
  if (!tokens->is_object()) return spec.invalid("“added_tokens_decoder” is not an object");
  if (tokens->size() > kMostTokens) return spec.invalid("“added_tokens_decoder” is too long");
  for (const auto& [key, value] : tokens->items()) {
    if (!value.is_object()) return spec.invalid("entry “" + key + "” of added_tokens_decoder is not an object");
    TIMBRE_ASSIGN(ConfiguredToken token, readToken(value, "added_tokens_decoder", spec.path(), false));
    TIMBRE_ASSIGN(token.id, readId(key, spec.path()));
    if (!token.content.empty()) out.added.push_back(std::move(token));
  }
  return {};
}

/// {"content": id}, of folders from before added_tokens_decoder; what another member names is special.
base::Result<void> readAddedFile(const Json& tokens, std::string_view path, TokenizerConfig& out) {
  const Spec spec(tokens, "added_tokens.json", path);
  if (tokens.size() > kMostTokens) return spec.invalid("more than " + std::to_string(kMostTokens) + " tokens");
  Seen specials;
  for (const ConfiguredToken& name : out.named)
    if (name.mayBeNew) specials.insert(name.content);
  for (const auto& [content, id] : tokens.items()) {
    ConfiguredToken token;
    token.content = content;
    if (!id.is_number_integer() || id < 0 || id > kHighestId) return spec.invalid("id of “" + content + "” is no id");
    token.id = id.get<TokenId>();
    token.special = specials.contains(content);
    token.normalized = !token.special;
    if (!content.empty()) out.added.push_back(std::move(token));
  }
  return {};
}

base::Result<void> readSettings(const Spec& spec, TokenizerConfig& out) {
  TIMBRE_ASSIGN(out.tokenizerClass, spec.textOrNull("tokenizer_class"));
  TIMBRE_ASSIGN(out.addBos, flag(spec, "add_bos_token"));
  TIMBRE_ASSIGN(out.addEos, flag(spec, "add_eos_token"));
  TIMBRE_ASSIGN(out.addPrefixSpace, flag(spec, "add_prefix_space"));
  TIMBRE_ASSIGN(const auto legacy, flag(spec, "legacy"));
  out.legacy = legacy.value_or(true);
  for (const std::string_view key : {"split_special_tokens", "fix_mistral_regex"}) {
    TIMBRE_ASSIGN(const auto wanted, flag(spec, key));
    if (wanted.value_or(false)) return spec.unsupported("with " + std::string(key));
  }
  TIMBRE_ASSIGN(out.extraVocabFile, spec.textOrNull("extra_vocab_file"));
  TIMBRE_ASSIGN(out.decodeErrors, spec.text("errors", "replace"));
  if (const Json* kwargs = spec.member("sp_model_kwargs"); kwargs && !kwargs->is_null()) {
    if (!kwargs->is_object()) return spec.invalid("“sp_model_kwargs” is not an object");
    out.samples = !kwargs->empty();
  }
  return {};
}

/// What a class says when its files do not: BOS, EOS and the unknown token.
struct ClassNames {
  std::string_view start, bos, eos, unk;
};
constexpr ClassNames kClassNames[] = {
    {"Llama", "<s>", "</s>", "<unk>"},
    {"CodeLlama", "<s>", "</s>", "<unk>"},
    {"InternLM", "<s>", "</s>", "<unk>"},
    {"ChatGLM4", "", "", ""},
    {"ChatGLM", "[gMASK]sop", "</s>", "<unk>"},  // what begins its texts is two tokens
    {"Baichuan", "<s>", "</s>", "<unk>"},
    {"Yi", "<s>", "</s>", "<unk>"},
    {"Gemma", "<bos>", "<eos>", "<unk>"},
    {"GPT2", "<|endoftext|>", "<|endoftext|>", "<|endoftext|>"},
    {"Qwen2", "", "<|endoftext|>", "<|endoftext|>"}};

}  // namespace

std::string_view classTokenName(std::string_view tokenizerClass, std::string_view key) {
  for (const ClassNames& names : kClassNames)
    if (tokenizerClass.starts_with(names.start))
      return key == "bos_token" ? names.bos : key == "eos_token" ? names.eos : key == "unk_token" ? names.unk : "";
  return {};
}

std::string TokenizerConfig::bosName() const {
  return bos.value_or(std::string(classTokenName(tokenizerClass, "bos_token")));
}
std::string TokenizerConfig::eosName() const {
  return eos.value_or(std::string(classTokenName(tokenizerClass, "eos_token")));
}
std::string TokenizerConfig::unkName() const {
  return unk.value_or(std::string(classTokenName(tokenizerClass, "unk_token")));
}

void mergeNames(Json& config, const Json& map) {
  const bool mapWins = !base::member(config, "added_tokens_decoder");
  const auto take = [&](std::string_view key, bool always) {
    const Json* value = base::member(map, key);
    if (value && !value->is_null() && (always || !base::member(config, key))) config[std::string(key)] = *value;
  };
  for (const std::string_view key : kNames) take(key, mapWins);
  if (mapWins)
    for (const std::string_view key : {"additional_special_tokens", "extra_special_tokens"}) take(key, true);
}

base::Result<Json> readConfigObject(const fs::path& folder) {
  TIMBRE_ASSIGN(Json config, readObject(folder / "tokenizer_config.json"));
  TIMBRE_ASSIGN(const Json map, readObject(folder / "special_tokens_map.json"));
  mergeNames(config, map);
  return config;
}

base::Result<TokenizerConfig> parseTokenizerConfig(const Json& config, const Json& addedTokens, std::string_view path) {
  TokenizerConfig out;
  const Spec spec(config, kWhere, path);
  TIMBRE_TRY(readSettings(spec, out));
  TIMBRE_TRY(readNames(spec, config, out));
  if (spec.member("added_tokens_decoder"))
    TIMBRE_TRY(readAdded(spec, out));
  else
    TIMBRE_TRY(readAddedFile(addedTokens, path, out));
  std::sort(out.added.begin(), out.added.end(),
            [](const ConfiguredToken& a, const ConfiguredToken& b) { return a.id < b.id; });
  const std::string bytes = base::dumpJson(config);
  out.chatGlmRoles = bytes.find("<|assistant|>") != std::string::npos || bytes.find("chatglm3") != std::string::npos;
  return out;
}

base::Result<TokenizerConfig> readTokenizerConfig(const fs::path& folder) {
  const fs::path path = folder / "tokenizer_config.json";
  TIMBRE_ASSIGN(const Json config, readConfigObject(folder));
  TIMBRE_ASSIGN(const Json added, readObject(folder / "added_tokens.json"));
  TIMBRE_ASSIGN(TokenizerConfig out, parseTokenizerConfig(config, added, base::displayPath(path)));
  std::error_code ignored;
  out.present = fs::is_regular_file(path, ignored);
  return out;
}

}  // namespace timbre::text
