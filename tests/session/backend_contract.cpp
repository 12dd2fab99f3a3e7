// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/session/backend_contract.h"

#include "core/base/messages.h"
#include "core/jobs/run_record.h"

namespace timbre::testing {

using namespace session;
using events::RunState;
namespace fs = std::filesystem;

namespace {

struct Told {
  std::vector<events::RunEvent> events;
  base::Result<events::RunDone> result = base::Error("none");

  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& event : events)
      if (const auto* value = std::get_if<T>(&event)) found.push_back(*value);
    return found;
  }
  RunState lastState() const { return all<events::RunStateChanged>().back().state; }
};

Told train(Backend& backend, const RunRequest& request, const std::function<void(const events::RunEvent&, RunControl&)>& onEvent = {}) {
  Told told;
  RunControl control;
  told.result = backend.train(request, control, [&](const events::RunEvent& event) {
    told.events.push_back(event);
    if (onEvent) onEvent(event, control);
  });
  return told;
}

GenerateRequest question(const char* text) {
  GenerateRequest request;
  request.messages = base::Json::array({{{"role", "user"}, {"content", text}}});
  request.sampling.greedy = true;
  request.sampling.maxTokens = 12;
  request.sampling.seed = 77;
  return request;
}

}  // namespace

void BackendContract::initTestCase() {
  m_stage = m_makeStage();
  const Told told = train(*m_stage.backend, m_stage.request("made"));
  QVERIFY2(told.result.ok(), told.result.ok() ? "" : base::errorSentence(told.result.error()).c_str());
}

void BackendContract::devicesNameTheCpuFirst() {
  const DeviceReport report = m_stage.backend->devices();
  QVERIFY(!report.devices.empty());
  QCOMPARE(report.devices.front().id, std::string("cpu"));
  QVERIFY(!report.devices.front().name.empty() && report.devices.front().memoryBytes > 0);
  QVERIFY(report.threads >= 1);
  QVERIFY(report.devices.size() > 1 || report.gpuAbsent);  // a GPU, or why there is none
  for (const DeviceInfo& device : report.devices) {
    QVERIFY(device.computeType == "fp32" || device.computeType == "bf16");
    QVERIFY2(!base::errorSentence(base::Error(device.reason)).empty(), device.reason.c_str());
  }
  if (report.gpuAbsent) QVERIFY(report.gpuAbsent->code.rfind("device.", 0) == 0);
}

void BackendContract::modelsAreDescribed() {
  const auto summary = m_stage.backend->inspectModel(m_stage.model);
  TIMBRE_OK(summary);
  QVERIFY(summary->problems.empty());
  QVERIFY(summary->parameters > 0 && summary->vocab > 0 && summary->context > 0 && !summary->stopIds.empty() && !summary->files.empty());
  QVERIFY(!summary->architecture.empty() && !summary->dtype.empty() && !summary->tokenizerKind.empty() && summary->templateHash.size() == 64);
  // What the memory figures are made of.
  QVERIFY(summary->layers > 0 && summary->hidden > 0 && summary->intermediate > 0);
  QVERIFY(summary->heads > 0 && summary->kvHeads > 0 && summary->heads % summary->kvHeads == 0 && summary->headDim > 0);
  QVERIFY(!m_stage.backend->inspectModel(m_stage.root / "no model here").ok());
}

void BackendContract::aRunTellsItsStory() {
  const RunRequest request = m_stage.request("story");
  const Told told = train(*m_stage.backend, request);
  TIMBRE_OK(told.result);
  const auto steps = told.all<events::StepMetrics>();
  QCOMPARE(static_cast<int>(steps.size()), m_stage.steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    QCOMPARE(steps[i].step, static_cast<std::int64_t>(i + 1));
    QVERIFY(steps[i].tokens >= steps[i].supervisedTokens && steps[i].supervisedTokens > 0);
  }
  // Running is told before the first step, the end after the last checkpoint.
  std::size_t running = told.events.size(), firstStep = 0, lastSaved = 0, ended = 0;
  for (std::size_t i = told.events.size(); i-- > 0;) {
    if (const auto* state = std::get_if<events::RunStateChanged>(&told.events[i])) {
      if (state->state == RunState::Running) {
        running = i;
        QCOMPARE(state->totalSteps, std::int64_t(m_stage.steps));
      }
      if (state->state == RunState::Finished && ended == 0) ended = i;
    }
    if (std::holds_alternative<events::StepMetrics>(told.events[i])) firstStep = i;
    if (std::holds_alternative<events::CheckpointSaved>(told.events[i])) lastSaved = std::max(lastSaved, i);
  }
  QVERIFY(running < firstStep && firstStep < lastSaved && lastSaved < ended);
  QVERIFY(told.lastState() == RunState::Finished);
  QVERIFY(told.all<events::CheckpointSaved>().size() >= 2);
  QVERIFY2(std::holds_alternative<events::RunDone>(told.events.back()), "the summary is the last event");
  QVERIFY(std::get<events::RunDone>(told.events.back()) == *told.result);
  QCOMPARE(told.result->steps, std::int64_t(m_stage.steps));
  QCOMPARE(fs::path(told.result->run), request.runFolder);
  TIMBRE_OK(jobs::verifyCheckpoint(told.result->checkpoint));
}

