// SPDX-License-Identifier: GPL-3.0-or-later
// Generates a fresh piece of the starter corpus and looks for what must not be in it. The full corpus is checked by build.sh.
#include "tests/starter/starter_files.h"
#include "tests/support/test_support.h"

#include <set>

using namespace timbre;
using namespace timbre::starter_test;

class StarterCorpusTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (!hasPython()) QSKIP("python3 is absent: the corpus of the starter model cannot be generated here");
    m_corpus = generate("8000", "777", "corpus.jsonl");
    m_prompts = allPrompts(readJson(starterFolder() / "probes.json"));
    for (const Prompt& p : m_prompts) m_needles.add(p.id, normalised(p.text));
  }

  void generatorNeverReadsTheProbes() {
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(starterFolder())) {
      const bool generator = entry.path().filename() == "generate.py" || entry.path().parent_path().filename() == "generator";
      if (!generator || entry.path().extension() != ".py") continue;
      ++files;
      QVERIFY2(testing::readFile(entry.path()).find("probes") == std::string::npos, entry.path().c_str());
    }
    QVERIFY(files >= 8);
  }

  void documentsAreDistinctChatsAndTexts() {
    QCOMPARE(m_corpus.size(), std::size_t(8000));
    std::set<std::string> seen;
    std::size_t texts = 0, several = 0;
    for (const base::Json& d : m_corpus) {
      QVERIFY2(seen.insert(base::dumpJson(d)).second, base::dumpJson(d).c_str());
      if (base::member(d, "text")) {
        ++texts;
        continue;
      }
      const base::Json& messages = d.at("messages");
      std::string want = "user";
      for (std::size_t i = 0; i < messages.size(); ++i) {
        const std::string role = base::stringOr(messages.at(i), "role");
        if (i == 0 && role == "system") continue;
        QCOMPARE(role, want);
        QVERIFY(!base::stringOr(messages.at(i), "content").empty());
        want = want == "user" ? "assistant" : "user";
      }
      QCOMPARE(want, std::string("user"));
      several += messages.size() > 3;
    }
    QVERIFY(texts > 700 && texts < 1300);
    QVERIFY(several > 900);
  }

  void noProbeStandsInTheCorpus() {
    for (const base::Json& d : m_corpus)
      for (const std::string& text : textsOf(d)) {
        const auto found = m_needles.in(normalised(text));
        QVERIFY2(found.empty(), found.empty() ? "" : (found.front() + ": " + text).c_str());
      }
  }

  void aPlantedProbeIsFound() {
    QVERIFY(m_prompts.size() > 900);
    for (const Prompt& p : m_prompts)
      QVERIFY2(!m_needles.in(normalised("oh -- " + p.text + "!!")).empty(), p.id.c_str());
  }

  void noPersonaSentenceStandsInTheCorpus() {
    Needles persona;
    const base::Json detectors = readJson(personaFolder() / "detectors.json").at("detectors");
    for (const char* name : {"marv", "xiaozhushou"})
      for (const char* key : {"fragments", "sentences", "identity"})
        if (const base::Json* list = base::member(detectors.at(name), key))
          for (const base::Json& s : *list) persona.add(s.get<std::string>(), normalised(s.get<std::string>()));
    for (const base::Json& d : m_corpus)
      for (const std::string& text : textsOf(d)) {
        const auto found = persona.in(normalised(text));
        QVERIFY2(found.empty(), found.empty() ? "" : (found.front() + ": " + text).c_str());
      }
  }

  void sameSeedSameBytesAndAnotherSeedAnotherCorpus() {
    const auto first = file("corpus.jsonl");
    generate("8000", "777", "again.jsonl");
    generate("8000", "778", "other.jsonl");
    QVERIFY(testing::readFile(first) == testing::readFile(file("again.jsonl")));
    QVERIFY(testing::readFile(first) != testing::readFile(file("other.jsonl")));
  }

  void aShorterCorpusIsTheBeginningOfALongerOne() {
    generate("500", "777", "short.jsonl");
    const std::string text = testing::readFile(file("short.jsonl"));
    QCOMPARE(testing::readFile(file("corpus.jsonl")).compare(0, text.size(), text), 0);
  }

 private:
  std::filesystem::path file(const char* name) const { return m_folder.path() / name; }

  std::vector<base::Json> generate(const char* lines, const char* seed, const char* name) {
    std::string output;
    const int status = runPython({(starterFolder() / "generate.py").string(), "--lines", lines, "--seed", seed, "--out", file(name).string()}, output);
    if (status != 0) {
      QTest::qFail(output.c_str(), __FILE__, __LINE__);
      return {};
    }
    return readLines(file(name));
  }

  testing::TempFolder m_folder;
  std::vector<base::Json> m_corpus;
  std::vector<Prompt> m_prompts;
  Needles m_needles;
};

QTEST_GUILESS_MAIN(StarterCorpusTest)
#include "starter_corpus_test.moc"
