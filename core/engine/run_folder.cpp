// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run_folder.h"

#include "core/base/clock.h"
#include "core/engine/tensorboard.h"
#include "core/jobs/run_record.h"

#include <algorithm>

namespace timbre::engine {

namespace fs = std::filesystem;
using base::Result;

namespace {

/// Opens for appending after making sure that a torn last line does not swallow the next one.
Result<base::FileWriter> openLog(base::FileOps& ops, const fs::path& path) {
  bool torn = false;
  std::error_code code;
  if (fs::exists(path, code)) {
    TIMBRE_ASSIGN(const base::MappedFile file, base::MappedFile::open(path));
    torn = file.size() > 0 && file.text().back() != '\n';
  }
  TIMBRE_ASSIGN(auto writer, base::FileWriter::append(ops, path));
  if (torn) TIMBRE_TRY(writer.write("\n"));
  return writer;
}

}  // namespace

bool RunFolder::hasRun() const {
  std::error_code code;
  return fs::exists(recipe(), code);
}

Result<int> nextSegment(const fs::path& runFolder) {
  TIMBRE_ASSIGN(const auto metrics, jobs::readMetrics(runFolder));
  int next = 0;
  for (const events::RunEvent& event : metrics) {
    if (const auto* step = std::get_if<events::StepMetrics>(&event))
      next = std::max(next, step->segment + 1);
    else if (const auto* validation = std::get_if<events::ValidationMetrics>(&event))
      next = std::max(next, validation->segment + 1);
  }
  return next;
}

Result<RunLog> RunLog::open(base::FileOps& ops, const RunFolder& folder, int segment, jobs::RunEventSink sink) {
  RunLog log(segment, std::move(sink));
  for (const auto& [name, path] : {std::pair<std::string, fs::path>("metrics", folder.metrics()),
                                   {"events", folder.events()},
                                   {"samples", folder.samples()}}) {
    TIMBRE_ASSIGN(auto writer, openLog(ops, path));
    log.m_files.emplace(name, std::move(writer));
  }
  const std::int64_t now = base::nowSeconds();
  const fs::path board =
      folder.root() / ("events.out.tfevents." + std::to_string(now) + ".timbre." + std::to_string(segment));
  TIMBRE_ASSIGN(auto writer, base::FileWriter::append(ops, board));
  TIMBRE_TRY(writer.write(tensorboardHeader(static_cast<double>(now))));
  log.m_files.emplace("tensorboard", std::move(writer));
  return log;
}

Result<void> RunLog::scalars(std::int64_t step, const std::vector<std::pair<std::string, float>>& values) {
  return m_files.at("tensorboard").write(tensorboardScalars(static_cast<double>(base::nowSeconds()), step, values));
}

Result<void> RunLog::publish(const events::RunEvent& event) {
  if (events::isFact(event)) {
    const std::string line = base::dumpJson(events::toJson(event)) + "\n";
    if (const auto* step = std::get_if<events::StepMetrics>(&event)) {
      TIMBRE_TRY(m_files.at("metrics").write(line));
      TIMBRE_TRY(scalars(step->step, {{"train/loss", static_cast<float>(step->loss)},
                                      {"train/learning_rate", static_cast<float>(step->learningRate)},
                                      {"train/grad_norm", static_cast<float>(step->gradNorm)},
                                      {"train/epoch", static_cast<float>(step->epoch)}}));
    } else if (const auto* validation = std::get_if<events::ValidationMetrics>(&event)) {
      TIMBRE_TRY(m_files.at("metrics").write(line));
      TIMBRE_TRY(scalars(validation->step, {{"eval/loss", static_cast<float>(validation->loss)}}));
    } else if (std::holds_alternative<events::SampleAnswer>(event)) {
      TIMBRE_TRY(m_files.at("samples").write(line));
    } else {
      TIMBRE_TRY(m_files.at("events").write(line));
    }
  }
  if (m_sink) m_sink(event);
  return {};
}

Result<void> RunLog::sync() {
  for (auto& [name, file] : m_files) TIMBRE_TRY(file.sync());
  return {};
}

}  // namespace timbre::engine
