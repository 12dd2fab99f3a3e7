// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs on a tiny model: what they leave on disk, that they learn, and that pausing, resuming, saving in between
// or changing the source file changes nothing.
#include "core/base/messages.h"
#include "core/engine/checkpoint.h"
#include "core/model/memory.h"
#include "tests/engine/run_fixture.h"

#include <unistd.h>
#include <cmath>
#include <limits>

using namespace timbre;
using testing::FaultyOps;
using testing::RunFixture;
using testing::RunResult;
namespace fs = std::filesystem;

namespace {

std::string whyNot(const RunResult& result) {
  return result.error ? base::errorSentence(*result.error) : std::string();
}

#define VERIFY_DONE(result) QVERIFY2(!(result).error, whyNot(result).c_str())

std::vector<std::string> namesIn(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<double> lossesOf(const fs::path& runFolder) {
  std::vector<double> losses;
  const auto metrics = jobs::readMetrics(runFolder);
  if (!metrics.ok()) return losses;
  for (const auto& event : *metrics)
    if (const auto* s = std::get_if<events::StepMetrics>(&event)) losses.push_back(s->loss);
  return losses;
}

std::vector<std::string> noteCodes(const RunResult& result) {
  std::vector<std::string> codes;
  for (const auto& note : result.all<events::RunNote>()) codes.push_back(note.message.code);
  return codes;
}

}  // namespace

class RunTest : public QObject {
  Q_OBJECT
 private:
  RunFixture m_fixture;
  FaultyOps m_ops;
  std::string m_reference;  // of 14 uninterrupted steps

 private Q_SLOTS:
  void initTestCase() {
    const RunResult result = RunFixture::train(m_fixture.request("reference", 14), m_ops);
    VERIFY_DONE(result);
    m_reference = testing::fingerprint(m_fixture.run("reference"));
  }

  void runFolderTellsEverything() {
    const fs::path run = m_fixture.run("reference");
    for (const char* name : {"recipe.json", "provenance.json", "dataset.jsonl", "metrics.jsonl", "events.jsonl",
                             "checkpoint-14", "checkpoint-12"})
      QVERIFY2(fs::exists(run / name), name);
    QVERIFY(!fs::exists(run / "running.json"));
    for (const std::string& name : namesIn(run))
      QVERIFY2(name.find("tmp") == std::string::npos && name.find(".old") == std::string::npos, name.c_str());
    for (const char* name : {"adapter_config.json", "adapter_model.safetensors", "optimizer.safetensors",
                             "trainer_state.json", "manifest.json"})
      QVERIFY2(fs::exists(run / "checkpoint-14" / name), name);
    TIMBRE_OK(jobs::verifyCheckpoint(run / "checkpoint-14"));
    const auto record = jobs::readRun(run);
    TIMBRE_OK(record);
    QVERIFY(record->state == events::RunState::Finished);
    QCOMPARE(record->step, std::int64_t(14));
    const auto provenance = base::parseJson(testing::readFile(run / "provenance.json"));
    TIMBRE_OK(provenance);
    QCOMPARE(base::integerOr(*base::member(*provenance, "data"), "rows", 0), 24LL);
    QVERIFY(base::stringOr(*base::member(*provenance, "base"), "path").ends_with("/base"));
    QCOMPARE(base::member(*base::member(*provenance, "base"), "files")->size(), std::size_t(4));
    QCOMPARE(fs::exists(run / "checkpoint-4"), false);  // 3 newest and the best are kept
  }

  void itLearns() {
    const auto metrics = jobs::readMetrics(m_fixture.run("reference"));
    TIMBRE_OK(metrics);
    std::vector<events::StepMetrics> steps;
    for (const auto& event : *metrics)
      if (const auto* s = std::get_if<events::StepMetrics>(&event)) steps.push_back(*s);
    QCOMPARE(steps.size(), std::size_t(14));
    QCOMPARE(steps[0].learningRate, 0.0);  // warm-up starts at 0
    QVERIFY2(steps.back().loss < 0.9 * steps.front().loss,
             qPrintable(QString("%1 → %2").arg(steps.front().loss).arg(steps.back().loss)));
    for (const auto& s : steps)
      QVERIFY(s.gradNorm > 0 && s.tokens > s.supervisedTokens && s.supervisedTokens > 0 && s.segment == 0);
  }

