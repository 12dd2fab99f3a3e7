// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/provenance.h"

#include "core/base/path_json.h"
#include "core/base/reasons.h"
#include "core/model/weight_files.h"
#include "core/text/adapter_text.h"

#include <ATen/Version.h>
#include <torch/version.h>

#include <sys/utsname.h>
#include <algorithm>
#include <set>

namespace timbre::engine {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

/// Configuration, tokenizer and template: what a copy of the folder needs beside weights.
bool isSmall(const fs::path& file) {
  const fs::path name = file.filename();
  return name == "config.json" || name == "generation_config.json" || text::isTextFile(file);
}

bool isWeights(const fs::path& file) {
  const std::string name = file.filename().string();
  const auto ends = [&](const char* ending) {
    return name.ends_with(ending) || name.ends_with(std::string(ending) + ".index.json");
  };
  if (ends(".safetensors")) return true;
  // Pickles are read only where nothing better is there (weight_files.h), and they are large.
  std::error_code code;
  const auto there = [&](std::string_view other) { return fs::exists(file.parent_path() / other, code); };
  if (name.starts_with("pytorch_model") && ends(".bin"))
    return !there(model::kSingleWeightsName) && !there(model::kWeightsIndexName);
  return name == "adapter_model.bin" && !there("adapter_model.safetensors");
}

Result<std::vector<fs::path>> filesThatMatter(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
    if (isSmall(it->path()) || isWeights(it->path())) found.push_back(it->path());
  if (code == std::errc::no_such_file_or_directory) return Error("file.missing", {}, base::displayPath(folder));
  if (code) return Error("file.unreadable", {{"reason", base::systemReason(code)}}, base::displayPath(folder));
  std::sort(found.begin(), found.end());
  return found;
}

Result<Json> fileFacts(const fs::path& file) {
  TIMBRE_ASSIGN(const std::uint64_t size, base::fileSize(file));
  TIMBRE_ASSIGN(const std::string hash, base::hashFile(file));
  Json facts = Json::object();
  base::putPath(facts, "name", file.filename());
  facts["size"] = size;
  facts["sha256"] = hash;
  return facts;
}

}  // namespace

Json machineFacts(int threads) {
  utsname system{};
  uname(&system);
  return {{"instructions", at::get_cpu_capability()},
          {"threads", threads},
          {"libtorch", TORCH_VERSION},
          {"compiler", __VERSION__},
          {"machine", system.machine},
          {"system", std::string(system.sysname) + " " + system.release}};
}

Result<Json> modelFacts(const fs::path& folder) {
  Json files = Json::array();
  TIMBRE_ASSIGN(const std::vector<fs::path> found, filesThatMatter(folder));
  for (const fs::path& file : found) {
    TIMBRE_ASSIGN(Json facts, fileFacts(file));
    files.push_back(std::move(facts));
  }
  std::error_code code;
  const fs::path absolute = fs::absolute(folder, code);
  Json facts = Json::object();
  base::putPath(facts, "path", code ? folder : absolute);
  facts["files"] = std::move(files);
  return facts;
}

Result<void> sameModel(const Json& facts) {
  const fs::path folder = base::pathOr(facts, "path");
  const Json* files = base::member(facts, "files");
  if (!files || !files->is_array()) return {};
  std::set<fs::path> recorded;
  for (const Json& file : *files) {
    const fs::path name = base::pathOr(file, "name");
    recorded.insert(name);
    if (!base::fileSize(folder / name).ok()) return Error("file.missing", {}, base::displayPath(folder / name));
    TIMBRE_ASSIGN(const Json now, fileFacts(folder / name));
    if (base::stringOr(now, "sha256") != base::stringOr(file, "sha256"))
      return Error("engine.base_changed", {{"file", base::displayPath(name)}}, base::displayPath(folder));
  }
  // One more tokenizer or template may win over the one that was used.
  TIMBRE_ASSIGN(const std::vector<fs::path> found, filesThatMatter(folder));
  for (const fs::path& file : found)
    if (!recorded.contains(file.filename()))
      return Error("engine.base_grown", {{"file", base::displayPath(file.filename())}}, base::displayPath(folder));
  return {};
}

std::string machineDifference(const Json& before, const Json& now) {
  std::string difference;
  for (const char* key : {"instructions", "threads", "libtorch", "compiler", "machine"}) {
    const Json* a = base::member(before, key);
    const Json* b = base::member(now, key);
    if (a && b && *a != *b)
      difference += (difference.empty() ? "" : ", ") + std::string(key) + " (" + base::dumpJson(*a) + ", then " +
                    base::dumpJson(*b) + ")";
  }
  return difference;
}

Result<void> copyModelFiles(base::FileOps& ops, const fs::path& from, const fs::path& to) {
  TIMBRE_ASSIGN(const std::vector<fs::path> found, filesThatMatter(from));
  for (const fs::path& file : found) {
    if (!isSmall(file)) continue;
    const fs::path name = file.filename();
    TIMBRE_ASSIGN(const std::string bytes, base::readFile(from / name));
    TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, to / name));
    TIMBRE_TRY(writer.write(bytes));
    TIMBRE_TRY(writer.finish());
  }
  return {};
}

}  // namespace timbre::engine
