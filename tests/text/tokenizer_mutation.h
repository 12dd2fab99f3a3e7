// SPDX-License-Identifier: GPL-3.0-or-later
// Every way in which one member of a tokenizer.json can be changed, for tests that no change goes unnoticed.
#pragma once

#include "core/base/json.h"

#include <functional>
#include <string>
#include <vector>

namespace timbre::testing {

/// Calls `visit` with every member outside vocabulary and merges, as object and key.
inline void eachMember(base::Json& value, const std::string& path,
                       const std::function<void(base::Json&, const std::string&, const std::string&)>& visit) {
  if (value.is_object()) {
    std::vector<std::string> keys;
    for (const auto& [key, item] : value.items()) keys.push_back(key);
    for (const std::string& key : keys) {
      visit(value, key, path + "/" + key);
      if (value.contains(key) && key != "vocab" && key != "merges") eachMember(value[key], path + "/" + key, visit);
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) eachMember(value[i], path + "/" + std::to_string(i), visit);
  }
}

struct ChangedFile {
  base::Json root;
  std::string path;  ///< "/model/dropout"
  std::string kind;  ///< "value" (another value of the same type), "type" or "name" (the key is misspelt)
};

inline void changeMember(base::Json& object, const std::string& key, std::string_view kind) {
  base::Json& value = object[key];
  if (kind == "name") {
    base::Json kept = value;
    object.erase(key);
    object[key + "x"] = std::move(kept);
  } else if (kind == "type") {
    value = value.is_number() ? base::Json("text") : base::Json(17.5);
  } else if (value.is_boolean()) {
    value = !value.get<bool>();
  } else if (value.is_number()) {
    value = value.get<int>() + 1;
  } else if (value.is_string()) {
    value = value.get<std::string>() + "s";
  } else if (value.is_structured() && !value.empty()) {
    value.erase(value.begin());
  } else {
    value = base::Json::array({1});
  }
}

inline std::vector<ChangedFile> changedFiles(const base::Json& file) {
  std::vector<std::string> paths;
  base::Json probe = file;
  eachMember(probe, "", [&](base::Json&, const std::string&, const std::string& path) { paths.push_back(path); });
  std::vector<ChangedFile> out;
  for (const std::string& wanted : paths) {
    for (const char* kind : {"value", "type", "name"}) {
      ChangedFile change{file, wanted, kind};
      bool done = false;
      eachMember(change.root, "", [&](base::Json& object, const std::string& key, const std::string& path) {
        if (path != wanted || done) return;
        done = true;
        changeMember(object, key, kind);
      });
      out.push_back(std::move(change));
    }
  }
  return out;
}

}  // namespace timbre::testing
