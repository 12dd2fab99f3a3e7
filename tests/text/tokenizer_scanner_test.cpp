// SPDX-License-Identifier: GPL-3.0-or-later
// The hand-written scanners against their slow twin, the same pattern run by PCRE2.
#include "core/base/utf8.h"
#include "core/text/regex.h"
#include "core/text/scanners.h"
#include "core/text/unicode_classes.h"
#include "tests/support/test_support.h"

#include <random>

using namespace timbre;
using namespace timbre::text;

namespace {

struct Named {
  const char* name;
  Scanner scanner;
  std::string_view pattern;
  RegexDialect dialect = RegexDialect::Oniguruma;
};

const Named kAll[] = {{"gpt2", Scanner::Gpt2, kGpt2Pattern},
                      {"llama3", Scanner::Llama3, kLlama3Pattern},
                      {"cl100k", Scanner::Cl100k, kCl100kPattern, RegexDialect::Rust},
                      {"qwen2", Scanner::Qwen2, kQwen2Pattern},
                      {"qwen3.5", Scanner::Qwen35, kQwen35Pattern},
                      {"tekken", Scanner::Tekken, kTekkenPattern},
                      {"o200k", Scanner::O200k, kO200kPattern}};

std::string show(std::string_view text, const std::vector<Cut>& cuts) {
  std::string out;
  for (const Cut& c : cuts) out += "[" + std::string(text.substr(c.begin, c.end - c.begin)) + "]";
  return out;
}

std::string utf8(char32_t c) {
  std::string out;
  base::appendUtf8(out, c);
  return out;
}

/// Code points that PCRE2's older Unicode tables class differently; only characters of the last few years.
std::vector<bool> differingCodePoints() {
  std::vector<bool> differs(0x110000);
  const std::pair<const char*, std::uint8_t> classes[] = {{R"(\p{L})", CharLetter}, {R"(\p{N})", CharNumber},
                                                          {R"(\p{M})", CharMark},   {R"([\p{Lu}\p{Lt}])", CharUpper},
                                                          {R"(\p{Ll})", CharLower}, {R"(\s)", CharSpace}};
  std::string all;
  std::vector<std::pair<std::size_t, char32_t>> at;
  for (char32_t c = 0; c < 0x110000; ++c)
    if (c < 0xD800 || c > 0xDFFF) {
      at.emplace_back(all.size(), c);
      base::appendUtf8(all, c);
    }
  for (const auto& [pattern, bits] : classes) {
    const auto regex = Regex::compile(pattern, RegexDialect::Oniguruma);
    std::vector<Cut> found;
    if (!regex.ok() || !regex->findAll(all, found).ok()) qFatal("class pattern failed");
    std::size_t next = 0;
    for (const auto& [offset, c] : at) {
      const bool matched = next < found.size() && found[next].begin == offset;
      if (matched) ++next;
      if (matched != CharTable::shared().is(c, bits)) differs[c] = true;
    }
  }
  return differs;
}

}  // namespace

class TokenizerScannerTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void eachPatternHasItsScanner() {
    for (const Named& n : kAll)
      if (n.dialect == RegexDialect::Oniguruma) QVERIFY(scannerFor(n.pattern) == n.scanner);
    QVERIFY(!scannerFor("\\s+"));
  }

  void classesDifferOnlyWhereUnicodeGrew() {
    const auto differs = differingCodePoints();
    const auto count = std::count(differs.begin(), differs.end(), true);
    QVERIFY2(count < 12000, std::to_string(count).c_str());
    for (char32_t c = 0; c < 0x500; ++c) QVERIFY2(!differs[c], std::to_string(c).c_str());
    for (char32_t c = 0x3000; c < 0xD800; ++c)
      if (differs[c]) QVERIFY2(c >= 0xA7C0 && c <= 0xA7FF, std::to_string(c).c_str());  // newest Latin letters
  }

  void everyCodePointSplitsAlike_data() { names(); }
  void everyCodePointSplitsAlike() {
    QFETCH(int, index);
    const Named& n = kAll[index];
    static const auto differs = differingCodePoints();
    const auto regex = Regex::compile(n.pattern, n.dialect);
    TIMBRE_OK(regex);
    std::string text;
    std::size_t tried = 0;
    for (char32_t c = 0; c < 0x110000; c += c < 0x3400 ? 1 : c < 0x10000 ? 3 : 17) {
      if ((c >= 0xD800 && c <= 0xDFFF) || differs[c]) continue;
      const std::string x = utf8(c);
      text += "a" + x + "B 1" + x + " " + x + x + "\n'" + x + "s" + x;
      if (++tried % 200 != 0 && c < 0x10FFF0) continue;
      std::vector<Cut> fast;
      std::vector<Cut> slow;
      scan(n.scanner, text, 0, fast);
      QVERIFY(regex->findAll(text, slow).ok());
      if (fast != slow) QCOMPARE(QString::fromStdString(show(text, fast)), QString::fromStdString(show(text, slow)));
      text.clear();
    }
    QVERIFY(tried > 20000);
  }

  void randomTextsSplitAlike_data() { names(); }
  void randomTextsSplitAlike() {
    QFETCH(int, index);
    const Named& n = kAll[index];
    const auto regex = Regex::compile(n.pattern, n.dialect);
    TIMBRE_OK(regex);
    const char* parts[] = {"a",  "B",       "xyz",    " ",    "  ",  "\n", "\r\n",   "\t",     "'",
                           "'s", "'LL",     "'ſ",     "'re",  "'Ve", "'d", "1",      "23",     "½",
                           "é",  "e\u0301", "\u0301", "你",   "好",  "。", "!",      "/",      "//",
                           "😀",  "\u00a0",  "\u3000", "ǅ",    "ª",   "ʰ",  "\u180e", "\u200b", "$",
                           "_",  "Ⅳ",       "\u0085", "\x01", "\v",  "\f", "ß",      "ΑΒΓ",    "абв"};
    std::mt19937 random(17);
    for (int round = 0; round < 20000; ++round) {
      std::string text;
      for (unsigned k = random() % 24; k > 0; --k) text += parts[random() % std::size(parts)];
      std::vector<Cut> fast;
      std::vector<Cut> slow;
      scan(n.scanner, text, 0, fast);
      QVERIFY(regex->findAll(text, slow).ok());
      if (fast != slow) QCOMPARE(QString::fromStdString(show(text, fast)), QString::fromStdString(show(text, slow)));
    }
  }

  void offsetsAreShifted() {
    std::vector<Cut> cuts;
    scan(Scanner::Gpt2, "ab cd", 100, cuts);
    QVERIFY((cuts == std::vector<Cut>{{100, 102}, {102, 105}}));
  }

 private:
  static void names() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(std::size(kAll)); ++i) QTest::newRow(kAll[i].name) << i;
  }
};

QTEST_GUILESS_MAIN(TokenizerScannerTest)
#include "tokenizer_scanner_test.moc"
