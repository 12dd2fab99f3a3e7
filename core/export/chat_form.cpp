// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/chat_form.h"

#include "core/base/json.h"
#include "core/text/chat_encoder.h"

namespace timbre::exporting {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

namespace {

constexpr std::uint64_t kLargestJson = std::uint64_t(256) << 20;

Result<Json> readObject(const fs::path& path) {
  std::error_code code;
  if (!fs::exists(path, code)) return Json::object();
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(path, kLargestJson));
  return base::parseJson(bytes, base::displayPath(path));
}

Result<void> writeObject(base::FileOps& ops, const fs::path& path, const Json& json) {
  return base::writeFileAtomic(ops, path, base::dumpJson(json, 2) + "\n");
}

/// A folder without generation_config.json is run with what its config.json says; the new file has to repeat that.
Result<void> writeStops(base::FileOps& ops, const fs::path& target, const text::Tokenizer& tokenizer, const std::vector<text::TokenId>& stops) {
  if (text::readStopIds(target, tokenizer) == stops || stops.empty()) return {};
  std::error_code code;
  const bool had = fs::exists(target / "generation_config.json", code);
  TIMBRE_ASSIGN(Json json, readObject(target / "generation_config.json"));
  if (!had) {
    TIMBRE_ASSIGN(const Json config, readObject(target / "config.json"));
    for (const char* key : {"bos_token_id", "pad_token_id"})
      if (const Json* id = base::member(config, key); id && id->is_number_integer()) json[key] = *id;
  }
  json["eos_token_id"] = stops.size() == 1 ? Json(stops.front()) : Json(stops);
  return writeObject(ops, target / "generation_config.json", json);
}

}  // namespace

Result<void> writeChatForm(base::FileOps& ops, const fs::path& source, const std::string& choice,
                           const fs::path& target, bool adapterOnly, const fs::path& adapterFolder) {
  auto encoder = text::ChatEncoder::load(source, choice, adapterFolder);
  const bool ends = !adapterFolder.empty() && !adapterOnly;
  if (!encoder.ok()) {
    if (encoder.error().code != "template.missing") return encoder.error();
    if (!ends) return {};  // a model of plain text
    TIMBRE_ASSIGN(const auto tokenizer, text::loadTokenizer(adapterFolder));
    return writeStops(ops, target, *tokenizer, text::readAdaptedStopIds(source, *tokenizer));
  }
  if (encoder->builtinName().empty()) return ends ? writeStops(ops, target, encoder->tokenizer(), encoder->stopIds()) : Result<void>();
  const std::string& form = encoder->chatTemplate().source();
  TIMBRE_TRY(base::writeFileAtomic(ops, target / "chat_template.jinja", form));
  if (adapterOnly) return {};
  std::error_code code;
  for (const char* name : {"tokenizer_config.json", "chat_template.json"}) {
    if (!fs::exists(target / name, code)) continue;
    TIMBRE_ASSIGN(Json json, readObject(target / name));
    json["chat_template"] = form;
    TIMBRE_TRY(writeObject(ops, target / name, json));
  }
  return writeStops(ops, target, encoder->tokenizer(), encoder->stopIds());
}

Result<void> keepTemplate(base::FileOps& ops, const fs::path& source, const fs::path& target) {
  TIMBRE_ASSIGN(const text::TemplateSource brought, text::readTemplateSource(target));
  if (!brought.source.empty()) return {};
  std::error_code code;
  for (const char* name : {"chat_template.jinja", "chat_template.json"}) {
    if (!fs::exists(source / name, code)) continue;
    TIMBRE_ASSIGN(const std::string bytes, base::readFile(source / name, kLargestJson));
    TIMBRE_TRY(base::writeFileAtomic(ops, target / name, bytes));
  }
  TIMBRE_ASSIGN(const Json config, readObject(source / "tokenizer_config.json"));
  const Json* form = base::member(config, "chat_template");
  if (!form || form->is_null()) return {};
  TIMBRE_ASSIGN(Json own, readObject(target / "tokenizer_config.json"));
  own["chat_template"] = *form;
  return writeObject(ops, target / "tokenizer_config.json", own);
}

}  // namespace timbre::exporting
