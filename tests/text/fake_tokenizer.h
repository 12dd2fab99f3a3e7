// SPDX-License-Identifier: GPL-3.0-or-later
// A tokenizer small enough to reason about: given special strings are one token each, every other byte is its own token.
#pragma once

#include "core/text/tokenizer.h"

namespace timbre::testing {

class FakeTokenizer : public text::Tokenizer {
 public:
  explicit FakeTokenizer(std::vector<std::string> specials) : m_specials(std::move(specials)) {}

  base::Result<text::Encoding> encode(std::string_view text, const text::EncodeOptions& options) const override {
    text::Encoding out;
    if (options.addSpecial) add(out, 256, 0, 0);
    for (std::size_t i = 0; i < text.size();) {
      std::size_t best = m_specials.size();
      for (std::size_t s = 0; s < m_specials.size(); ++s)
        if (text.substr(i).starts_with(m_specials[s]) && (best == m_specials.size() || m_specials[s].size() > m_specials[best].size())) best = s;
      const std::size_t length = best < m_specials.size() ? m_specials[best].size() : 1;
      add(out, best < m_specials.size() ? static_cast<text::TokenId>(257 + best) : static_cast<unsigned char>(text[i]), i, i + length);
      i += length;
    }
    return out;
  }
  std::string decode(std::span<const text::TokenId> ids, bool skipSpecial) const override {
    std::string out;
    for (const auto id : ids) {
      if (id < 256) out += static_cast<char>(id);
      else if (!skipSpecial) out += tokenText(id);
    }
    return out;
  }
  std::string tokenBytes(text::TokenId id) const override { return id < 256 ? std::string(1, static_cast<char>(id)) : std::string(); }
  std::string tokenText(text::TokenId id) const override {
    return id < 256 ? tokenBytes(id) : id == 256 ? "<start>" : m_specials[static_cast<std::size_t>(id) - 257];
  }
  std::optional<text::TokenId> tokenId(std::string_view surface) const override {
    for (std::size_t s = 0; s < m_specials.size(); ++s)
      if (m_specials[s] == surface) return static_cast<text::TokenId>(257 + s);
    return std::nullopt;
  }
  bool isSpecial(text::TokenId id) const override { return id >= 256; }
  std::size_t vocabSize() const override { return 257 + m_specials.size(); }
  std::optional<text::TokenId> bosId() const override { return 256; }
  std::optional<text::TokenId> eosId() const override { return std::nullopt; }
  std::string kind() const override { return "bytes"; }
  std::string hash() const override { return {}; }

 private:
  static void add(text::Encoding& out, text::TokenId id, std::size_t begin, std::size_t end) {
    out.ids.push_back(id);
    out.begin.push_back(static_cast<std::uint32_t>(begin));
    out.end.push_back(static_cast<std::uint32_t>(end));
  }
  std::vector<std::string> m_specials;
};

}  // namespace timbre::testing