  void splitsAreFrozenBesideTheRows() {
    const std::string text = testing::readFile(m_fixture.run("reference") / "dataset.jsonl");
    int train = 0, validation = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      const auto row = base::parseJson(line);
      TIMBRE_OK(row);
      ++(base::stringOr(*row, "split") == "validation" ? validation : train);
      QVERIFY(line.starts_with(R"({"messages":[{"role":"user")"));  // bytes as they came
    }
    QCOMPARE(train, 22);
    QCOMPARE(validation, 2);
  }

  void sameSeedSameRun() {
    VERIFY_DONE(RunFixture::train(m_fixture.request("again", 14), m_ops));
    QCOMPARE(testing::fingerprint(m_fixture.run("again")), m_reference);
    auto other = m_fixture.request("other-seed", 14);
    other.recipe.seed = 43;
    VERIFY_DONE(RunFixture::train(other, m_ops));
    QVERIFY(testing::fingerprint(m_fixture.run("other-seed")) != m_reference);
  }

  void pauseAndResumeAtEveryStep() {
    for (const std::int64_t at : {1, 4, 6, 9, 13}) {
      const std::string name = "pause-" + std::to_string(at);
      const RunResult paused = RunFixture::train(
          m_fixture.request(name, 14), m_ops, [&](const events::RunEvent& event, jobs::RunControl& control) {
            if (const auto* s = std::get_if<events::StepMetrics>(&event); s && s->step == at)
              control.command.store(jobs::RunCommand::Pause);
          });
      VERIFY_DONE(paused);
      QCOMPARE(paused.done.steps, at);
      QVERIFY(paused.all<events::RunStateChanged>().back().state == events::RunState::Paused);
      QVERIFY(paused.done.checkpoint.ends_with("checkpoint-" + std::to_string(at)));
      const RunResult resumed = RunFixture::resume(m_fixture.run(name), m_ops);
      VERIFY_DONE(resumed);
      QVERIFY(noteCodes(resumed).empty());
      const auto steps = resumed.all<events::StepMetrics>();
      QVERIFY(!steps.empty());
      QCOMPARE(steps.front().step, at + 1);
      QCOMPARE(steps.front().segment, 1);
      // Everything but where validation and checkpoints fell must be the same; a pause at a planned checkpoint skips
      // its validation.
      QVERIFY2(
          testing::fingerprint(m_fixture.run(name)).ends_with(m_reference.substr(m_reference.find("checkpoint-14"))),
          name.c_str());
      QCOMPARE(lossesOf(m_fixture.run(name)), lossesOf(m_fixture.run("reference")));
    }
  }

  void dropoutPackingAndFullWeightsResumeExactlyToo() {
    struct Case {
      const char* name;
      std::function<void(recipe::Recipe&)> change;
    };
    const Case cases[] = {{"dropout", [](recipe::Recipe& r) { r.dropout = 0.2; }},
                          {"packed",
                           [](recipe::Recipe& r) {
                             r.packing = true;
                             r.batchSize = 1;
                           }},
                          {"grouped", [](recipe::Recipe& r) { r.batchTokens = 256; }},
                          {"full",
                           [](recipe::Recipe& r) {
                             r.method = "full";
                             r.learningRate = 1e-3;
                           }},
                          {"full-bf16", [](recipe::Recipe& r) {
                             r.method = "full";
                             r.dtype = "bf16";
                             r.learningRate = 1e-3;
                           }}};
    for (const Case& c : cases) {
      auto whole = m_fixture.request(std::string(c.name) + "-whole", 8);
      c.change(whole.recipe);
      VERIFY_DONE(RunFixture::train(whole, m_ops));
      auto cut = m_fixture.request(std::string(c.name) + "-cut", 8);
      c.change(cut.recipe);
      VERIFY_DONE(RunFixture::train(cut, m_ops, [](const events::RunEvent& event, jobs::RunControl& control) {
        if (const auto* s = std::get_if<events::StepMetrics>(&event); s && s->step == 5)
          control.command.store(jobs::RunCommand::Stop);
      }));
      VERIFY_DONE(RunFixture::resume(cut.runFolder, m_ops));
      QVERIFY2(testing::fingerprint(cut.runFolder) == testing::fingerprint(whole.runFolder), c.name);
    }
    // Full weights are a model folder of their own.
    TIMBRE_OK(model::Decoder::load(m_fixture.run("full-bf16-whole") / "checkpoint-8"));
    QVERIFY(testing::readFile(m_fixture.run("full-bf16-whole") / "checkpoint-8" / "config.json").find("bfloat16") !=
            std::string::npos);
  }

