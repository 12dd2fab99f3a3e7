// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "core/base/file_ops.h"
#include "core/text/bpe_trainer.h"

namespace timbre::cli {

namespace {

struct Options {
  int vocab = 4096;
  std::string out;
  std::vector<std::string> files;
  bool force = false;
};

int run(Registry& registry, const Options& options) {
  Context& context = registry.context;
  if (auto free = mayWrite(options.out, options.force); !free.ok()) return context.fail(free.error());
  text::BpeTrainOptions train;
  train.vocab = options.vocab;
  const std::vector<std::filesystem::path> files(options.files.begin(), options.files.end());
  base::FileOps ops;
  auto report = text::trainBpe(files, train, options.out, ops, registry.cancel, [&](std::size_t made, std::size_t wanted) {
    context.progress("merging", wanted ? double(made) / double(wanted) : -1);
  });
  context.endProgress();
  if (!report.ok()) return context.fail(report.error());
  if (context.globals().json) context.object({{"vocab", report->vocab}, {"merges", report->merges}, {"bytes_per_token", report->bytesPerToken}});
  else context.line(std::to_string(report->vocab) + " entries, " + std::to_string(report->bytesPerToken) + " bytes per token");
  return kDone;
}

}  // namespace

void addTrainTokenizer(Registry& registry) {
  auto options = std::make_shared<Options>();
  CLI::App* command = registry.app.add_subcommand("train-tokenizer", "Learn a byte-level BPE tokenizer from text");
  command->add_option("--vocab", options->vocab, "Entries in all")->required()->check(CLI::Range(259, 1 << 20));
  command->add_option("--out", options->out, "tokenizer.json to write")->required();
  command->add_flag("--force", options->force, "Overwrite it");
  command->add_option("FILE", options->files, "Text files")->required();
  command->footer("Example: timbre-cli train-tokenizer --vocab 4096 --out tokenizer.json corpus.txt");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return run(registry, *options); }; });
}

}  // namespace timbre::cli
