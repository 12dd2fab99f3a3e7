// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/resources.h"

#include "core/base/reasons.h"
#include "core/data/prices.h"
#include "core/data/validate.h"
#include "core/text/tokenizer.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace timbre::cli {

namespace {

struct Options {
  std::string file, model, tokenizer;
  std::int64_t maxTokens = 4096;
};

void print(Context& context, const base::Json& json) {
  for (const char* key : {"examples", "format_errors", "missing_system", "missing_user", "too_long", "messages", "tokens", "assistant_tokens",
                          "default_epochs", "tokens_per_epoch", "tokens_total"})
    if (const auto* value = base::member(json, key)) context.line(std::string(key) + ": " + base::dumpJson(*value));
  if (const auto* bad = base::member(json, "bad_lines"))
    for (const auto& line : *bad)
      context.line("line " + std::to_string(base::integerOr(line, "line", 0)) + ", column " + std::to_string(base::integerOr(line, "column", 0)) + ": " + base::stringOr(line, "message"));
}

base::Result<data::ValidateReport> validateInput(const std::string& file, const data::ValidateOptions& options, const base::CancelToken& cancel) {
  if (file != "-") return data::validateFile(file, options, cancel);
  const auto source = [&](char* buffer, std::size_t bytes) -> base::Result<std::size_t> {
    for (;;) {
      if (cancel.cancelled()) return base::Error("cancelled");
      const ssize_t got = ::read(STDIN_FILENO, buffer, bytes);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return base::Error("file.unreadable", {{"reason", base::systemReason(errno)}}, "-");
    }
  };
  TIMBRE_ASSIGN(auto reader, data::RecordReader::fromSource(source, "-", 0));
  return data::validateRecords(std::move(reader), options, cancel);
}

int run(Registry& registry, const Options& options) {
  Context& context = registry.context;
  data::ValidateOptions validate;
  validate.maxTokens = options.maxTokens;
  const std::string source = options.tokenizer.empty() ? options.model : options.tokenizer;
  if (!source.empty()) {
    auto tokenizer = text::loadTokenizer(source);
    if (!tokenizer.ok()) return context.fail(tokenizer.error());
    validate.counter = [tokenizer = *tokenizer](std::string_view text) -> std::int64_t {
      const auto encoding = tokenizer->encode(text, {.addSpecial = false});
      return encoding.ok() ? static_cast<std::int64_t>(encoding->ids.size()) : 0;
    };
  }
  auto prices = data::loadPrices(resourceFolder() / "prices" / "training_prices.json");
  if (!prices.ok()) return context.fail(prices.error());
  validate.prices = *std::move(prices);
  validate.progress = [&](double fraction) { context.progress("checking", fraction); };
  auto report = validateInput(options.file, validate, registry.cancel);
  context.endProgress();
  if (!report.ok()) return context.fail(report.error());
  const base::Json json = data::toJson(*report);
  if (context.globals().json) context.object(json);
  else print(context, json);
  return report->valid() ? kDone : kNo;
}

}  // namespace

void addValidate(Registry& registry) {
  auto options = std::make_shared<Options>();
  CLI::App* command = registry.app.add_subcommand("validate", "Check a chat dataset and count its tokens and cost");
  command->add_option("FILE", options->file, "JSONL or JSON array of conversations; - is stdin")->required();
  auto* source = command->add_option_group("tokenizer")->require_option(0, 1);
  source->add_option("--model", options->model, "Count with this model's tokenizer");
  source->add_option("--tokenizer", options->tokenizer, "Count with this tokenizer file");
  command->add_option("--max-tokens", options->maxTokens, "Limit of one example")->check(CLI::PositiveNumber)->capture_default_str();
  command->footer("Example: timbre-cli validate data.jsonl --tokenizer ~/cl100k_base.tiktoken --json");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return run(registry, *options); }; });
}

}  // namespace timbre::cli
