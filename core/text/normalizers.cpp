// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/normalizers.h"

#include "core/base/utf8.h"
#include "core/text/bytes_map.h"
#include "core/text/json_spec.h"
#include "core/text/library_tables.h"
#include "core/text/unicode_classes.h"

#include <utf8proc.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace timbre::text {

namespace {

class SequenceNormalizer : public Normalizer {
 public:
  explicit SequenceNormalizer(std::vector<std::unique_ptr<Normalizer>> steps) : m_steps(std::move(steps)) {}
  base::Result<void> apply(Piece& piece, Arena& arena) const override {
    for (const auto& step : m_steps) TIMBRE_TRY(step->apply(piece, arena));
    return {};
  }

 private:
  std::vector<std::unique_ptr<Normalizer>> m_steps;
};

class FormNormalizer : public Normalizer {
 public:
  explicit FormNormalizer(NormalForm form) : m_form(form) {}
  base::Result<void> apply(Piece& piece, Arena& arena) const override { return applyNormalForm(m_form, piece, arena); }

 private:
  NormalForm m_form;
};

/// Replaces single characters; nothing returned keeps the character, an empty string drops it.
class CharacterNormalizer : public Normalizer {
 public:
  using Change = std::optional<std::string> (*)(char32_t);
  explicit CharacterNormalizer(Change change) : m_change(change) {}
  base::Result<void> apply(Piece& piece, Arena& arena) const override {
    Arena::Buffer& out = arena.make();
    std::size_t copied = 0;
    bool changed = false;
    for (std::size_t i = 0; i < piece.text.size();) {
      const base::CodePoint c = base::decodeUtf8(piece.text, i);
      if (const auto other = m_change(c.value)) {
        out.append(piece, copied, i);
        out.append(*other, piece.origin(i, i + c.length));
        copied = i + c.length;
        changed = true;
      }
      i += c.length;
    }
    if (!changed) return {};
    out.append(piece, copied, piece.text.size());
    piece = Arena::view(out, piece.originAt(0));
    return {};
  }

