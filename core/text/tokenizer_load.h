// SPDX-License-Identifier: GPL-3.0-or-later
// What tokenizer_config.json and special_tokens_map.json say; read with every tokenizer, because which tokens begin and
// end a text, and for SentencePiece files which entries are special, stands only there.
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace timbre::text {

/// One entry of added_tokens_decoder.
struct ConfiguredToken {
  TokenId id = -1;
  std::string content;
  bool singleWord = false, stripLeft = false, stripRight = false, normalized = true, special = false;
};

struct TokenizerConfig {
  bool present = false;  ///< there is a tokenizer_config.json
  std::string tokenizerClass;
  std::string bos, eos, unk;  ///< empty: none
  bool addBos = true;         ///< Llama's class default; see hasAddBos
  bool hasAddBos = false;
  bool addEos = false;
  bool addPrefixSpace = false;
  bool legacy = true;
  std::vector<ConfiguredToken> added;
  bool chatGlmRoles = false;  ///< names ChatGLM3 or one of its role tokens; ChatGLM2 has none
};

/// A folder without these files gives the defaults. Errors: tokenizer.invalid, those of base.
base::Result<TokenizerConfig> readTokenizerConfig(const std::filesystem::path& folder);

}  // namespace timbre::text
