// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run_training.h"

#include "core/base/clock.h"
#include "core/model/failure.h"
#include "core/model/memory.h"
#include "core/engine/trainer.h"
#include "core/engine/worker_scope.h"

#include <unistd.h>

namespace timbre::engine {

using base::Error;
using base::Result;

namespace {

/// running.json: tells the next start that a run was alive, and in which process. Best effort in the destructor.
class Marker {
 public:
  /// Errors: engine.run_alive when another living process works on the run.
  static Result<Marker> put(base::FileOps& ops, const RunFolder& folder) {
    if (auto text = base::readFile(folder.marker(), 1u << 16); text.ok())
      if (const auto json = base::parseJson(*text); json.ok()) {
        const auto pid = static_cast<int>(base::integerOr(*json, "pid", 0));
        const auto start = static_cast<std::uint64_t>(base::integerOr(*json, "start", 0));
        if (pid > 0 && pid != ::getpid() && start != 0 && model::processStart(pid) == start)
          return Error("engine.run_alive", {{"pid", std::to_string(pid)}}, base::displayPath(folder.root()));
      }
    const base::Json json = {{"format_version", kFormatVersion},
                             {"pid", ::getpid()},
                             {"start", model::processStart(::getpid())},
                             {"since", base::isoNow()}};
    TIMBRE_TRY(base::writeFileAtomic(ops, folder.marker(), base::dumpJson(json) + "\n"));
    return Marker(ops, folder.marker());
  }
  Marker(Marker&& other) noexcept : m_ops(std::exchange(other.m_ops, nullptr)), m_path(std::move(other.m_path)) {}
  Marker(const Marker&) = delete;
  Marker& operator=(const Marker&) = delete;
  Marker& operator=(Marker&&) = delete;
  ~Marker() {
    if (m_ops) (void)m_ops->removeFile(m_path).ok();
  }

 private:
  Marker(base::FileOps& ops, std::filesystem::path path) : m_ops(&ops), m_path(std::move(path)) {}
  base::FileOps* m_ops;
  std::filesystem::path m_path;
};

Result<events::RunDone> runToEnd(const jobs::RunRequest& request, jobs::RunControl& control,
                                 const jobs::RunEventSink& sink, const EngineContext& context) {
  const auto phase = [&](const char* name, double fraction) {
    if (sink) sink(events::RunPhase{name, fraction});
  };
  if (sink) sink(events::RunStateChanged{events::RunState::Preparing, 0, 0, {}});
  if (!request.resume) TIMBRE_TRY(createRun(request, context, phase));
  const RunFolder folder(request.runFolder);
  if (!folder.hasRun()) return Error("engine.no_run", {}, base::displayPath(folder.root()));
  TIMBRE_ASSIGN(const Marker marker, Marker::put(*context.ops, folder));
  TIMBRE_ASSIGN(const auto run, loadRun(request, context, control, phase));
  TIMBRE_ASSIGN(const int segment, nextSegment(folder.root()));
  TIMBRE_ASSIGN(RunLog log, RunLog::open(*context.ops, folder, segment, sink));
  for (const Error& note : run->notes)
    TIMBRE_TRY(log.publish(events::RunNote{events::RunNote::Level::Warning, run->state.step, note}));
  Trainer trainer(*run, log, control, context);
  return trainer.train();
}

/// Last words of a run that did not end well; into the run folder when it can still be written.
void tellFailure(const jobs::RunRequest& request, const EngineContext& context, const jobs::RunEventSink& sink,
                 const Error& error) {
  const bool paused = error.code == "disk.full";
  const events::RunStateChanged last{paused ? events::RunState::Paused : events::RunState::Failed, 0, 0, error};
  const RunFolder folder(request.runFolder);
  if (folder.hasRun() && error.code != "file.exists" && error.code != "engine.run_alive") {
    auto writer = base::FileWriter::append(*context.ops, folder.events());
    if (writer.ok()) (void)writer->write(base::dumpJson(events::toJson(last)) + "\n").ok();
  }
  if (sink) sink(last);
}

}  // namespace

Result<events::RunDone> runTraining(const jobs::RunRequest& request, jobs::RunControl& control,
                                    const jobs::RunEventSink& sink, const EngineContext& context) {
  const WorkerScope scope(context.threads, "timbre-engine");
  auto done = model::guarded([&] { return runToEnd(request, control, sink, context); });
  if (done.ok()) return done;
  if (done.error().code == "cancelled") {  // a stop while rows were being encoded: nothing was lost
    events::RunDone stopped;
    stopped.run = base::displayPath(request.runFolder);
    if (sink)
      sink(events::RunStateChanged{
          control.command.load() == jobs::RunCommand::Pause ? events::RunState::Paused : events::RunState::Stopped,
          0,
          0,
          {}});
    if (sink) sink(stopped);
    return stopped;
  }
  tellFailure(request, context, sink, done.error());
  return done;
}

}  // namespace timbre::engine
