// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"
#include "core/text/regex.h"
#include "core/text/unicode_classes.h"
#include "tests/support/test_support.h"

#include <QElapsedTimer>

using namespace timbre;
using namespace timbre::text;
using namespace std::string_literals;

namespace {

/// Pieces that an isolating split makes, joined by "|".
std::string pieces(const Regex& regex, std::string_view text) {
  std::vector<Cut> matches;
  if (!regex.findAll(text, matches).ok()) return "error";
  std::string out;
  std::size_t at = 0;
  const auto push = [&](std::size_t begin, std::size_t end) {
    if (begin < end) out += std::string(text.substr(begin, end - begin)) + "|";
  };
  for (const Cut& m : matches) {
    push(at, m.begin);
    push(m.begin, m.end);
    at = m.end;
  }
  push(at, text.size());
  return out;
}

}  // namespace

class TokenizerRegexTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // The expected pieces of this table were printed by the tokenizers library (Oniguruma).
  void readsLikeOniguruma_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("lines") << "^a"
                           << "ab\nab"
                           << "a|b\n|a|b|";
    QTest::newRow("line ends") << "b$"
                               << "ab\nab"
                               << "a|b|\na|b|";
    QTest::newRow("empty matches") << "x*"
                                   << "abxxc"
                                   << "a|b|xx|c|";
    QTest::newRow("unicode digits") << "\\d" << QString::fromUtf8("a1٣") << QString::fromUtf8("a|1|٣|");
    QTest::newRow("word characters") << "\\w+" << QString::fromUtf8("a1٣_é-b‿c\u0301d")
                                     << QString::fromUtf8("a1٣_é|-|b‿c\u0301d|");
    QTest::newRow("half is a word character") << "\\w+" << QString::fromUtf8("½-²") << QString::fromUtf8("½|-|²|");
    QTest::newRow("hex") << "\\h+"
                         << "xafz0"
                         << "x|af|z|0|";
    QTest::newRow("no space at U+180E") << "\\s" << QString::fromUtf8("a\u0085b\u180ec\u3000d")
                                        << QString::fromUtf8("a|\u0085|b\u180ec|\u3000|d|");
    QTest::newRow("not space in a class") << "[^\\S\\n]"
                                          << "a b\nc"
                                          << "a| |b\nc|";
    QTest::newRow("folding long s") << "(?i:'s)" << QString::fromUtf8("it'ſ 'S") << QString::fromUtf8("it|'ſ| |'S|");
    QTest::newRow("folding kelvin") << "(?i:k)" << QString::fromUtf8("a\u212ab") << QString::fromUtf8("a|\u212a|b|");
    QTest::newRow("no folding outside") << "s" << QString::fromUtf8("aſbs") << QString::fromUtf8("aſb|s|");
    QTest::newRow("u escape") << "\\u0041"
                              << "aAb"
                              << "a|A|b|";
    QTest::newRow("negated property") << "\\p{^L}+"
                                      << "ab12c"
                                      << "ab|12|c|";
    QTest::newRow("possessive") << "a++b|a"
                                << "aab aac"
                                << "aab| |a|a|c|";
    QTest::newRow("look-behind") << "(?<=a)b"
                                 << "abbab"
                                 << "a|b|ba|b|";
    QTest::newRow("capture") << "(a)(b)"
                             << "xabx"
                             << "x|ab|x|";
    // Marks that several scripts use belong to none of them.
    QTest::newRow("script") << "\\p{Han}+" << QString::fromUtf8("a界。b") << QString::fromUtf8("a|界|。b|");
    QTest::newRow("no script") << "\\P{Hiragana}+" << QString::fromUtf8("ひーa") << QString::fromUtf8("ひ|ーa|");
    QTest::newRow("literal brace") << "a{"
                                   << "xa{y"
                                   << "x|a{|y|";
  }
  void readsLikeOniguruma() {
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto regex = Regex::compile(pattern.toStdString(), RegexDialect::Oniguruma);
    TIMBRE_OK(regex);
    QCOMPARE(QString::fromStdString(pieces(*regex, text.toStdString())), expected);
  }

  /// ² is no letter of a word and a joiner is one, other than in Ruby.
  void wordsOfRust() {
    const auto regex = Regex::compile(R"(\w+|[^\w\s]+)", RegexDialect::Rust);
    TIMBRE_OK(regex);
    const auto unassigned = Regex::compile(R"(\p{Cn})", RegexDialect::Rust);
    TIMBRE_OK(unassigned);
    QCOMPARE(QString::fromStdString(pieces(*regex, "x² a\u200Cb \u24D0")), QString::fromUtf8("x|²| |a\u200Cb| |\u24D0|"));
    for (char32_t c = 1; c < 0x20000; ++c) {
      if (c >= 0xD800 && c < 0xE000) continue;
      std::string text;
      base::appendUtf8(text, c);
      std::vector<Cut> matches;
      QVERIFY(regex->findAll("a" + text + "a", matches).ok());
      if (isRustWord(c) == (matches.size() == 1)) continue;
      matches.clear();  // no other difference than that our tables are newer than PCRE2's
      QVERIFY(unassigned->findAll(text, matches).ok());
      QVERIFY2(!matches.empty(), qPrintable(QString::number(c, 16)));
    }
  }

  void refusesWhatMeansSomethingElse_data() {
    QTest::addColumn<QString>("pattern");
    for (const char* p : {"a{1,2}+", "a{1,2}?", "[a&&b]", "[a[bc]]", "[[:alpha:]]", "(?m:a.b)",  "a(?i)b|c",
                          "\\b",     "\\R",     "\\X",    "\\K",     "\\G",         "\\1",       "(?<x>a)",
                          "\\pL",    "[\\W]",   "a{,3}",  "(*UTF)",  "(?s)a",       "\\p{Alpha}"})
      QTest::newRow(p) << p;
  }
  void refusesWhatMeansSomethingElse() {
    QFETCH(QString, pattern);
    const auto regex = Regex::compile(pattern.toStdString(), RegexDialect::Oniguruma);
    QVERIFY(!regex.ok());
    QCOMPARE(QString::fromStdString(regex.error().code), "tokenizer.unsupported");
    QVERIFY(regex.error().args.at("what").find(pattern.toStdString()) != std::string::npos);
  }

  void refusesWhatDoesNotCompile_data() {
    QTest::addColumn<QByteArray>("pattern");
    QTest::newRow("parenthesis") << QByteArray("(a");
    QTest::newRow("quantifier") << QByteArray("*a");
    QTest::newRow("property") << QByteArray("\\p{Nonsense}");
    QTest::newRow("not UTF-8") << QByteArray("a\xff");
    QTest::newRow("nesting") << QByteArray(3000, '(') + QByteArray(3000, ')');
    QTest::newRow("length") << QByteArray(70000, 'a');
  }
  void refusesWhatDoesNotCompile() {
    QFETCH(QByteArray, pattern);
    const auto regex = Regex::compile(pattern.toStdString(), RegexDialect::Oniguruma);
    QVERIFY(!regex.ok());
    QCOMPARE(QString::fromStdString(regex.error().code), "tokenizer.regex");
  }

  void endOfTextIsNotEndOfLineForRust() {
    const auto regex = Regex::compile("\\s+$", RegexDialect::Rust);
    TIMBRE_OK(regex);
    QCOMPARE(QString::fromStdString(pieces(*regex, "a \nb\n")), "a \nb|\n|");
  }

  void literalTakesEveryCharacterAsItIs() {
    const std::string text = "a.b[\\d]{2}*?+|^$()-#\0~ \n\xE2\x96\x81/"s;  // with the NUL in it
    const auto regex = Regex::literal(text);
    TIMBRE_OK(regex);
    QCOMPARE(QString::fromStdString(pieces(*regex, "x" + text + "y")), QString::fromStdString("x|" + text + "|y|"));
  }

  void hostilePatternsEndInTime_data() {
    QTest::addColumn<QString>("pattern");
    QTest::newRow("nested plus") << "(?:a+)+[bd]";
    QTest::newRow("nested star") << "(?:(?:a*)*)*[bd]";
    QTest::newRow("alternatives") << "(?:a|a|aa)+[bd]";
    QTest::newRow("look-ahead") << "(?=(?:a+)+[bd])a";
  }
  void hostilePatternsEndInTime() {
    QFETCH(QString, pattern);
    const auto regex = Regex::compile(pattern.toStdString(), RegexDialect::Oniguruma);
    TIMBRE_OK(regex);
    QElapsedTimer timer;
    timer.start();
    std::vector<Cut> matches;
    const auto done = regex->findAll(std::string(50000, 'a') + "c", matches);
    QVERIFY2(timer.elapsed() < 10000, std::to_string(timer.elapsed()).c_str());
    if (!done.ok()) QCOMPARE(QString::fromStdString(done.error().code), "tokenizer.budget");
  }
};

QTEST_GUILESS_MAIN(TokenizerRegexTest)
#include "tokenizer_regex_test.moc"
