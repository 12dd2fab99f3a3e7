// SPDX-License-Identifier: GPL-3.0-or-later
// Which file of a model folder holds the tokenizer (formats.md 2.1), and what kind of file a single one is.
#include "core/text/tokenizer_load.h"

#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/text/hf_tokenizer.h"
#include "core/text/scanners.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tiktoken.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace timbre::text {

namespace fs = std::filesystem;
using base::Json;
using Loaded = base::Result<std::shared_ptr<const Tokenizer>>;

namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t(512) << 20;

bool isFile(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/// A special token in the config files is a string, {"content": string} or null.
std::string tokenName(const Json& object, std::string_view key) {
  const Json* value = base::member(object, key);
  if (!value) return {};
  if (value->is_string()) return value->get<std::string>();
  return base::stringOr(*value, "content");
}

Loaded loadTokenizerJson(const fs::path& path) {
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(path, kLargestFile));
  const std::string shown = base::displayPath(path);
  TIMBRE_ASSIGN(const Json root, base::parseJson(bytes, shown));
  TIMBRE_ASSIGN(const TokenizerConfig config, readTokenizerConfig(path.parent_path()));
  return HfTokenizer::fromJson(root, shown, base::sha256Hex(bytes), {config.bos, config.eos});
}

Json byteLevel(bool useRegex) {
  return Json{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}, {"use_regex", useRegex}};
}

/// The tokenizer.json that the library would write for this class.
base::Result<Json> shapeOfClass(const TokenizerConfig& config, const std::string& path) {
  Json root{{"version", "1.0"}, {"normalizer", nullptr}, {"post_processor", nullptr}, {"decoder", byteLevel(true)}};
  const std::string& name = config.tokenizerClass;
  if (name.starts_with("Qwen2")) {
    root["normalizer"] = Json{{"type", "NFC"}};
    Json split{{"type", "Split"},
               {"pattern", Json{{"Regex", std::string(kQwen2Pattern)}}},
               {"behavior", "Isolated"},
               {"invert", false}};
    root["pre_tokenizer"] =
        Json{{"type", "Sequence"}, {"pretokenizers", Json::array({std::move(split), byteLevel(false)})}};
  } else if (name.empty() || name.starts_with("GPT2")) {
    root["pre_tokenizer"] = byteLevel(true);
    root["pre_tokenizer"]["add_prefix_space"] = config.addPrefixSpace;
  } else {
    return base::Error("tokenizer.unsupported", {{"what", "tokenizer_class " + name + " without tokenizer.json"}},
                       path);
  }
  return root;
}

/// vocab.json + merges.txt, added tokens from tokenizer_config.json.
Loaded loadVocabAndMerges(const fs::path& vocabPath, const fs::path& mergesPath) {
  TIMBRE_ASSIGN(const std::string vocabBytes, base::readFile(vocabPath, kLargestFile));
  TIMBRE_ASSIGN(const std::string mergeBytes, base::readFile(mergesPath, kLargestFile));
  TIMBRE_ASSIGN(const TokenizerConfig config, readTokenizerConfig(vocabPath.parent_path()));
  const std::string shown = base::displayPath(vocabPath);
  TIMBRE_ASSIGN(Json root, shapeOfClass(config, shown));
  TIMBRE_ASSIGN(Json vocab, base::parseJson(vocabBytes, shown));
  Json merges = Json::array();
  for (std::size_t at = 0; at < mergeBytes.size();) {
    std::size_t end = std::min(mergeBytes.find('\n', at), mergeBytes.size());
    std::string line = mergeBytes.substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) merges.push_back(std::move(line));
    at = end + 1;
  }
  Json added = Json::array();
  for (const ConfiguredToken& token : config.added)
    added.push_back(Json{{"id", token.id},
                         {"content", token.content},
                         {"single_word", token.singleWord},
                         {"lstrip", token.stripLeft},
                         {"rstrip", token.stripRight},
                         {"normalized", token.normalized},
                         {"special", token.special}});
  if (added.empty())  // GPT-2's only special token stands in the vocabulary
    if (const std::string end = config.eos.empty() ? "<|endoftext|>" : config.eos; base::member(vocab, end))
      added.push_back(Json{{"id", *base::member(vocab, end)},
                           {"content", end},
                           {"single_word", false},
                           {"lstrip", false},
                           {"rstrip", false},
                           {"normalized", false},
                           {"special", true}});
  const bool isGpt2 = !config.tokenizerClass.starts_with("Qwen2");
  const std::string end = config.eos.empty() && isGpt2 ? "<|endoftext|>" : config.eos;
  const std::string start = config.bos.empty() && isGpt2 ? end : config.bos;
  root["added_tokens"] = std::move(added);
  root["model"] = Json{{"type", "BPE"}, {"vocab", std::move(vocab)}, {"merges", std::move(merges)}};
  base::Sha256 hash;
  hash.update(vocabBytes);
  hash.update(mergeBytes);
  return HfTokenizer::fromJson(root, shown, hash.finishHex(), {start, end});
}

Loaded loadSentencePiece(const fs::path& path) {
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(path, kLargestFile));
  const std::string shown = base::displayPath(path);
  TIMBRE_ASSIGN(SentencePieceModel model, readSentencePieceModel(bytes, shown));
  TIMBRE_ASSIGN(const TokenizerConfig config, readTokenizerConfig(path.parent_path()));
  return SentencePieceTokenizer::make(std::move(model), config, shown, base::sha256Hex(bytes));
}

