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

/// A file that was named itself is what it says; only which tokens begin and end a text is looked up beside it.
Loaded loadTokenizerJson(const fs::path& path, bool inFolder) {
  TIMBRE_ASSIGN(const std::string bytes, base::readFetchedFile(path, kLargestFile));
  const std::string shown = base::displayPath(path);
  TIMBRE_ASSIGN(Json root, base::parseJson(bytes, shown));
  TIMBRE_ASSIGN(const TokenizerConfig config, readTokenizerConfig(path.parent_path()));
  if (inFolder) TIMBRE_TRY(overlayConfig(root, config, RootSource::File, shown));
  return HfTokenizer::fromJson(root, shown, base::sha256Hex(bytes), {config.bosName(), config.eosName()});
}

Json byteLevel(bool useRegex) {
  return Json{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}, {"use_regex", useRegex}};
}

/// The tokenizer.json that the library would write for this class.
base::Result<Json> shapeOfClass(const TokenizerConfig& config, const std::string& path) {
  Json root{{"version", "1.0"}, {"normalizer", nullptr}, {"post_processor", nullptr}, {"decoder", byteLevel(true)}};
  const std::string& name = config.tokenizerClass;
  const auto unsupported = [&](const std::string& what) {
    return base::Error("tokenizer.unsupported", {{"what", what + " without tokenizer.json"}}, path);
  };
  if (config.decodeErrors != "replace") return unsupported("errors “" + config.decodeErrors + "”");
  Json bytes = byteLevel(false);
  bytes["add_prefix_space"] = config.addPrefixSpace.value_or(false);
  if (name == "Qwen2Tokenizer" || name == "Qwen2TokenizerFast") {
    root["normalizer"] = Json{{"type", "NFC"}};
    Json split{{"type", "Split"},
               {"pattern", Json{{"Regex", std::string(kQwen2Pattern)}}},
               {"behavior", "Isolated"},
               {"invert", false}};
    root["pre_tokenizer"] =
        Json{{"type", "Sequence"}, {"pretokenizers", Json::array({std::move(split), std::move(bytes)})}};
  } else if (name.empty() || name == "GPT2Tokenizer" || name == "GPT2TokenizerFast") {
    bytes["use_regex"] = true;
    root["pre_tokenizer"] = std::move(bytes);
  } else {
    return unsupported("tokenizer_class " + name);
  }
  return root;
}

Json mergesOf(std::string_view bytes) {
  Json merges = Json::array();
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    std::string line(bytes.substr(at, end - at));
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) merges.push_back(std::move(line));
    at = end + 1;
  }
  return merges;
}

/// vocab.json + merges.txt, added tokens from the files beside them.
Loaded loadVocabAndMerges(const fs::path& vocabPath, const fs::path& mergesPath, bool inFolder) {
  TIMBRE_ASSIGN(const std::string vocabBytes, base::readFetchedFile(vocabPath, kLargestFile));
  TIMBRE_ASSIGN(const std::string mergeBytes, base::readFetchedFile(mergesPath, kLargestFile));
  TIMBRE_ASSIGN(TokenizerConfig config, readTokenizerConfig(vocabPath.parent_path()));
  const std::string shown = base::displayPath(vocabPath);
  TIMBRE_ASSIGN(Json root, shapeOfClass(config, shown));
  TIMBRE_ASSIGN(Json vocab, base::parseJson(vocabBytes, shown));
  if (config.tokenizerClass.empty()) config.tokenizerClass = "GPT2Tokenizer";
  if (!inFolder) config.named.clear();
  // GPT-2's only special token stands in the vocabulary, and its folders often have no other file.
  if (const std::string end = config.eosName(); config.added.empty() && !end.empty() && base::member(vocab, end)) {
    ConfiguredToken token;
    token.content = end;
    token.special = true;
    config.named.push_back(std::move(token));
  }
  root["model"] = Json{{"type", "BPE"}, {"vocab", std::move(vocab)}, {"merges", mergesOf(mergeBytes)}};
  TIMBRE_TRY(overlayConfig(root, config, RootSource::Made, shown));
  base::Sha256 hash;
  hash.update(vocabBytes);
  hash.update(mergeBytes);
  return HfTokenizer::fromJson(root, shown, hash.finishHex(), {config.bosName(), config.eosName()});
}

Loaded loadSentencePiece(const fs::path& path, bool inFolder) {
  TIMBRE_ASSIGN(const std::string bytes, base::readFetchedFile(path, kLargestFile));
  const std::string shown = base::displayPath(path);
  TIMBRE_ASSIGN(SentencePieceModel model, readSentencePieceModel(bytes, shown));
  TokenizerConfig config;
  if (inFolder) {
    TIMBRE_ASSIGN(config, readTokenizerConfig(path.parent_path()));
  }
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

/// A rank file with the tokens that the files beside it name.
Loaded loadRankFolder(const fs::path& path) {
  TIMBRE_ASSIGN(const std::string bytes, base::readFetchedFile(path, kLargestFile));
  TIMBRE_ASSIGN(const TokenizerConfig config, readTokenizerConfig(path.parent_path()));
  const std::string shown = base::displayPath(path);
  RankFolder folder{config, {}};
  if (const std::string& name = config.extraVocabFile; !name.empty()) {
    // The name comes from a stranger: it may not lead out of the folder, and rank files are what exports carry along.
    if (fs::path(name).filename() != fs::path(name) || name.find('\\') != std::string::npos ||
        !name.ends_with(".tiktoken"))
      return base::Error("tokenizer.unsupported",
                         {{"what", "extra_vocab_file “" + name + "”, which is no .tiktoken file of the folder"}},
                         shown);
    TIMBRE_ASSIGN(folder.extraRanks, base::readFetchedFile(path.parent_path() / name, kLargestFile));
  }
  return readTiktoken(bytes, path, {}, SpecialsInText::Parsed, &folder);
}

bool isJson(const fs::path& path) { return path.extension() == ".json"; }

/// `inFolder`: the path was found in a model folder, so special tokens in texts are meant as such.
Loaded loadFile(const fs::path& path, bool inFolder) {
  const auto specials = inFolder ? SpecialsInText::Parsed : SpecialsInText::Ordinary;
  if (isJson(path)) {
    const fs::path name = path.filename();
    if (name == "vocab.json") return loadVocabAndMerges(path, path.parent_path() / "merges.txt", inFolder);
    if (name == "encoder.json") return loadVocabAndMerges(path, path.parent_path() / "vocab.bpe", inFolder);
    if (name == "tekken.json") {
      TIMBRE_ASSIGN(const std::string bytes, base::readFetchedFile(path, kLargestFile));
      return readTekken(bytes, path, specials);
    }
    return loadTokenizerJson(path, inFolder);
  }
  if (path.extension() == ".tiktoken" || isRankFile(path)) return inFolder ? loadRankFolder(path) : loadTiktoken(path);
  return loadSentencePiece(path, inFolder);
}

}  // namespace

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
