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
Result<void> writeStops(base::FileOps& ops, const fs::path& target, const text::ChatEncoder& encoder) {
  const std::vector<text::TokenId>& stops = encoder.stopIds();
  if (text::readStopIds(target, encoder.tokenizer()) == stops) return {};
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
                           const fs::path& target, bool adapterOnly) {
  auto encoder = text::ChatEncoder::load(source, choice);
  if (!encoder.ok()) {
    if (encoder.error().code == "template.missing") return {};  // a model of plain text
    return encoder.error();
  }
  if (encoder->builtinName().empty()) return {};
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
  return writeStops(ops, target, *encoder);
}

}  // namespace timbre::exporting