 private:
  Change m_change;
};

/// utf8proc's table is that of Unicode 15; these came with 16 and 17.
char32_t lowerOf(char32_t c) {
  if (c >= 0x10D50 && c <= 0x10D65) return c + 0x20;
  if (c >= 0x16EA0 && c <= 0x16EB8) return c + 0x1B;
  switch (c) {
    case 0x1C89:
    case 0xA7CC:
    case 0xA7CE:
    case 0xA7D2:
    case 0xA7D4:
    case 0xA7DA:
      return c + 1;
    case 0xA7CB:
      return 0x264;
    case 0xA7DC:
      return 0x19B;
    default:
      return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
  }
}

std::optional<std::string> lowered(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? std::optional(std::string(1, static_cast<char>(c + 32))) : std::nullopt;
  if (c == 0x130) return "i\xCC\x87";  // the only unconditional lower case of two characters
  const auto other = lowerOf(c);
  if (other == c) return std::nullopt;
  std::string out;
  base::appendUtf8(out, other);
  return out;
}

std::optional<std::string> withoutAccent(char32_t c) {
  return isLibraryAccent(c) ? std::optional(std::string()) : std::nullopt;
}

std::optional<std::string> bertClean(char32_t c) {
  if (isBertControl(c)) return std::string();
  return c != ' ' && CharTable::shared().is(c, CharSpace) ? std::optional<std::string>(" ") : std::nullopt;
}

std::optional<std::string> bertSpaced(char32_t c) {
  if (!isBertIdeograph(c)) return std::nullopt;
  std::string out = " ";
  base::appendUtf8(out, c);
  return out + ' ';
}

std::optional<std::string> bertWithoutAccent(char32_t c) {
  return isBertAccent(c) ? std::optional(std::string()) : std::nullopt;
}

/// The character classes of the Nmt normalizer (huggingface/tokenizers normalizers/unicode.rs).
std::optional<std::string> nmt(char32_t c) {
  if ((c >= 1 && c <= 8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F)
    return std::string();
  if (c == 9 || c == 0xA || c == 0xC || c == 0xD || c == 0x1680 || (c >= 0x200B && c <= 0x200F) || c == 0x2028 ||
      c == 0x2029 || c == 0x2581 || c == 0xFEFF || c == 0xFFFD)
    return " ";
  return std::nullopt;
}

std::optional<std::string> byteLetters(char32_t c) {
  std::string bytes;
  base::appendUtf8(bytes, c);
  return surfaceOfBytes(bytes);
}

class ReplaceNormalizer : public Normalizer {
 public:
  ReplaceNormalizer(Regex pattern, std::string content)
      : m_pattern(std::move(pattern)), m_content(std::move(content)) {}
  base::Result<void> apply(Piece& piece, Arena& arena) const override {
    std::vector<Cut> matches;
    TIMBRE_TRY(m_pattern.findAll(piece.text, matches));
    if (matches.empty()) return {};
    Arena::Buffer& out = arena.make();
    out.text.reserve(piece.text.size() + matches.size() * m_content.size());
    std::size_t copied = 0;
    for (const Cut& match : matches) {
      out.append(piece, copied, match.begin);
      out.append(m_content, piece.origin(match.begin, match.end));
      copied = match.end;
    }
    out.append(piece, copied, piece.text.size());
    piece = Arena::view(out, piece.originAt(0));
    return {};
  }

 private:
  Regex m_pattern;
  std::string m_content;
};

class PrependNormalizer : public Normalizer {
 public:
  explicit PrependNormalizer(std::string prefix) : m_prefix(std::move(prefix)) {}
  base::Result<void> apply(Piece& piece, Arena& arena) const override {
    if (piece.text.empty()) return {};
    Arena::Buffer& out = arena.make();
    const std::uint32_t at = piece.originAt(0);
    out.append(m_prefix, {at, at});
    out.append(piece, 0, piece.text.size());
    piece = Arena::view(out, at);
    return {};
  }

 private:
  std::string m_prefix;
};

class StripNormalizer : public Normalizer {
 public:
  StripNormalizer(bool left, bool right) : m_left(left), m_right(right) {}
  base::Result<void> apply(Piece& piece, Arena&) const override {
    const CharTable& table = CharTable::shared();
    std::size_t begin = 0;
    std::size_t end = piece.text.size();
    while (m_left && begin < end) {
      const base::CodePoint c = base::decodeUtf8(piece.text, begin);
      if (!table.is(c.value, CharSpace)) break;
      begin += c.length;
    }
    while (m_right && end > begin) {
      std::size_t last = end - 1;
      while (last > begin && (static_cast<unsigned char>(piece.text[last]) & 0xC0) == 0x80) --last;
      if (!table.is(base::decodeUtf8(piece.text, last).value, CharSpace)) break;
      end = last;
    }
    piece = piece.part(begin, end);
    return {};
  }

 private:
  bool m_left, m_right;
};

using Made = base::Result<std::unique_ptr<Normalizer>>;

template <class T, class... Args>
Made made(Args&&... args) {
  return std::unique_ptr<Normalizer>(std::make_unique<T>(std::forward<Args>(args)...));
}

Made parseReplace(const Spec& spec) {
  TIMBRE_TRY(spec.allow({"pattern", "content"}));
  TIMBRE_ASSIGN(const std::string content, spec.text("content"));
  TIMBRE_ASSIGN(const SpecPattern pattern, spec.pattern());
  TIMBRE_ASSIGN(Regex regex, pattern.compile());
  // The library breaks its alignments at an empty match and fails at the next step.
  std::vector<Cut> matches;
  for (const std::string_view sample : {"", "aa", "\n"}) {
    TIMBRE_TRY(regex.findAll(sample, matches));
    if (std::any_of(matches.begin(), matches.end(), [](const Cut& each) { return each.begin == each.end; }))
      return spec.unsupported("Replace with a pattern that matches an empty text (" + pattern.text + ")");
  }
  return made<ReplaceNormalizer>(std::move(regex), content);
}

/// Four settings, done in this order; accents go with the capitals unless the file says otherwise.
Made parseBert(const Spec& spec) {
  TIMBRE_TRY(spec.allow({"clean_text", "handle_chinese_chars", "strip_accents", "lowercase"}));
  TIMBRE_ASSIGN(const bool clean, spec.boolean("clean_text"));
  TIMBRE_ASSIGN(const bool space, spec.boolean("handle_chinese_chars"));
  TIMBRE_ASSIGN(const bool lower, spec.boolean("lowercase"));
  bool strip = lower;
  if (const base::Json* given = spec.member("strip_accents"); given && !given->is_null()) {
    TIMBRE_ASSIGN(strip, spec.boolean("strip_accents"));
  }
  std::vector<std::unique_ptr<Normalizer>> steps;
  if (clean) steps.push_back(std::make_unique<CharacterNormalizer>(bertClean));
  if (space) steps.push_back(std::make_unique<CharacterNormalizer>(bertSpaced));
  if (strip) {
    steps.push_back(std::make_unique<FormNormalizer>(NormalForm::Nfd));
    steps.push_back(std::make_unique<CharacterNormalizer>(bertWithoutAccent));
  }
  if (lower) steps.push_back(std::make_unique<CharacterNormalizer>(lowered));
  return made<SequenceNormalizer>(std::move(steps));
}

Made parseSequence(const Spec& spec, int depth);

Made parseOne(const base::Json& object, std::string_view path, int depth) {
  const Spec spec(object, "normalizer", path);
  const std::string type = spec.type();
  if (type == "Sequence") return parseSequence(spec, depth);
  if (type == "Replace") return parseReplace(spec);
  if (type == "BertNormalizer") return parseBert(spec);
  if (type == "Precompiled") {
    TIMBRE_TRY(spec.allow({"precompiled_charsmap"}));
    TIMBRE_ASSIGN(const std::string map, spec.textOrNull("precompiled_charsmap"));
    return makePrecompiled(map, path);
  }
  if (type == "Prepend") {
    TIMBRE_TRY(spec.allow({"prepend"}));
    TIMBRE_ASSIGN(const std::string prefix, spec.text("prepend"));
    return made<PrependNormalizer>(prefix);
  }
  if (type == "Strip") {
    TIMBRE_TRY(spec.allow({"strip_left", "strip_right"}));
    TIMBRE_ASSIGN(const bool left, spec.boolean("strip_left"));
    TIMBRE_ASSIGN(const bool right, spec.boolean("strip_right"));
    return made<StripNormalizer>(left, right);
  }
  constexpr std::string_view kPlain[] = {"NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel"};
  if (std::find(std::begin(kPlain), std::end(kPlain), type) == std::end(kPlain))
    return spec.unsupported(type.empty() ? "without a type" : type);
  TIMBRE_TRY(spec.allow({}));
  if (type == "NFC") return made<FormNormalizer>(NormalForm::Nfc);
  if (type == "NFD") return made<FormNormalizer>(NormalForm::Nfd);
  if (type == "NFKC") return made<FormNormalizer>(NormalForm::Nfkc);
  if (type == "NFKD") return made<FormNormalizer>(NormalForm::Nfkd);
  if (type == "Lowercase") return made<CharacterNormalizer>(lowered);
  if (type == "StripAccents") return made<CharacterNormalizer>(withoutAccent);
  if (type == "Nmt") return made<CharacterNormalizer>(nmt);
  return made<CharacterNormalizer>(byteLetters);
}

Made parseSequence(const Spec& spec, int depth) {
  TIMBRE_TRY(spec.allow({"normalizers"}));
  const base::Json* list = spec.member("normalizers");
  if (!list || !list->is_array() || depth > 8) return spec.invalid("Sequence without a list of normalizers");
  std::vector<std::unique_ptr<Normalizer>> steps;
  for (const base::Json& item : *list) {
    TIMBRE_ASSIGN(auto step, parseOne(item, spec.path(), depth + 1));
    steps.push_back(std::move(step));
  }
  return made<SequenceNormalizer>(std::move(steps));
}

}  // namespace

base::Result<std::unique_ptr<Normalizer>> parseNormalizer(const base::Json& spec, std::string_view path) {
  if (spec.is_null()) return std::unique_ptr<Normalizer>();
  return parseOne(spec, path, 0);
}

}  // namespace timbre::text
