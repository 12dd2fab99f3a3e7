// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pre_tokenizers.h"

#include "core/base/utf8.h"
#include "core/text/bytes_map.h"
#include "core/text/json_spec.h"
#include "core/text/library_tables.h"
#include "core/text/scanners.h"
#include "core/text/split_behavior.h"
#include "core/text/unicode_classes.h"

#include <algorithm>
#include <utility>

namespace timbre::text {

namespace {

class ScannerStage : public PreStage {
 public:
  explicit ScannerStage(Scanner scanner) : m_scanner(scanner) {}
  base::Result<void> cut(std::string_view text, std::uint32_t offset, std::vector<Cut>& out) const override {
    scan(m_scanner, text, offset, out);
    return {};
  }

 private:
  Scanner m_scanner;
};

class RegexStage : public PreStage {
 public:
  RegexStage(Regex regex, SplitBehavior behavior, bool invert)
      : m_regex(std::move(regex)), m_behavior(behavior), m_invert(invert) {}
  base::Result<void> cut(std::string_view text, std::uint32_t offset, std::vector<Cut>& out) const override {
    std::vector<Cut> matches;
    TIMBRE_TRY(m_regex.findAll(text, matches));
    appendSplit(matches, text.size(), m_behavior, m_invert, offset, out);
    return {};
  }

 private:
  Regex m_regex;
  SplitBehavior m_behavior;
  bool m_invert;
};

/// Splits on single characters of a class; each is a match of its own.
class ClassStage : public PreStage {
 public:
  using Test = bool (*)(char32_t);
  ClassStage(Test test, SplitBehavior behavior) : m_test(test), m_behavior(behavior) {}
  base::Result<void> cut(std::string_view text, std::uint32_t offset, std::vector<Cut>& out) const override {
    std::vector<Cut> matches;
    for (std::size_t i = 0; i < text.size();) {
      const base::CodePoint c = base::decodeUtf8(text, i);
      if (m_test(c.value)) matches.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + c.length)});
      i += c.length;
    }
    appendSplit(matches, text.size(), m_behavior, false, offset, out);
    return {};
  }

 private:
  Test m_test;
  SplitBehavior m_behavior;
};

/// Cuts where the script changes. What stands before the first character that has a script is left out, as in the
/// library, and what has none belongs to what stands before it.
class ScriptStage : public PreStage {
 public:
  base::Result<void> cut(std::string_view text, std::uint32_t offset, std::vector<Cut>& out) const override {
    int last = 0;
    std::size_t begin = 0;
    const auto put = [&](std::size_t end) {
      if (last != 0)
        out.push_back({offset + static_cast<std::uint32_t>(begin), offset + static_cast<std::uint32_t>(end)});
    };
    for (std::size_t i = 0; i < text.size();) {
      const base::CodePoint c = base::decodeUtf8(text, i);
      if (const int script = libraryScript(c.value); script != 0 && script != last) {
        put(i);
        begin = i;
        last = script;
      }
      i += c.length;
    }
    put(text.size());
    return {};
  }
};

class FixedLengthStage : public PreStage {
 public:
  explicit FixedLengthStage(std::size_t length) : m_length(length) {}
  base::Result<void> cut(std::string_view text, std::uint32_t offset, std::vector<Cut>& out) const override {
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t begin = i;
      for (std::size_t n = 0; n < m_length && i < text.size(); ++n) i += base::decodeUtf8(text, i).length;
      out.push_back({offset + static_cast<std::uint32_t>(begin), offset + static_cast<std::uint32_t>(i)});
    }
    return {};
  }

 private:
  std::size_t m_length;
};

