// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/text/bpe_trainer.h"
#include "core/text/hf_tokenizer.h"
#include "tests/support/test_support.h"

#include <algorithm>

using namespace timbre;
using namespace timbre::text;
using base::Json;

namespace {

const Json& goldens() {
  static const Json value = [] {
    auto parsed =
        base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens/tokenizer_components.json"));
    if (!parsed.ok()) qFatal("tokenizer_components.json is unreadable");
    return std::move(parsed).value();
  }();
  return value;
}

BpeTrainer::Trained train(const std::vector<std::string>& texts, BpeTrainOptions options) {
  auto trainer = BpeTrainer::create(std::move(options));
  if (!trainer.ok()) qFatal("options refused");
  for (const std::string& text : texts)
    if (!trainer->feed(text).ok()) qFatal("text refused");
  auto trained = trainer->train();
  if (!trained.ok()) qFatal("training failed");
  return std::move(trained).value();
}

std::shared_ptr<const Tokenizer> open(const Json& file) {
  const auto made = HfTokenizer::fromJson(file, "trained", "", {});
  return made.ok() ? *made : nullptr;
}

std::vector<std::string> surfaces(const Tokenizer& tokenizer, const std::string& text) {
  std::vector<std::string> out;
  const auto encoded = tokenizer.encode(text);
  if (encoded.ok())
    for (const TokenId id : encoded->ids) out.push_back(tokenizer.tokenText(id));
  return out;
}

}  // namespace

class TokenizerTrainerTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void learnsTheMergesOfTheReference() {
    const Json& golden = goldens()["trained"];
    BpeTrainOptions options;
    options.vocab = golden["vocab"].get<int>();
    const auto trained = train(golden["texts"].get<std::vector<std::string>>(), options);
    QCOMPARE(trained.tokenizer["model"]["merges"], golden["merges"]);
    QCOMPARE(trained.report.vocab, golden["vocab"].get<std::size_t>());
    QCOMPARE(trained.report.merges, golden["merges"].size());
    const auto tokenizer = open(trained.tokenizer);
    QVERIFY(tokenizer);
    const Json& texts = goldens()["texts"];
    std::size_t compared = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto text = texts[i].get<std::string>();
      if (text.find("<|") != std::string::npos)
        continue;  // the reference was not given the special tokens as added ones
      const auto encoded = tokenizer->encode(text);
      TIMBRE_OK(encoded);
      QCOMPARE(encoded->ids, golden["ids"][i].get<std::vector<TokenId>>());
      QCOMPARE(tokenizer->decode(encoded->ids, false), text);
      ++compared;
    }
    QVERIFY(compared > 20);
  }

  void theOrderOfTextsDoesNotMatter() {
    auto texts = goldens()["trained"]["texts"].get<std::vector<std::string>>();
    BpeTrainOptions options;
    options.vocab = 400;
    const std::string first = base::dumpJson(train(texts, options).tokenizer);
    std::reverse(texts.begin(), texts.end());
    QCOMPARE(base::dumpJson(train(texts, options).tokenizer), first);
  }

  void tiesGoToTheSmallerIds() {
    BpeTrainOptions options;
    options.vocab = 260;
    options.specials.clear();
    // "xy" and "ab" stand twice each; a comes before x.
    const auto trained = train({"xy ab", "xy ab"}, options);
    QCOMPARE(trained.tokenizer["model"]["merges"][0].get<std::string>(), std::string("a b"));
  }

  void repeatedLettersAreCountedRight() {
    BpeTrainOptions options;
    options.vocab = 300;
    options.specials.clear();
    options.minFrequency = 1;
    const auto trained = train({"aaaa aaa aa a"}, options);
    const auto tokenizer = open(trained.tokenizer);
    QVERIFY(tokenizer);
    QCOMPARE(surfaces(*tokenizer, "aaaa").size(), std::size_t(1));
    QCOMPARE(tokenizer->decode(tokenizer->encode("aaaaa aaaa").value().ids, false), std::string("aaaaa aaaa"));
  }

  void cjkDigitsAndSpecialsStayApart() {
    BpeTrainOptions options;
    options.vocab = 340;
    options.minFrequency = 1;
    const auto trained = train({"你好，世界。你好，世界。2024 2024 12 hello hello<|im_end|>hello<|im_end|>"}, options);
    const auto tokenizer = open(trained.tokenizer);
    QVERIFY(tokenizer);
    for (TokenId id = 259; id < static_cast<TokenId>(tokenizer->vocabSize()); ++id) {
      const std::string bytes = tokenizer->tokenBytes(id);
      const std::string shown = tokenizer->tokenText(id) + " " + bytes;
      QVERIFY2(bytes.size() <= 3 || static_cast<unsigned char>(bytes.back()) < 0x80,
               shown.c_str());  // no two CJK characters
      QVERIFY2(std::count_if(bytes.begin(), bytes.end(), [](char c) { return c >= '0' && c <= '9'; }) == 0,
               shown.c_str());
      QVERIFY2(bytes.find('|') == std::string::npos && bytes.find("im") == std::string::npos, shown.c_str());
    }
    QCOMPARE(tokenizer->tokenId("<|endoftext|>").value_or(-1), 0);
    QCOMPARE(tokenizer->tokenId("<|im_start|>").value_or(-1), 1);
    QCOMPARE(tokenizer->tokenId("<|im_end|>").value_or(-1), 2);
    QVERIFY(tokenizer->isSpecial(0) && tokenizer->isSpecial(2) && !tokenizer->isSpecial(3));
    QCOMPARE(surfaces(*tokenizer, "hello<|im_end|>12").size(), std::size_t(4));
  }

  void joinedWhenNotIsolated() {
    BpeTrainOptions options;
    options.vocab = 400;
    options.isolateCjk = options.singleDigits = false;
    const auto trained = train({"你好你好你好 2024 2024 2024"}, options);
    const auto tokenizer = open(trained.tokenizer);
    QVERIFY(tokenizer);
    QCOMPARE(surfaces(*tokenizer, " 2024").size(), std::size_t(1));
    QVERIFY(surfaces(*tokenizer, "你好").size() < 2);
  }

  void rarePairsAreLeftAlone() {
    BpeTrainOptions options;
    options.vocab = 1000;
    options.minFrequency = 3;
    const auto trained = train({"ab ab ab cd cd"}, options);
    QCOMPARE(trained.tokenizer["model"]["merges"], Json::array({"a b"}));  // "Ġ ab" and "c d" stand only twice
    QCOMPARE(trained.report.vocab, std::size_t(260));
  }

  void bytesPerTokenIsMeasured() {
    BpeTrainOptions options;
    options.vocab = 259;
    const auto none = train({"hello hello"}, options);
    QCOMPARE(none.report.bytesPerToken, 1.0);
    QCOMPARE(none.report.bytes, std::uint64_t(11));
    options.vocab = 400;
    const auto some = train({"hello hello hello hello"}, options);
    const auto tokenizer = open(some.tokenizer);
    const auto ids = tokenizer->encode("hello hello hello hello").value().ids;
    QCOMPARE(some.report.bytesPerToken, 23.0 / static_cast<double>(ids.size()));
  }

  void refusesImpossibleOptions() {
    const auto refused = [](auto change) {
      BpeTrainOptions options;
      change(options);
      const auto trainer = BpeTrainer::create(options);
      return !trainer.ok() && trainer.error().code == "tokenizer.training";
    };
    QVERIFY(refused([](BpeTrainOptions& o) { o.vocab = 258; }));
    QVERIFY(!refused([](BpeTrainOptions& o) { o.vocab = 259; }));
    QVERIFY(refused([](BpeTrainOptions& o) { o.vocab = 2'000'000; }));
    QVERIFY(refused([](BpeTrainOptions& o) { o.specials = {"<a>", "<a>"}; }));
    QVERIFY(refused([](BpeTrainOptions& o) { o.specials = {""}; }));
    QVERIFY(refused([](BpeTrainOptions& o) { o.specials = {"a"}; }));
    QVERIFY(refused([](BpeTrainOptions& o) { o.specials = {"ab\xff"}; }));
    auto empty = BpeTrainer::create({});
    TIMBRE_OK(empty);
    const auto trained = empty->train();
    QVERIFY(!trained.ok());
    QCOMPARE(trained.error().code, std::string("tokenizer.training"));
  }

  void filesOfAnySizeGiveTheSameResult() {
    testing::TempFolder folder;
    std::string text;
    for (int i = 0; text.size() < (std::size_t(9) << 20); ++i)
      text += "line " + std::to_string(i * 7919 % 1000) + " says hello wörld 你好\n\n  indented " +
              std::string(static_cast<std::size_t>(i % 5), ' ') + "\n";
    testing::writeFile(folder.path() / "a.txt", text);
    BpeTrainOptions options;
    options.vocab = 400;
    base::FileOps ops;
    const std::filesystem::path files[] = {folder.path() / "a.txt"};
    std::size_t reported = 0;
    const auto report =
        trainBpe(files, options, folder.path() / "tokenizer.json", ops, {}, [&](std::size_t made, std::size_t wanted) {
          reported = made;
          QCOMPARE(wanted, std::size_t(400));
        });
    TIMBRE_OK(report);
    QCOMPARE(reported, report->vocab);
    const auto whole = train({text}, options);
    QCOMPARE(testing::readFile(folder.path() / "tokenizer.json"), base::dumpJson(whole.tokenizer, 1) + "\n");
    QCOMPARE(report->bytes, static_cast<std::uint64_t>(text.size()));
    const auto loaded = loadTokenizer(folder.path());
    TIMBRE_OK(loaded);
    QCOMPARE((*loaded)->vocabSize(), report->vocab);
  }

  void stopsWhenAsked() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "a.txt", "hello hello");
    base::CancelSource source;
    source.cancel();
    base::FileOps ops;
    const std::filesystem::path files[] = {folder.path() / "a.txt"};
    const auto report = trainBpe(files, {}, folder.path() / "tokenizer.json", ops, source.token());
    QVERIFY(!report.ok());
    QCOMPARE(report.error().code, std::string("cancelled"));
    QVERIFY(!std::filesystem::exists(folder.path() / "tokenizer.json"));
  }

  void missingFilesAreNamed() {
    testing::TempFolder folder;
    base::FileOps ops;
    const std::filesystem::path files[] = {folder.path() / "absent.txt"};
    const auto report = trainBpe(files, {}, folder.path() / "tokenizer.json", ops);
    QVERIFY(!report.ok());
    QCOMPARE(report.error().code, std::string("file.missing"));
  }
};

QTEST_GUILESS_MAIN(TokenizerTrainerTest)
#include "tokenizer_trainer_test.moc"
