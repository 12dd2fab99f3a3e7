// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/text_input.h"

#include "core/base/utf8.h"
#include "core/text/tokenizer.h"

#include <cstring>

namespace timbre::text {

namespace {

std::size_t firstInvalid(std::string_view text, std::size_t from) {
  std::size_t i = from;
  while (i < text.size()) {
    std::uint64_t word = 0;
    if (i + 8 <= text.size()) std::memcpy(&word, text.data() + i, 8);
    if (i + 8 <= text.size() && (word & 0x8080808080808080ull) == 0) {
      i += 8;
      continue;
    }
    // Most of what is not ASCII is three bytes long and begins with none of the leads that have exceptions.
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    while (i + 3 <= text.size() && byte(i) > 0xE0 && byte(i) < 0xED && (byte(i + 1) & 0xC0) == 0x80 &&
           (byte(i + 2) & 0xC0) == 0x80)
      i += 3;
    if (i == text.size()) break;
    if (byte(i) < 0x80) {
      ++i;
      continue;
    }
    const base::CodePoint c = base::decodeUtf8(text, i);
    if (!c.valid) return i;
    i += c.length;
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