void BackendContract::factsAreOnDiskBeforeTheyAreTold() {
  const RunRequest request = m_stage.request("facts");
  int late = 0;
  const Told told = train(*m_stage.backend, request, [&](const events::RunEvent& event, RunControl&) {
    if (const auto* step = std::get_if<events::StepMetrics>(&event)) {
      const auto metrics = jobs::readMetrics(request.runFolder);
      bool there = false;
      if (metrics.ok())
        for (const auto& known : *metrics)
          if (const auto* s = std::get_if<events::StepMetrics>(&known)) there = there || s->step == step->step;
      late += !there;
    }
    if (const auto* saved = std::get_if<events::CheckpointSaved>(&event)) late += !jobs::verifyCheckpoint(request.runFolder / saved->folder).ok();
  });
  TIMBRE_OK(told.result);
  QCOMPARE(late, 0);
  const auto record = jobs::readRun(request.runFolder);
  TIMBRE_OK(record);
  QVERIFY(record->state == RunState::Finished);
}

void BackendContract::stopAndPauseAreSuccesses() {
  for (const bool pause : {false, true}) {
    const RunRequest request = m_stage.request(pause ? "paused" : "stopped");
    const Told told = train(*m_stage.backend, request, [&](const events::RunEvent& event, RunControl& control) {
      const auto* step = std::get_if<events::StepMetrics>(&event);
      if (step && step->step == 3) control.command.store(pause ? RunCommand::Pause : RunCommand::Stop);
    });
    TIMBRE_OK(told.result);
    QVERIFY(told.lastState() == (pause ? RunState::Paused : RunState::Stopped));
    QCOMPARE(told.result->steps, std::int64_t(3));
    QVERIFY(told.result->checkpoint.ends_with("checkpoint-3"));
    TIMBRE_OK(jobs::verifyCheckpoint(told.result->checkpoint));
    QVERIFY(std::holds_alternative<events::RunDone>(told.events.back()));
    QVERIFY(jobs::readRun(request.runFolder)->state == (pause ? RunState::Paused : RunState::Stopped));
  }
}

void BackendContract::aFailureIsToldAndReturned() {
  const Told told = train(*m_stage.backend, m_stage.failing("failed"));
  QVERIFY(!told.result.ok());
  QVERIFY(told.lastState() == RunState::Failed);
  QVERIFY(told.all<events::RunStateChanged>().back().error == told.result.error());
  QVERIFY(!base::errorSentence(told.result.error()).empty());
  QVERIFY(told.all<events::RunDone>().empty());
}

void BackendContract::saveNowMakesACheckpoint() {
  const Told told = train(*m_stage.backend, m_stage.request("saved"), [&](const events::RunEvent& event, RunControl& control) {
    const auto* step = std::get_if<events::StepMetrics>(&event);
    if (step && step->step == 2) control.saveNow.store(true);
    if (step && step->step == 4) control.command.store(RunCommand::Stop);
  });
  TIMBRE_OK(told.result);
  std::set<std::int64_t> saved;
  for (const auto& checkpoint : told.all<events::CheckpointSaved>()) saved.insert(checkpoint.step);
  QVERIFY(saved.count(2) || saved.count(3));
}

void BackendContract::answersStreamWhole() {
  auto model = m_stage.backend->loadChatModel({m_stage.model, "auto"}, [](const Progress&) {}, {});
  TIMBRE_OK(model);
  QVERIFY((*model)->memoryBytes() > 0);
  std::string streamed;
  const auto done = (*model)->generate(question("hello"), [&](const std::string& piece) { streamed += piece; }, {});
  TIMBRE_OK(done);
  QCOMPARE(streamed, done->text);
  QVERIFY(done->stop == "eos" || done->stop == "length");
  QVERIFY(done->promptTokens > 0);
  QVERIFY(done->provenance == (*model)->provenance(77));
  QCOMPARE(done->provenance.seed, std::uint64_t(77));
  QVERIFY(done->provenance.adapterHash.empty() && done->provenance.baseHash.size() == 64 && done->provenance.templateHash.size() == 64);
  const auto again = (*model)->generate(question("hello"), [](const std::string&) {}, {});
  TIMBRE_OK(again);
  QCOMPARE(again->text, done->text);
}

