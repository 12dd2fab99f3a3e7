// SPDX-License-Identifier: GPL-3.0-or-later
// Whose tokenizer speaks while an adapter is on. Trainers save the tokenizer beside the adapter; it is the base's
// again, or one whose vocabulary the adapter was trained with. Free of LibTorch; the tokenizers may be used from any
// thread.
#pragma once

#include "core/text/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace timbre::text {

/// Whether both give every id the same text and the same meaning.
bool sameVocabulary(const Tokenizer& a, const Tokenizer& b);

/// The tokenizer of the adapter's folder where its vocabulary is not the base's, else null: the base's goes on; so it does where the
/// adapter's only adds tokens behind the last row of an embedding that has not grown (a padding token that trainers leave). `rows`
/// are those of the embedding under the adapter, `baseRows` those without it. Errors: adapter.tokenizer_rows when the
/// tokenizer has ids without a row, adapter.no_tokenizer when the vocabulary has grown and the folder has none, and
/// those of loadTokenizer for one that cannot be read.
base::Result<std::shared_ptr<const Tokenizer>> adapterTokenizer(const std::filesystem::path& adapterFolder,
                                                                const Tokenizer& base, std::int64_t baseRows,
                                                                std::int64_t rows);

/// Whether a file is called like one that holds a tokenizer or a chat template, beside a model or an adapter.
bool isTextFile(const std::filesystem::path& file);

}  // namespace timbre::text