/// "AAA= 17" at the start of a file that is called *.model: Meta's Llama-3 folders hold a rank file under that name.
bool isRankFile(const fs::path& path) {
  auto reader = base::FileReader::open(path);
  if (!reader.ok()) return false;
  char start[256];
  const auto got = reader->read(start, sizeof start);
  if (!got.ok() || *got == 0) return false;
  const std::string_view text(start, *got);
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::size_t space = line.find(' ');
  return line.size() < text.size() && space != std::string_view::npos && space > 0 && space + 1 < line.size() &&
         line.find_first_not_of("0123456789\r", space + 1) == std::string_view::npos;
}

bool isJson(const fs::path& path) { return path.extension() == ".json"; }

/// `inFolder`: the path was found in a model folder, so special tokens in texts are meant as such.
Loaded loadFile(const fs::path& path, bool inFolder) {
  const auto specials = inFolder ? SpecialsInText::Parsed : SpecialsInText::Ordinary;
  if (isJson(path)) {
    const fs::path name = path.filename();
    if (name == "vocab.json") return loadVocabAndMerges(path, path.parent_path() / "merges.txt");
    if (name == "encoder.json") return loadVocabAndMerges(path, path.parent_path() / "vocab.bpe");
    if (name == "tekken.json") {
      TIMBRE_ASSIGN(const std::string bytes, base::readFile(path, kLargestFile));
      return readTekken(bytes, path, specials);
    }
    return loadTokenizerJson(path);
  }
  if (path.extension() == ".tiktoken" || isRankFile(path)) return loadTiktoken(path, {}, specials);
  return loadSentencePiece(path);
}

}  // namespace

base::Result<TokenizerConfig> readTokenizerConfig(const fs::path& folder) {
  TokenizerConfig out;
  Json config = Json::object();
  const fs::path path = folder / "tokenizer_config.json";
  if (isFile(path)) {
    TIMBRE_ASSIGN(const std::string bytes, base::readFile(path, std::uint64_t(64) << 20));
    TIMBRE_ASSIGN(config, base::parseJson(bytes, base::displayPath(path)));
    out.present = true;
    out.chatGlmRoles = bytes.find("<|assistant|>") != std::string::npos || bytes.find("chatglm3") != std::string::npos;
  }
  out.tokenizerClass = base::stringOr(config, "tokenizer_class");
  out.bos = tokenName(config, "bos_token");
  out.eos = tokenName(config, "eos_token");
  out.unk = tokenName(config, "unk_token");
  out.addBos = base::boolOr(config, "add_bos_token", out.addBos);
  out.hasAddBos = base::member(config, "add_bos_token") != nullptr;
  out.addEos = base::boolOr(config, "add_eos_token", false);
  out.addPrefixSpace = base::boolOr(config, "add_prefix_space", false);
  out.legacy = base::boolOr(config, "legacy", true);
  if (const Json* tokens = base::member(config, "added_tokens_decoder"); tokens && tokens->is_object()) {
    for (const auto& [key, value] : tokens->items()) {
      ConfiguredToken token;
      char* end = nullptr;
      const long long id = std::strtoll(key.c_str(), &end, 10);
      if (key.empty() || *end != '\0' || id < 0 || id >= (1 << 22))
        return base::Error("tokenizer.invalid", {{"reason", "added_tokens_decoder has the id “" + key + "”"}},
                           base::displayPath(path));
      token.id = static_cast<TokenId>(id);
      token.content = base::stringOr(value, "content");
      token.singleWord = base::boolOr(value, "single_word", false);
      token.stripLeft = base::boolOr(value, "lstrip", false);
      token.stripRight = base::boolOr(value, "rstrip", false);
      token.normalized = base::boolOr(value, "normalized", true);
      token.special = base::boolOr(value, "special", false);
      if (!token.content.empty()) out.added.push_back(std::move(token));
    }
  }
  const fs::path mapPath = folder / "special_tokens_map.json";
  if ((out.bos.empty() || out.eos.empty()) && isFile(mapPath)) {
    TIMBRE_ASSIGN(const std::string bytes, base::readFile(mapPath, std::uint64_t(16) << 20));
    TIMBRE_ASSIGN(const Json map, base::parseJson(bytes, base::displayPath(mapPath)));
    // An explicit null in tokenizer_config.json means "none" and wins.
    if (!base::member(config, "bos_token")) out.bos = tokenName(map, "bos_token");
    if (!base::member(config, "eos_token")) out.eos = tokenName(map, "eos_token");
  }
  return out;
}

Loaded loadTokenizer(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return base::Error("file.missing", {}, base::displayPath(path));
  if (!fs::is_directory(path, ignored)) return loadFile(path, false);
  // An unsupported tokenizer.json is refused even where a tokenizer.model lies beside it: tokens that were added later
  // may stand in the JSON alone.
  if (isFile(path / "tokenizer.json")) return loadFile(path / "tokenizer.json", true);
  if (isFile(path / "vocab.json") && isFile(path / "merges.txt")) return loadFile(path / "vocab.json", true);
  if (isFile(path / "tokenizer.model")) return loadFile(path / "tokenizer.model", true);
  if (isFile(path / "encoder.json") && isFile(path / "vocab.bpe")) return loadFile(path / "encoder.json", true);
  std::vector<fs::path> rankFiles;
  for (fs::directory_iterator it(path, ignored), end; !ignored && it != end; it.increment(ignored))
    if (it->path().extension() == ".tiktoken") rankFiles.push_back(it->path());
  if (isFile(path / "qwen.tiktoken")) rankFiles.assign(1, path / "qwen.tiktoken");
  if (rankFiles.empty() && isFile(path / "tekken.json")) return loadFile(path / "tekken.json", true);
  if (rankFiles.size() == 1) return loadFile(rankFiles.front(), true);
  return base::Error("tokenizer.missing", {}, base::displayPath(path));
}

}  // namespace timbre::text
