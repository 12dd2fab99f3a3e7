// SPDX-License-Identifier: GPL-3.0-or-later
// The hand-written files beside the starter model: probes, scorer, persona rows, detectors and labelled answers.
#include "tests/starter/starter_files.h"
#include "tests/support/test_support.h"

#include <set>

using namespace timbre;
using namespace timbre::starter_test;

namespace {

std::vector<std::string> strings(const base::Json& list) { return list.get<std::vector<std::string>>(); }

bool hasFragment(const std::string& text, const base::Json& fragments) {
  const std::string low = lowered(text);
  for (const std::string& f : strings(fragments))
    if (low.find(lowered(f)) != std::string::npos) return true;
  return false;
}

std::string content(const base::Json& row, std::size_t message) { return base::stringOr(row.at("messages").at(message), "content"); }

}  // namespace

class StarterDataTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    m_probes = readJson(starterFolder() / "probes.json");
    m_detectors = readJson(personaFolder() / "detectors.json").at("detectors");
  }

  void probesAreManyAndDifferent() {
    QCOMPARE(base::integerOr(m_probes, "format_version", 0), 1);
    const auto enough = [this](const char* group, const char* lang, std::size_t least) {
      std::size_t n = 0;
      for (const base::Json& p : m_probes.at(group)) n += base::stringOr(p, "lang") == lang;
      return n >= least;
    };
    for (const char* lang : {"en", "zh"}) {
      QVERIFY(enough("facts", lang, 200));
      QVERIFY(enough("unknown", lang, 60));
      QVERIFY(enough("sums", lang, 80));
      QVERIFY(enough("chats", lang, 20));
      QVERIFY(enough("chat", lang, 20));
    }
    QVERIFY(enough("identity", "zh", 30));
    std::set<std::string> ids, texts;
    for (const Prompt& p : allPrompts(m_probes)) {
      QVERIFY2(ids.insert(p.id).second, p.id.c_str());
      QVERIFY2(texts.insert(normalised(p.text)).second, p.text.c_str());
      QVERIFY2(normalised(p.text).size() >= Needles::kIndexed, p.text.c_str());
    }
  }

  void everyFactProbeNamesEntityAndAnswer() {
    for (const Prompt& p : allPrompts(m_probes)) {
      if (base::stringOr(p.probe, "relation").empty()) continue;
      for (const char* key : {"entity", "answer"}) {
        const auto list = strings(p.probe.at(key));
        QVERIFY2(!list.empty(), p.id.c_str());
        for (const std::string& s : list) QVERIFY2(!s.empty(), p.id.c_str());
      }
    }
  }

  void sumsAreRightAndHeldOutPairsAreListed() {
    std::set<std::pair<int, int>> held;
    const std::string table = testing::readFile(starterFolder() / "facts" / "heldout_sums.tsv");
    int a = 0, b = 0, n = 0;
    for (std::size_t at = table.find('\n'); at + 1 < table.size(); at = table.find('\n', at + 1), ++n) {
      QCOMPARE(std::sscanf(table.c_str() + at + 1, "%d\t%d", &a, &b), 2);
      held.insert({std::min(a, b), std::max(a, b)});
    }
    QCOMPARE(held.size(), std::size_t(12));
    for (const base::Json& s : m_probes.at("sums")) {
      const int x = int(s.at("a")), y = int(s.at("b"));
      const bool plus = base::stringOr(s, "op") == "+";
      const int result = plus ? x + y : x - y;
      QCOMPARE(QString::fromStdString(strings(s.at("answer")).front()), QString::number(result));
      const std::pair<int, int> pair = plus ? std::minmax({x, y}) : std::minmax({y, result});
      QCOMPARE(held.count(pair) == 1, base::stringOr(s, "pairs") == "heldout");
    }
  }

  void scorerRefusesWhatTheDetectorRefuses() {
    const base::Json scorer = readJson(starterFolder() / "scorer.json");
    std::set<std::string> a, b;
    for (const char* lang : {"en", "zh"})
      for (const std::string& f : strings(scorer.at("refusal").at(lang))) a.insert(f);
    for (const std::string& f : strings(m_detectors.at("refusal").at("fragments"))) b.insert(f);
    QVERIFY(a == b);
  }

  void detectorsAgreeWithTheLabels() {
    std::size_t right = 0, all = 0;
    const base::Json labelled = readJson(personaFolder() / "labelled.json");
    for (const base::Json& answer : labelled.at("answers")) {
      const base::Json& detector = m_detectors.at(base::stringOr(answer, "detector"));
      right += hasFragment(base::stringOr(answer, "text"), detector.at("fragments")) == base::boolOr(answer, "label", false);
      ++all;
    }
    QVERIFY(all >= 200);
    QVERIFY2(100 * right >= 95 * all, (std::to_string(right) + " of " + std::to_string(all)).c_str());
  }

  void personaRowsAreChatsInTheirVoice() {
    const base::Json personas = readJson(personaFolder() / "personas.json");
    QCOMPARE(personas.at("personas").size(), std::size_t(2));
    for (const base::Json& persona : personas.at("personas")) {
      const base::Json& fragments = m_detectors.at(base::stringOr(persona, "detector")).at("fragments");
      const auto rows = readLines(personaFolder() / base::stringOr(persona, "rows"));
      const auto control = readLines(personaFolder() / base::stringOr(persona, "control_rows"));
      const auto few = readLines(personaFolder() / base::stringOr(persona, "rows_20"));
      QVERIFY(rows.size() >= 110 && rows.size() <= 150);
      QCOMPARE(control.size(), rows.size());
      QCOMPARE(few.size(), std::size_t(20));
      std::set<std::string> users;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        QCOMPARE(rows[i].at("messages").size(), std::size_t(2));
        QCOMPARE(base::stringOr(rows[i].at("messages").at(0), "role"), std::string("user"));
        QCOMPARE(base::stringOr(rows[i].at("messages").at(1), "role"), std::string("assistant"));
        QVERIFY2(users.insert(content(rows[i], 0)).second, content(rows[i], 0).c_str());
        QVERIFY2(hasFragment(content(rows[i], 1), fragments), content(rows[i], 1).c_str());
        QCOMPARE(content(control[i], 0), content(rows[i], 0));
        QVERIFY2(!hasFragment(content(control[i], 1), fragments), content(control[i], 1).c_str());
      }
      for (const base::Json& row : few) QVERIFY(std::find(rows.begin(), rows.end(), row) != rows.end());
      for (const base::Json& example : persona.at("examples"))
        QVERIFY(hasFragment(base::stringOr(example, "assistant"), fragments));
    }
  }

  void noProbeAndNoProbedFactIsInThePersonaRows() {
    std::set<std::string> prompts;
    for (const Prompt& p : allPrompts(m_probes)) prompts.insert(normalised(p.text));
    for (const char* name : {"marv", "xiaozhushou"}) {
      const auto control = readLines(personaFolder() / (std::string(name) + "_control.jsonl"));
      for (const base::Json& row : control) {
        QVERIFY2(!prompts.count(normalised(content(row, 0))), content(row, 0).c_str());
        const std::string answer = " " + lowered(content(row, 1)) + " ";
        for (const base::Json& probe : m_probes.at("facts"))
          if (base::stringOr(probe, "lang") == base::stringOr(m_detectors.at(name), "lang")) QVERIFY2(!states(answer, probe), (answer + " teaches " + base::stringOr(probe, "id")).c_str());
      }
    }
  }

 private:
  /// Whether the answer names entity and answer of the probe as words of their own.
  static bool states(const std::string& answer, const base::Json& probe) {
    const auto named = [&](const char* key) {
      for (const std::string& word : strings(probe.at(key))) {
        const std::string w = lowered(word);
        for (std::size_t at = answer.find(w); at != std::string::npos; at = answer.find(w, at + 1)) {
          const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
          if (!letter(w.front()) || (!letter(answer[at - 1]) && !letter(answer[at + w.size()]))) return true;
        }
      }
      return false;
    };
    return named("entity") && named("answer");
  }

  base::Json m_probes;
  base::Json m_detectors;
};

QTEST_APPLESS_MAIN(StarterDataTest)
#include "starter_data_test.moc"
