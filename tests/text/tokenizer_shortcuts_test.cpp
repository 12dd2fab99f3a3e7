// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that is there for speed gives what the slow way gives: tables of characters, keys of words, borders, and a
// Unigram path that is put together from parts.
#include "core/base/utf8.h"
#include "core/text/charsmap.h"
#include "core/text/entry_joins.h"
#include "core/text/normalizers.h"
#include "core/text/text_input.h"
#include "core/text/unigram_model.h"
#include "core/text/word_encoder.h"
#include "tests/text/tokenizer_spm_builder.h"

#include <utf8proc.h>

#include <cstdlib>
#include <limits>
#include <random>

using namespace timbre;
using namespace timbre::text;

namespace {

std::string utf8(char32_t c) {
  std::string out;
  base::appendUtf8(out, c);
  return out;
}

std::string randomText(std::mt19937& random, const std::vector<std::string>& alphabet, std::size_t most) {
  std::string out;
  const std::size_t parts = random() % (most + 1);
  for (std::size_t i = 0; i < parts; ++i) {
    const std::string& part = alphabet[random() % alphabet.size()];
    for (unsigned times = random() % 8 == 0 ? 1 + random() % 90 : 1; times > 0; --times) out += part;
  }
  return out;
}

std::string utf8procForm(NormalForm form, const std::string& text) {
  const bool compose = form == NormalForm::Nfc || form == NormalForm::Nfkc;
  int options = UTF8PROC_STABLE | (compose ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE);
  if (form == NormalForm::Nfkc || form == NormalForm::Nfkd) options |= UTF8PROC_COMPAT;
  utf8proc_uint8_t* out = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &out, static_cast<utf8proc_option_t>(options));
  std::string result(reinterpret_cast<const char*>(out), static_cast<std::size_t>(std::max<utf8proc_ssize_t>(size, 0)));
  std::free(out);
  return result;
}

/// Pieces of one, two and three characters, among them marks and emoji; “b” and “é” stand in pieces, not alone.
testing::SpmBuilder unigram(bool byteFallback) {
  testing::SpmBuilder b;
  b.modelType = 1;
  b.byteFallback = byteFallback;
  b.addDummyPrefix = b.removeExtra = b.escape = false;
  b.piece("<unk>", 0, 2).piece("<s>", 0, 3).piece("</s>", 0, 3);
  if (byteFallback)
    for (unsigned byte = 0; byte < 256; ++byte) {
      char name[8];
      std::snprintf(name, sizeof name, "<0x%02X>", byte);
      b.piece(name, 0, 6);
    }
  std::mt19937 random(3);
  for (const char* text : {"a", "ab", "ba", " ", " a", "aa", "aaa", "\xE4\xBD\xA0", "\xE4\xBD\xA0\xE5\xA5\xBD",
                           "\xC3\xA9t", "t", "\xF0\x9F\x98\x80", "a\xF0\x9F\x98\x80", "ab ab"})
    b.piece(text, -1.0f - static_cast<float>(random() % 1000) / 100.0f, 1);
  return b;
}

}  // namespace

class TokenizerShortcutsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void charactersOfACharsmap() {
    const std::string bold = utf8(0x1D400);
    const auto map = Charsmap::parse(testing::makeCharsmap({{"H", "h"},
                                                            {"HE", "he"},
                                                            {"\n", " "},
                                                            {"x", ""},
                                                            {"\xEF\xBC\x8C", ","},
                                                            {"\xE3\x81\x8B\xE3\x82\x99", "\xE3\x81\x8C"},
                                                            {"\xEF\xB7\xBA", std::string(70, 'z')},
                                                            {bold, "A"}}),
                                     "test");
    TIMBRE_OK(map);
    int told = 0;
    for (char32_t c = 1; c < 0x30000; ++c) {
      if (c >= 0xD800 && c < 0xE000) continue;
      const std::string text = utf8(c);
      const auto alone = map->longestOf(walkUtf8(text.data()));
      for (const char* behind : {"", "E", "\xE3\x82\x99", "\xCC\x80"}) {
        const std::string whole = text + behind;
        const auto longest = map->longestPrefix(whole);
        if (longest.length > 0) QVERIFY(map->starts().mayHave(c));
        if (alone.length == 0) continue;
        QCOMPARE(alone.length, longest.length);
        QCOMPARE(std::string(alone.replacement), std::string(longest.replacement));
      }
      told += alone.length > 0;
    }
    QCOMPARE(told, 2);  // the end of a line and the comma
    QVERIFY(map->starts().mayHave(0x1D400));
    QVERIFY(!map->starts().mayHave(0x1D401));
  }

  /// U+11A7 is left out: utf8proc joins it, Unicode does not.
  void normalForms() {
    std::mt19937 random(11);
    const std::vector<std::string> alphabet{"a",
                                            "e",
                                            " ",
                                            "\n",
                                            "\xC3\xA9",
                                            "\xCC\x81",
                                            "\xCC\xA3",
                                            "\xE4\xBD\xA0",
                                            "\xEA\xB0\x80",
                                            "\xE1\x84\x80",
                                            "\xE1\x85\xA1",
                                            "\xE1\x86\xA8",
                                            "\xEF\xAC\x81",
                                            "\xEF\xBD\xB6",
                                            "\xEF\xBE\x9E",
                                            "\xE0\xA4\x95",
                                            "\xE0\xA4\xBC",
                                            "\xD0\xB9",
                                            "\xD0\xB8",
                                            "\xCC\x86",
                                            "\xF0\x9F\x98\x80",
                                            utf8(0x1D15E),
                                            utf8(0x2F800)};
    for (int round = 0; round < 4000; ++round) {
      const std::string text = randomText(random, alphabet, 12);
      for (const NormalForm form : {NormalForm::Nfc, NormalForm::Nfd, NormalForm::Nfkc, NormalForm::Nfkd}) {
        Arena arena;
        Piece piece{text, nullptr, 0};
        TIMBRE_OK(applyNormalForm(form, piece, arena));
        QCOMPARE(QByteArray::fromStdString(std::string(piece.text)),
                 QByteArray::fromStdString(utf8procForm(form, text)));
      }
    }
  }

  void keysOfWords() {
    std::string text;
    for (int i = 0; i < 40; ++i) text += static_cast<char>(0x81 + i);
    for (std::size_t begin = 0; begin < text.size(); ++begin)
      for (std::size_t size = 1; size <= WordKey::kLongest && begin + size <= text.size(); ++size) {
        char bytes[16] = {};
        std::memcpy(bytes, text.data() + begin, size);
        bytes[15] = static_cast<char>(size);
        WordKey want;
        std::memcpy(&want.low, bytes, 8);
        std::memcpy(&want.high, bytes + 8, 8);
        QVERIFY(WordKey::of(text, begin, size) == want);
      }
  }

  void bordersOfWords() {
    std::mt19937 random(5);
    const std::vector<std::string> alphabet{
        "a", "b", "c", "de", " ", "1", "\xC3\xA9", "\xE4\xBD\xA0", "\xE5\xA5\xBD", "\xF0\x9F\x98\x80"};
    for (int round = 0; round < 300; ++round) {
      EntryJoins joins;
      std::vector<std::string> entries;
      for (int i = 0; i < 6; ++i) entries.push_back(randomText(random, alphabet, 3));
      for (const std::string& entry : entries) joins.add(entry);
      joins.finish();
      const auto side = [&](std::string_view left, std::string_view right) {
        return std::any_of(entries.begin(), entries.end(), [&](const std::string& entry) {
          return entry.find(std::string(left) + std::string(right)) != std::string::npos;
        });
      };
      const std::string text = "a" + randomText(random, alphabet, 60);
      std::vector<std::size_t> found;
      QVERIFY(visitParts(joins, text, 0, text.size(), [&](std::size_t begin, std::size_t end) {
        if (begin > 0) found.push_back(begin);
        return end > begin;
      }));
      std::vector<std::size_t> want;
      for (std::size_t last = 0, at = 1; at < text.size();) {
        const std::size_t length = utf8Length(static_cast<unsigned char>(text[at]));
        if (!side(std::string_view(text).substr(last, at - last), std::string_view(text).substr(at, length)))
          want.push_back(at);
        last = at;
        at += length;
      }
      for (const std::size_t border : found)  // a hashed pair may hide a border, none may be made up
        QVERIFY(std::find(want.begin(), want.end(), border) != want.end());
      for (const std::size_t border : want)
        if ((static_cast<unsigned char>(text[border]) | static_cast<unsigned char>(text[border - 1])) < 0x80)
          QVERIFY(std::find(found.begin(), found.end(), border) != found.end());
    }
  }

  void invalidBytes() {
    std::mt19937 random(9);
    const std::vector<std::string> alphabet{
        "abcdefgh", "a",    "\xC3\xA9", "\xE4\xBD\xA0", "\xEF\xBC\x8C", "\xF0\x9F\x98\x80", "\xED\x9F\xBF",
        "\xE4\xBD", "\xC3", "\x80",     "\xED\xA0\x80", "\xF0\x9F\x98", "\xC0\x80",         "\xE0\x80\x80",
        "\xFF"};
    for (int round = 0; round < 4000; ++round) {
      const std::string text = randomText(random, alphabet, 8);
      std::string want;
      for (std::size_t i = 0; i < text.size();) {
        const base::CodePoint c = base::decodeUtf8(text, i);
        want += c.valid ? text.substr(i, c.length) : "\xEF\xBF\xBD";
        i += c.valid ? c.length : 1;
      }
      Arena arena;
      const auto piece = inputPiece(text, arena);
      TIMBRE_OK(piece);
      QCOMPARE(QByteArray::fromStdString(std::string(piece->text)), QByteArray::fromStdString(want));
    }
  }

  /// Texts in parts from the cache, characters that stand in no piece by their number: as one search over everything.
  void unigramPathsInParts_data() {
    QTest::addColumn<bool>("byteFallback");
    QTest::newRow("unknown characters") << false;
    QTest::newRow("bytes") << true;
  }
  void unigramPathsInParts() {
    QFETCH(bool, byteFallback);
    const auto model = readSentencePieceModel(unigram(byteFallback).bytes(), "test");
    TIMBRE_OK(model);
    const auto tokenizer = unigram(byteFallback).load();
    QVERIFY(tokenizer);
    UnigramModel whole;
    float least = 0;
    for (std::size_t i = 0; i < model->pieces.size(); ++i) {
      const SentencePiece& piece = model->pieces[i];
      if (piece.type != PieceType::Normal) continue;
      whole.add(piece.text, static_cast<TokenId>(i), piece.score);
      least = std::min(least, piece.score);
    }
    whole.setUnknownScore(least - 10.0f);
    whole.setRecentring(100'000);
    whole.finish();
    std::mt19937 random(13);
    const std::vector<std::string> alphabet{"a",
                                            "b",
                                            "ab",
                                            " ",
                                            "t",
                                            "Z",
                                            "\xE4\xBD\xA0",
                                            "\xE5\xA5\xBD",
                                            "\xC3\xA9",
                                            "\xE5\x92\x8C",
                                            "\xD0\xB9",
                                            "\xF0\x9F\x98\x80",
                                            "\xF0\x9F\x98\x81",
                                            utf8(0x2F800)};
    for (int round = 0; round < 3000; ++round) {
      const std::string text = randomText(random, alphabet, round % 100 == 0 ? 2000 : 30);
      UnigramModel::Work<float> work;
      Symbols path;
      if (!text.empty()) whole.best(text, 0.0f, work, path);
      std::vector<TokenId> want;
      bool fusing = false;
      std::size_t at = 0;
      for (std::size_t i = 0; i < path.ids.size(); at += path.lengths[i], ++i) {
        const bool unknown = path.ids[i] < 0;
        if (unknown && byteFallback)
          for (std::size_t k = at; k < at + path.lengths[i]; ++k)
            want.push_back(3 + static_cast<TokenId>(static_cast<unsigned char>(text[k])));
        else if (!unknown || !fusing)
          want.push_back(unknown ? 0 : path.ids[i]);
        fusing = unknown;
      }
      const auto ids = tokenizer->encodeIds(text, {false});
      TIMBRE_OK(ids);
      QCOMPARE(*ids, want);
      const auto encoding = tokenizer->encode(text, {false});
      TIMBRE_OK(encoding);
      QCOMPARE(encoding->ids, want);
      std::size_t covered = 0;  // every byte of the text, in order
      for (std::size_t i = 0; i < want.size(); ++i) {
        QVERIFY(encoding->begin[i] <= covered && encoding->end[i] >= covered);
        covered = encoding->end[i];
      }
      QCOMPARE(covered, text.size());
    }
  }

  /// Sums that leave the numbers, or never were any, still end in some path.
  void scoresThatAreNoNumbers() {
    const float infinity = std::numeric_limits<float>::infinity();
    for (const float score : {std::numeric_limits<float>::quiet_NaN(), infinity, -infinity, -3e38f, 3e38f}) {
      testing::SpmBuilder b;
      b.modelType = 1;
      b.addDummyPrefix = b.removeExtra = b.escape = false;
      b.piece("<unk>", 0, 2).piece("<s>", 0, 3).piece("</s>", 0, 3);
      b.piece("a", score, 1).piece("ab", score, 1).piece("b", -1, 1).piece("ba", score, 1);
      const auto tokenizer = b.load();
      if (!tokenizer) continue;  // refused
      for (const char* text : {"a", "ab", "abba", "aaaabbbbabab", "ba ab a", "\xE5\xA5\xBD a \xE5\xA5\xBD"}) {
        const auto ids = tokenizer->encodeIds(text, {false});
        TIMBRE_OK(ids);
        QVERIFY(!ids->empty());
        QCOMPARE(tokenizer->encode(text, {false})->ids, *ids);
      }
    }
  }

  void whatACallGaveStaysWhenTheNextIsMade() {
    const auto tokenizer = unigram(false).load();
    QVERIFY(tokenizer);
    std::string large;
    for (int i = 0; i < 200'000; ++i) large += i % 3 == 0 ? "a" : i % 3 == 1 ? "t" : " ";
    for (const std::string& text : {std::string("ab t a"), large}) {
      const auto first = tokenizer->encode(text, {false});
      TIMBRE_OK(first);
      const Encoding kept = *first;
      TIMBRE_OK(tokenizer->encode("tttt", {false}));
      QCOMPARE(first->ids, kept.ids);
      QCOMPARE(first->end, kept.end);
      QCOMPARE(tokenizer->encode(text, {false})->ids, kept.ids);
    }
  }
};

QTEST_GUILESS_MAIN(TokenizerShortcutsTest)
#include "tokenizer_shortcuts_test.moc"
