// SPDX-License-Identifier: GPL-3.0-or-later
// Writes small SentencePiece model files for tests.
#pragma once

#include "core/text/sentencepiece_tokenizer.h"
#include "tests/support/test_support.h"

#include <bit>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace timbre::testing {

inline std::shared_ptr<const text::Tokenizer> loadSpm(const std::string& bytes) {
  auto model = text::readSentencePieceModel(bytes, "test.model");
  if (!model.ok()) return nullptr;
  const auto made = text::SentencePieceTokenizer::make(std::move(model).value(), {}, "test.model", "");
  return made.ok() ? *made : nullptr;
}

class SpmBuilder {
 public:
  SpmBuilder& piece(std::string text, float score, int type) {
    m_texts.push_back(std::move(text));
    m_scores.push_back(score);
    types.push_back(type);
    return *this;
  }
  std::vector<int> types;
  int modelType = 2;
  bool byteFallback = false, suffix = false, addDummyPrefix = true, removeExtra = true, escape = true;
  std::string charsmap;

  std::string bytes() const {
    std::string out;
    for (std::size_t i = 0; i < m_texts.size(); ++i) {
      std::string p = field(1, m_texts[i]);
      p += key(2, 5);
      const auto raw = std::bit_cast<std::uint32_t>(m_scores[i]);
      for (unsigned k = 0; k < 4; ++k) p += static_cast<char>(raw >> (8 * k));
      p += number(3, static_cast<std::uint64_t>(types[i]));
      out += field(1, p);
    }
    out += field(2, number(3, static_cast<std::uint64_t>(modelType)) + number(24, suffix) + number(35, byteFallback) +
                        number(40, 0) + number(41, 1) + number(42, 2) + number(43, ~std::uint64_t{0}));
    out += field(3, field(2, charsmap) + number(3, addDummyPrefix) + number(4, removeExtra) + number(5, escape));
    return out;
  }
  std::shared_ptr<const text::Tokenizer> load() const { return loadSpm(bytes()); }

 private:
  static std::string varint(std::uint64_t value) {
    std::string out;
    for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
    return out += static_cast<char>(value);
  }
  static std::string key(unsigned number, unsigned wire) { return varint((std::uint64_t{number} << 3) | wire); }
  static std::string number(unsigned n, std::uint64_t value) { return key(n, 0) + varint(value); }
  static std::string field(unsigned n, const std::string& bytes) { return key(n, 2) + varint(bytes.size()) + bytes; }

  std::vector<std::string> m_texts;
  std::vector<float> m_scores;
};

/// A double-array trie as SentencePiece stores it. Every node gets 256 units of its own: wasteful and simple.
inline std::string makeCharsmap(const std::map<std::string, std::string>& entries) {
  struct Node {
    std::map<unsigned char, std::size_t> children;
    long value = -1;
  };
  std::vector<Node> nodes(1);
  std::string replacements;
  for (const auto& [from, to] : entries) {
    std::size_t node = 0;
    for (const char c : from) {
      const auto byte = static_cast<unsigned char>(c);
      if (!nodes[node].children.contains(byte)) {
        nodes[node].children[byte] = nodes.size();
        nodes.emplace_back();
      }
      node = nodes[node].children[byte];
    }
    nodes[node].value = static_cast<long>(replacements.size());
    replacements += to + '\0';
  }
  // Node n has its children at base 256·(n+1) xor label; the leaf value stands at label 0.
  std::vector<std::uint32_t> units(256 * (nodes.size() + 1), 0);
  const auto unit = [&](std::size_t position, std::size_t node, std::uint32_t label) {
    const std::uint32_t offset = static_cast<std::uint32_t>(256 * (node + 1)) ^ static_cast<std::uint32_t>(position);
    units[position] = label | (nodes[node].value >= 0 ? 1u << 8 : 0u) | (offset << 10);
  };
  const auto place = [&](auto&& self, std::size_t position, std::size_t node, std::uint32_t label) -> void {
    unit(position, node, label);
    const std::size_t base = 256 * (node + 1);
    if (nodes[node].value >= 0) units[base] = static_cast<std::uint32_t>(nodes[node].value) | 0x80000000u;
    for (const auto& [byte, child] : nodes[node].children) self(self, base ^ byte, child, byte);
  };
  place(place, 0, 0, 0);
  std::string out;
  const auto put = [&](std::uint32_t value) {
    for (unsigned k = 0; k < 4; ++k) out += static_cast<char>(value >> (8 * k));
  };
  put(static_cast<std::uint32_t>(units.size() * 4));
  for (const std::uint32_t u : units) put(u);
  return out + replacements;
}

}  // namespace timbre::testing