  void editsOfTheSourceChangeNothing() {
    auto request = m_fixture.request("edited", 14);
    request.data = m_fixture.root() / "edited.jsonl";
    testing::writeFile(request.data, testing::tinyRows(24));
    const auto edit = [&](const events::RunEvent& event, jobs::RunControl& control) {
      const auto* s = std::get_if<events::StepMetrics>(&event);
      if (s && s->step == 3) testing::writeFile(request.data, testing::tinyRows(3) + "not even JSON\n");
      if (s && s->step == 6) control.command.store(jobs::RunCommand::Pause);
    };
    VERIFY_DONE(RunFixture::train(request, m_ops, edit));
    fs::remove(request.data);
    VERIFY_DONE(RunFixture::resume(request.runFolder, m_ops));
    QVERIFY(testing::fingerprint(request.runFolder).ends_with(m_reference.substr(m_reference.find("checkpoint-14"))));
  }

  void notANumberSkipsThenStops() {
    const auto poison = [](std::int64_t from, std::int64_t to) {
      return [=](engine::EngineContext& context) {
        context.onGradients = [=](std::int64_t step, std::vector<engine::Parameter>& parameters) {
          if (step >= from && step < to)
            parameters[0].value.mutable_grad()[0][0] = std::numeric_limits<float>::quiet_NaN();
        };
      };
    };
    const RunResult once = RunFixture::train(m_fixture.request("nan-once", 8), m_ops, {}, poison(3, 5));
    VERIFY_DONE(once);
    QCOMPARE(noteCodes(once), (std::vector<std::string>{"engine.step_skipped", "engine.step_skipped"}));
    const auto steps = once.all<events::StepMetrics>();
    QVERIFY(std::isnan(steps[2].gradNorm) && std::isfinite(steps[7].loss));
    // Only the gradient is broken, so no row stands out: all four of the step are named, and they are told on disk too.
    for (const auto& note : once.all<events::RunNote>()) QCOMPARE(note.rows.size(), std::size_t(4));
    int told = 0;
    const auto facts = jobs::readFacts(m_fixture.run("nan-once"));
    TIMBRE_OK(facts);
    for (const auto& fact : *facts)
      if (const auto* note = std::get_if<events::RunNote>(&fact)) told += static_cast<int>(note->rows.size());
    QCOMPARE(told, 8);
    const RunResult many = RunFixture::train(m_fixture.request("nan-many", 20), m_ops, {}, poison(6, 100));
    QVERIFY(many.error.has_value());
    QCOMPARE(many.error->code, std::string("engine.not_finite"));
    const auto last = engine::newestVerified(m_fixture.run("nan-many"));
    QVERIFY(last.has_value());
    QCOMPARE(jobs::readRun(m_fixture.run("nan-many"))->state == events::RunState::Failed, true);
    auto adapter = model::LoraAdapter::load(last->folder, testing::tinyConfig());
    TIMBRE_OK(adapter);  // load() refuses weights that are not finite
  }

  /// A row unlike all others makes one step's loss jump: its micro-batch is named.
  void aSpikeNamesItsRows() {
    auto request = m_fixture.request("spike", 40);
    request.data = m_fixture.root() / "spike.jsonl";
    std::string rows;
    for (int i = 0; i < 160; ++i)
      rows += i == 130 ? R"({"messages":[{"role":"user","content":"b?"},{"role":"assistant","content":"\u9f98\u9750\u9ea4\u7228\u9c7b\u9f98\u9750\u9ea4\u7228\u9c7b\u9f98\u9750\u9ea4\u7228\u9c7b\u9f98\u9750\u9ea4\u7228\u9c7b\u9f98\u9750\u9ea4\u7228\u9c7b"}]})" "\n"
                       : R"({"messages":[{"role":"user","content":"a?"},{"role":"assistant","content":"aaaaaaaaaa"}]})" "\n";
    testing::writeFile(request.data, rows);
    request.recipe.shuffle = false;
    request.recipe.validationShare = 0;
    const RunResult result = RunFixture::train(request, m_ops);
    VERIFY_DONE(result);
    std::vector<events::RunNote> spikes;
    for (const auto& note : result.all<events::RunNote>())
      if (note.message.code == "engine.loss_spike") spikes.push_back(note);
    QCOMPARE(spikes.size(), std::size_t(1));
    QCOMPARE(spikes[0].step, std::int64_t(33));  // rows 129 to 132
    QCOMPARE(spikes[0].rows, (std::vector<std::int64_t>{131, 132}));
  }

