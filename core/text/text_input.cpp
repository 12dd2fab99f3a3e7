// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/text_input.h"

#include "core/base/utf8.h"
#include "core/text/tokenizer.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace timbre::text {

namespace {

/// Bytes of the character at text[i], which is not ASCII; 0: it is not valid. Leads that allow every continuation byte
/// are told from their bytes alone.
std::size_t lengthAt(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[i + k]); };
  const std::size_t left = text.size() - i;
  const unsigned lead = byte(0);
  if (lead > 0xE0 && lead < 0xF0 && lead != 0xED && left >= 3)
    return (byte(1) & 0xC0) == 0x80 && (byte(2) & 0xC0) == 0x80 ? 3 : 0;
  if (lead >= 0xC2 && lead < 0xE0 && left >= 2) return (byte(1) & 0xC0) == 0x80 ? 2 : 0;
  const base::CodePoint c = base::decodeUtf8(text, i);
  return c.valid ? c.length : 0;
}

std::size_t firstInvalid(std::string_view text, std::size_t from) {
  std::size_t i = from;
  while (i < text.size()) {
    if (i + 8 <= text.size()) {
      std::uint64_t high;
      std::memcpy(&high, text.data() + i, 8);
      high &= 0x8080808080808080ull;
      i += static_cast<std::size_t>(std::countr_zero(high)) / 8;
      if (high == 0) continue;
    }
    do {
      const std::size_t length = static_cast<unsigned char>(text[i]) < 0x80 ? 1 : lengthAt(text, i);
      if (length == 0) return i;
      i += length;
    } while (i < text.size() && static_cast<unsigned char>(text[i]) >= 0x80);
  }
  return text.size();
}

}  // namespace

base::Result<Piece> inputPiece(std::string_view text, Arena& arena) {
  if (text.size() > kLongestText)
    return base::Error("tokenizer.budget", {{"what", "text of " + std::to_string(text.size()) + " bytes"}});
  const Piece whole{text, nullptr, 0};
  std::size_t bad = firstInvalid(text, 0);
  if (bad == text.size()) return whole;
  Arena::Buffer& out = arena.make();
  std::size_t copied = 0;
  while (bad < text.size()) {
    out.append(whole, copied, bad);
    out.append("\xEF\xBF\xBD", whole.origin(bad, bad + 1));
    copied = bad + 1;
    bad = firstInvalid(text, copied);
  }
  out.append(whole, copied, text.size());
  return Arena::view(out, 0);
}

base::Result<std::string> Tokenizer::decodeGiven(std::span<const TokenId> ids, bool skipSpecial) const {
  for (const TokenId id : ids)
    if (tokenText(id).empty())
      return base::Error("tokenizer.bad_id", {{"id", std::to_string(id)}, {"limit", std::to_string(vocabSize())}});
  return decode(ids, skipSpecial);
}

base::Result<std::vector<TokenId>> Tokenizer::encodeIds(std::string_view text, const EncodeOptions& options) const {
  TIMBRE_ASSIGN(Encoding encoding, encode(text, options));
  return std::move(encoding.ids);
}

}  // namespace timbre::text
