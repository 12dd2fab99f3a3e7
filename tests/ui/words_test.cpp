// SPDX-License-Identifier: GPL-3.0-or-later
// Translations: every error code speaks Chinese, nothing is unfinished, places ({path}, %1) survive translation.
#include "core/base/messages.h"
#include "core/base/reasons.h"
#include "core/recipe/fields.h"
#include "tests/support/test_support.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/language.h"
#include "ui/bridge/run_words.h"
#include "ui/bridge/transfer_rate.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace timbre;
using namespace timbre::ui;

class WordsTest : public QObject {
  Q_OBJECT

  static QStringList places(const QString& text, const QRegularExpression& pattern) {
    QStringList out;
    for (auto it = pattern.globalMatch(text); it.hasNext();) out << it.next().captured(0);
    out.sort();
    return out;
  }

 private Q_SLOTS:
  void everyCodeSpeaksChinese() {
    QTranslator zh;
    QVERIFY(zh.load(":/i18n/timbre_zh_CN.qm"));
    const QRegularExpression names("\\{[a-z_]+\\}");
    QStringList missing, different;
    for (const base::MessageEntry& entry : base::messageTable())
      for (const char* text : {entry.text, entry.hint}) {
        if (!*text) continue;
        const QString words = zh.translate("Errors", text);
        if (words.isEmpty()) missing << entry.code;
        else if (places(words, names) != places(QString::fromUtf8(text), names)) different << entry.code;
      }
    QVERIFY2(missing.isEmpty(), qPrintable("not translated: " + missing.join(", ")));
    QVERIFY2(different.isEmpty(), qPrintable("names differ: " + different.join(", ")));
  }

  void aFullDiskIsToldWithoutUnknownFigures() {
    const QString words = errorText(base::Error("disk.full", {{"needed", "?"}, {"free", "0"}}, "/p")).sentence;
    QVERIFY2(words.contains("/p") && !words.contains('?') && !words.contains('{'), qPrintable(words));
    QVERIFY(base::errorSentence(base::Error("disk.full", {{"needed", "12"}, {"free", "0"}}, "/p")).find("12") != std::string::npos);
  }

