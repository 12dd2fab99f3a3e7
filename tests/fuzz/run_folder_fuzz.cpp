// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the files of a run folder, separated by form feeds. Damaged records are skipped, never fatal, and what is read
// holds together: steps in order, each once.
#include "core/base/file_ops.h"
#include "core/jobs/run_record.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>

#include <unistd.h>

using namespace timbre;
namespace fs = std::filesystem;

namespace {

/// One folder for the whole process, in memory where the system has such a place.
const fs::path& folder() {
  static const struct Folder {
    Folder() {
      const fs::path memory = "/dev/shm";
      const fs::path parent = ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
      path = parent / ("timbre-run-fuzz-" + std::to_string(::getpid()));
      fs::create_directories(path / "checkpoint-2");
      put("dataset.jsonl", "{}\n");
      put("checkpoint-2/weights", "abc");
    }
    ~Folder() {
      std::error_code ignored;
      fs::remove_all(path, ignored);
    }
    void put(const char* name, std::string_view bytes) const { std::ofstream(path / name, std::ios::binary) << bytes; }
    fs::path path;
  } instance;
  return instance.path;
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (const char* name : {"metrics.jsonl", "events.jsonl", "checkpoint-2/manifest.json", "recipe.json", "provenance.json"}) {
    const std::size_t end = std::min(rest.find('\f'), rest.size());
    std::ofstream(folder() / name, std::ios::binary) << rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto metrics = jobs::readMetrics(folder());
  require(metrics.ok());
  std::int64_t last = INT64_MIN;
  for (const auto& event : *metrics)
    if (const auto* step = std::get_if<events::StepMetrics>(&event)) {
      require(step->step > last || last == INT64_MIN);
      last = step->step;
    }
  require(jobs::readFacts(folder()).ok());
  // The manifest cannot know the SHA-256 of what it lists unless the seed says so.
  (void)jobs::verifyCheckpoint(folder() / "checkpoint-2");
  if (const auto run = jobs::readRun(folder()); run.ok()) {
    require(run->checkpoints.size() == 1 && run->checkpoints[0].step == 2);
    (void)jobs::newestVerified(*run);
  }
  return 0;
}
