// SPDX-License-Identifier: GPL-3.0-or-later
// Unicode normal forms, done in small independent stretches so that every output byte knows which input it came from.
#include "core/base/utf8.h"
#include "core/text/char_set.h"
#include "core/text/normalizers.h"
#include "core/text/unicode_classes.h"
#include "core/text/utf8_walk.h"

#include <utf8proc.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace timbre::text {

namespace {

/// True when no normal form joins or reorders `c` with what stands before it. May say no too often, never yes wrongly:
/// everything that composes or reorders is a mark, a Hangul vowel or trailing consonant, or becomes one (half-width and
/// compatibility letters).
bool startsStretch(char32_t c) {
  if (c == 0x11A7) return true;  // stands before the trailing consonants and joins nothing, whatever utf8proc thinks
  if (c < 0x300 || (c >= 0x3400 && c <= 0x9FFF)) return true;
  if ((c >= 0x1160 && c <= 0x11FF) || (c >= 0x3131 && c <= 0x318E) || (c >= 0xFF9E && c <= 0xFFDC)) return false;
  if (CharTable::shared().is(c, CharMark)) return false;
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class == 0;
}

/// True when `c` alone is already in the form (again: no too often is harmless).
bool isStable(NormalForm form, char32_t c) {
  if (c < 0x80) return true;
  const bool compose = form == NormalForm::Nfc || form == NormalForm::Nfkc;
  const bool compatible = form == NormalForm::Nfkc || form == NormalForm::Nfkd;
  if ((c >= 0x3400 && c <= 0x9FFF) || (form == NormalForm::Nfc && c < 0x300)) return true;
  if (c >= 0xAC00 && c <= 0xD7A3) return compose;
  std::array<utf8proc_int32_t, 32> out;
  int boundClass = 0;
  const auto options =
      static_cast<utf8proc_option_t>(compatible ? UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT : UTF8PROC_DECOMPOSE);
  const utf8proc_ssize_t n =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), out.data(), out.size(), options, &boundClass);
  if (n == 1 && out[0] == static_cast<utf8proc_int32_t>(c)) return true;
  if (!compose || n < 1 || n > static_cast<utf8proc_ssize_t>(out.size())) return false;
  // É decomposes and composes back to itself.
  const auto stable =
      utf8proc_normalize_utf32(out.data(), n, static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  return stable == 1 && out[0] == static_cast<utf8proc_int32_t>(c);
}

std::string normalizeStretch(NormalForm form, std::string_view stretch) {
  int options = UTF8PROC_STABLE;
  options |= form == NormalForm::Nfc || form == NormalForm::Nfkc ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE;
  if (form == NormalForm::Nfkc || form == NormalForm::Nfkd) options |= UTF8PROC_COMPAT;
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t n =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(stretch.data()),
                   static_cast<utf8proc_ssize_t>(stretch.size()), &out, static_cast<utf8proc_option_t>(options));
  if (n < 0) return std::string(stretch);  // only for invalid UTF-8, which never gets here
  std::string result(reinterpret_cast<const char*>(out), static_cast<std::size_t>(n));
  std::free(out);
  return result;
}

/// Characters that stay what they are between others of their kind. Made at the first use, in some 15 ms.
template <NormalForm form>
const CharSet& settled() {
  static const CharSet set = [] {
    CharSet out;
    for (char32_t c = 0; c < CharSet::kEnd; ++c)
      if ((c < 0xD800 || c > 0xDFFF) && startsStretch(c) && isStable(form, c)) out.add(c);
    return out;
  }();
  return set;
}

const CharSet& settledIn(NormalForm form) {
  switch (form) {
    case NormalForm::Nfc:
      return settled<NormalForm::Nfc>();
    case NormalForm::Nfd:
      return settled<NormalForm::Nfd>();
    case NormalForm::Nfkc:
      return settled<NormalForm::Nfkc>();
    case NormalForm::Nfkd:
      break;
  }
  return settled<NormalForm::Nfkd>();
}

/// Behind the characters from `at` on that need no look: settled ones, each before another or the end.
std::size_t skipSettled(const CharSet& settled, std::string_view text, std::size_t at) {
  while (at < text.size()) {
    std::uint64_t eight = 0x80;
    if (at + 8 <= text.size()) std::memcpy(&eight, text.data() + at, 8);
    if ((eight & 0x8080808080808080ull) == 0) {
      at += 7;  // what comes after the last one may join it
      continue;
    }
    const WalkedChar c = walkUtf8(text.data() + at);
    const std::size_t next = at + c.length;
    if (!settled.surelyHas(c.value)) break;
    if (next < text.size() && !settled.surelyHas(walkUtf8(text.data() + next).value)) break;
    at = next;
  }
  return at;
}

}  // namespace

base::Result<void> applyNormalForm(NormalForm form, Piece& piece, Arena& arena) {
  const std::string_view text = piece.text;
  const CharSet& settled = settledIn(form);
  Arena::Buffer* out = nullptr;
  std::size_t copied = 0;  // text before this is in *out
  for (std::size_t i = 0; i < text.size();) {
    i = skipSettled(settled, text, i);
    if (i == text.size()) break;
    // One stretch: a character and everything after it that may join it.
    const base::CodePoint first = base::decodeUtf8(text, i);
    std::size_t end = i + first.length;
    while (end < text.size()) {
      const base::CodePoint c = base::decodeUtf8(text, end);
      if (startsStretch(c.value)) break;
      end += c.length;
    }
    const bool single = end == i + first.length;
    if (!single || !isStable(form, first.value)) {
      const std::string_view stretch = text.substr(i, end - i);
      const std::string normal = normalizeStretch(form, stretch);
      if (normal != stretch) {
        if (!out) out = &arena.make();
        out->append(piece, copied, i);
        out->append(normal, piece.origin(i, end));
        copied = end;
      }
    }
    i = end;
  }
  if (!out) return {};
  out->append(piece, copied, text.size());
  piece = Arena::view(*out, piece.originAt(0));
  return {};
}

}  // namespace timbre::text
