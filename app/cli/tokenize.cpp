// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "core/base/file_ops.h"
#include "core/text/tokenizer.h"

namespace timbre::cli {

namespace {

struct Options {
  std::string model, tokenizer, file = "-";
  bool noSpecial = false, decode = false;
};

base::Result<base::Json> convert(const text::Tokenizer& tokenizer, const Options& options, const base::Json& line) {
  if (!options.decode) {
    if (!line.is_string()) return base::Error("usage.bad_line", {{"expected", "one JSON string"}});
    TIMBRE_ASSIGN(const auto encoding, tokenizer.encode(line.get_ref<const std::string&>(), {.addSpecial = !options.noSpecial}));
    return base::Json(encoding.ids);
  }
  std::vector<text::TokenId> ids;
  if (!line.is_array()) return base::Error("usage.bad_line", {{"expected", "one JSON array of token ids"}});
  for (const auto& id : line) {
    if (!id.is_number_integer() || id.get<std::int64_t>() < 0 || id.get<std::int64_t>() > INT32_MAX)
      return base::Error("usage.bad_line", {{"expected", "one JSON array of token ids"}});
    ids.push_back(id.get<text::TokenId>());
  }
  TIMBRE_ASSIGN(std::string text, tokenizer.decodeGiven(ids, options.noSpecial));
  return base::Json(std::move(text));
}

int run(Registry& registry, const Options& options) {
  Context& context = registry.context;
  auto tokenizer = text::loadTokenizer(options.tokenizer.empty() ? options.model : options.tokenizer);
  if (!tokenizer.ok()) return context.fail(tokenizer.error());
  std::optional<base::Error> failure;
  long long number = 0;
  auto read = eachLine(options.file, registry.cancel, [&](const std::string& text) {
    ++number;
    if (text.empty() || text == "\r") return true;
    auto line = base::parseJson(text, options.file);
    auto done = line.ok() ? convert(**tokenizer, options, *line) : base::Result<base::Json>(line.error());
    if (!done.ok()) {
      failure = done.error();
      failure->path = options.file;
      failure->at(number, line.ok() ? 0 : line.error().column.value_or(0));
      return false;
    }
    context.line(base::dumpJson(*done));
    return !context.closed();
  });
  if (failure) return context.fail(*failure);
  if (!read.ok()) return context.fail(read.error());
  return kDone;
}

}  // namespace

void addTokenize(Registry& registry) {
  auto options = std::make_shared<Options>();
  CLI::App* command = registry.app.add_subcommand("tokenize", "Turn text into token ids, or ids into text, one JSON value a line");
  auto* source = command->add_option_group("tokenizer")->require_option(1);
  source->add_option("--model", options->model, "Model folder");
  source->add_option("--tokenizer", options->tokenizer, "tokenizer.json, *.model or *.tiktoken");
  command->add_flag("--no-special", options->noSpecial, "Leave out what the post-processor adds (BOS …)");
  command->add_flag("--decode", options->decode, "Ids to text");
  command->add_option("FILE", options->file, "JSON lines; - is stdin")->capture_default_str();
  command->footer("Example: echo '\"Hello\"' | timbre-cli tokenize --model resources/models/starter");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return run(registry, *options); }; });
}

}  // namespace timbre::cli
