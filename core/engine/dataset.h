// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a run. They are frozen into the run folder before anything else happens — each line as it stood, with its
// split added — and from then on only the frozen file is read, so edits of the source change nothing. Then they are
// encoded, on several threads, in the order of the file.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/batch/samples.h"
#include "core/jobs/run.h"
#include "core/recipe/recipe.h"
#include "core/text/chat_encoder.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace timbre::engine {

struct FrozenDataset {
  std::int64_t rows = 0, trainRows = 0, validationRows = 0, testRows = 0;
  std::string sha256;  ///< of dataset.jsonl
};

/// Copies the rows of `sources` (JSONL, {"messages": […]} or {"text": …}) to `target` with the member "split": "train",
/// "validation" or "test". A row that brings such a "split" keeps it; of the others a share is held out
/// (batch/split.h). Errors: engine.bad_row (line, reason), engine.no_rows, file.*, disk.full.
base::Result<FrozenDataset> freezeDataset(base::FileOps& ops, const std::vector<std::filesystem::path>& sources,
                                          const std::filesystem::path& target, const recipe::Recipe& recipe);

/// What {"text"} rows are framed by: <|endoftext|> on both sides when the vocabulary has it, else BOS and EOS.
struct TextFrame {
  std::optional<text::TokenId> before, after;
};
TextFrame textFrame(const text::Tokenizer& tokenizer);

struct EncodedDataset {
  batch::SampleSet train, validation;
  std::int64_t cutRows = 0, cutTokens = 0;            ///< rows longer than max_tokens and what they lost
  std::int64_t emptyRows = 0;                         ///< left out: nothing in them is trained
  std::int64_t inexactRows = 0;                       ///< with an answer whose span is not exact (text/chat_answers.h)
  std::int64_t firstCutLine = 0, firstEmptyLine = 0, firstInexactLine = 0;  ///< lines of dataset.jsonl, from 1; 0: none
};

struct EncodeJob {
  const text::Tokenizer* tokenizer = nullptr;
  const text::ChatEncoder* encoder = nullptr;  ///< may be null: then {"messages"} rows are the error `noTemplate`
  base::Error noTemplate = base::Error("engine.no_template");
  int threads = 1;
  const jobs::RunControl* control = nullptr;      ///< a stop ends the work with "cancelled"
  std::function<void(double fraction)> progress;  ///< called on the calling thread
};

/// Errors: `noTemplate`, engine.row_not_encoded (line, reason), engine.bad_row, batch.nothing_to_train, cancelled.
base::Result<EncodedDataset> encodeDataset(const std::filesystem::path& frozen, const recipe::Recipe& recipe,
                                           const EncodeJob& job);

}  // namespace timbre::engine
