// SPDX-License-Identifier: GPL-3.0-or-later
// A run as its owner orders it, and the atomics through which it is steered.
#pragma once

#include "core/events/events.h"
#include "core/recipe/recipe.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace timbre::jobs {

struct RunRequest {
  recipe::Recipe recipe;
  std::filesystem::path baseModel;
  std::filesystem::path data;            ///< JSONL, one {"messages":…} or {"text":…} a line; frozen into the run folder first
  std::vector<std::filesystem::path> moreData;  ///< further files of the same kind, read after `data`
  std::filesystem::path runFolder;       ///< must not exist, or exist without a run (see resume)
  std::filesystem::path initAdapter;     ///< PEFT folder, empty for fresh
  std::filesystem::path modelConfig;     ///< pretraining only: config.json of the model to make
  std::filesystem::path tokenizer;       ///< pretraining only: folder with the tokenizer files
  std::string device = "auto";
  std::vector<std::string> samplePrompts;  ///< answered at every checkpoint, shown as a time line
  bool resume = false;                   ///< go on in runFolder; everything but device is read from there
};

enum class RunCommand { None, Pause, Stop };

/// Shared between the owner of a run and its loop; atomics only.
struct RunControl {
  std::atomic<RunCommand> command{RunCommand::None};
  std::atomic<bool> saveNow{false};  ///< one extra checkpoint at the next step's end
};

using RunEventSink = std::function<void(const events::RunEvent&)>;

}  // namespace timbre::jobs
