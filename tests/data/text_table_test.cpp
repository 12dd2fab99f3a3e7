// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/text_table.h"
#include "tests/support/test_support.h"

#include <QElapsedTimer>

using namespace timbre::data;
using Rows = std::vector<std::vector<std::string>>;

class TextTableTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsWhatSheetsWrite() {
    QCOMPARE(parseTextTable("a\tb\r\nc\td\r\n")->rows, (Rows{{"a", "b"}, {"c", "d"}}));
    QCOMPARE(parseTextTable("\"two\nlines\"\t\"say \"\"hi\"\"\"\nx\ty")->rows, (Rows{{"two\nlines", "say \"hi\""}, {"x", "y"}}));
    QCOMPARE(parseTextTable("\"a\r\nb\"\tc")->rows, (Rows{{"a\nb", "c"}}));
    QCOMPARE(parseTextTable("a\t\n\n\tb")->rows, (Rows{{"a", ""}, {""}, {"", "b"}}));
    QCOMPARE(parseTextTable("")->rows, Rows{});
    QCOMPARE(parseTextTable("x,\"y,z\"", ',')->rows, (Rows{{"x", "y,z"}}));
    QCOMPARE(parseTextTable("\xEF\xBB\xBFz\rq")->rows, (Rows{{"z"}, {"q"}}));
  }

  void strayQuotesAreText() {
    QCOMPARE(parseTextTable("\"open\tb\nc")->rows, (Rows{{"\"open", "b"}, {"c"}}));
    QCOMPARE(parseTextTable("6\" nails\t\"x\" y")->rows, (Rows{{"6\" nails", "\"x\" y"}}));
    QCOMPARE(parseTextTable("\"")->rows, (Rows{{"\""}}));
    QCOMPARE(parseTextTable("\"\"")->rows, (Rows{{""}}));
  }

  void roundTrips() {
    const TextTable table{{{"plain", "tab\there", "q\"q"}, {"", "line\nbreak", "=cmd|x"}}, 3};
    const auto back = parseTextTable(writeTextTable(table));
    TIMBRE_OK(back);
    QCOMPARE(back->rows, table.rows);
    QCOMPARE(writeHtmlTable({{{"<b>&", "a\nb"}}, 2}), std::string("<meta charset=\"utf-8\"><table><tr><td>&lt;b&gt;&amp;</td><td>a<br>b</td></tr></table>"));
  }

  // A13: a million columns, unclosed quotes, invalid UTF-8.
  void limits() {
    QCOMPARE(parseTextTable(std::string(1'000'000, '\t')).error().args.at("what"), std::string("columns"));
    QCOMPARE(parseTextTable(std::string(10, 'x'), '\t', {5, 10, 10, 10}).error().code, std::string("data.table_too_large"));
    QCOMPARE(parseTextTable("a\nb\nc", '\t', {100, 2, 10, 10}).error().args.at("what"), std::string("rows"));
    QCOMPARE(parseTextTable("a\xff")->rows, (Rows{{"a\uFFFD"}}));
    std::string quotes;
    for (int i = 0; i < 300'000; ++i) quotes += "\"a\"b\n";
    QElapsedTimer timer;
    timer.start();
    TIMBRE_OK(parseTextTable(quotes));
    for (const char* pattern : {"\"\t", "\"\"\"\t", "\"\"a\t", "\"a\"\"\n", "\"\n"}) {
      std::string text;
      for (int i = 0; i < 100'000; ++i) text += pattern;
      (void)parseTextTable(text);
    }
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
  }
};

QTEST_GUILESS_MAIN(TextTableTest)
#include "text_table_test.moc"
