// SPDX-License-Identifier: GPL-3.0-or-later
// Letters against Python's str: every character by itself, and texts whose sigmas depend on their neighbours.
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/text/chat_template.h"
#include "core/text/jinja_text.h"
#include "tests/support/test_support.h"

using namespace timbre;
using text::jinja::CharacterClass;

namespace {

using Change = std::string (*)(std::string_view);
const std::vector<std::pair<std::string, Change>> kChanges = {
    {"upper", text::jinja::toUpper},           {"lower", text::jinja::toLower},       {"title", text::jinja::toTitle},
    {"capitalize", text::jinja::capitalize},   {"swapcase", text::jinja::swapCase}};
const std::vector<std::pair<std::string, CharacterClass>> kClasses = {
    {"isupper", CharacterClass::Upper}, {"islower", CharacterClass::Lower}, {"isalpha", CharacterClass::Alpha},
    {"isdigit", CharacterClass::Digit}, {"isalnum", CharacterClass::Alnum}, {"isspace", CharacterClass::Space}};

template <class F>
void eachPoint(const base::Json& ranges, F visit) {
  for (const base::Json& range : ranges)
    for (auto c = range[0].get<char32_t>(); c <= range[1].get<char32_t>(); ++c) {
      std::string character;
      base::appendUtf8(character, c);
      visit(character);
    }
}

}  // namespace

class TemplateCaseTest : public QObject {
  Q_OBJECT
 private:
  base::Json m_goldens;
 private Q_SLOTS:
  void initTestCase() {
    const auto goldens = base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens/case_goldens.json"));
    TIMBRE_OK(goldens);
    m_goldens = *goldens;
  }
  void everyCharacter() {
    for (const auto& [name, change] : kChanges) {
      std::string all;
      eachPoint(m_goldens["points"], [&all, change = change](const std::string& c) { all += (all.empty() ? "" : "\n") + change(c); });
      QVERIFY2(base::sha256Hex(all) == m_goldens["methods"][name].get<std::string>(), name.c_str());
    }
    for (const auto& [name, wanted] : kClasses) {
      std::string all;
      eachPoint(m_goldens["points"], [&all, wanted = wanted](const std::string& c) { all += text::jinja::allOf(c, wanted) ? '1' : '0'; });
      QVERIFY2(base::sha256Hex(all) == m_goldens["tests"][name].get<std::string>(), name.c_str());
    }
  }
  void texts() {
    for (const base::Json& row : m_goldens["texts"]) {
      const auto text = row[0].get<std::string>();
      for (std::size_t i = 0; i < kChanges.size(); ++i) QCOMPARE(kChanges[i].second(text), row[i + 1].get<std::string>());
      std::string classes;
      for (const auto& each : kClasses) classes += text::jinja::allOf(text, each.second) ? '1' : '0';
      QCOMPARE(classes, row[kChanges.size() + 1].get<std::string>());
    }
  }
};

QTEST_APPLESS_MAIN(TemplateCaseTest)
#include "template_case_test.moc"
