// SPDX-License-Identifier: GPL-3.0-or-later
// What BPE merges by: the index of pairs, and loops. The merge loops for words of different lengths give the same
// tokens, whatever the ranks are: also where a merge makes a pair that comes before what made it, and where many pairs
// share a rank (SentencePiece).
#include "core/text/bpe_merge.h"
#include "core/text/string_index.h"

#include <QtTest>

#include <iterator>
#include <limits>
#include <map>
#include <random>
#include <utility>

using namespace timbre::text;

namespace {

using Table = std::map<std::pair<TokenId, TokenId>, Merge>;

/// Merges of a few letters, each into a token of its own, with ranks that nothing orders.
Table randomTable(std::mt19937& random, int letters, int merges, std::uint32_t ranks) {
  Table out;
  TokenId next = letters;
  for (int i = 0; i < merges; ++i) {
    const std::pair<TokenId, TokenId> pair{static_cast<TokenId>(random() % static_cast<unsigned>(next)),
                                           static_cast<TokenId>(random() % static_cast<unsigned>(next))};
    if (out.contains(pair)) continue;
    out[pair] = {static_cast<std::uint32_t>(random() % ranks), next++};
  }
  return out;
}

Symbols randomWord(std::mt19937& random, int letters) {
  Symbols out;
  const std::size_t length = 1 + random() % 60;
  const std::size_t period = 1 + random() % 4;
  for (std::size_t i = 0; i < length; ++i) {
    const bool repeats = i >= period && random() % 40 != 0;
    out.add(repeats ? out.ids[i - period] : static_cast<TokenId>(random() % static_cast<unsigned>(letters)), 1);
  }
  return out;
}

}  // namespace

class TokenizerMergeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyLoopGivesTheSame() {
    std::mt19937 random(7);
    for (int round = 0; round < 20'000; ++round) {
      const int letters = 1 + static_cast<int>(random() % 3);
      const Table table = randomTable(random, letters, 1 + static_cast<int>(random() % 20), round % 2 == 0 ? 4 : 1000);
      const auto lookup = [&](TokenId a, TokenId b) {
        const auto it = table.find({a, b});
        return it == table.end() ? Merge{} : it->second;
      };
      const Symbols word = randomWord(random, letters);
      Symbols byHeap = word;
      mergeByHeap(byHeap, 0, lookup);
      Symbols byLists = word;
      LongMerge(byLists.ids, byLists.lengths, 0, lookup).run();
      Symbols byRounds = word;
      if (!RoundMerge(byRounds.ids, byRounds.lengths, 0, lookup).run()) mergeByHeap(byRounds, 0, lookup);
      QCOMPARE(byLists.ids, byHeap.ids);
      QCOMPARE(byRounds.ids, byHeap.ids);
      QCOMPARE(byRounds.lengths, byHeap.lengths);
      if (word.ids.size() > kScanSymbols) continue;
      Symbols byScan = word;
      mergeByScan(byScan, 0, lookup);
      QCOMPARE(byScan.ids, byHeap.ids);
    }
  }

  void pairsOfIds_data() {
    QTest::addColumn<int>("reserved");
    QTest::newRow("growing") << 0;
    QTest::newRow("crowded") << 64;
    QTest::newRow("roomy") << 100'000;
  }
  void pairsOfIds() {
    QFETCH(int, reserved);
    std::mt19937 random(11);
    const auto anId = [&random] {
      constexpr TokenId kEdges[] = {-1, 0, 255, 256, std::numeric_limits<TokenId>::max()};
      const unsigned kind = random() % 8;
      if (kind == 0) return kEdges[random() % std::size(kEdges)];
      return static_cast<TokenId>(random() % (kind < 4 ? 300 : 150'000));
    };
    PairIndex index;
    index.reserve(static_cast<std::size_t>(reserved));
    std::map<std::pair<TokenId, TokenId>, Merge> twin;
    const auto check = [&](TokenId left, TokenId right) {
      const auto it = twin.find({left, right});
      const Merge want = it == twin.end() ? Merge{} : it->second;
      const Merge got = index.find(left, right);
      return got.rank == want.rank && got.id == want.id;
    };
    QVERIFY(check(-1, -1));
    for (std::uint32_t i = 0; i < 40'000; ++i) {
      const TokenId left = anId();
      const TokenId right = anId();
      if (left >= 0 && right >= 0) {
        const Merge merge{i / 2, static_cast<TokenId>(random() % 200'000)};
        index.insert(left, right, merge);
        twin[{left, right}] = merge;
      }
      QVERIFY(check(left, right));
      QVERIFY(check(anId(), anId()));
    }
    for (const auto& [pair, merge] : twin) QVERIFY(check(pair.first, pair.second));
    QCOMPARE(index.size(), twin.size());
    QVERIFY(check(-1, -1));
  }

  void whatRepeatsIsSeen() {
    Symbols word;
    for (TokenId i = 0; i < 4000; ++i) word.add(i % 3, 1);
    using Lookup = Merge (*)(TokenId, TokenId);
    QVERIFY(RoundMerge<Lookup>::isWorthIt(word.ids, 0));
    for (TokenId i = 0; i < 4000; ++i) word.ids[static_cast<std::size_t>(i)] = i;
    QVERIFY(!RoundMerge<Lookup>::isWorthIt(word.ids, 0));
  }
};

QTEST_APPLESS_MAIN(TokenizerMergeTest)
#include "tokenizer_merge_test.moc"