class ByteLevelStage : public PreStage {
 public:
  ByteLevelStage(bool prefixSpace, bool useRegex, bool mapBytes)
      : m_prefix(prefixSpace), m_regex(useRegex), m_map(mapBytes) {}
  bool onlyCuts() const override { return !m_prefix && !m_map; }
  void prepare(Piece& piece, Arena& arena) const override {
    if (!m_prefix || piece.text.empty() || piece.text.front() == ' ') return;
    Arena::Buffer& out = arena.make();
    const std::uint32_t at = piece.originAt(0);
    out.append(" ", {at, at});
    out.append(piece, 0, piece.text.size());
    piece = Arena::view(out, at);
  }
  base::Result<void> cut(std::string_view text, std::uint32_t offset, std::vector<Cut>& out) const override {
    if (m_regex)
      scan(Scanner::Gpt2, text, offset, out);
    else if (!text.empty())
      out.push_back({offset, offset + static_cast<std::uint32_t>(text.size())});
    return {};
  }
  void finish(Piece& piece, Arena& arena) const override {
    if (!m_map) return;
    Arena::Buffer& out = arena.make();
    for (std::size_t i = 0; i < piece.text.size(); ++i)
      out.append(surfaceOfBytes(piece.text.substr(i, 1)), {piece.originBegin(i), piece.originEnd(i)});
    piece = Arena::view(out, piece.originAt(0));
  }

 private:
  bool m_prefix, m_regex, m_map;
};

class MetaspaceStage : public PreStage {
 public:
  enum class Prepend { Always, First, Never };
  MetaspaceStage(std::string replacement, Prepend prepend, bool split)
      : m_replacement(std::move(replacement)), m_prepend(prepend), m_split(split) {}
  bool onlyCuts() const override { return false; }
  void prepare(Piece& piece, Arena& arena) const override {
    Arena::Buffer& out = arena.make();
    const std::uint32_t at = piece.originAt(0);
    const bool starts = piece.text.starts_with(m_replacement) || piece.text.starts_with(' ');
    if (!starts && (m_prepend == Prepend::Always || (m_prepend == Prepend::First && at == 0)))
      out.append(m_replacement, {at, at});
    for (std::size_t i = 0; i < piece.text.size();) {
      const std::size_t space = std::min(piece.text.find(' ', i), piece.text.size());
      out.append(piece, i, space);
      if (space < piece.text.size()) out.append(m_replacement, piece.origin(space, space + 1));
      i = space + 1;
    }
    piece = Arena::view(out, at);
  }
  base::Result<void> cut(std::string_view text, std::uint32_t offset, std::vector<Cut>& out) const override {
    std::vector<Cut> matches;
    if (m_split)
      for (std::size_t i = text.find(m_replacement); i != std::string_view::npos;
           i = text.find(m_replacement, i + m_replacement.size()))
        matches.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + m_replacement.size())});
    appendSplit(matches, text.size(), SplitBehavior::MergedWithNext, false, offset, out);
    return {};
  }

 private:
  std::string m_replacement;
  Prepend m_prepend;
  bool m_split;
};

bool isNumber(char32_t c) { return CharTable::shared().is(c, CharNumber); }
bool isSpace(char32_t c) { return CharTable::shared().is(c, CharSpace); }
bool isPunctuation(char32_t c) {
  return CharTable::shared().is(c, CharPunctuation) || c == '$' || c == '+' || c == '<' || c == '=' || c == '>' ||
         c == '^' || c == '`' || c == '|' || c == '~';
}

using Stages = std::vector<std::unique_ptr<PreStage>>;

base::Result<void> parseSplit(const Spec& spec, Stages& out) {
  TIMBRE_TRY(spec.allow({"pattern", "behavior", "invert"}));
  TIMBRE_ASSIGN(const SpecPattern pattern, spec.pattern());
  TIMBRE_ASSIGN(const std::string name, spec.text("behavior"));
  const auto behavior = splitBehaviorOf(name);
  if (!behavior) return spec.unsupported("Split with behavior “" + name + "”");
  TIMBRE_ASSIGN(const bool invert, spec.boolean("invert"));
  // A pattern that covers every text gives the same pieces for all of these.
  const bool everyMatch = (*behavior == SplitBehavior::Isolated) || (*behavior == SplitBehavior::Removed && invert);
  if (const auto scanner = scannerFor(pattern.text); scanner && pattern.isRegex && everyMatch) {
    out.push_back(std::make_unique<ScannerStage>(*scanner));
    return {};
  }
  TIMBRE_ASSIGN(Regex regex, pattern.compile());
  out.push_back(std::make_unique<RegexStage>(std::move(regex), *behavior, invert));
  return {};
}

