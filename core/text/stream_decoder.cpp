// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/decoders.h"
#include "core/text/tokenizer.h"

#include <string>

namespace timbre::text {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kLongWindow = 96;  // ids; decoding a window again for every id stays cheap
constexpr std::size_t kContext = 24;     // ids kept as context when the window is shortened

/// What later ids cannot change: an unfinished character shows as one U+FFFD at the end.
std::size_t stableSize(std::string_view text) {
  return text.ends_with(kReplacement) ? text.size() - kReplacement.size() : text.size();
}

}  // namespace

std::string StreamDecoder::push(TokenId id) {
  if (m_skipSpecial && m_tokenizer->isSpecial(id)) return {};
  const std::string surface = m_tokenizer->tokenText(id);
  if (surface.empty()) return {};  // no token: it does not end a run of bytes either
  m_ids.push_back(id);
  // A run of <0xXX> tokens is decoded as a whole, so it is only known when it ends.
  if (fallbackByte(surface)) return {};
  const std::string text = m_tokenizer->decode(m_ids, m_skipSpecial);
  const std::size_t stable = stableSize(text);
  std::string out;
  if (stable > m_given) out = text.substr(m_given, stable - m_given);
  m_given = std::max(m_given, stable);
  if (m_ids.size() > kLongWindow && stable == text.size()) shorten(text);
  return out;
}

void StreamDecoder::shorten(const std::string& text) {
  std::vector<TokenId> tail(m_ids.end() - static_cast<std::ptrdiff_t>(kContext), m_ids.end());
  const std::string again = m_tokenizer->decode(tail, m_skipSpecial);
  // The tail must stand for its own part of the text, apart from a first space that decoders may drop.
  if (again.empty() || !text.ends_with(again)) return;
  m_ids = std::move(tail);
  m_given = again.size();
}

std::string StreamDecoder::finish() {
  const std::string text = m_tokenizer->decode(m_ids, m_skipSpecial);
  std::string out = text.size() > m_given ? text.substr(m_given) : std::string();
  m_ids.clear();
  m_given = 0;
  return out;
}

}  // namespace timbre::text
