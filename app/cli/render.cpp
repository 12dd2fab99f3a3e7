// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "core/base/utf8.h"
#include "core/text/builtin_templates.h"
#include "core/text/chat_answers.h"
#include "core/text/chat_encoder.h"

namespace timbre::cli {

namespace {

struct Options {
  std::string model, templateFile, file = "-";
  bool generationPrompt = false, ids = false;
};

/// Spans are told in code points, because a reader in any language can count those.
base::Json spansInCodePoints(const std::string& text, const std::vector<text::ByteSpan>& spans) {
  base::Json out = base::Json::array();
  for (const auto& span : spans) {
    if (span.begin == span.end) continue;  // an answer that the template does not show
    const std::size_t begin = base::codePointCount(std::string_view(text).substr(0, span.begin));
    out.push_back({begin, begin + base::codePointCount(std::string_view(text).substr(span.begin, span.end - span.begin))});
  }
  return out;
}

base::Result<base::Json> renderWithModel(const text::ChatEncoder& encoder, const Options& options, const base::Json& line) {
  text::ChatEncodeOptions encode;
  encode.generationPrompt = options.generationPrompt || base::boolOr(line, "add_generation_prompt", false);
  TIMBRE_ASSIGN(const auto chat, encoder.encode(line, encode));
  base::Json out = {{"text", chat.text}};
  if (options.ids) {
    out["ids"] = chat.ids;
    base::Json mask = base::Json::array();
    for (const auto bit : chat.mask) mask.push_back(int(bit));
    out["mask"] = mask;
  }
  out["spans"] = spansInCodePoints(chat.text, chat.answers);
  return out;
}

/// What Jinja makes of the template: where there is no model, nobody prepares the messages for it either.
base::Result<base::Json> renderAlone(const text::ChatTemplate& chatTemplate, const Options& options, const base::Json& line) {
  text::ChatEncodeOptions encode;
  encode.generationPrompt = options.generationPrompt || base::boolOr(line, "add_generation_prompt", false);
  encode.messagesAsTheyStand = true;
  const auto rendered = text::renderChat(chatTemplate, line, encode);
  if (rendered.ok()) return base::Json{{"text", rendered->text}, {"spans", spansInCodePoints(rendered->text, rendered->answers)}};
  if (rendered.error().code != "template.unstable") return rendered.error();
  // The text is sure, only where its answers are is not; nobody trains on it here.
  TIMBRE_ASSIGN(const base::Json context, text::templateContext(line, {}, encode.generationPrompt, true));
  TIMBRE_ASSIGN(const auto plain, chatTemplate.render(context));
  return base::Json{{"text", plain.text}, {"spans", nullptr}};
}

/// `number` is the line of the input, which is what a reader looks for; an error's own line may be one of the template.
base::Json errorJson(base::Error error, long long number) {
  if (error.code.starts_with("json.")) error.line = number;
  return {{"error", {{"code", error.code}, {"message", base::errorSentence(error)}, {"line", number}}}};
}

/// A file's text, or a built-in template's by name. A file of that name wins.
base::Result<text::ChatTemplate> openTemplate(const std::string& given) {
  std::error_code ignored;
  if (const auto* builtin = text::findBuiltinTemplate(given); builtin && !std::filesystem::exists(given, ignored))
    return text::ChatTemplate::compile(builtin->source);
  TIMBRE_ASSIGN(std::string source, base::readFetchedFile(given, 1u << 20));
  return text::ChatTemplate::compile(std::move(source));
}

/// The model's own template, or with --template a built-in one in its place.
base::Result<text::ChatEncoder> openEncoder(const Options& options) {
  return text::ChatEncoder::load(options.model, options.templateFile.empty() ? recipe::kAutoTemplate : options.templateFile);
}

int run(Registry& registry, const Options& options) {
  Context& context = registry.context;
  if (options.ids && options.model.empty())
    return context.fail(base::Error("usage.arguments", {{"reason", "--ids needs --model: a template alone has no tokenizer"}}));
  std::optional<text::ChatEncoder> encoder;
  std::optional<text::ChatTemplate> alone;
  if (!options.model.empty()) {
    auto loaded = openEncoder(options);
    if (!loaded.ok()) return context.fail(loaded.error());
    encoder = std::move(loaded).value();
  } else {
    auto compiled = openTemplate(options.templateFile);
    if (!compiled.ok()) return context.fail(compiled.error());
    alone = std::move(compiled).value();
  }
  long long number = 0;
  auto read = eachLine(options.file, registry.cancel, [&](const std::string& text) {
    ++number;
    if (text.empty() || text == "\r") return true;
    auto line = base::parseJson(text, options.file);
    base::Result<base::Json> done = !line.ok()  ? base::Result<base::Json>(line.error())
                                    : encoder   ? renderWithModel(*encoder, options, *line)
                                                : renderAlone(*alone, options, *line);
    context.object(done.ok() ? *done : errorJson(done.error(), number));
    return !context.closed();
  });
  return read.ok() ? kDone : context.fail(read.error());
}

}  // namespace

void addRender(Registry& registry) {
  auto options = std::make_shared<Options>();
  CLI::App* command = registry.app.add_subcommand("render", "Apply a chat template to conversations, one JSON object a line");
  auto* source = command->add_option_group("template")->require_option(1, 2);
  source->add_option("--model", options->model, "Model folder (template, tokenizer and stop tokens)");
  source->add_option("--template", options->templateFile, "Jinja file, or a built-in template by name (recipe list); with --model a name in place of the model's own");
  command->add_flag("--generation-prompt", options->generationPrompt, "End with the opening of an answer");
  command->add_flag("--ids", options->ids, "Token ids and loss mask too (needs --model)");
  command->add_option("FILE", options->file, "JSON lines; - is stdin")->capture_default_str();
  command->footer("Example: timbre-cli render --model resources/models/starter --ids resources/personas/marv.jsonl");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return run(registry, *options); }; });
}

}  // namespace timbre::cli