base::Result<void> parseMetaspace(const Spec& spec, PreTokenizer& out) {
  TIMBRE_TRY(spec.allow({"replacement", "prepend_scheme", "split", "add_prefix_space", "str_rep"}));
  TIMBRE_ASSIGN(const std::string replacement, spec.text("replacement"));
  if (base::codePointCount(replacement) != 1) return spec.invalid("Metaspace replacement is not one character");
  TIMBRE_ASSIGN(const bool split, spec.boolean("split", true));
  TIMBRE_ASSIGN(std::string scheme, spec.text("prepend_scheme", "always"));
  TIMBRE_ASSIGN(const bool prefix, spec.boolean("add_prefix_space", true));
  if (!prefix) {
    if (spec.member("prepend_scheme") && scheme != "never")
      return spec.invalid("Metaspace add_prefix_space and prepend_scheme disagree");
    scheme = "never";
  }
  using Prepend = MetaspaceStage::Prepend;
  if (scheme != "always" && scheme != "first" && scheme != "never")
    return spec.unsupported("Metaspace with prepend_scheme “" + scheme + "”");
  const Prepend prepend = scheme == "always" ? Prepend::Always : scheme == "first" ? Prepend::First : Prepend::Never;
  out.prependsFirst = out.prependsFirst || prepend == Prepend::First;
  out.stages.push_back(std::make_unique<MetaspaceStage>(replacement, prepend, split));
  return {};
}

base::Result<void> parseClassStage(const Spec& spec, const std::string& type, Stages& out) {
  if (type == "Digits") {
    TIMBRE_TRY(spec.allow({"individual_digits"}));
    TIMBRE_ASSIGN(const bool single, spec.boolean("individual_digits"));
    out.push_back(std::make_unique<ClassStage>(isNumber, single ? SplitBehavior::Isolated : SplitBehavior::Contiguous));
  } else if (type == "Punctuation") {
    TIMBRE_TRY(spec.allow({"behavior"}));
    TIMBRE_ASSIGN(const std::string name, spec.text("behavior", "Isolated"));
    const auto behavior = splitBehaviorOf(name);
    if (!behavior) return spec.unsupported("Punctuation with behavior “" + name + "”");
    out.push_back(std::make_unique<ClassStage>(isPunctuation, *behavior));
  } else if (type == "WhitespaceSplit") {
    TIMBRE_TRY(spec.allow({}));
    out.push_back(std::make_unique<ClassStage>(isSpace, SplitBehavior::Removed));
  } else {  // Whitespace
    TIMBRE_TRY(spec.allow({}));
    TIMBRE_ASSIGN(Regex regex, Regex::compile(R"(\w+|[^\w\s]+)", RegexDialect::Rust));
    out.push_back(std::make_unique<RegexStage>(std::move(regex), SplitBehavior::Removed, true));
  }
  return {};
}

base::Result<void> parseDelimiter(const Spec& spec, Stages& out) {
  TIMBRE_TRY(spec.allow({"delimiter"}));
  TIMBRE_ASSIGN(const std::string delimiter, spec.text("delimiter"));
  if (base::codePointCount(delimiter) != 1) return spec.invalid("CharDelimiterSplit delimiter is not one character");
  TIMBRE_ASSIGN(Regex regex, Regex::literal(delimiter));
  out.push_back(std::make_unique<RegexStage>(std::move(regex), SplitBehavior::Removed, false));
  return {};
}

