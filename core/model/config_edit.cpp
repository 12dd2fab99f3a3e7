// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/config_edit.h"

#include "core/model/families.h"

namespace timbre::model {

using base::Json;

namespace {

constexpr const char* kInner = "text_config";

bool hasInner(const Json& config) { return config.contains(kInner) && config[kInner].is_object(); }

}  // namespace

void setDtype(Json& config, const std::string& name) {
  const auto set = [&](Json& part, bool always) {
    bool there = false;
    for (const char* key : {"dtype", "torch_dtype"}) {
      if (!part.contains(key)) continue;
      part[key] = name;
      there = true;
    }
    if (!there && always) part["torch_dtype"] = name;
  };
  set(config, true);
  if (hasInner(config)) set(config[kInner], false);
}

void setTied(Json& config, bool tied) {
  config["tie_word_embeddings"] = tied;
  if (hasInner(config)) config[kInner]["tie_word_embeddings"] = tied;
}

void setVocabulary(Json& config, const Family* family, std::int64_t rows) {
  Json& part = hasInner(config) ? config[kInner] : config;
  const FamilyKeys keys = family ? family->keys : FamilyKeys();
  bool there = false;
  for (const char* key : keys.vocab) {
    if (!part.contains(key)) continue;
    part[key] = rows;
    there = true;
  }
  if (!there) part[keys.vocab.front()] = rows;
}

}  // namespace timbre::model
