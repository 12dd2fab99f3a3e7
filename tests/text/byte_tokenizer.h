// SPDX-License-Identifier: GPL-3.0-or-later
// A byte-level tokenizer.json without merges, and the short form of a text in goldens.
#pragma once

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/utf8.h"

#include <string>
#include <vector>

namespace timbre::testing {

/// 256 bytes, then the given special tokens.
inline std::string byteTokenizer(const std::vector<std::string>& specials) {
  base::Json vocab = base::Json::object();
  int id = 0;
  char32_t next = 256;
  for (int byte = 0; byte < 256; ++byte) {
    const bool printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    std::string symbol;
    base::appendUtf8(symbol, printable ? static_cast<char32_t>(byte) : next++);
    vocab[symbol] = id++;
  }
  base::Json added = base::Json::array();
  for (const std::string& special : specials)
    added.push_back({{"id", id++}, {"content", special}, {"single_word", false}, {"lstrip", false}, {"rstrip", false}, {"normalized", false}, {"special", true}});
  const base::Json byteLevel = {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
  return base::dumpJson({{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}, {"added_tokens", added}, {"normalizer", nullptr},
                         {"pre_tokenizer", byteLevel}, {"post_processor", nullptr}, {"decoder", byteLevel},
                         {"model", {{"type", "BPE"}, {"dropout", nullptr}, {"unk_token", nullptr}, {"continuing_subword_prefix", nullptr},
                                    {"end_of_word_suffix", nullptr}, {"fuse_unk", false}, {"byte_fallback", false}, {"ignore_merges", false},
                                    {"vocab", vocab}, {"merges", base::Json::array()}}}});
}

/// "length:first 16 digits of the SHA-256".
inline std::string summary(std::string_view text) { return std::to_string(text.size()) + ":" + base::sha256Hex(text).substr(0, 16); }

}  // namespace timbre::testing
