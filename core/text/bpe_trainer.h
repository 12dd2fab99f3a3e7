// SPDX-License-Identifier: GPL-3.0-or-later
// Learns a byte-level BPE vocabulary from text: the most frequent adjacent pair becomes a new entry, again and again.
// The result is a standard tokenizer.json. Deterministic: the same text and options give the same bytes on any machine
// (ties go to the pair with the smaller ids). Memory grows with the number of different words, not with the text.
// A BpeTrainer belongs to one thread.
#pragma once

#include "core/base/cancel.h"
#include "core/base/file_ops.h"
#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

struct BpeTrainOptions {
  int vocab = 4096;  ///< entries in all: specials + 256 bytes + learned ones; fewer when the text has not enough pairs
  /// Added as special tokens with the ids 0, 1, …; where they stand in the text they are cut out.
  std::vector<std::string> specials = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"};
  bool isolateCjk = true;          ///< every CJK character and CJK or full-width mark is a word of its own
  bool singleDigits = true;        ///< every digit is a word of its own
  std::uint64_t minFrequency = 2;  ///< rarer pairs are not merged
};

struct BpeTrainReport {
  std::size_t vocab = 0;
  std::size_t merges = 0;
  double bytesPerToken = 0;  ///< over the text it was trained on, specials left out
  std::uint64_t bytes = 0;   ///< of that text
  std::uint64_t words = 0;   ///< different words
};

class BpeTrainer {
 public:
  /// Errors: tokenizer.training (vocab too small or too large, specials empty or twice).
  static base::Result<BpeTrainer> create(BpeTrainOptions options);

  /// Counts the words of one text; invalid UTF-8 counts as U+FFFD. A word never reaches across two calls.
  /// Errors: tokenizer.budget.
  base::Result<void> feed(std::string_view text);

  struct Trained {
    base::Json tokenizer;  ///< the content of tokenizer.json
    BpeTrainReport report;
  };
  /// `progress` gets entries made and wanted, now and then. Errors: cancelled, tokenizer.training (no text).
  base::Result<Trained> train(const base::CancelToken& cancel = {},
                              const std::function<void(std::size_t, std::size_t)>& progress = {}) const;

  BpeTrainer(BpeTrainer&&) noexcept;
  BpeTrainer& operator=(BpeTrainer&&) noexcept;
  ~BpeTrainer();

 private:
  struct State;
  explicit BpeTrainer(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

/// Feeds all files (any size, read in pieces), trains, writes `out` atomically.
/// Errors: those of BpeTrainer and of base.
base::Result<BpeTrainReport> trainBpe(std::span<const std::filesystem::path> files, const BpeTrainOptions& options,
                                      const std::filesystem::path& out, base::FileOps& ops,
                                      const base::CancelToken& cancel = {},
                                      const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace timbre::text
