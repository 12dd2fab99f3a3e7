// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_template.h"

#include "core/base/file_ops.h"
#include "core/text/tokenizer_load.h"

namespace timbre::text {

namespace {

constexpr std::uint64_t kMaxTemplate = std::uint64_t(1) << 20;
constexpr std::uint64_t kMaxConfig = std::uint64_t(256) << 20;  // tokenizer_config.json lists every added token

constexpr const char* kSpecials[] = {"bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"};

base::Result<base::Json> readJson(const std::filesystem::path& path) {
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(path, kMaxConfig));
  return base::parseJson(bytes, base::displayPath(path));
}

/// A special token is a string or {"content": …}.
void readSpecials(const base::Json& config, std::map<std::string, std::string>& specials) {
  for (const char* name : kSpecials) {
    const base::Json* value = base::member(config, name);
    if (value && value->is_object()) value = base::member(*value, "content");
    if (value && value->is_string()) specials.try_emplace(name, value->get<std::string>());
  }
}

/// A string, or a list of {name, template}: the one of this name.
std::string pickTemplate(const base::Json* value, std::string_view name) {
  if (!value) return {};
  if (value->is_string()) return name == "default" ? value->get<std::string>() : std::string();
  if (!value->is_array()) return {};
  for (const base::Json& entry : *value)
    if (base::stringOr(entry, "name") == name) return base::stringOr(entry, "template");
  return name == "default" && !value->empty() ? base::stringOr(value->front(), "template") : std::string();
}

}  // namespace

base::Result<TemplateSource> readTemplateSource(const std::filesystem::path& modelFolder) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(modelFolder, error)) return base::Error("file.missing", {}, base::displayPath(modelFolder));
  TemplateSource out;
  const auto take = [&](std::string source, const char* origin) {
    if (out.source.empty() && !source.empty()) {
      out.source = std::move(source);
      out.origin = origin;
    }
  };
  const auto exists = [&](const char* name) { return fs::exists(modelFolder / name, error); };
  if (exists("chat_template.jinja")) {
    TIMBRE_ASSIGN(std::string text, base::readFetchedFile(modelFolder / "chat_template.jinja", kMaxTemplate));
    take(std::move(text), "chat_template.jinja");
  }
  if (exists("additional_chat_templates/tool_use.jinja")) {
    TIMBRE_ASSIGN(out.toolSource, base::readFetchedFile(modelFolder / "additional_chat_templates/tool_use.jinja", kMaxTemplate));
  }
  if (exists("tokenizer_config.json")) {
    TIMBRE_ASSIGN(const base::Json config, readJson(modelFolder / "tokenizer_config.json"));
    if (const base::Json* given = base::member(config, "chat_template");
        given && !given->is_null() && !given->is_string() && !given->is_array())
      return base::Error("tokenizer.invalid", {{"reason", "“chat_template” is neither a text nor a list of named ones"}},
                         base::displayPath(modelFolder / "tokenizer_config.json"));
    take(pickTemplate(base::member(config, "chat_template"), "default"), "tokenizer_config.json");
    if (out.origin == "tokenizer_config.json") out.toolSource = pickTemplate(base::member(config, "chat_template"), "tool_use");
  }
  TIMBRE_ASSIGN(const base::Json names, readConfigObject(modelFolder));
  readSpecials(names, out.specials);
  for (const char* key : {"bos_token", "eos_token", "unk_token"})
    if (const auto name = classTokenName(base::stringOr(names, "tokenizer_class"), key);
        !name.empty() && !base::member(names, key))
      out.specials.try_emplace(key, name);
  if (out.source.empty() && exists("chat_template.json")) {
    TIMBRE_ASSIGN(const base::Json config, readJson(modelFolder / "chat_template.json"));
    take(pickTemplate(base::member(config, "chat_template"), "default"), "chat_template.json");
  }
  return out;
}

}  // namespace timbre::text
