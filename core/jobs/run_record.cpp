// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/run_record.h"

#include "core/base/file_ops.h"
#include "core/base/path_json.h"

#include <algorithm>
#include <csignal>
#include <charconv>
#include <limits>
#include <map>
#include <sys/stat.h>

namespace timbre::jobs {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr int kFormatVersion = 1;
constexpr std::uint64_t kLogLimit = std::uint64_t(4) << 30;

/// Complete, parsable lines of a JSONL file; a line that a crash tore is left out. A missing file has none.
Result<std::vector<Json>> readLines(const fs::path& path) {
  std::vector<Json> lines;
  std::error_code code;
  if (!fs::exists(path, code)) return lines;
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(path, kLogLimit));
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    if (end > at)
      if (auto line = base::parseJson(std::string_view(bytes).substr(at, end - at)); line.ok()) lines.push_back(*std::move(line));
    at = end + 1;
  }
  return lines;
}

Result<Json> readObject(const fs::path& path) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(path, 64u << 20));
  return base::parseJson(text, base::displayPath(path));
}

std::int64_t modified(const fs::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? static_cast<std::int64_t>(info.st_mtime) : 0;
}

std::optional<std::int64_t> checkpointStep(const fs::path& folder) {
  constexpr std::string_view kPrefix = "checkpoint-";
  const std::string name = folder.filename().string();
  if (!name.starts_with(kPrefix)) return std::nullopt;
  std::int64_t step = 0;
  const char* end = name.data() + name.size();
  const auto [rest, problem] = std::from_chars(name.data() + kPrefix.size(), end, step);
  if (problem != std::errc() || rest != end) return std::nullopt;
  return step;
}

/// The process that the marker names still lives: then the run does too.
bool markerAlive(const fs::path& folder) {
  const auto marker = readObject(folder / "running.json");
  if (!marker.ok()) return false;
  const long long pid = base::integerOr(*marker, "pid", 0);
  return pid > 0 && pid <= std::numeric_limits<pid_t>::max() && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

bool endState(events::RunState state) {
  using enum events::RunState;
  return state == Finished || state == Failed || state == Stopped || state == Paused;
}

std::vector<CheckpointRecord> listCheckpoints(const fs::path& folder) {
  std::vector<CheckpointRecord> list;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    const auto step = checkpointStep(entry.path());
    if (!step || !fs::exists(entry.path() / "manifest.json", code)) continue;
    CheckpointRecord record;
    record.step = *step;
    record.folder = entry.path();
    record.saved = modified(entry.path() / "manifest.json");
    for (const auto& file : fs::directory_iterator(entry.path(), code)) record.bytes += file.is_regular_file(code) ? file.file_size(code) : 0;
    list.push_back(std::move(record));
  }
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.step > b.step; });
  return list;
}

/// A damaged record must not wrap the sum around.
std::int64_t sumOf(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

void applyMetrics(RunRecord& run, const std::vector<events::RunEvent>& metrics) {
  std::map<std::int64_t, double> train, validation;
  for (const auto& event : metrics) {
    if (const auto* step = std::get_if<events::StepMetrics>(&event)) {
      run.step = step->step;
      run.seconds += step->seconds;
      run.tokens = sumOf(run.tokens, std::max<std::int64_t>(0, step->tokens));
      run.trainLoss = train[step->step] = step->loss;
    } else if (const auto* value = std::get_if<events::ValidationMetrics>(&event)) {
      run.validationLoss = validation[value->step] = value->loss;
      if (!run.bestValidationLoss || value->loss < *run.bestValidationLoss) run.bestValidationLoss = value->loss;
    }
  }
  for (CheckpointRecord& checkpoint : run.checkpoints) {
    if (const auto it = train.find(checkpoint.step); it != train.end()) checkpoint.trainLoss = it->second;
    if (const auto it = validation.find(checkpoint.step); it != validation.end()) checkpoint.validationLoss = it->second;
  }
  CheckpointRecord* best = nullptr;
  for (CheckpointRecord& checkpoint : run.checkpoints)
    if (checkpoint.validationLoss && (!best || *checkpoint.validationLoss < *best->validationLoss)) best = &checkpoint;
  if (best) best->best = true;
}

void applyFacts(RunRecord& run, const std::vector<events::RunEvent>& facts) {
  for (const auto& event : facts) {
    if (const auto* state = std::get_if<events::RunStateChanged>(&event)) {
      run.state = state->state;
      run.error = state->error;
      if (state->totalSteps > 0) run.totalSteps = state->totalSteps;
    } else if (std::holds_alternative<events::RunDone>(event) && !endState(run.state)) {
      run.state = events::RunState::Finished;
    }
  }
}

}  // namespace

bool isRunFolder(const fs::path& folder) {
  std::error_code code;
  return fs::exists(folder / "recipe.json", code) && fs::exists(folder / "dataset.jsonl", code);
}

std::string templateChoice(const fs::path& checkpoint) {
  const fs::path run = checkpoint.has_filename() ? checkpoint.parent_path() : checkpoint.parent_path().parent_path();
  if (!isRunFolder(run)) return "auto";
  const auto recipe = readObject(run / "recipe.json");
  return recipe.ok() ? base::stringOr(*recipe, "chat_template", "auto") : "auto";
}

