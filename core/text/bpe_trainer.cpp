// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_trainer.h"

#include "core/base/utf8.h"
#include "core/text/added_tokens.h"
#include "core/text/bpe_learn.h"
#include "core/text/bytes_map.h"
#include "core/text/pre_tokenizers.h"
#include "core/text/string_index.h"
#include "core/text/text_input.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace timbre::text {

using base::Json;

namespace {

constexpr int kLargestVocab = 1'000'000;
constexpr std::size_t kPieceBytes = std::size_t(4) << 20;
constexpr std::uint32_t kLongestWord =
    4096;  // a longer run (base64, a line of dashes) teaches nothing and would cost much

// Radicals, CJK marks, kana, bopomofo, ideographs of all planes, full-width marks and half-width katakana. Plain
// ranges, so that every library splits alike whatever Unicode version it knows.
constexpr std::string_view kCjk =
    R"([\x{2E80}-\x{2FDF}\x{3000}-\x{312F}\x{31A0}-\x{31FF}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{F900}-\x{FAFF}\x{FE30}-\x{FE4F}\x{FF01}-\x{FF0F}\x{FF1A}-\x{FF20}\x{FF3B}-\x{FF40}\x{FF5B}-\x{FF9F}\x{FFE0}-\x{FFE6}\x{20000}-\x{323AF}])";

base::Error refuse(std::string reason) { return base::Error("tokenizer.training", {{"reason", std::move(reason)}}); }

Json preTokenizerSpec(const BpeTrainOptions& options) {
  Json list = Json::array();
  if (options.isolateCjk)
    list.push_back(Json{{"type", "Split"},
                        {"pattern", Json{{"Regex", std::string(kCjk)}}},
                        {"behavior", "Isolated"},
                        {"invert", false}});
  if (options.singleDigits) list.push_back(Json{{"type", "Digits"}, {"individual_digits", true}});
  list.push_back(Json{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}});
  return Json{{"type", "Sequence"}, {"pretokenizers", std::move(list)}};
}

/// Where text read in pieces may be cut without changing its words: before a line end that follows a visible ASCII
/// character. 0 asks for more text; a very long stretch without such a place (minified text) is cut at its end.
std::size_t safeCut(std::string_view text) {
  for (std::size_t i = text.rfind('\n'); i != std::string_view::npos && i > 0; i = text.rfind('\n', i - 1))
    if (const auto before = static_cast<unsigned char>(text[i - 1]); before > 0x20 && before < 0x7F) return i;
  return text.size() < 16 * kPieceBytes ? 0 : base::completeUtf8Prefix(text);
}

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
};

/// Symbol numbers of the 256 bytes: after the specials, in the order of their printable characters.
std::array<std::int32_t, 256> byteSymbols(std::size_t specials) {
  std::array<unsigned, 256> bytes{};
  for (unsigned b = 0; b < 256; ++b) bytes[b] = b;
  std::sort(bytes.begin(), bytes.end(), [](unsigned a, unsigned b) {
    return byteToChar(static_cast<std::uint8_t>(a)) < byteToChar(static_cast<std::uint8_t>(b));
  });
  std::array<std::int32_t, 256> out{};
  for (unsigned i = 0; i < 256; ++i) out[bytes[i]] = static_cast<std::int32_t>(specials + i);
  return out;
}

}  // namespace

struct BpeTrainer::State {
  BpeTrainOptions options;
  Json preTokenizerSpec;
  PreScratch preScratch;
  PreTokenizer preTokenizer;
  AddedTokenMatcher specials;
  std::unordered_map<std::string, std::uint64_t, TextHash, std::equal_to<>> counts;
  std::uint64_t bytes = 0;

  base::Result<void> count(const Piece& piece, Arena& arena);
  CountedWords words() const;
  Json fileOf(const std::vector<std::string>& names,
              const std::vector<std::pair<std::int32_t, std::int32_t>>& merges) const;
};

BpeTrainer::BpeTrainer(std::unique_ptr<State> state) : m_state(std::move(state)) {}
BpeTrainer::BpeTrainer(BpeTrainer&&) noexcept = default;
BpeTrainer& BpeTrainer::operator=(BpeTrainer&&) noexcept = default;
BpeTrainer::~BpeTrainer() = default;

