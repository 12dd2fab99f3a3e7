// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing a model without a window: what is known, what a folder is, what its tokenizer does to a text, and a model of
// a hub on this machine. Also run under TSan.
#include "core/session/model_service.h"
#include "core/base/messages.h"
#include "tests/net/local_hub.h"
#include "tests/session/fake_backend.h"
#include "tests/support/test_support.h"

#include <condition_variable>

using namespace timbre;
using namespace timbre::session;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

fs::path starter() { return testing::sourceFolder() / "resources" / "models" / "starter"; }

/// A folder with everything but weights: names are what the shelf looks at.
void makeModel(const fs::path& folder) {
  fs::create_directories(folder);
  testing::writeFile(folder / "config.json", "{}");
}

struct Stage {
  testing::TempFolder folder;
  testing::FakeBackend backend;
  testing::LocalHub hub;
  std::map<std::string, std::string> variables;
  std::optional<std::uint64_t> free;
  std::unique_ptr<ModelService> service;
  std::mutex mutex;
  std::condition_variable condition;
  bool woken = false;
  events::Hub<ModelEvent>::Subscription subscription;
  std::vector<ModelEvent> seen;

  Stage() {
    variables["HF_HOME"] = (folder.path() / "hf").string();
    variables["MODELSCOPE_CACHE"] = (folder.path() / "ms").string();
    make();
  }
  ~Stage() {
    service.reset();
    subscription = {};
  }

  void make() {
    const auto environment = [this](const char* name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::string() : found->second;
    };
    HubSettings settings;
    settings.access = [this] { return hub.access(); };
    settings.options.environment = environment;
    settings.options.limits = {2000ms, 2000ms, 2000ms, 20'000ms};
    if (free) settings.options.freeBytes = [bytes = *free](const fs::path&) { return base::Result<std::uint64_t>(bytes); };
    seen.clear();
    service = std::make_unique<ModelService>(
        backend, ShelfPlaces{starter(), folder.path() / "state", folder.path() / "models", environment}, settings);
    subscription = service->hub().subscribe([this] {
      std::lock_guard lock(mutex);
      woken = true;
      condition.notify_all();
    });
  }

  /// The answer of this type to `ticket`.
  template <class T>
  std::optional<T> wait(ModelTicket ticket) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    for (;;) {
      auto drained = subscription.drain();
      for (auto& event : drained.events) seen.push_back(std::move(event));
      for (const auto& event : seen)
        if (const auto* found = std::get_if<T>(&event); found && found->ticket == ticket) return *found;
      std::unique_lock lock(mutex);
      if (!condition.wait_until(lock, deadline, [&] { return woken; })) return {};
      woken = false;
    }
  }
};

QStringList names(const std::vector<KnownModel>& models) {
  const char* groups[] = {"starter", "recent", "own", "hf", "ms", "folder"};
  QStringList out;
  for (const auto& model : models)
    out << QStringLiteral("%1:%2%3").arg(groups[int(model.source)], QString::fromStdString(model.name), model.missing ? " missing" : "");
  return out;
}

std::uint64_t left(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code code;
  for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end; at.increment(code))
    if (at->is_regular_file(code)) bytes += at->file_size(code);
  return bytes;
}

std::string joined(const std::vector<ShownToken>& tokens) {
  std::string out;
  for (const auto& token : tokens) out += token.text;
  return out;
}

}  // namespace

class ModelServiceTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatIsKnown() {
    Stage stage;
    const fs::path hf = stage.folder.path() / "hf" / "hub" / "models--org--hf-one";
    makeModel(hf / "snapshots" / "abc");
    fs::create_directories(hf / "refs");
    testing::writeFile(hf / "refs" / "main", "abc");
    makeModel(stage.folder.path() / "ms" / "models" / "org" / "ms-one");
    makeModel(stage.folder.path() / "models" / "org" / "own-one");
    makeModel(stage.folder.path() / "models" / "org" / "half.part");
    makeModel(stage.folder.path() / "mine");
    makeModel(stage.folder.path() / "gone");
    stage.service->remember(stage.folder.path() / "gone", "gone");
    stage.service->remember(stage.folder.path() / "mine", "mine");
    stage.service->remember(starter(), "starter");  // it stands first anyway
    fs::remove_all(stage.folder.path() / "none");
    auto listed = stage.wait<ModelsListed>(stage.service->list());
    QVERIFY(listed);
    QCOMPARE(names(listed->models), (QStringList{"starter:starter", "recent:mine", "recent:gone", "own:org/own-one", "hf:org/hf-one", "ms:org/ms-one"}));
    fs::remove_all(stage.folder.path() / "gone");
    stage.service->remember(hf / "snapshots" / "abc", "org/hf-one");  // stands among the used ones from now on, once
    listed = stage.wait<ModelsListed>(stage.service->list());
    QCOMPARE(names(listed->models), (QStringList{"starter:starter", "recent:org/hf-one", "recent:mine", "recent:gone missing", "own:org/own-one", "ms:org/ms-one"}));
    stage.service->forget(stage.folder.path() / "gone");
    listed = stage.wait<ModelsListed>(stage.service->list());
    QVERIFY(!names(listed->models).contains("recent:gone missing"));
    // A broken list is an empty one.
    testing::writeFile(stage.folder.path() / "state" / "recent_models.json", "{\"models\": [[[");
    QVERIFY(stage.wait<ModelsListed>(stage.service->list())->models.size() >= 4);
  }

  void anyLevelOfACache() {
    Stage stage;
    const fs::path repo = stage.folder.path() / "hf" / "hub" / "models--org--hf-one";
    makeModel(repo / "snapshots" / "abc");
    for (const fs::path& path : {repo, repo / "snapshots", repo / "snapshots" / "abc", repo / "snapshots" / "abc" / "config.json", stage.folder.path() / "hf"}) {
      const auto found = stage.wait<ModelsFound>(stage.service->find(path));
      QVERIFY(found && !found->error);
      QCOMPARE(names(found->models), QStringList{"hf:org/hf-one"});
    }
    const auto none = stage.wait<ModelsFound>(stage.service->find(stage.folder.path() / "state of nothing"));
    QVERIFY(none->error && !base::errorSentence(*none->error).empty());
  }

  void aFolderIsDescribedWithItsTemplate() {
    Stage stage;
    const auto read = stage.wait<ModelRead>(stage.service->read(starter(), {"Be brief.", "Who are you?", "A voice."}));
    QVERIFY(read && read->model && !read->error);
    QVERIFY2(read->preview, read->previewError ? base::errorSentence(*read->previewError).c_str() : "");
    QVERIFY(read->preview->withSystem);
    const std::string text = joined(read->preview->tokens);
    for (const char* words : {"Be brief.", "Who are you?", "A voice.", "<|im_start|>", "<|im_end|>"}) QVERIFY2(text.find(words) != std::string::npos, text.c_str());
    std::string trained;
    int specials = 0;
    for (const auto& token : read->preview->tokens) {
      if (token.trained) trained += token.text;
      specials += token.special;
    }
    QVERIFY2(trained.rfind("A voice.", 0) == 0, trained.c_str());
    QVERIFY(specials >= 6);
    const auto broken = stage.wait<ModelRead>(stage.service->read(stage.folder.path() / "nowhere", {}));
    QVERIFY(broken->error && !broken->model);
  }

  void textBecomesTokens() {
    Stage stage;
    const std::string text = "Hello, 世界! <|im_end|> 🎉";
    const auto answer = stage.wait<TextTokenised>(stage.service->tokenise(starter(), text, false));
    QVERIFY(answer && !answer->error);
    QCOMPARE(answer->text.total, answer->text.tokens.size());
    QCOMPARE(answer->text.characters, std::size_t(23));
    bool special = false;
    for (const auto& token : answer->text.tokens) {
      QVERIFY2(QString::fromStdString(token.text).toStdString() == token.text, "valid UTF-8");
      special = special || (token.special && token.text == "<|im_end|>");
    }
    QVERIFY(special);
    QVERIFY(!stage.wait<TextTokenised>(stage.service->tokenise(starter(), "", true))->error);
    const auto none = stage.wait<TextTokenised>(stage.service->tokenise(stage.folder.path(), "a", false));
    QVERIFY(none->error);
    // Far more than a page shows is counted, not shown; and a pasted book is cut before it is read.
    const auto book = stage.wait<TextTokenised>(stage.service->tokenise(starter(), std::string(5 << 20, 'a'), false));
    QVERIFY(!book->error && book->text.tokens.size() <= kMostShownTokens && book->text.total >= book->text.tokens.size());
    QCOMPARE(book->text.characters, kMostShownBytes);
  }

  void onlyTheNewestQuestionIsAnswered() {
    Stage stage;
    ModelTicket last = 0;
    for (int i = 0; i < 200; ++i) last = stage.service->tokenise(starter(), "text " + std::to_string(i), false);
    QVERIFY(stage.wait<TextTokenised>(last));
    int answers = 0;
    for (const auto& event : stage.seen) answers += std::holds_alternative<TextTokenised>(event);
    QVERIFY2(answers < 100, std::to_string(answers).c_str());
  }

  void spaceIsThatOfTheFilesAndAReserve() {
    HubAnswer answer;
    answer.bytes = 1000;
    QVERIFY(answer.fits());  // nothing is known of the disk
    answer.freeBytes = 1000 + net::kSpareBytes;
    QVERIFY(answer.fits());
    --answer.freeBytes;
    QVERIFY(!answer.fits());
    answer.already = 1;
    QVERIFY(answer.fits());
  }

  void aHubsModelComesIntoOurFolder() {
    Stage stage;
    const auto answer = stage.wait<HubAnswer>(stage.service->askHub("org/name"));
    QVERIFY2(answer && !answer->error, answer && answer->error ? base::errorSentence(*answer->error).c_str() : "");
    QCOMPARE(answer->model.license, std::string("apache-2.0"));
    QCOMPARE(answer->folder, stage.folder.path() / "models" / "org" / "name");
    QCOMPARE(answer->host, std::string("127.0.0.1"));
    QVERIFY(answer->bytes == 205'008 && answer->freeBytes > 0 && answer->already == 0);
    QVERIFY(!fs::exists(stage.folder.path() / "models"));  // asking writes nothing
    const auto done = stage.wait<HubDone>(stage.service->download(*answer));
    QVERIFY2(!done->error, done->error ? base::errorSentence(*done->error).c_str() : "");
    QCOMPARE(testing::readFile(done->folder / "model.safetensors").size(), std::size_t(200'000));
    QVERIFY(!fs::exists(done->folder / "model.gguf"));
    const auto listed = stage.wait<ModelsListed>(stage.service->list());
    QVERIFY(names(listed->models).contains("own:org/name"));
    QCOMPARE(stage.wait<HubAnswer>(stage.service->askHub("org/name"))->error->code, std::string("net.already_here"));
    QVERIFY(!fs::exists(stage.folder.path() / "hf") && !fs::exists(stage.folder.path() / "ms"));
  }

  void aListingSaysWhatItLacks_data() {
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<int>("lack");
    const auto row = [](const char* name, const QStringList& files, HubLack lack) { QTest::newRow(name) << files << int(lack); };
    row("whole", {"config.json", "tokenizer.json", "model.safetensors"}, HubLack::None);
    row("parts", {"config.json", "tokenizer.model", "model.safetensors.index.json", "model-00001-of-00002.safetensors"}, HubLack::None);
    row("older", {"config.json", "vocab.json", "merges.txt", "pytorch_model.bin"}, HubLack::None);
    row("with gguf", {"config.json", "tokenizer.json", "model.safetensors", "model.gguf"}, HubLack::None);
    row("empty", {".gitattributes", "README.md", "LICENSE"}, HubLack::NoFiles);
    row("none at all", {}, HubLack::NoFiles);
    row("gguf", {"README.md", "config.json", "m-Q4_K_M.gguf", "m-Q8_0.gguf"}, HubLack::OnlyGguf);
    row("adapter", {"adapter_config.json", "adapter_model.safetensors", "tokenizer.json"}, HubLack::Adapter);
    row("adapter beside its model", {"adapter_config.json", "config.json", "tokenizer.json", "model.safetensors"}, HubLack::None);
    row("other forms", {"config.json", "tokenizer.json", "tf_model.h5", "onnx/model.onnx"}, HubLack::OtherWeights);
    row("in a folder", {"model_index.json", "unet/model.safetensors"}, HubLack::OtherWeights);
    row("no weights", {"config.json", "tokenizer.json"}, HubLack::NoWeights);
    row("no config", {"model.safetensors", "tokenizer.json"}, HubLack::NoConfig);
    row("no tokenizer", {"model.safetensors", "config.json", "tokenizer_config.json"}, HubLack::NoTokenizer);
  }
  void aListingSaysWhatItLacks() {
    QFETCH(QStringList, files);
    QFETCH(int, lack);
    net::HubModel model;
    for (const QString& name : files) model.files.push_back({name.toStdString(), 1, "", ""});
    QCOMPARE(int(contentsOf(model).lack), lack);
  }

  void aBrokenOffDownloadGoesOn() {
    Stage stage;
    stage.hub.m_hold = true;
    const auto answer = stage.wait<HubAnswer>(stage.service->askHub("org/name"));
    QVERIFY(answer && !answer->error);
    const ModelTicket ticket = stage.service->download(*answer);
    QTRY_VERIFY_WITH_TIMEOUT(left(answer->folder.native() + ".part") >= 100'000, 20000);  // a half of the weights
    QElapsedTimer clock;
    clock.start();
    stage.service->cancelNetwork();
    QCOMPARE(stage.wait<HubDone>(ticket)->error->code, std::string("cancelled"));
    QVERIFY2(clock.elapsed() < 2000, std::to_string(clock.elapsed()).c_str());
    QVERIFY(!fs::exists(answer->folder));
    QVERIFY(!names(stage.wait<ModelsListed>(stage.service->list())->models).join(' ').contains("name"));
    stage.hub.m_hold = false;
    const auto again = stage.wait<HubAnswer>(stage.service->askHub("org/name"));
    QVERIFY(again->already >= 100'000);
    QVERIFY(!stage.wait<HubDone>(stage.service->download(*again))->error);
    QVERIFY(fs::exists(answer->folder / "model.safetensors"));
  }

  void refusals() {
    Stage stage;
    QCOMPARE(stage.wait<HubAnswer>(stage.service->askHub("no name at all"))->error->code, std::string("net.repo_name"));
    stage.hub.m_status = 404;
    QCOMPARE(stage.wait<HubAnswer>(stage.service->askHub("org/name"))->error->code, std::string("net.no_such_model"));
    stage.hub.m_status = 200;
    const std::size_t asked = stage.hub.frontTokens().size();
    stage.service.reset();
    stage.variables["HF_HUB_OFFLINE"] = "1";
    stage.make();
    QCOMPARE(stage.wait<HubAnswer>(stage.service->askHub("org/name"))->error->code, std::string("net.offline"));
    QCOMPARE(stage.hub.frontTokens().size(), asked);
    stage.service.reset();
    stage.variables.erase("HF_HUB_OFFLINE");
    stage.free = 1000;
    stage.make();
    const auto answer = stage.wait<HubAnswer>(stage.service->askHub("org/name"));
    QVERIFY(!answer->error && answer->freeBytes == 1000);
    QCOMPARE(stage.wait<HubDone>(stage.service->download(*answer))->error->code, std::string("disk.full"));
  }

  void theEndDoesNotWaitForAHub() {
    Stage stage;
    stage.hub.m_hold = true;
    const auto answer = stage.wait<HubAnswer>(stage.service->askHub("org/name"));
    const ModelTicket ticket = stage.service->download(*answer);
    QVERIFY(stage.wait<HubProgress>(ticket));
    QElapsedTimer clock;
    clock.start();
    stage.service.reset();
    QVERIFY2(clock.elapsed() < 2000, std::to_string(clock.elapsed()).c_str());
  }
};

QTEST_GUILESS_MAIN(ModelServiceTest)
#include "model_service_test.moc"
