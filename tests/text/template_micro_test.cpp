// SPDX-License-Identifier: GPL-3.0-or-later
// One-liners rendered by Python's jinja2 (goldens/make_template_goldens.py) and by us: text for text, error for error.
#include "core/text/chat_template.h"
#include "tests/support/test_support.h"

#include "core/base/json.h"

using namespace timbre;

class TemplateMicroTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { qputenv("TIMBRE_NOW", "2024-07-26T12:00:00"); }
  void matchesJinja2_data();
  void matchesJinja2();
};

void TemplateMicroTest::matchesJinja2_data() {
  QTest::addColumn<QByteArray>("source");
  QTest::addColumn<bool>("renders");
  QTest::addColumn<QByteArray>("expected");
  const auto goldens = base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens/micro_goldens.json"));
  QVERIFY(goldens.ok());
  const base::Json& cases = (*goldens)["cases"];
  QVERIFY(cases.size() >= 150);
  int number = 0;
  for (const base::Json& entry : cases) {
    const auto source = QByteArray::fromStdString(entry[0].get<std::string>());
    const bool renders = entry[1].is_string();
    QTest::newRow(QByteArray::number(++number).constData()) << source << renders << (renders ? QByteArray::fromStdString(entry[1].get<std::string>()) : QByteArray());
  }
}

void TemplateMicroTest::matchesJinja2() {
  QFETCH(QByteArray, source);
  QFETCH(bool, renders);
  QFETCH(QByteArray, expected);
  static const base::Json context =
      (*base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens/micro_goldens.json")))["context"];
  const auto compiled = text::ChatTemplate::compile(source.toStdString());
  if (!compiled.ok()) {
    QVERIFY2(!renders, (source + "\n" + compiled.error().code.c_str()).constData());
    return;
  }
  const auto rendered = compiled->render(context);
  if (!rendered.ok()) {
    std::string detail = rendered.error().code;
    for (const auto& [key, value] : rendered.error().args) detail += " " + key + "=" + value;
    QVERIFY2(!renders, (source + "\n" + detail.c_str()).constData());
    return;
  }
  QVERIFY2(renders, (source + "\nrendered, but jinja2 refuses it: " + rendered->text.c_str()).constData());
  QVERIFY2(rendered->text == expected.toStdString(), (source + "\nours:   " + rendered->text.c_str() + "\njinja2: " + expected).constData());
}

QTEST_APPLESS_MAIN(TemplateMicroTest)
#include "template_micro_test.moc"