  void aCheckpointThatCannotFitIsNotBegun() {
    int asked = 0;
    const auto little = [&](engine::EngineContext& context) {
      context.freeBytes = [&](const fs::path&) -> base::Result<std::uint64_t> { return ++asked < 2 ? std::uint64_t(1) << 40 : 1000; };
    };
    const RunResult result = RunFixture::train(m_fixture.request("no-room", 14), m_ops, {}, little);
    QVERIFY(result.error.has_value());
    QCOMPARE(result.error->code, std::string("disk.full"));
    QCOMPARE(result.error->args.at("free"), std::string("1000"));
    QVERIFY(std::stoull(result.error->args.at("needed")) > 1000);
    QVERIFY(result.all<events::RunStateChanged>().back().state == events::RunState::Paused);
    const auto kept = engine::newestVerified(m_fixture.run("no-room"));
    QVERIFY(kept.has_value());
    QCOMPARE(kept->step, std::int64_t(4));
    for (const std::string& name : namesIn(m_fixture.run("no-room"))) QVERIFY2(!name.starts_with("."), name.c_str());
    VERIFY_DONE(RunFixture::resume(m_fixture.run("no-room"), m_ops));
    QCOMPARE(testing::fingerprint(m_fixture.run("no-room")), m_reference);
  }

  void saveNowMakesOneMore() {
    const RunResult result = RunFixture::train(
        m_fixture.request("save-now", 7), m_ops, [](const events::RunEvent& event, jobs::RunControl& control) {
          if (const auto* s = std::get_if<events::StepMetrics>(&event); s && s->step == 2) control.saveNow.store(true);
        });
    VERIFY_DONE(result);
    std::vector<std::int64_t> saved;
    for (const auto& c : result.all<events::CheckpointSaved>()) saved.push_back(c.step);
    QCOMPARE(saved, (std::vector<std::int64_t>{2, 4, 7}));
  }

  void existingRunIsRefusedAndBrokenRowsAreNamed() {
    QCOMPARE(RunFixture::train(m_fixture.request("reference", 3), m_ops).error->code, std::string("file.exists"));
    auto bad = m_fixture.request("bad", 3);
    bad.data = m_fixture.root() / "bad.jsonl";
    testing::writeFile(bad.data, testing::tinyRows(2) + "\n{\"messages\": 3}\n");
    const RunResult result = RunFixture::train(bad, m_ops);
    QCOMPARE(result.error->code, std::string("engine.bad_row"));
    QCOMPARE(*result.error->line, 4LL);
    QVERIFY(!jobs::isRunFolder(bad.runFolder));
    testing::writeFile(bad.data, testing::tinyRows(9));
    VERIFY_DONE(RunFixture::train(bad, m_ops));  // the folder holds no run yet
    QCOMPARE(RunFixture::resume(m_fixture.root() / "nowhere", m_ops).error->code, std::string("engine.no_run"));
  }

  void tamperedRunsAreRefused() {
    VERIFY_DONE(RunFixture::train(m_fixture.request("tampered", 4), m_ops));
    const fs::path run = m_fixture.run("tampered");
    const std::string rows = testing::readFile(run / "dataset.jsonl");
    testing::writeFile(run / "dataset.jsonl", rows + testing::tinyRows(1));
    QCOMPARE(RunFixture::resume(run, m_ops).error->code, std::string("engine.dataset_changed"));
    testing::writeFile(run / "dataset.jsonl", rows);
    const std::string tokenizer = testing::readFile(m_fixture.root() / "base" / "tokenizer_config.json");
    testing::writeFile(m_fixture.root() / "base" / "tokenizer_config.json", tokenizer + " ");
    QCOMPARE(RunFixture::resume(run, m_ops).error->code, std::string("engine.base_changed"));
    testing::writeFile(m_fixture.root() / "base" / "tokenizer_config.json", tokenizer);
    // A damaged newest checkpoint: the one before it is used, and that is said.
    const fs::path weights = run / "checkpoint-4" / "optimizer.safetensors";
    std::string bytes = testing::readFile(weights);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    testing::writeFile(weights, bytes);
    const RunResult resumed = RunFixture::resume(run, m_ops);
    VERIFY_DONE(resumed);
    QCOMPARE(noteCodes(resumed), (std::vector<std::string>{"checkpoint.damaged", "engine.resume_from_start"}));
    QCOMPARE(resumed.done.steps, std::int64_t(4));
    TIMBRE_OK(jobs::verifyCheckpoint(run / "checkpoint-4"));
  }

