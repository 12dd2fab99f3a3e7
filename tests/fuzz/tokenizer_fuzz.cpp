// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a tokenizer file: the first byte picks the kind (tokenizer.json, SentencePiece, rank file, tekken.json,
// or one object with the files of a folder), the rest is the file, and its end is also a text. A Result, never a crash;
// spans stay inside the text; a stream equals decoding at once.
#include "core/base/json.h"
#include "core/text/hf_tokenizer.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tiktoken.h"

#include <cstdint>
#include <cstdlib>

using namespace timbre;
using namespace timbre::text;

namespace {

using Loaded = base::Result<std::shared_ptr<const Tokenizer>>;

const base::Json& part(const base::Json& all, const char* name) {
  static const base::Json none = base::Json::object();
  const base::Json* found = base::member(all, name);
  return found && found->is_object() ? *found : none;
}

/// {"tokenizer": …, "config": …, "map": …, "added": …}; without a tokenizer, the settings meet a rank file.
Loaded loadFolder(std::string_view bytes) {
  auto all = base::parseJson(bytes);
  if (!all.ok()) return all.error();
  base::Json settings = part(*all, "config");
  mergeNames(settings, part(*all, "map"));
  auto config = parseTokenizerConfig(settings, part(*all, "added"), "fuzz");
  if (!config.ok()) return config.error();
  base::Json root = part(*all, "tokenizer");
  if (root.empty()) {
    static const std::string ranks = [] {
      std::string out;
      const char* digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
      for (unsigned b = 0; b < 256; ++b)
        out += std::string(1, digits[b >> 2]) + digits[(b & 3) << 4] + "== " + std::to_string(b) + "\n";
      return out;
    }();
    const RankFolder folder{*config, ""};
    return readTiktoken(ranks, "x.tiktoken", {}, SpecialsInText::Parsed, &folder);
  }
  const auto source = bytes.size() % 2 ? RootSource::File : RootSource::Made;
  if (auto overlaid = overlayConfig(root, *config, source, "fuzz"); !overlaid.ok()) return overlaid.error();
  return HfTokenizer::fromJson(root, "fuzz", "", {config->bosName(), config->eosName()});
}

Loaded load(unsigned kind, std::string_view bytes) {
  if (kind == 5) return loadFolder(bytes);
  if (kind == 4) return readTekken(bytes, "tekken.json", SpecialsInText::Parsed);
  if (kind == 0) {
    auto json = base::parseJson(bytes);
    if (!json.ok()) return json.error();
    return HfTokenizer::fromJson(*json, "fuzz", "", {"<s>", "</s>"});
  }
  if (kind == 1) {
    auto model = readSentencePieceModel(bytes, "fuzz");
    if (!model.ok()) return model.error();
    TokenizerConfig config;
    config.present = bytes.size() % 2 == 0;
    config.bos = "<s>";
    return SentencePieceTokenizer::make(std::move(model).value(), config, "fuzz", "");
  }
  return readTiktoken(bytes, "x.tiktoken", kind == 2 ? "cl100k_base" : "qwen",
                      bytes.size() % 2 ? SpecialsInText::Parsed : SpecialsInText::Ordinary);
}

void use(const std::shared_ptr<const Tokenizer>& tokenizer, std::string_view text, bool mayBeUnstable) {
  const auto encoded = tokenizer->encode(text, {true});
  if (!encoded.ok()) return;
  if (encoded->begin.size() != encoded->ids.size() || encoded->end.size() != encoded->ids.size()) std::abort();
  for (std::size_t i = 0; i < encoded->ids.size(); ++i) {
    if (encoded->begin[i] > encoded->end[i] || encoded->end[i] > text.size()) std::abort();
    if (encoded->ids[i] < 0 || static_cast<std::size_t>(encoded->ids[i]) >= tokenizer->vocabSize()) std::abort();
    (void)tokenizer->tokenBytes(encoded->ids[i]);
  }
  const std::string whole = tokenizer->decode(encoded->ids, false);
  StreamDecoder stream(tokenizer, false);
  std::string streamed;
  for (const TokenId id : encoded->ids) streamed += stream.push(id);
  streamed += stream.finish();
  if (!mayBeUnstable && streamed != whole) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned high = data[0] % 8u;
  const unsigned kind = high == 4u || high == 5u ? high : data[0] & 3u;  // 4: tekken.json, 5: a folder
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto loaded = load(kind, bytes);
  if (!loaded.ok()) {
    if (loaded.error().code.empty()) std::abort();
    return 0;
  }
  // Decoders of tokenizer.json may look at the end of the text (BPEDecoder, Strip, patterns), so no prefix is final
  // there.
  const bool mayBeUnstable = kind == 0 || kind == 5;
  use(*loaded,
      "Hello w\xC3\xB6rld 123\n\n <s> \xE4\xBD\xA0\xE5\xA5\xBD e\xCC\x81 \xFF\xF0\x9F\x98\x80<|endoftext|>  it's",
      mayBeUnstable);
  use(*loaded, bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 200)), mayBeUnstable);
  return 0;
}
