// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_ops.h"
#include "core/evaluate/figures_card.h"
#include "core/evaluate/scorer.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace timbre;
using namespace timbre::evaluate;

namespace {

Answers answersOf(const base::Json& list) {
  Answers answers;
  for (const auto& line : list) answers[base::stringOr(line, "id")] = {base::stringOr(line, "answer"), base::boolOr(line, "stop", false)};
  return answers;
}

/// Empty when `got` has every number of `wanted`; else the first path that differs.
std::string difference(const base::Json& wanted, const base::Json& got, const std::string& path = "") {
  for (const auto& [key, value] : wanted.items()) {
    const base::Json* other = base::member(got, key);
    if (!other) return path + key + " is missing";
    if (value.is_object()) {
      if (auto inner = difference(value, *other, path + key + "."); !inner.empty()) return inner;
    } else if (value.is_number() != other->is_number() || (value.is_number() && std::abs(value.get<double>() - other->get<double>()) > 0.051)) {
      return path + key + ": " + value.dump() + " and " + other->dump();
    }
  }
  return {};
}

}  // namespace

class ScorerTest : public QObject {
  Q_OBJECT
  ProbeSet m_set;

 private Q_SLOTS:
  void initTestCase() {
    const auto root = testing::sourceFolder() / "resources";
    auto set = loadProbes(root / "starter", root / "personas");
    TIMBRE_OK(set);
    m_set = *set;
    QVERIFY(m_set.probes.size() > 800);
  }

  void agreesWithTheReference() {
    auto text = base::readFile(testing::sourceFolder() / "tests/evaluate/goldens/scorer.json");
    TIMBRE_OK(text);
    auto golden = base::parseJson(*text);
    TIMBRE_OK(golden);
    const Answers base = answersOf((*golden)["base_answers"]), tuned = answersOf((*golden)["tuned_answers"]);
    auto figures = difference((*golden)["base"], baseFigures(m_set, base));
    QVERIFY2(figures.empty(), figures.c_str());
    for (const char* persona : {"marv", "xiaozhushou"}) {
      figures = difference((*golden)[persona], personaFigures(m_set, persona, tuned, base));
      QVERIFY2(figures.empty(), (persona + (": " + figures)).c_str());
    }
  }

  void wordsHaveBorders() {
    QVERIFY(containsWord("the cat sat", "cat"));
    QVERIFY(containsWord("two cats", "cat"));
    QVERIFY(containsWord("boxes", "box"));
    QVERIFY(!containsWord("concatenate", "cat"));
    QVERIFY(!containsWord("cattle", "cat"));
    QVERIFY(containsWord("是12个", "12"));
    QVERIFY(!containsWord("112", "12"));
    QVERIFY(!containsWord("anything", ""));
  }

  void aFactNeedsEntityAnswerAndStop() {
    Probe probe;
    probe.entity = {"Snow", "雪"};
    probe.answer = {"white", "白"};
    QVERIFY(factRight(m_set, probe, {"Snow is white.", true}));
    QVERIFY(!factRight(m_set, probe, {"Snow is white.", false}));
    QVERIFY(!factRight(m_set, probe, {"Rice is white.", true}));
    QVERIFY(!factRight(m_set, probe, {"Snow is green.", true}));
    QVERIFY(!factRight(m_set, probe, {"Snow is white? I don't know.", true}));
  }

  void cardHoldsOnlyWhatWasMeasured() {
    const base::Json goals = {{"facts_right", {{"least_en", 92}, {"least_zh", 88}}}};
    const base::Json figures = {{"base", {{"en", {{"facts_right", 91.5}}}, {"zh", {{"facts_right", nullptr}}}}}};
    auto card = replaceFigures("a\n<!-- figures begin x -->\nold\n<!-- figures end -->\nb\n", figuresBlock(figures, goals, {}), "card");
    TIMBRE_OK(card);
    QVERIFY(card->find("91.5") != std::string::npos);
    QVERIFY(card->find("| ≥ 92 / 88 | 91.5 |") != std::string::npos);
    QVERIFY(card->find("old") == std::string::npos);
    QVERIFY(card->ends_with("<!-- figures end -->\nb\n"));
    QCOMPARE(replaceFigures("no markers", "", "card").error().code, std::string("probes.no_markers"));
  }
};

QTEST_GUILESS_MAIN(ScorerTest)
#include "scorer_test.moc"
