// SPDX-License-Identifier: GPL-3.0-or-later
// Rank files: one token a line, base64 and rank (formats.md 2.7). The file holds neither the splitting pattern nor the
// special tokens; both belong to a named encoding, recognised by the file's SHA-256. Immutable and thread-safe.
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_load.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

namespace timbre::text {

enum class SpecialsInText {
  Ordinary,  ///< "<|endoftext|>" in a text is just characters (a bare file; OpenAI's encode_ordinary)
  Parsed,    ///< it is the token (a model folder, whose chat template writes it)
};

/// `encoding`: r50k_base, gpt2, p50k_base, p50k_edit, cl100k_base, o200k_base, o200k_harmony, qwen, llama3; empty: by
/// SHA-256, then by file name; a file that is still unknown has no special tokens and is split like llama3 when it is
/// called *.model (only that family names rank files so), else like cl100k_base. Errors: tokenizer.invalid,
/// tokenizer.unsupported (no such encoding), those of base.
base::Result<std::shared_ptr<const Tokenizer>> loadTiktoken(const std::filesystem::path& path,
                                                            std::string_view encoding = {},
                                                            SpecialsInText specials = SpecialsInText::Ordinary);

/// What a model folder says beside its rank file.
struct RankFolder {
  TokenizerConfig config;
  std::string extraRanks;  ///< Qwen 1: the bytes of extra_vocab_file; what is known already is skipped, as Qwen does
};

/// The same from bytes in memory; `path` goes into errors and, without `encoding`, names the file. With `folder`, the
/// special tokens that it names are added to those of the encoding or rename them, and its BOS and EOS count.
base::Result<std::shared_ptr<const Tokenizer>> readTiktoken(std::string_view bytes, const std::filesystem::path& path,
                                                            std::string_view encoding = {},
                                                            SpecialsInText specials = SpecialsInText::Ordinary,
                                                            const RankFolder* folder = nullptr);

/// Mistral's tekken.json, from bytes in memory (formats.md 2.10): special tokens first, then the tokens by rank, the
/// pattern in the file. Errors: tokenizer.invalid, tokenizer.unsupported (a key that is not known), tokenizer.regex.
base::Result<std::shared_ptr<const Tokenizer>> readTekken(std::string_view bytes, const std::filesystem::path& path,
                                                          SpecialsInText specials = SpecialsInText::Ordinary);

/// The encoding that OpenAI uses for a model ("gpt-4o-mini" → o200k_base, also "ft:gpt-4.1…"), or nothing.
std::optional<std::string_view> tiktokenEncodingOf(std::string_view model);

}  // namespace timbre::text