/// `last`: nothing follows this stage, so ByteLevel may leave its letters to the model.
base::Result<void> parseOne(const base::Json& object, std::string_view path, int depth, bool last, PreTokenizer& out) {
  const Spec spec(object, "pre_tokenizer", path);
  const std::string type = spec.type();
  if (type == "Sequence") {
    TIMBRE_TRY(spec.allow({"pretokenizers"}));
    const base::Json* list = spec.member("pretokenizers");
    if (!list || !list->is_array() || depth > 8) return spec.invalid("Sequence without a list of pretokenizers");
    for (std::size_t i = 0; i < list->size(); ++i)
      TIMBRE_TRY(parseOne((*list)[i], path, depth + 1, last && i + 1 == list->size(), out));
    return {};
  }
  if (type == "Split") return parseSplit(spec, out.stages);
  if (type == "Metaspace") return parseMetaspace(spec, out);
  if (type == "CharDelimiterSplit") return parseDelimiter(spec, out.stages);
  if (type == "BertPreTokenizer") {
    TIMBRE_TRY(spec.allow({}));
    out.stages.push_back(std::make_unique<ClassStage>(isSpace, SplitBehavior::Removed));
    out.stages.push_back(std::make_unique<ClassStage>(isPunctuation, SplitBehavior::Isolated));
    return {};
  }
  if (type == "UnicodeScripts") {
    TIMBRE_TRY(spec.allow({}));
    out.stages.push_back(std::make_unique<ScriptStage>());
    return {};
  }
  if (type == "Digits" || type == "Punctuation" || type == "WhitespaceSplit" || type == "Whitespace")
    return parseClassStage(spec, type, out.stages);
  if (type == "ByteLevel") {
    TIMBRE_TRY(spec.allow({"add_prefix_space", "trim_offsets", "use_regex"}));
    TIMBRE_ASSIGN(const bool prefix, spec.boolean("add_prefix_space"));
    TIMBRE_ASSIGN(const bool useRegex, spec.boolean("use_regex", true));
    TIMBRE_TRY(spec.boolean("trim_offsets", true));
    if (last) out.byteMode = true;
    // After another ByteLevel its letters are text like any other, and mapped again.
    if (prefix || useRegex || !last || out.mapsBytes) out.stages.push_back(std::make_unique<ByteLevelStage>(prefix, useRegex, !last));
    out.mapsBytes = out.mapsBytes || !last;
    return {};
  }
  if (type == "FixedLength") {
    TIMBRE_TRY(spec.allow({"length"}));
    TIMBRE_ASSIGN(const long long length, spec.integer("length", 1, 1 << 30, 5));
    out.stages.push_back(std::make_unique<FixedLengthStage>(static_cast<std::size_t>(length)));
    return {};
  }
  return spec.unsupported(type.empty() ? "without a type" : type);
}

}  // namespace

base::Result<PreTokenizer> parsePreTokenizer(const base::Json& spec, std::string_view path) {
  PreTokenizer out;
  if (!spec.is_null()) TIMBRE_TRY(parseOne(spec, path, 0, true, out));
  return out;
}

std::unique_ptr<PreStage> isolatingStage(Regex pattern) {
  return std::make_unique<RegexStage>(std::move(pattern), SplitBehavior::Isolated, false);
}

base::Result<void> preTokenize(const PreTokenizer& preTokenizer, const Piece& piece, Arena& arena, PreScratch& scratch,
                               const WordSink& sink) {
  const auto& stages = preTokenizer.stages;
  auto& [pieces, next, cuts, inner] = scratch;
  pieces.assign(1, piece);
  if (stages.empty()) {
    const Cut whole{0, static_cast<std::uint32_t>(piece.text.size())};
    return sink(piece, {&whole, 1});
  }
  for (std::size_t s = 0; s < stages.size();) {
    std::size_t runEnd = s + 1;  // stages [s, runEnd) work on the text as stage s prepared it
    while (runEnd < stages.size() && stages[s]->onlyCuts() && stages[runEnd]->onlyCuts()) ++runEnd;
    next.clear();
    for (Piece& p : pieces) {
      stages[s]->prepare(p, arena);
      cuts.clear();
      TIMBRE_TRY(stages[s]->cut(p.text, 0, cuts));
      for (std::size_t k = s + 1; k < runEnd; ++k) {
        inner.clear();
        for (const Cut& c : cuts) TIMBRE_TRY(stages[k]->cut(p.text.substr(c.begin, c.end - c.begin), c.begin, inner));
        cuts.swap(inner);
      }
      if (runEnd ==
          stages.size()) {  // `finish` of the last stage does nothing: only a ByteLevel before others maps letters
        TIMBRE_TRY(sink(p, cuts));
        continue;
      }
      for (const Cut& c : cuts) {
        next.push_back(p.part(c.begin, c.end));
        stages[s]->finish(next.back(), arena);
      }
    }
    pieces.swap(next);
    s = runEnd;
  }
  return {};
}

}  // namespace timbre::text
