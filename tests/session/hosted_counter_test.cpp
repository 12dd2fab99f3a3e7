// SPDX-License-Identifier: GPL-3.0-or-later
// Hosted billing tokens: the published rank files are found where they lie, nothing else counts as one, and the counts
// are those of tiktoken.
#include "core/session/hosted_counter.h"
#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/data/prices.h"
#include "core/data/script_checks.h"
#include "tests/session/dataset_probe.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cstdlib>

using namespace timbre;
using namespace timbre::session;
namespace fs = std::filesystem;

namespace {

fs::path rankFolder() { return testing::dataFolder() / "tokenizers" / "tiktoken-openai"; }

text::RankTable shippedTable() {
  auto table = text::loadRankTable(testing::sourceFolder() / "resources" / "tokenizers" / "rank_files.json");
  return table.ok() ? *table : text::RankTable();
}

/// A rank file small enough to write here: the 256 bytes as tokens.
std::string tinyRanks() {
  static const char* const kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (int b = 0; b < 256; ++b) {
    out += kDigits[b >> 2];
    out += kDigits[(b & 3) << 4];
    out += "== " + std::to_string(b) + "\n";
  }
  return out;
}

text::RankFile tinyFile() {
  return {"cl100k_base", "https://example.invalid/cl100k_base.tiktoken", base::sha256Hex(tinyRanks()),
          tinyRanks().size()};
}

}  // namespace

class HostedCounterTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theShippedTableNamesEveryBilledEncoding() {
    const text::RankTable table = shippedTable();
    QCOMPARE(table.files.size(), std::size_t(2));
    QVERIFY(!table.date.empty());
    const auto prices = data::loadPrices(testing::sourceFolder() / "resources" / "prices" / "training_prices.json");
    TIMBRE_OK(prices);
    for (const data::Price& price : *prices) QVERIFY2(table.find(price.encoding), price.id.c_str());
    QVERIFY(table.find("o200k_base") && !table.find("o200") && !table.find(""));
    // The name of the file in tiktoken's cache, as its own code makes it.
    QCOMPARE(table.find("cl100k")->cacheName(), std::string("9b5ad71b2ce5302211f9c61530b329a4922fc6a4"));
    QCOMPARE(table.find("o200k")->cacheName(), std::string("fb374d419588a4632f3f557e76b4b70aebbca790"));
  }

  void aBrokenTableIsRefused_data() {
    QTest::addColumn<QString>("json");
    const QString good = "{\"encoding\": \"a\", \"url\": \"u\", \"sha256\": \"%1\", \"bytes\": 3}";
    const QString hash(64, 'a');
    QTest::newRow("version") << "{\"format_version\": 2, \"files\": []}";
    QTest::newRow("no files") << "{\"format_version\": 1}";
    QTest::newRow("hash") << "{\"format_version\": 1, \"files\": [" + good.arg("abc") + "]}";
    QTest::newRow("size") << "{\"format_version\": 1, \"files\": [" + good.arg(hash).replace("3}", "0}") + "]}";
    QTest::newRow("huge") << "{\"format_version\": 1, \"files\": [" + good.arg(hash).replace("3}", "999999999999}") +
                                 "]}";
    QTest::newRow("name") << "{\"format_version\": 1, \"files\": [" + good.arg(hash).replace("\"a\"", "\"../a\"") +
                                 "]}";
    QTest::newRow("no address") << "{\"format_version\": 1, \"files\": [" + good.arg(hash).replace("\"u\"", "\"\"") +
                                       "]}";
  }
  void aBrokenTableIsRefused() {
    QFETCH(QString, json);
    const auto table = text::parseRankTable(json.toStdString(), "t.json");
    QVERIFY(!table.ok());
    QCOMPARE(table.error().code, std::string("tokenizer.table_invalid"));
  }

  void placesAreAskedInOrder() {
    testing::TempFolder folder;
    const text::RankFile file = tinyFile();
    const text::RankPlaces places{
        folder.path() / "chosen", folder.path() / "own", {folder.path() / "cache1", folder.path() / "cache2"}};
    const auto put = [&](const fs::path& relative, const std::string& bytes) {
      fs::create_directories((folder.path() / relative).parent_path());
      testing::writeFile(folder.path() / relative, bytes);
    };
    fs::create_directories(places.chosen);
    text::RankSearch search = text::findRankFile(file, places);
    QVERIFY(!search.found);
    QCOMPARE(search.looked.size(), std::size_t(5));
    QVERIFY(std::all_of(search.looked.begin(), search.looked.end(),
                        [](const auto& c) { return c.state == text::RankState::Missing; }));
    put(fs::path("cache2") / file.cacheName(), tinyRanks());
    QCOMPARE(text::findRankFile(file, places).found,
             std::optional<fs::path>(folder.path() / "cache2" / file.cacheName()));
    // One of the same size that is another one does not count, and what is behind it is still found.
    std::string damaged = tinyRanks();
    damaged[0] = 'B';
    put(fs::path("cache1") / file.cacheName(), damaged);
    put("own/cl100k_base.tiktoken", "short");
    search = text::findRankFile(file, places);
    QCOMPARE(search.found, std::optional<fs::path>(folder.path() / "cache2" / file.cacheName()));
    QCOMPARE(search.looked.size(), std::size_t(5));
    QVERIFY(search.looked[2].state == text::RankState::Different &&
            search.looked[3].state == text::RankState::Different);
    put("own/cl100k_base.tiktoken", tinyRanks());
    QCOMPARE(text::findRankFile(file, places).found,
             std::optional<fs::path>(folder.path() / "own" / "cl100k_base.tiktoken"));
    put("chosen/cl100k_base.tiktoken", tinyRanks());
    QCOMPARE(text::findRankFile(file, places).found,
             std::optional<fs::path>(folder.path() / "chosen" / "cl100k_base.tiktoken"));
    // A file of any name may be chosen.
    put("elsewhere/ranks.txt", tinyRanks());
    QCOMPARE(text::findRankFile(file, {folder.path() / "elsewhere" / "ranks.txt", {}, {}}).found,
             std::optional<fs::path>(folder.path() / "elsewhere" / "ranks.txt"));
    base::CancelSource source;
    source.cancel();
    QVERIFY(text::findRankFile(file, places, source.token()).looked.empty());
  }

  void tiktokensCachesFollowTheEnvironment() {
    ::unsetenv("DATA_GYM_CACHE_DIR");
    ::setenv("TIKTOKEN_CACHE_DIR", "/a", 1);
    ::setenv("TMPDIR", "/var/tmp", 1);
    QCOMPARE(text::tiktokenCaches(), (std::vector<fs::path>{"/a", "/var/tmp/data-gym-cache", "/tmp/data-gym-cache"}));
    ::setenv("TIKTOKEN_CACHE_DIR", "", 1);
    ::setenv("DATA_GYM_CACHE_DIR", "/b", 1);
    ::unsetenv("TMPDIR");
    ::unsetenv("TEMP");
    ::unsetenv("TMP");
    QCOMPARE(text::tiktokenCaches(), (std::vector<fs::path>{"/b", "/tmp/data-gym-cache"}));
    ::unsetenv("TIKTOKEN_CACHE_DIR");
    ::unsetenv("DATA_GYM_CACHE_DIR");
  }

  void aFileThatIsNotThePublishedOneIsNotRead() {
    testing::TempFolder folder;
    const fs::path path = folder.path() / "x.tiktoken";
    std::string other = tinyRanks();
    std::swap(other[1], other[8]);  // bytes 0 and 1 exchange their ranks
    testing::writeFile(path, other);
    auto loaded = loadHostedCounter(tinyFile(), path);
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().code, std::string("tokenizer.rank_other"));
    testing::writeFile(path, tinyRanks() + "\n");
    loaded = loadHostedCounter(tinyFile(), path);
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().code, std::string("tokenizer.rank_other"));
    testing::writeFile(path, tinyRanks());
    loaded = loadHostedCounter(tinyFile(), path);
    TIMBRE_OK(loaded);
    QCOMPARE(loaded->counter("abc"), std::int64_t(3));
    const auto missing = loadHostedCounter(tinyFile(), folder.path() / "none");
    QCOMPARE(missing.error().code, std::string("file.missing"));
  }

  void lookUpSaysWhatIsMissing() {
    testing::TempFolder folder;
    const text::RankTable table{"2026-01-01", {tinyFile()}};
    auto lookup = lookUpHosted(table, "cl100k", {{}, folder.path(), {}});
    TIMBRE_OK(lookup);
    QVERIFY(!lookup->counter && !lookup->search.found && lookup->search.looked.size() == 1);
    testing::writeFile(folder.path() / "cl100k_base.tiktoken", tinyRanks());
    lookup = lookUpHosted(table, "cl100k", {{}, folder.path(), {}});
    TIMBRE_OK(lookup);
    QVERIFY(lookup->counter.has_value());
    QCOMPARE(lookup->counter->encoding, std::string("cl100k_base"));
    QCOMPARE(lookUpHosted(table, "other", {}).error().code, std::string("tokenizer.unsupported"));
  }

  void countsAreTiktokens() {
    TIMBRE_NEED_DATA("tokenizers/tiktoken-openai/o200k_base.tiktoken");
    const auto golden =
        base::parseJson(testing::readFile(testing::sourceFolder() / "tests/session/goldens/hosted_goldens.json"));
    TIMBRE_OK(golden);
    int compared = 0;
    for (const char* encoding : {"cl100k_base", "o200k_base"}) {
      const auto lookup = lookUpHosted(shippedTable(), encoding, {rankFolder(), {}, {}});
      TIMBRE_OK(lookup);
      QVERIFY(lookup->counter.has_value());
      for (const base::Json& set : (*golden)["sets"]) {
        std::vector<base::Json> rows;
        if (set.contains("written"))
          rows.assign(set["written"].begin(), set["written"].end());
        else {
          const fs::path root = base::stringOr(set, "in") == "data" ? testing::dataFolder() : testing::sourceFolder();
          std::istringstream lines(testing::readFile(root / base::stringOr(set, "file")));
          for (std::string line; std::getline(lines, line);)
            if (!line.empty()) rows.push_back((*base::parseJson(line))["messages"]);
        }
        const base::Json& wanted = set[encoding];
        QCOMPARE(rows.size(), wanted.size());
        for (std::size_t i = 0; i < rows.size(); ++i, ++compared)
          QCOMPARE(data::hostedTokens(rows[i], lookup->counter->counter), wanted[i].get<std::int64_t>());
      }
    }
    QVERIFY(compared > 100);
  }

  /// The number on the dataset page, from the persona's rows to the price.
  void theDatasetsNumberIsExact() {
    TIMBRE_NEED_DATA("tokenizers/tiktoken-openai/o200k_base.tiktoken");
    const auto golden = base::parseJson(testing::readFile(testing::sourceFolder() / "tests/session/goldens/hosted_goldens.json"));
    TIMBRE_OK(golden);
    std::int64_t wanted = 0;
    for (const base::Json& set : (*golden)["sets"])
      if (base::stringOr(set, "file") == "resources/personas/marv.jsonl")
        for (const base::Json& row : set["o200k_base"]) wanted += row.get<std::int64_t>();
    const auto lookup = lookUpHosted(shippedTable(), "o200k", {rankFolder(), {}, {}});
    TIMBRE_OK(lookup);
    auto prices = data::loadPrices(testing::sourceFolder() / "resources" / "prices" / "training_prices.json");
    TIMBRE_OK(prices);
    testing::TempFolder folder;
    testing::DatasetProbe probe;
    auto project = createProject(folder.path() / "p");
    TIMBRE_OK(project);
    const auto service = createDatasetService(*project, probe.sink());
    service->setPrices(*prices, prices->front().id);
    service->setHostedCounter(lookup->counter->counter, lookup->counter->encoding);
    service->importFile(testing::sourceFolder() / "resources" / "personas" / "marv.jsonl");
    const auto numbers = probe.wait<NumbersChanged>([](const NumbersChanged& n) { return n.complete && n.hostedRows > 0; });
    QVERIFY(numbers.has_value());
    QCOMPARE(numbers->hostedRows, numbers->usedRows);
    QCOMPARE(numbers->usedRows, numbers->rows);
    QCOMPARE(numbers->hostedTokens, wanted * numbers->epochs);
    QVERIFY(!numbers->costEstimated);
    QCOMPARE(numbers->costs.front().train, prices->front().train * static_cast<double>(wanted * numbers->epochs) / 1e6);
    // GPT-3.5 bills other tokens.
    for (const data::Cost& cost : numbers->costs) QCOMPARE(cost.estimated, cost.price.encoding != "o200k");
  }
};

QTEST_GUILESS_MAIN(HostedCounterTest)
#include "hosted_counter_test.moc"
