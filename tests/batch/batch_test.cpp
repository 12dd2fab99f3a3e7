// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/assemble.h"
#include "core/batch/packing.h"
#include "core/batch/random.h"
#include "core/batch/split.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <numeric>
#include <set>

using namespace timbre;
using batch::Pack;

namespace {

std::vector<std::uint32_t> inOrder(std::size_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  return order;
}

std::vector<std::int64_t> randomLengths(std::size_t count, std::int64_t longest, std::uint64_t seed) {
  batch::Random random(seed);
  std::vector<std::int64_t> lengths;
  for (std::size_t i = 0; i < count; ++i)
    lengths.push_back(1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(longest))));
  return lengths;
}

void verifyEachOnce(const std::vector<Pack>& packs, std::size_t count) {
  std::set<std::uint32_t> seen;
  std::size_t total = 0;
  for (const Pack& pack : packs) {
    total += pack.size();
    seen.insert(pack.begin(), pack.end());
  }
  QCOMPARE(total, count);
  QCOMPARE(seen.size(), count);
}

}  // namespace

class BatchTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void generatorIsTheDocumentedOne() {
    // splitmix64 of seed 0 and xoshiro256** seeded by it: values of the published C programs.
    std::uint64_t state = 0;
    QCOMPARE(batch::splitMix64(state), 0xE220A8397B1DCDAFull);
    QCOMPARE(batch::splitMix64(state), 0x6E789E6AA1B965F4ull);
    batch::Random random(0);
    QCOMPARE(random.next(), 0x99EC5F36CB75F2B4ull);
    QCOMPARE(random.next(), 0xBF6E1F784956452Aull);
    std::vector<int> counts(6);
    for (int i = 0; i < 60000; ++i) ++counts[static_cast<std::size_t>(random.below(6))];
    for (const int count : counts) QVERIFY(count > 9500 && count < 10500);
    QVERIFY(batch::mixSeed(1, 0) != batch::mixSeed(1, 1) && batch::mixSeed(1, 0) != batch::mixSeed(2, 0));
  }

  void bestFitFillsPacks() {
    const std::vector<std::int64_t> lengths = {6, 5, 4, 3, 2};
    const auto packs = batch::packBestFit(lengths, inOrder(5), 10);
    // 6; 5; 4 joins 6 (room 4 is the tightest); 3 joins 5; 2 joins {5, 3}.
    QCOMPARE(packs, (std::vector<Pack>{{0, 2}, {1, 3, 4}}));
  }

  void packingNeverOverflowsAndLosesNothing() {
    const auto lengths = randomLengths(2000, 300, 7);
    const auto packs = batch::packBestFit(lengths, inOrder(2000), 512);
    verifyEachOnce(packs, 2000);
    std::int64_t total = 0;
    for (const Pack& pack : packs) {
      std::int64_t sum = 0;
      for (const std::uint32_t sample : pack) sum += lengths[sample];
      QVERIFY(sum <= 512);
      total += sum;
    }
    QVERIFY2(static_cast<double>(total) / (512.0 * static_cast<double>(packs.size())) > 0.97, "packs are not full");
    // Another tie order gives as many packs, so steps per epoch do not change.
    auto shuffled = inOrder(2000);
    batch::Random(3).shuffle(shuffled);
    const auto other = batch::packBestFit(lengths, shuffled, 512);
    QCOMPARE(other.size(), packs.size());
    QVERIFY(other != packs);
    QCOMPARE(batch::packBestFit(lengths, shuffled, 512), other);
  }

  void oversizedSampleStandsAlone() {
    QCOMPARE(batch::packBestFit({20, 3}, inOrder(2), 10), (std::vector<Pack>{{0}, {1}}));
  }

  void bucketsRepeatTheirShapes() {
    const auto lengths = randomLengths(5000, 200, 11);
    const auto groups = batch::bucketByLength(lengths, inOrder(5000), 3584);
    verifyEachOnce(groups, 5000);
    std::set<std::pair<std::int64_t, std::size_t>> shapes;
    std::int64_t real = 0, padded = 0;
    for (const Pack& group : groups) {
      std::int64_t longest = 0;
      for (const std::uint32_t sample : group) {
        longest = std::max(longest, lengths[sample]);
        real += lengths[sample];
      }
      longest = batch::paddedLength(longest);
      const auto rows = static_cast<std::int64_t>(group.size());
      QVERIFY(rows * longest <= 3584);
      padded += rows * longest;
      shapes.insert({longest, group.size()});
    }
    // 13 padded lengths; a group of rows that moved up may be a little shorter than its bucket, and the last one has
    // fewer rows.
    QVERIFY2(shapes.size() <= 20, qPrintable(QString::number(shapes.size())));
    QVERIFY(static_cast<double>(real) / static_cast<double>(padded) > 0.9);
  }

  void assembledBatchListsItsTargets() {
    batch::SampleSet samples;
    samples.add(std::vector<std::int32_t>{11, 12, 13}, std::vector<std::uint8_t>{1, 0, 1}, 5);
    samples.add(std::vector<std::int32_t>{21, 22}, std::vector<std::uint8_t>{0, 1}, 6);
    samples.add(std::vector<std::int32_t>{31}, std::vector<std::uint8_t>{1}, 7);
    QCOMPARE(samples.supervised(0), std::int64_t(1));  // the first token of a row is nobody's prediction
    QCOMPARE(samples.supervisedTokens(), std::int64_t(2));

    const auto packed = batch::assemble(samples, {{0, 1}, {2}});
    QCOMPARE(packed.time, std::int64_t(5));
    QCOMPARE(packed.ids, (std::vector<std::int64_t>{11, 12, 13, 21, 22, 31, 0, 0, 0, 0}));
    QCOMPARE(packed.positions, (std::vector<std::int64_t>{0, 1, 2, 0, 1, 0, 0, 0, 0, 0}));
    QCOMPARE(packed.documents, (std::vector<std::int32_t>{0, 0, 0, 1, 1, 0, -1, -1, -1, -1}));
    QCOMPARE(packed.labelPlaces, (std::vector<std::int64_t>{1, 3}));
    QCOMPARE(packed.labels, (std::vector<std::int64_t>{13, 22}));
    QCOMPARE(packed.labelRows, (std::vector<std::int64_t>{5, 6}));
    QCOMPARE(packed.tokens, std::int64_t(6));

    const auto single = batch::assemble(samples, {{0}, {1}}, 16);
    QCOMPARE(single.time, std::int64_t(16));
    QVERIFY(single.documents.empty());
    QCOMPARE(single.labelPlaces, (std::vector<std::int64_t>{1, 16}));
  }

  void validationKeepsCopiesTogether() {
    std::vector<std::uint64_t> keys;
    for (int i = 0; i < 400; ++i) keys.push_back(batch::rowKey("row " + std::to_string(i % 200)));
    const auto held = batch::chooseValidation(keys, 0.1, 42);
    QCOMPARE(held, batch::chooseValidation(keys, 0.1, 42));
    QVERIFY(held != batch::chooseValidation(keys, 0.1, 43));
    for (std::size_t i = 0; i < 200; ++i) QCOMPARE(bool(held[i]), bool(held[i + 200]));
    QCOMPARE(std::count(held.begin(), held.end(), true), std::ptrdiff_t(40));
    // A new row moves few others.
    keys.push_back(batch::rowKey("new"));
    const auto after = batch::chooseValidation(keys, 0.1, 42);
    int moved = 0;
    for (std::size_t i = 0; i < 400; ++i) moved += held[i] != after[i];
    QVERIFY(moved <= 4);
  }

  void validationEdges() {
    const auto keysOf = [](int count) {
      std::vector<std::uint64_t> keys;
      for (int i = 0; i < count; ++i) keys.push_back(batch::rowKey(std::to_string(i)));
      return keys;
    };
    const auto heldOf = [&](int count, double share) {
      const auto held = batch::chooseValidation(keysOf(count), share, 1);
      return std::count(held.begin(), held.end(), true);
    };
    QCOMPARE(heldOf(10, 0), std::ptrdiff_t(0));
    QCOMPARE(heldOf(1, 0.5), std::ptrdiff_t(0));
    QCOMPARE(heldOf(2, 0.01), std::ptrdiff_t(1));
    QCOMPARE(heldOf(3, 0.9), std::ptrdiff_t(2));  // never all
    QCOMPARE(std::count(batch::chooseValidation({}, 0.5, 1).begin(), batch::chooseValidation({}, 0.5, 1).end(), true),
             std::ptrdiff_t(0));
    const std::vector<std::uint64_t> same(9, batch::rowKey("x"));
    QVERIFY(batch::chooseValidation(same, 0.5, 1) == std::vector<bool>(9, false));
  }
};

QTEST_GUILESS_MAIN(BatchTest)
#include "batch_test.moc"
