// SPDX-License-Identifier: GPL-3.0-or-later
// What tokenizer_config.json, special_tokens_map.json and added_tokens.json say; read with every tokenizer of a folder,
// because which tokens begin and end a text, and which entries are special, may stand only there. Read strictly: a
// value of another type is tokenizer.invalid, a setting that changes ids and is not implemented tokenizer.unsupported.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace timbre::text {

/// One entry of added_tokens_decoder, or a token that another member names.
struct ConfiguredToken {
  TokenId id = -1;  ///< -1: that of the vocabulary, else the next free one
  std::string content;
  bool singleWord = false, stripLeft = false, stripRight = false, normalized = false, special = false;
  bool mayBeNew = true;  ///< false: a name that the library's versions disagree about, so it only marks what is there
};

struct TokenizerConfig {
  bool present = false;  ///< there is a tokenizer_config.json
  std::string tokenizerClass;
  /// Nothing: the files do not say, the class decides. Empty: null, there is none.
  std::optional<std::string> bos, eos, unk;
  std::optional<bool> addBos, addEos, addPrefixSpace;
  bool legacy = true;
  bool samples = false;  ///< sp_model_kwargs is not empty
  std::string decodeErrors = "replace";
  std::string extraVocabFile;          ///< Qwen 1: a second rank file in the folder
  std::vector<ConfiguredToken> added;  ///< by id: added_tokens_decoder, else added_tokens.json
  std::vector<ConfiguredToken> named;  ///< bos_token … additional_special_tokens, in the order in which they get ids
  bool chatGlmRoles = false;           ///< names ChatGLM3 or one of its role tokens; ChatGLM2 has none

  /// The given names, else those of the class; empty: none.
  std::string bosName() const;
  std::string eosName() const;
  std::string unkName() const;
};

/// The name that a class gives to "bos_token", "eos_token" or "unk_token" when its files do not; empty: none.
std::string_view classTokenName(std::string_view tokenizerClass, std::string_view key);

/// A folder without these files gives the defaults. Errors: tokenizer.invalid, tokenizer.unsupported, those of base.
base::Result<TokenizerConfig> readTokenizerConfig(const std::filesystem::path& folder);

/// The same from the files' contents, all of them objects; `config` has the names of special_tokens_map.json already.
base::Result<TokenizerConfig> parseTokenizerConfig(const base::Json& config, const base::Json& addedTokens,
                                                   std::string_view path);

/// Brings the names of special_tokens_map.json into tokenizer_config.json as the library does: the map wins where there
/// is no added_tokens_decoder, else it only fills gaps.
void mergeNames(base::Json& config, const base::Json& map);
/// Both files of a folder, merged. An empty object when there is neither.
base::Result<base::Json> readConfigObject(const std::filesystem::path& folder);

enum class RootSource {
  File,  ///< tokenizer.json: what it says about both ends of a text counts, add_bos_token and add_eos_token do not
  Made,  ///< made here from vocab.json and merges.txt
};

/// Brings a tokenizer.json (`root`) to what the library makes of it together with the folder's other files: flags of
/// added tokens, tokens that only the other files name, the ends of a text. Errors: tokenizer.invalid (the files
/// contradict each other), tokenizer.unsupported (add_prefix_space contradicts them, and the class heeds both).
base::Result<void> overlayConfig(base::Json& root, const TokenizerConfig& config, RootSource source,
                                 std::string_view path);

}  // namespace timbre::text