base::Result<BpeTrainer> BpeTrainer::create(BpeTrainOptions options) {
  const int least = static_cast<int>(options.specials.size()) + 256;
  if (options.specials.size() > 10'000) return refuse("there are more than 10000 special tokens");
  if (options.vocab < least || options.vocab > kLargestVocab)
    return refuse("the number of entries must be from " + std::to_string(least) + " to " +
                  std::to_string(kLargestVocab));
  auto state = std::make_unique<State>();
  std::vector<AddedToken> specials;
  for (const std::string& content : options.specials) {
    const bool isTwice =
        std::any_of(specials.begin(), specials.end(), [&](const AddedToken& t) { return t.content == content; });
    // One byte would take the place of that byte's own entry.
    if (content.size() < 2 || isTwice || !base::isUtf8(content))
      return refuse("special token “" + content + "” is too short, not UTF-8 or stands twice");
    AddedToken token;
    token.id = static_cast<TokenId>(specials.size());
    token.content = token.pattern = content;
    specials.push_back(std::move(token));
  }
  state->specials = AddedTokenMatcher(std::move(specials));
  state->preTokenizerSpec = preTokenizerSpec(options);
  TIMBRE_ASSIGN(state->preTokenizer, parsePreTokenizer(state->preTokenizerSpec, {}));
  state->options = std::move(options);
  return BpeTrainer(std::move(state));
}

base::Result<void> BpeTrainer::State::count(const Piece& piece, Arena& arena) {
  bytes += piece.text.size();
  return preTokenize(preTokenizer, piece, arena, preScratch,
                     [this](const Piece& text, std::span<const Cut> cuts) -> base::Result<void> {
                       for (const Cut& cut : cuts) {
                         const std::string_view word = text.text.substr(cut.begin, cut.end - cut.begin);
                         if (const auto it = counts.find(word); it != counts.end())
                           ++it->second;
                         else
                           counts.emplace(std::string(word), 1);
                       }
                       return {};
                     });
}

base::Result<void> BpeTrainer::feed(std::string_view text) {
  Arena arena(false);
  TIMBRE_ASSIGN(const Piece whole, inputPiece(text, arena));
  TIMBRE_ASSIGN(const auto matches, m_state->specials.find(whole.text));
  std::size_t at = 0;
  for (const AddedMatch& match : matches) {
    if (at < match.begin) TIMBRE_TRY(m_state->count(whole.part(at, match.begin), arena));
    at = match.end;
  }
  if (at < whole.text.size()) TIMBRE_TRY(m_state->count(whole.part(at, whole.text.size()), arena));
  return {};
}

CountedWords BpeTrainer::State::words() const {
  std::vector<const std::pair<const std::string, std::uint64_t>*> sorted;  // the map's order differs between libraries
  sorted.reserve(counts.size());
  for (const auto& entry : counts) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  const auto symbolOf = byteSymbols(options.specials.size());
  CountedWords out;
  out.words.reserve(sorted.size());
  for (const auto* entry : sorted) {
    if (entry->first.size() > kLongestWord) continue;
    out.words.push_back({out.symbols.size(), static_cast<std::uint32_t>(entry->first.size()), entry->second});
    for (const char c : entry->first) out.symbols.push_back(symbolOf[static_cast<unsigned char>(c)]);
  }
  return out;
}

Json BpeTrainer::State::fileOf(const std::vector<std::string>& names,
                               const std::vector<std::pair<std::int32_t, std::int32_t>>& merges) const {
  Json added = Json::array();
  for (std::size_t i = 0; i < options.specials.size(); ++i)
    added.push_back(Json{{"id", i},
                         {"content", options.specials[i]},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", true}});
  Json vocab = Json::object();
  auto& members = vocab.get_ref<Json::object_t&>();
  for (std::size_t id = 0; id < names.size(); ++id)
    members.push_back({names[id], Json(id)});  // names differ: no search needed
  Json lines = Json::array();
  for (const auto& [left, right] : merges)
    lines.push_back(names[static_cast<std::size_t>(left)] + " " + names[static_cast<std::size_t>(right)]);
  Json model{{"type", "BPE"},
             {"dropout", nullptr},
             {"unk_token", nullptr},
             {"continuing_subword_prefix", nullptr},
             {"end_of_word_suffix", nullptr},
             {"fuse_unk", false},
             {"byte_fallback", false},
             {"ignore_merges", false}};
  model["vocab"] = std::move(vocab);
  model["merges"] = std::move(lines);
  Json root{{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}};
  root["added_tokens"] = std::move(added);
  root["normalizer"] = nullptr;
  root["pre_tokenizer"] = preTokenizerSpec;
  root["post_processor"] = nullptr;
  root["decoder"] =
      Json{{"type", "ByteLevel"}, {"add_prefix_space", true}, {"trim_offsets", true}, {"use_regex", true}};
  root["model"] = std::move(model);
  return root;
}

base::Result<BpeTrainer::Trained> BpeTrainer::train(
    const base::CancelToken& cancel, const std::function<void(std::size_t, std::size_t)>& progress) const {
  const State& state = *m_state;
  if (state.counts.empty()) return refuse("there is no text");
  std::vector<std::string> names = state.options.specials;
  const auto symbols = byteSymbols(names.size());
  names.resize(names.size() + 256);
  for (unsigned b = 0; b < 256; ++b)
    base::appendUtf8(names[static_cast<std::size_t>(symbols[b])], byteToChar(static_cast<std::uint8_t>(b)));
  StringIndex known;
  for (std::size_t i = 0; i < names.size(); ++i) known.insert(names[i], static_cast<std::int32_t>(i));

  CountedWords words = state.words();
  const std::uint64_t different = state.counts.size();
  const auto specials = static_cast<std::int32_t>(state.options.specials.size());
  const auto wanted = static_cast<std::size_t>(state.options.vocab);
  const auto join = [&](std::int32_t left, std::int32_t right) -> std::int32_t {
    std::string name = names[static_cast<std::size_t>(left)] + names[static_cast<std::size_t>(right)];
    if (const std::int32_t id = known.find(name); id >= 0) return id < specials ? -1 : id;
    known.insert(name, static_cast<std::int32_t>(names.size()));
    names.push_back(std::move(name));
    if (progress && names.size() % 128 == 0) progress(names.size(), wanted);
    return static_cast<std::int32_t>(names.size()) - 1;
  };
  TIMBRE_ASSIGN(const auto merges,
                learnMerges(
                    words, state.options.minFrequency, join, [&] { return names.size() >= wanted; }, cancel));

  if (progress) progress(names.size(), wanted);

  Trained out;
  out.tokenizer = state.fileOf(names, merges);
  out.report = {names.size(), merges.size(), 0, state.bytes, different};
  std::uint64_t tokens = 0;
  std::uint64_t bytes = 0;
  for (const auto& word : words.words) {
    tokens += word.length * word.count;
    for (std::uint32_t i = 0; i < word.length; ++i)
      bytes +=
          word.count * base::codePointCount(
                           names[static_cast<std::size_t>(words.symbols[word.begin + i])]);  // a character is a byte
  }
  out.report.bytesPerToken = tokens > 0 ? static_cast<double>(bytes) / static_cast<double>(tokens) : 0;
  return out;
}

base::Result<BpeTrainReport> trainBpe(std::span<const std::filesystem::path> files, const BpeTrainOptions& options,
                                      const std::filesystem::path& out, base::FileOps& ops,
                                      const base::CancelToken& cancel,
                                      const std::function<void(std::size_t, std::size_t)>& progress) {
  TIMBRE_ASSIGN(BpeTrainer trainer, BpeTrainer::create(options));
  for (const auto& path : files) {
    TIMBRE_ASSIGN(base::FileReader reader, base::FileReader::open(path));
    std::string buffer;
    for (bool more = true; more;) {
      if (cancel.cancelled()) return base::Error("cancelled");
      const std::size_t kept = buffer.size();
      buffer.resize(kept + kPieceBytes);
      TIMBRE_ASSIGN(const std::size_t got, reader.read(buffer.data() + kept, kPieceBytes));
      buffer.resize(kept + got);
      more = got > 0;
      const std::size_t cut = more ? safeCut(buffer) : buffer.size();
      if (cut > 0) TIMBRE_TRY(trainer.feed(std::string_view(buffer).substr(0, cut)));
      buffer.erase(0, cut);
    }
  }
  TIMBRE_ASSIGN(const BpeTrainer::Trained trained, trainer.train(cancel, progress));
  TIMBRE_TRY(base::writeFileAtomic(ops, out, base::dumpJson(trained.tokenizer, 1) + "\n"));
  return trained.report;
}

}  // namespace timbre::text
