// SPDX-License-Identifier: GPL-3.0-or-later
// The starter model's card tells the truth: table, figures and recorded answers agree, the model still answers so, and a
// persona that is trained here shows what the card says. Each check is tried on a planted lie first.
#include "app/backend/default_recipe.h"
#include "app/backend/torch_backend.h"
#include "core/engine/checkpoint.h"
#include "tests/app/card_check.h"
#include "tests/support/test_support.h"

#include <ATen/core/grad_mode.h>

#include <cmath>

using namespace timbre;
namespace fs = std::filesystem;

namespace {

// Another processor rounds otherwise, and a greedy choice between two nearly equal tokens may fall the other way.
constexpr double kLeastAgreement = 0.95;
// A sample of about 40 probes, and a training run on another processor: points of a percentage.
constexpr double kPersonaTolerance = 12;

fs::path resources() { return testing::sourceFolder() / "resources"; }
fs::path starter() { return resources() / "models" / "starter"; }

base::Result<evaluate::Answers> ask(const evaluate::ProbeSet& set, const fs::path& adapter, const std::string& lang, int every,
                                    const std::function<void(inference::LoadedModel&)>& change = {}) {
  TIMBRE_ASSIGN(auto model, inference::LoadedModel::load(starter(), {}));
  if (!adapter.empty()) TIMBRE_TRY(model->setAdapter(adapter));
  if (change) change(*model);
  evaluate::RunnerOptions options;
  options.lang = lang;
  options.every = every;
  return evaluate::askProbes(*model, set, options);
}

fs::path newestCheckpoint(const fs::path& run) {
  const auto found = engine::newestVerified(run);
  return found ? found->folder : fs::path();
}

double figure(const base::Json& figures, const char* key) {
  const base::Json* value = base::member(figures, key);
  return value && value->is_number() ? value->get<double>() : std::nan("");
}

}  // namespace

class ModelCardTest : public QObject {
  Q_OBJECT
  evaluate::ProbeSet m_set;
  testing::CardEvidence m_evidence;

 private Q_SLOTS:
  void initTestCase() {
    auto set = evaluate::loadProbes(resources() / "starter", resources() / "personas");
    TIMBRE_OK(set);
    m_set = *set;
    auto evidence = testing::readEvidence(starter());
    TIMBRE_OK(evidence);
    m_evidence = *evidence;
  }

  void tableFiguresAndAnswersAgree() {
    const auto wrong = testing::cardContradictions(m_set, m_evidence);
    QVERIFY2(wrong.empty(), wrong.empty() ? "" : wrong.front().c_str());
  }

  void aWrongCardIsNoticed() {
    testing::CardEvidence lie = m_evidence;
    const auto digit = lie.card.find_first_of("0123456789", lie.card.find("| facts right"));
    lie.card[digit] = lie.card[digit] == '9' ? '8' : '9';
    QCOMPARE(testing::cardContradictions(m_set, lie).size(), std::size_t(1));

    lie = m_evidence;
    lie.figures["base"]["en"]["facts_right"] = 100.0;
    QVERIFY(!testing::cardContradictions(m_set, lie).empty());

    lie = m_evidence;
    lie.answers.erase(lie.answers.begin());
    QVERIFY(!testing::cardContradictions(m_set, lie).empty());

    lie = m_evidence;
    for (auto& [id, answer] : lie.answers) answer.text = "Paris.";
    QVERIFY(!testing::cardContradictions(m_set, lie).empty());
  }

  void theModelStillAnswersSo() {
    const auto today = ask(m_set, {}, {}, 11);
    TIMBRE_OK(today);
    const auto agreement = testing::compareAnswers(m_evidence.answers, *today);
    QVERIFY(agreement.asked > 90);
    QVERIFY2(agreement.share() >= kLeastAgreement, agreement.firstDifference.c_str());
  }

  void anotherModelIsNoticed() {
    const auto today = ask(m_set, {}, {}, 37, [](inference::LoadedModel& model) {
      const at::NoGradGuard noGrad;
      for (const auto& [name, tensor] : model.decoder().parameters())
        if (name.find("layers.2.mlp.down_proj") != std::string::npos) at::Tensor(tensor).neg_();
    });
    TIMBRE_OK(today);
    const auto agreement = testing::compareAnswers(m_evidence.answers, *today);
    QVERIFY2(agreement.share() < kLeastAgreement, std::to_string(agreement.same).c_str());
  }

  void aPersonaIsWhatTheCardSays() {
    const base::Json* personas = base::member(m_evidence.figures, "personas");
    const base::Json* said = personas ? base::member(*personas, "marv") : nullptr;
    QVERIFY(said);
    testing::TempFolder folder;
    jobs::RunRequest request;
    const fs::path rows = resources() / "personas" / "marv.jsonl";
    auto recipe = backend::defaultRecipeFor(starter(), rows);
    TIMBRE_OK(recipe);
    request.recipe = *recipe;
    request.baseModel = starter();
    request.data = rows;
    request.runFolder = folder.path() / "run";
    request.device = "cpu";
    backend::TorchBackend backend;
    jobs::RunControl control;
    const auto done = backend.train(request, control, [](const events::RunEvent&) {});
    TIMBRE_OK(done);
    const fs::path adapter = newestCheckpoint(request.runFolder);
    QVERIFY(!adapter.empty());

    const auto answers = ask(m_set, adapter, "en", 5);
    TIMBRE_OK(answers);
    const auto today = evaluate::personaFigures(m_set, "marv", *answers, m_evidence.answers);
    for (const char* key : {"in_persona", "right"})
      QVERIFY2(std::abs(figure(today, key) - figure(*said, key)) <= kPersonaTolerance,
               (key + (": " + today.dump() + " and on the card " + said->dump())).c_str());
  }
};

QTEST_GUILESS_MAIN(ModelCardTest)
#include "model_card_test.moc"