  void aLivingRunIsNotTouched() {
    VERIFY_DONE(RunFixture::train(m_fixture.request("alive", 4), m_ops));
    const fs::path marker = m_fixture.run("alive") / "running.json";
    const auto markerOf = [](int pid, std::uint64_t start) {
      return base::dumpJson({{"format_version", 1}, {"pid", pid}, {"start", start}});
    };
    const int parent = static_cast<int>(::getppid());
    testing::writeFile(marker, markerOf(parent, model::processStart(parent)));
    QCOMPARE(RunFixture::resume(m_fixture.run("alive"), m_ops).error->code, std::string("engine.run_alive"));
    QVERIFY(fs::exists(marker));
    testing::writeFile(marker, markerOf(parent, model::processStart(parent) + 1));  // another process had that id
    VERIFY_DONE(RunFixture::resume(m_fixture.run("alive"), m_ops));
    QVERIFY(!fs::exists(marker));
  }

  void typeIsSettledOnce() {
    const std::string recipe = testing::readFile(m_fixture.run("reference") / "recipe.json");
    QVERIFY(recipe.find(R"("dtype": "fp32")") != std::string::npos);
    QVERIFY(testing::readFile(m_fixture.run("reference") / "provenance.json").find(R"("asked": "auto")") !=
            std::string::npos);
  }

  void samplesAreToldAndChangeNothing() {
    auto request = m_fixture.request("samples", 14);
    request.samplePrompts = {"What colour is sky 0?", "Hello"};
    const RunResult result =
        RunFixture::train(request, m_ops, {}, [](engine::EngineContext& context) { context.sampleTokens = 6; });
    VERIFY_DONE(result);
    const auto answers = result.all<events::SampleAnswer>();
    QCOMPARE(answers.size(), std::size_t(10));  // steps 0, 4, 8, 12, 14
    QCOMPARE(answers[0].step, std::int64_t(0));
    QVERIFY(testing::readFile(request.runFolder / "samples.jsonl").find("What colour is sky 0?") != std::string::npos);
    QCOMPARE(testing::fingerprint(request.runFolder), m_reference);
  }

  void pretrainingFromRandomWeights() {
    testing::writeTinyTokenizer(m_fixture.root() / "new");
    auto request = m_fixture.request("pretrained", 12);
    request.baseModel.clear();
    request.modelConfig = m_fixture.root() / "new" / "config.json";
    request.tokenizer = m_fixture.root() / "new";
    request.data = m_fixture.root() / "texts.jsonl";
    testing::writeFile(request.data, R"({"text":"The sky is blue."})"
                                     "\n"
                                     R"({"text":"Snow is white."})"
                                     "\n");
    request.moreData = {m_fixture.root() / "rows.jsonl"};
    request.recipe.batchTokens = 256;
    request.recipe.learningRate = 3e-3;
    const RunResult result = RunFixture::train(request, m_ops);
    VERIFY_DONE(result);
    const auto steps = result.all<events::StepMetrics>();
    QVERIFY(std::abs(steps.front().loss - std::log(259.0)) < 1.5);
    QVERIFY(steps.back().loss < steps.front().loss - 0.5);
    const fs::path made = request.runFolder / "checkpoint-12";
    TIMBRE_OK(model::Decoder::load(made));
    TIMBRE_OK(text::ChatEncoder::load(made));
    fs::remove_all(m_fixture.root() / "new");  // the run folder has all that a resume needs
    VERIFY_DONE(RunFixture::resume(request.runFolder, m_ops));
  }

  void longAndEmptyRowsAreReported() {
    auto request = m_fixture.request("long", 3);
    request.recipe.maxTokens = 48;
    const RunResult result = RunFixture::train(request, m_ops);
    if (!result.error) {
      const auto codes = noteCodes(result);
      QVERIFY(std::find(codes.begin(), codes.end(), "engine.rows_cut") != codes.end());
    } else {
      QCOMPARE(result.error->code, std::string("batch.nothing_to_train"));
    }
  }
};

QTEST_GUILESS_MAIN(RunTest)
#include "run_test.moc"
