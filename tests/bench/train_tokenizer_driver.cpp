// SPDX-License-Identifier: GPL-3.0-or-later
// train_tokenizer_driver VOCAB OUT.json TEXT… — the tokenizer trainer without the command line program.
#include "core/base/messages.h"
#include "core/text/bpe_trainer.h"

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  timbre::text::BpeTrainOptions options;
  options.vocab = std::atoi(argv[1]);
  const std::vector<std::filesystem::path> files(argv + 3, argv + argc);
  timbre::base::FileOps ops;
  const auto report = timbre::text::trainBpe(files, options, argv[2], ops);
  if (!report.ok()) {
    std::fprintf(stderr, "%s\n", timbre::base::errorSentence(report.error()).c_str());
    return 1;
  }
  std::printf("%zu entries, %zu merges, %.3f bytes a token\n", report->vocab, report->merges, report->bytesPerToken);
}