void BackendContract::answersAreCancelled() {
  auto model = m_stage.backend->loadChatModel({m_stage.model, "cpu"}, [](const Progress&) {}, {});
  TIMBRE_OK(model);
  base::CancelSource source;
  source.cancel();
  const auto done = (*model)->generate(question("hello"), [](const std::string&) {}, source.token());
  TIMBRE_OK(done);
  QCOMPARE(done->stop, std::string("cancelled"));
  QVERIFY(done->text.empty());
  TIMBRE_OK((*model)->generate(question("hello"), [](const std::string&) {}, {}));  // and goes on working
}

void BackendContract::adaptersAreChosen() {
  auto model = m_stage.backend->loadChatModel({m_stage.model, "cpu"}, [](const Progress&) {}, {});
  TIMBRE_OK(model);
  const auto base = (*model)->provenance(1);
  QVERIFY(!(*model)->setAdapter(m_stage.root / "no adapter here").ok());
  QVERIFY((*model)->provenance(1) == base);
  const auto run = jobs::readRun(m_stage.root / "made");
  TIMBRE_OK(run);
  const fs::path newest = run->checkpoints.front().folder, older = run->checkpoints.back().folder;
  QVERIFY(newest != older);
  TIMBRE_OK((*model)->setAdapter(newest));
  const auto first = (*model)->provenance(1);
  QCOMPARE(first.baseHash, base.baseHash);
  QVERIFY(!first.adapterHash.empty() && first.adapterScale > 0);
  TIMBRE_OK((*model)->setAdapter(older));
  QVERIFY((*model)->provenance(1).adapterHash != first.adapterHash);
  TIMBRE_OK((*model)->setAdapter(newest));
  QVERIFY((*model)->provenance(1) == first);
  TIMBRE_OK((*model)->setAdapter({}));
  QVERIFY((*model)->provenance(1) == base);
}

void BackendContract::runsBeginFromAdapters() {
  const auto run = jobs::readRun(m_stage.root / "made");
  TIMBRE_OK(run);
  const fs::path checkpoint = run->checkpoints.front().folder;
  const auto adapter = m_stage.backend->inspectAdapter(checkpoint, m_stage.model);
  TIMBRE_OK(adapter);
  QCOMPARE(adapter->rank, static_cast<int>(base::integerOr(run->recipe, "rank", 0)));
  QCOMPARE(adapter->alpha, base::numberOr(run->recipe, "alpha", 0));
  QVERIFY(!adapter->targetModules.empty());
  QVERIFY(!m_stage.backend->inspectAdapter(m_stage.root / "no adapter here", m_stage.model).ok());
  RunRequest request = m_stage.request("further");
  request.initAdapter = checkpoint;
  request.recipe.rank = adapter->rank + 8;
  const Told told = train(*m_stage.backend, request);
  TIMBRE_OK(told.result);
  const auto further = jobs::readRun(request.runFolder);
  TIMBRE_OK(further);
  QCOMPARE(base::integerOr(further->recipe, "rank", 0), std::int64_t(adapter->rank));  // the adapter decides
  const base::Json* begun = base::member(further->provenance, "init_adapter");
  QVERIFY(begun && !base::stringOr(*begun, "path").empty());
  // A full fine-tuning would leave the adapter out without a word.
  request = m_stage.request("full from adapter");
  request.initAdapter = checkpoint;
  request.recipe.method = "full";
  request.recipe.targetModules.clear();
  const Told refused = train(*m_stage.backend, request);
  QVERIFY(!refused.result.ok());
  QCOMPARE(refused.result.error().code, std::string("adapter.full"));
}

void BackendContract::exportsAreWritten() {
  ExportRequest request;
  request.run = m_stage.root / "made";
  request.out = m_stage.root / "exported";
  std::set<std::string> phases;
  const auto report = m_stage.backend->exportModel(request, [&](const Progress& p) { phases.insert(p.phase); }, {});
  QVERIFY2(report.ok(), report.ok() ? "" : base::errorSentence(report.error()).c_str());
  QVERIFY(phases.count("writing") && phases.count("verifying"));
  QVERIFY(report->verificationRan && report->verified && !report->reason);
  QVERIFY(report->prompts >= 16 && report->identicalTexts == report->prompts && !report->answers.empty());
  QCOMPARE(report->sha256.size(), std::size_t(64));
  QVERIFY(!report->files.empty());
  for (const auto& file : report->files) QCOMPARE(fs::file_size(request.out / file.name), file.bytes);
}

void BackendContract::exportsAreCancelled() {
  ExportRequest request;
  request.run = m_stage.root / "made";
  request.out = m_stage.root / "cancelled export";
  base::CancelSource source;
  const auto report = m_stage.backend->exportModel(request, [&](const Progress& p) { if (p.phase == "writing") source.cancel(); }, source.token());
  QVERIFY(!report.ok());
  QCOMPARE(report.error().code, std::string("cancelled"));
  QVERIFY(!fs::exists(request.out));
}

}  // namespace timbre::testing
