// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/added_tokens.h"

#include "core/base/utf8.h"
#include "core/text/unicode_classes.h"

#include <algorithm>

namespace timbre::text {

namespace {

std::size_t characterBefore(std::string_view text, std::size_t i) {
  --i;
  while (i > 0 && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) --i;
  return i;
}

bool isWordBefore(std::string_view text, std::size_t i) {
  return i > 0 && isRustWord(base::decodeUtf8(text, characterBefore(text, i)).value);
}

bool isWordAt(std::string_view text, std::size_t i) {
  return i < text.size() && isRustWord(base::decodeUtf8(text, i).value);
}

std::size_t skipSpacesLeft(std::string_view text, std::size_t i, std::size_t floor) {
  while (i > floor) {
    const std::size_t before = characterBefore(text, i);
    if (!CharTable::shared().is(base::decodeUtf8(text, before).value, CharSpace)) break;
    i = before;
  }
  return i;
}

std::size_t skipSpacesRight(std::string_view text, std::size_t i) {
  while (i < text.size()) {
    const base::CodePoint c = base::decodeUtf8(text, i);
    if (!CharTable::shared().is(c.value, CharSpace)) break;
    i += c.length;
  }
  return i;
}

}  // namespace

AddedTokenMatcher::AddedTokenMatcher(std::vector<AddedToken> tokens)
    : m_tokens(std::move(tokens)), m_nodes(1), m_first(256, 0) {
  for (std::size_t t = 0; t < m_tokens.size(); ++t) {
    if (m_tokens[t].pattern.empty()) continue;
    std::uint32_t node = 0;
    for (const char c : m_tokens[t].pattern) {
      const auto byte = static_cast<unsigned char>(c);
      std::uint32_t next = child(node, byte);
      if (next == 0) {
        next = static_cast<std::uint32_t>(m_nodes.size());
        m_nodes.emplace_back();
        m_nodes[node].children.emplace_back(byte, next);
        if (node == 0) m_first[byte] = next;
      }
      node = next;
    }
    if (m_nodes[node].token < 0) m_nodes[node].token = static_cast<std::int32_t>(t);
  }
}

std::uint32_t AddedTokenMatcher::child(std::uint32_t node, unsigned char byte) const {
  if (node == 0) return m_first[byte];
  for (const auto& [key, next] : m_nodes[node].children)
    if (key == byte) return next;
  return 0;
}

std::size_t AddedTokenMatcher::longestAt(std::string_view text, std::size_t at, TokenId* id) const {
  std::size_t best = 0;
  if (at >= text.size()) return best;
  std::uint32_t node = m_first[static_cast<unsigned char>(text[at])];
  for (std::size_t i = at + 1; node != 0; ++i) {
    if (const std::int32_t token = m_nodes[node].token; token >= 0) {
      best = i - at;
      if (id) *id = m_tokens[static_cast<std::size_t>(token)].id;
    }
    if (i >= text.size()) break;
    node = child(node, static_cast<unsigned char>(text[i]));
  }
  return best;
}

base::Result<std::vector<AddedMatch>> AddedTokenMatcher::find(std::string_view text) const {
  std::vector<AddedMatch> matches;
  if (m_tokens.empty()) return matches;
  std::size_t steps = 100 * text.size() + 10'000'000;
  std::size_t covered = 0;  // end of the last match with what it swallowed
  for (std::size_t at = 0; at < text.size();) {
    std::uint32_t node = m_first[static_cast<unsigned char>(text[at])];
    if (node == 0) {
      ++at;
      continue;
    }
    std::int32_t token = -1;
    std::size_t end = at;
    for (std::size_t i = at + 1; node != 0; ++i) {
      if (m_nodes[node].token >= 0) {
        token = m_nodes[node].token;
        end = i;
      }
      if (steps-- == 0) return base::Error("tokenizer.budget", {{"what", "added tokens"}});
      if (i >= text.size()) break;
      node = child(node, static_cast<unsigned char>(text[i]));
    }
    if (token < 0) {
      ++at;
      continue;
    }
    const AddedToken& found = m_tokens[static_cast<std::size_t>(token)];
    AddedMatch match{at, end, found.id};
    at = end;
    if (found.singleWord && (isWordBefore(text, match.begin) || isWordAt(text, match.end))) continue;
    if (found.stripLeft)
      match.begin = std::max(skipSpacesLeft(text, match.begin, std::min(covered, match.begin)), covered);
    if (found.stripRight) {
      match.end = skipSpacesRight(text, match.end);
      if (steps < match.end - end) return base::Error("tokenizer.budget", {{"what", "added tokens"}});
      steps -= match.end - end;
    }
    if (match.begin >= match.end) continue;  // the one before swallowed all of it
    covered = match.end;
    matches.push_back(match);
  }
  return matches;
}

}  // namespace timbre::text