  void everyRecipeFieldSpeaksChinese() {
    QTranslator zh;
    QVERIFY(zh.load(":/i18n/timbre_zh_CN.qm"));
    QStringList missing;
    for (const recipe::Field& field : recipe::fieldTable())
      for (const char* text : {field.label, field.help})
        if (*text && zh.translate("Recipe", text).isEmpty()) missing << QString::fromLatin1(field.key);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(", ")));
  }

  void nothingIsUnfinished_data() {
    QTest::addColumn<QString>("file");
    QTest::newRow("zh_CN") << "timbre_zh_CN.ts";
    QTest::newRow("en plurals") << "timbre_en.ts";
  }
  void nothingIsUnfinished() {
    QFETCH(QString, file);
    const std::string bytes = testing::readFile(testing::sourceFolder() / "translations" / file.toStdString());
    QXmlStreamReader xml(QByteArray::fromStdString(bytes));
    const QRegularExpression numbered("%(?:L?\\d|n)");
    int messages = 0;
    QString source;
    while (!xml.atEnd()) {
      xml.readNext();
      if (!xml.isStartElement()) continue;
      if (xml.name() == u"source") source = xml.readElementText();
      if (xml.name() != u"translation") continue;
      ++messages;
      QVERIFY2(xml.attributes().value("type") != u"unfinished", qPrintable("unfinished: " + source));
      const QString words = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
      QVERIFY2(!words.isEmpty(), qPrintable("empty: " + source));
      for (const QString& place : places(source, numbered)) QVERIFY2(words.contains(place), qPrintable(place + " is lost in: " + source));
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QVERIFY(messages > 10);
  }

  void qtDialogsSpeakChinese() {
    QTranslator zh;
    QVERIFY(zh.load(":/i18n/qtbase_zh_CN.qm"));
    QVERIFY(!zh.translate("QPlatformTheme", "Cancel").isEmpty());
  }

  void errorsAreFilledAndTranslated() {
    LanguageController language;
    language.setLanguage("en");
    const base::Error error("file.missing", {}, "/tmp/x.jsonl");
    QCOMPARE(errorText(error).sentence, QString("There is no file or folder at /tmp/x.jsonl."));
    QVERIFY(!errorText(error).hint.isEmpty());
    language.setLanguage("zh_CN");
    QVERIFY(errorText(error).sentence.contains("/tmp/x.jsonl"));
    QVERIFY(errorText(error).sentence != "There is no file or folder at /tmp/x.jsonl.");
    QVERIFY2(errorText(error).details.contains("file.missing"), "details stay readable for a bug report");
    const base::Error unknown("nobody.knows", {{"what", "this"}});
    QVERIFY(errorText(unknown).sentence.contains("nobody.knows") && errorText(unknown).sentence.contains("this"));
  }

  /// No sentence of one language with words of the other in it.
  void argumentsThatAreWordsAreTranslated() {
    LanguageController language;
    language.setLanguage("zh_CN");
    const QRegularExpression english("[A-Za-z]{2,}");
    std::vector<base::Error> errors{
        base::Error("data.table_too_large", {{"what", "rows"}, {"limit", "5"}}),
        base::Error("data.table_too_large", {{"what", "columns"}, {"limit", "5"}}),
        base::Error("data.table_too_large", {{"what", "cells"}, {"limit", "5"}}),
        base::Error("data.table_too_large", {{"what", "bytes"}, {"limit", "5"}}),
        base::Error("engine.state_mismatch", {{"what", "the set of trained parameters"}}),
        base::Error("tokenizer.budget", {{"what", "added tokens"}}),
        base::Error("tokenizer.budget", {{"what", "regular expression"}}),
    };
    for (const char* words : base::reasonWords()) errors.push_back(base::Error("file.unreadable", {{"reason", words}}, "/1"));
    for (const base::Error& error : errors) QVERIFY2(!english.match(errorText(error).sentence).hasMatch(), qPrintable(errorText(error).sentence));
    const QString binary = errorText(base::Error("data.not_text", {{"what", "binary data"}}, "/1")).sentence;
    QVERIFY2(!binary.contains("binary"), qPrintable(binary));
    // What an export found is told by codes of their own, never by English words in a sentence for all.
    QVERIFY(!base::findMessage("export.not_verified"));
    language.setLanguage("en");
    QVERIFY(errorText(errors[0]).sentence.contains("rows"));
  }

  void figuresHaveUnits() {
    LanguageController language;
    language.setLanguage("en");
    QCOMPARE(Format::number(12418), QString("12,418"));
    QCOMPARE(Format::bytes(341ULL << 20), QString("341 MB"));
    QCOMPARE(Format::bytes(6'400'000'000), QString("6 GB"));
    QCOMPARE(Format::bytes((12ULL << 30) + (1ULL << 29)), QString("12.5 GB"));
    QCOMPARE(Format::bytes((1ULL << 30) - 1), QString("1 GB"));
    QCOMPARE(Format::memoryOf(644'245'094ULL, 12ULL << 30), QString("0.6 / 12 GB"));
    QCOMPARE(Format::duration(28), QString("28 s"));
    QCOMPARE(Format::duration(102), QString("1 min 42 s"));
    QCOMPARE(Format::duration(11'100), QString("3 h 5 min"));
    QCOMPARE(Format::rate(2e-4), QString("2e-4"));
    QCOMPARE(Format::rate(1.5e-5), QString("1.5e-5"));
    QCOMPARE(Format::rate(0.01), QString("0.01"));
    QCOMPARE(Format::parameters(3'210'000'000), QString("3.21 B"));
    QCOMPARE(Format::percent(0.386, 1), QString("38.6 %"));
    QCOMPARE(Format::shortHash("3f9a0000c21e"), QString("3f9a…c21e"));
    QCOMPARE(Format::duration(std::numeric_limits<double>::quiet_NaN()), QString("–"));
    language.setLanguage("zh_CN");
    QCOMPARE(Format::percent(0.386, 1), QString("38.6%"));
    QCOMPARE(Format::duration(102), QString("1 分 42 秒"));
  }

  void pluralsAreEnglish() {
    LanguageController language;
    language.setLanguage("en");
    QCOMPARE(QCoreApplication::translate("timbre::ui::RecentRow", "%n row(s)", nullptr, 1), QString("1 row"));
    QCOMPARE(QCoreApplication::translate("timbre::ui::RecentRow", "%n row(s)", nullptr, 86), QString("86 rows"));
  }

  void sizesInSentencesHaveUnits() {
    const auto said = [](const char* code, std::map<std::string, std::string> args) { return errorText(timbre::base::Error(code, std::move(args), "model.safetensors")).sentence; };
    LanguageController language;
    for (const char* name : {"en", "zh_CN"}) {
      language.setLanguage(name);
      const bool english = QLatin1String(name) == QLatin1String("en");
      const QString cut = said("weights.truncated", {{"needed", "1234567890"}, {"size", "5000"}});
      QVERIFY2(cut.contains("1.1 GB") && cut.contains("4.9 KB") && !cut.contains("1234567890") && !cut.contains(english ? QString("bytes") : QString::fromUtf8("字节")), qPrintable(cut));
      const QString broken = said("net.broken", {{"host", "h"}, {"done", "104857600"}, {"size", "1073741824"}});
      QVERIFY2(broken.contains("100 MB") && broken.contains("1 GB"), qPrintable(broken));
      // Two sizes that would look the same are told exactly, and so are small ones.
      const QString near = said("weights.size_mismatch", {{"name", "w"}, {"expected", "1073741824"}, {"actual", "1073741828"}});
      QVERIFY2(near.contains("1,073,741,824") && near.contains("1,073,741,828") && near.contains(english ? QString(" bytes") : QString::fromUtf8("字节")), qPrintable(near));
      const QString memory = said("memory.insufficient", {{"needed", "1234567890"}, {"free", "104857600"}});
      QVERIFY2(memory.contains("1.1 GB") && memory.contains("100 MB") && !memory.contains(english ? QString("bytes") : QString::fromUtf8("字节")), qPrintable(memory));
      QVERIFY(!said("memory.insufficient", {{"needed", "?"}, {"free", "1"}}).contains('?'));
      QVERIFY(said("template.too_large", {{"size", "5000"}, {"limit", "4000"}}).contains("5,000"));
      QVERIFY(said("disk.full", {{"needed", "?"}, {"free", "1"}}).contains(english ? "The disk is full" : "磁盘"));
    }
  }

  void aRateIsThatOfTheLastSeconds() {
    TransferRate rate;
    rate.add(0, 0);
    rate.add(1000, 1'000'000);
    QVERIFY(!rate.bytesPerSecond());  // too early to say
    rate.add(2000, 2'000'000);
    QCOMPARE(*rate.bytesPerSecond(), 1'000'000.0);
    for (int second = 3; second <= 30; ++second) rate.add(second * 1000, 2'000'000 + std::uint64_t(second - 2) * 100'000);
    QCOMPARE(*rate.bytesPerSecond(), 100'000.0);
    for (int second = 31; second <= 45; ++second) rate.add(second * 1000, 4'800'000);
    QVERIFY(!rate.bytesPerSecond());  // nothing comes
    rate.reset();
    QVERIFY(!rate.bytesPerSecond());
  }

  void pathsKeepTheirBytes() {
    for (const std::string bytes : {"/plain/folder", "/m\xc3\xbc/\xe6\xa8\xa1\xe5\x9e\x8b/\xf0\x9f\xa6\x99", "/caf\xe9/x", "/\xe6\xa8", "\xff\xfe\x80", "/\xed\xa0\x80/\xc0\xaf", "/\xf0\x9f\xa6\x99\xe9"}) {
      const std::filesystem::path path(bytes);
      QCOMPARE(toPath(fromPath(path)).native(), bytes);
    }
    QCOMPARE(fromPath("/m\xc3\xbc"), QString::fromUtf8("/m\xc3\xbc"));
    QCOMPARE(toPath(QString::fromUtf8("/\xf0\x9f\xa6\x99")).native(), std::string("/\xf0\x9f\xa6\x99"));
  }
};

QTEST_MAIN(WordsTest)
#include "words_test.moc"