Result<RunRecord> readRun(const fs::path& folder) {
  if (!isRunFolder(folder)) return Error("run.missing", {}, base::displayPath(folder));
  RunRecord run;
  run.folder = folder;
  run.name = base::displayPath(folder.filename());
  run.started = modified(folder / "recipe.json");
  TIMBRE_ASSIGN(run.recipe, readObject(folder / "recipe.json"));
  if (auto provenance = readObject(folder / "provenance.json"); provenance.ok()) run.provenance = *std::move(provenance);
  run.pretraining = base::stringOr(run.provenance, "kind") == "pretraining";
  if (const Json* model = base::member(run.provenance, "base")) run.baseModel = base::pathOr(*model, "path").string();
  TIMBRE_ASSIGN(const auto facts, readFacts(folder));
  // After the facts: a run that says it is finished must not be shown without its last checkpoint.
  run.checkpoints = listCheckpoints(folder);
  TIMBRE_ASSIGN(const auto metrics, readMetrics(folder));
  applyMetrics(run, metrics);
  applyFacts(run, facts);
  if (!endState(run.state)) run.state = markerAlive(folder) ? events::RunState::Running : events::RunState::Interrupted;
  return run;
}

std::vector<RunRecord> listRuns(const fs::path& runsFolder) {
  std::vector<RunRecord> runs;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(runsFolder, code)) {
    if (!entry.is_directory(code)) continue;
    if (auto run = readRun(entry.path()); run.ok()) runs.push_back(*std::move(run));
  }
  std::sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.started != b.started ? a.started > b.started : a.name > b.name; });
  return runs;
}

Result<std::vector<events::RunEvent>> readMetrics(const fs::path& folder) {
  TIMBRE_ASSIGN(const auto lines, readLines(folder / "metrics.jsonl"));
  std::map<std::pair<std::int64_t, bool>, std::pair<int, events::RunEvent>> newest;  // (step, is validation)
  for (const Json& line : lines) {
    auto event = events::runEventFromJson(line);
    if (!event.ok()) continue;
    std::pair<std::int64_t, bool> key;
    int segment = 0;
    if (const auto* step = std::get_if<events::StepMetrics>(&*event)) key = {step->step, false}, segment = step->segment;
    else if (const auto* value = std::get_if<events::ValidationMetrics>(&*event)) key = {value->step, true}, segment = value->segment;
    else continue;
    const auto it = newest.find(key);
    if (it == newest.end() || it->second.first <= segment) newest.insert_or_assign(key, std::pair(segment, *std::move(event)));
  }
  std::vector<events::RunEvent> out;
  out.reserve(newest.size());
  for (auto& [key, value] : newest) out.push_back(std::move(value.second));
  return out;
}

Result<std::vector<events::RunEvent>> readFacts(const fs::path& folder) {
  std::vector<events::RunEvent> out;
  for (const char* name : {"events.jsonl", "samples.jsonl"}) {
    TIMBRE_ASSIGN(const auto lines, readLines(folder / name));
    for (const Json& line : lines)
      if (auto event = events::runEventFromJson(line); event.ok()) out.push_back(*std::move(event));
  }
  return out;
}

Result<void> verifyCheckpoint(const fs::path& folder) {
  const std::string shown = base::displayPath(folder);
  const auto bad = [&](const std::string& reason) { return Error("checkpoint.bad_manifest", {{"reason", reason}}, shown); };
  auto text = base::readFile(folder / "manifest.json", 16u << 20);
  if (!text.ok()) return Error("checkpoint.no_manifest", {}, shown);
  const auto manifest = base::parseJson(*text, shown);
  if (!manifest.ok()) return bad("it is not JSON");
  const long long version = base::integerOr(*manifest, "format_version", 0);
  if (version < 1 || version > kFormatVersion) return bad("format_version " + std::to_string(version) + " is not known");
  const Json* files = base::member(*manifest, "files");
  if (!files || !files->is_object() || files->empty()) return bad("it lists no files");
  for (const auto& [name, entry] : files->items()) {
    const fs::path plain(name);
    if (plain.empty() || plain.filename() != plain) return bad("“" + base::displayPath(plain) + "” is no file name");
    const auto size = base::fileSize(folder / plain);
    if (!size.ok() || static_cast<long long>(*size) != base::integerOr(entry, "size", -1)) return Error("checkpoint.damaged", {{"file", name}}, shown);
    const auto hash = base::hashFile(folder / plain);
    if (!hash.ok() || *hash != base::stringOr(entry, "sha256")) return Error("checkpoint.damaged", {{"file", name}}, shown);
  }
  return {};
}

std::optional<CheckpointRecord> newestVerified(const RunRecord& run) {
  for (const CheckpointRecord& checkpoint : run.checkpoints)
    if (verifyCheckpoint(checkpoint.folder).ok()) return checkpoint;
  return std::nullopt;
}

}  // namespace timbre::jobs
