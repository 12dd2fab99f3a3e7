// SPDX-License-Identifier: GPL-3.0-or-later
// Proves that openers, frames, questions and endings cannot compose a probe, and that every probed fact is in the tables.
// The work is check_probes.py's; this test also proves that it can fail.
#include "tests/starter/starter_files.h"
#include "tests/support/test_support.h"

using namespace timbre;
using namespace timbre::starter_test;

class StarterComposeTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (!hasPython()) QSKIP("python3 is absent: the generator's grammar cannot be read here");
  }

  void noProbeCanBeComposed() {
    std::string output;
    const int status = runPython({(starterFolder() / "check_probes.py").string()}, output);
    QVERIFY2(status == 0, output.c_str());
  }

  void aComposableAndAWrongProbeAreFound() {
    std::filesystem::copy(starterFolder(), m_folder.path() / "starter", std::filesystem::copy_options::recursive);
    base::Json probes = readJson(starterFolder() / "probes.json");
    for (const char* group : {"unknown", "sums", "chats", "identity", "chat"}) probes[group] = base::Json::array();
    base::Json facts = base::Json::array();
    const auto add = [&](const char* id, const char* lang, const char* prompt, const char* entity, const char* answer) {
      facts.push_back({{"id", id}, {"lang", lang}, {"relation", "capital"}, {"prompt", prompt}, {"entity", {entity}}, {"answer", {answer}}});
    };
    add("composed-en", "en", "Hello! What is the capital of France? Thanks!", "France", "Paris");
    add("composed-zh", "zh", "请问法国的首都是哪里？谢谢！", "法国", "巴黎");
    add("wrong-en", "en", "Frankly, mumble mumble, France and its main town, hm?", "France", "London");
    probes["facts"] = facts;
    testing::writeFile(m_folder.path() / "starter" / "probes.json", base::dumpJson(probes));
    std::string output;
    const int status = runPython({(m_folder.path() / "starter" / "check_probes.py").string()}, output);
    QCOMPARE(status, 1);
    for (const char* line : {"composed-en can be composed", "composed-zh can be composed", "wrong-en: no such fact"})
      QVERIFY2(output.find(line) != std::string::npos, output.c_str());
  }

 private:
  testing::TempFolder m_folder;
};

QTEST_GUILESS_MAIN(StarterComposeTest)
#include "starter_compose_test.moc"
