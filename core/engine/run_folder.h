// SPDX-License-Identifier: GPL-3.0-or-later
// Layout of a run folder and its append-only records; readable without Timbre (DESIGN §3).
//   recipe.json, provenance.json, dataset.jsonl   written once, before the first step; recipe.json last: with it the
//   run exists metrics.jsonl      one line per optimizer step and per validation, each with its segment events.jsonl
//   every other fact: states, checkpoints, notes, the end samples.jsonl      answers to the fixed prompts
//   events.out.tfevents.<time>.timbre.<segment>    TensorBoard, one file per segment
//   checkpoint-<step>/                             see checkpoint.h
//   running.json       exists while a process works on the run; a start that finds it knows what was going on
//   base/              pretraining only: config and tokenizer of the model that is made
//   init-adapter/      only when the run began from a given adapter
// A fact is on disk (handed to the kernel) before it is published; checkpoints sync. One thread.
#pragma once

#include "core/base/file_ops.h"
#include "core/events/events.h"
#include "core/jobs/run.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace timbre::engine {

class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path root) : m_root(std::move(root)) {}
  const std::filesystem::path& root() const { return m_root; }
  std::filesystem::path recipe() const { return m_root / "recipe.json"; }
  std::filesystem::path provenance() const { return m_root / "provenance.json"; }
  std::filesystem::path dataset() const { return m_root / "dataset.jsonl"; }
  std::filesystem::path metrics() const { return m_root / "metrics.jsonl"; }
  std::filesystem::path events() const { return m_root / "events.jsonl"; }
  std::filesystem::path samples() const { return m_root / "samples.jsonl"; }
  std::filesystem::path marker() const { return m_root / "running.json"; }
  std::filesystem::path base() const { return m_root / "base"; }
  std::filesystem::path initAdapter() const { return m_root / "init-adapter"; }
  std::filesystem::path checkpoint(std::int64_t step) const { return m_root / ("checkpoint-" + std::to_string(step)); }
  bool hasRun() const;

 private:
  std::filesystem::path m_root;
};

/// 1 + the highest segment of metrics.jsonl, 0 when there is no line.
base::Result<int> nextSegment(const std::filesystem::path& runFolder);

/// Writes facts to the run folder, then hands them to the sink.
class RunLog {
 public:
  static base::Result<RunLog> open(base::FileOps& ops, const RunFolder& folder, int segment, jobs::RunEventSink sink);
  base::Result<void> publish(const events::RunEvent& event);
  /// fsync of all records.
  base::Result<void> sync();
  int segment() const { return m_segment; }

 private:
  RunLog(int segment, jobs::RunEventSink sink) : m_segment(segment), m_sink(std::move(sink)) {}
  base::Result<void> scalars(std::int64_t step, const std::vector<std::pair<std::string, float>>& values);

  int m_segment;
  jobs::RunEventSink m_sink;
  std::map<std::string, base::FileWriter> m_files;  // "metrics", "events", "samples", "tensorboard"
};

}  // namespace timbre::engine
