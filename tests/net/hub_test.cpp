// SPDX-License-Identifier: GPL-3.0-or-later
// A model by name from a hub on this machine: what is taken, who sees the token, and that a folder is whole or not
// there.
#include "core/net/hub.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/messages.h"
#include "tests/net/local_hub.h"
#include "tests/net/local_server.h"
#include "tests/support/test_support.h"

#include <mutex>

using namespace timbre;
using namespace timbre::net;
using Hub = testing::LocalHub;
using testing::kCommit;
using testing::TempFolder;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

DownloadOptions options() {
  DownloadOptions out;
  out.environment = [](const char*) { return std::string(); };
  out.limits = {2000ms, 1000ms, 2000ms, 10'000ms};
  return out;
}

std::string listingCode(Hub& hub) {
  const auto model = readHubModel({"org/name", "main"}, hub.access(), options());
  if (model.ok()) return "ok";
  return base::findMessage(model.error().code) ? model.error().code : "no message: " + model.error().code;
}

}  // namespace

class HubTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void names() {
    const auto read = [](const char* text) {
      const auto name = parseHubName(text);
      return name.ok() ? QString::fromStdString(name->repo + " " + name->revision)
                       : QString::fromStdString(name.error().code);
    };
    QCOMPARE(read("Qwen/Qwen2.5-0.5B-Instruct"), QString("Qwen/Qwen2.5-0.5B-Instruct main"));
    QCOMPARE(read("  gpt2 "), QString("gpt2 main"));
    QCOMPARE(read("org/name@v1.0"), QString("org/name v1.0"));
    QCOMPARE(read("https://huggingface.co/org/name/"), QString("org/name main"));
    QCOMPARE(read("https://huggingface.co/org/name/tree/refs/pr/3"), QString("org/name refs/pr/3"));
    for (const char* wrong : {"", "a/b/c", "../x", "org/", "/name", "org/na me", "org/name@", "org/name@../..",
                              ".hidden", "https://huggingface.co"})
      QCOMPARE(read(wrong), QString("net.repo_name"));
  }

  void environmentNamesHubAndToken() {
    std::map<std::string, std::string> set;
    const auto environment = [&](const char* name) { return set[name]; };
    QCOMPARE(hubAccess(environment).endpoint, std::string("https://huggingface.co"));
    set = {{"HF_ENDPOINT", "https://hf-mirror.com/"}, {"HF_TOKEN", "hf_1"}, {"HUGGING_FACE_HUB_TOKEN", "hf_2"}};
    QCOMPARE(hubAccess(environment).endpoint, std::string("https://hf-mirror.com"));
    QCOMPARE(hubAccess(environment).token, std::string("hf_1"));
    set.erase("HF_TOKEN");
    QCOMPARE(hubAccess(environment).token, std::string("hf_2"));
  }

  void whatIsTaken() {
    Hub hub;
    const auto model = readHubModel({"org/name", "main"}, hub.access(), options());
    TIMBRE_OK(model);
    QCOMPARE(model->revision, kCommit);
    QCOMPARE(model->license, std::string("apache-2.0"));
    QStringList names;
    for (const HubFile& file : model->needed()) names += QString::fromStdString(file.name);
    QCOMPARE(names, (QStringList{"README.md", "config.json", "model.safetensors", "tokenizer.json"}));
    hub.m_files.erase("model.safetensors");
    const auto older = readHubModel({"org/name", "main"}, hub.access(), options());
    TIMBRE_OK(older);
    names.clear();
    for (const HubFile& file : older->needed()) names += QString::fromStdString(file.name);
    QCOMPARE(names, (QStringList{"README.md", "config.json", "pytorch_model.bin", "tokenizer.json"}));
    // An adapter's weights, and the same ones under another program's name, are no model's.
    hub.m_files["adapter_model.safetensors"] = hub.m_files["consolidated.safetensors"] = "not the model's";
    const auto beside = readHubModel({"org/name", "main"}, hub.access(), options());
    TIMBRE_OK(beside);
    QCOMPARE(beside->needed().size(), std::size_t(4));
    hub.m_files["model.safetensors"] = "w";
    const auto both = readHubModel({"org/name", "main"}, hub.access(), options());
    TIMBRE_OK(both);
    names.clear();
    for (const HubFile& file : both->needed()) names += QString::fromStdString(file.name);
    QCOMPARE(names, (QStringList{"README.md", "config.json", "model.safetensors", "tokenizer.json"}));
  }

  void aWholeFolder() {
    Hub hub;
    TempFolder folder;
    const auto model = readHubModel({"org/name", "main"}, hub.access("hf_secret"), options());
    TIMBRE_OK(model);
    base::FileOps ops;
    std::vector<std::uint64_t> told;
    DownloadOptions watched = options();
    watched.progress = [&](std::uint64_t done, std::uint64_t total) {
      QCOMPARE(total, std::uint64_t(205'008));
      told.push_back(done);
    };
    const fs::path target = folder.path() / "models" / "org" / "name";
    TIMBRE_OK(downloadHubModel(*model, model->needed(), hub.access("hf_secret"), target, ops, watched));
    QCOMPARE(testing::readFile(target / "model.safetensors"), hub.m_files.at("model.safetensors"));
    QCOMPARE(testing::readFile(target / "tokenizer.json"), hub.m_files.at("tokenizer.json"));
    QVERIFY(!fs::exists(target / "model.gguf"));
    QVERIFY(std::is_sorted(told.begin(), told.end()));
    QCOMPARE(told.back(), std::uint64_t(205'008));
    // The hub itself hears the token, the store that it passes on to does not.
    for (const std::string& token : hub.frontTokens()) QCOMPARE(token, std::string("Bearer hf_secret"));
    QCOMPARE(hub.storeTokens(), (std::vector<std::string>{""}));
    QCOMPARE(downloadHubModel(*model, model->needed(), hub.access(), target, ops, options()).error().code,
             std::string("file.exists"));
  }

  void theBaseIsNamedByTheCardOrTheAdapter() {
    Hub hub;
    const auto baseOf = [&](const base::Json& more) {
      base::Json listing = {{"sha", kCommit}, {"siblings", base::Json::array()}};
      listing.update(more);
      hub.m_listing = base::dumpJson(listing);
      const auto model = readHubModel({"org/name", "main"}, hub.access(), options());
      return model.ok() ? model->base : model.error().code;
    };
    QCOMPARE(baseOf(base::Json::object()), std::string());
    QCOMPARE(baseOf({{"cardData", {{"base_model", "a/b"}}}}), std::string("a/b"));
    QCOMPARE(baseOf({{"cardData", {{"base_model", {"a/b", "c/d"}}}}}), std::string("a/b"));
    QCOMPARE(baseOf({{"config", {{"peft", {{"base_model_name_or_path", "e/f"}}}}}}), std::string("e/f"));
    // A path of somebody's machine is no repository.
    QCOMPARE(baseOf({{"config", {{"peft", {{"base_model_name_or_path", "/home/u/models/x"}}}}}}), std::string());
    QCOMPARE(baseOf({{"cardData", {{"base_model", 7}}}}), std::string());
  }

  void changedBytesNeverGetTheName() {
    for (const char* name : {"config.json", "model.safetensors"}) {
      Hub hub;
      TempFolder folder;
      const auto model = readHubModel({"org/name", "main"}, hub.access(), options());
      TIMBRE_OK(model);
      hub.m_files[name][0] = '!';
      base::FileOps ops;
      const auto done = downloadHubModel(*model, model->needed(), hub.access(), folder.path() / "m", ops, options());
      QVERIFY(!done.ok());
      QCOMPARE(done.error().code, std::string("net.other_file"));
      QCOMPARE(done.error().args.at("file"), std::string(name));
      QVERIFY(!fs::exists(folder.path() / "m"));
    }
  }

  void goesOnWhereItStopped() {
    Hub hub;
    TempFolder folder;
    const auto model = readHubModel({"org/name", "main"}, hub.access(), options());
    TIMBRE_OK(model);
    base::FileOps ops;
    base::CancelSource source;
    DownloadOptions stopping = options();
    stopping.progress = [&](std::uint64_t done, std::uint64_t) {
      if (done > 6) source.cancel();  // the card and config.json are there
    };
    QCOMPARE(downloadHubModel(*model, model->needed(), hub.access(), folder.path() / "m", ops, stopping, source.token())
                 .error()
                 .code,
             std::string("cancelled"));
    QVERIFY(!fs::exists(folder.path() / "m"));
    QVERIFY(fs::exists(folder.path() / "m.part" / "config.json"));
    const std::size_t asked = hub.frontTokens().size();
    TIMBRE_OK(downloadHubModel(*model, model->needed(), hub.access(), folder.path() / "m", ops, options()));
    QVERIFY(hub.frontTokens().size() - asked <= 2);  // README.md and config.json are not asked for again
    QCOMPARE(testing::readFile(folder.path() / "m" / "model.safetensors"), hub.m_files.at("model.safetensors"));
  }

  void aDiskTooSmallForAllOfItIsNoticedFirst() {
    Hub hub;
    TempFolder folder;
    const auto model = readHubModel({"org/name", "main"}, hub.access(), options());
    TIMBRE_OK(model);
    base::FileOps ops;
    DownloadOptions small = options();
    small.freeBytes = [](const fs::path&) { return base::Result<std::uint64_t>((16u << 20) + 205'007u); };
    const std::size_t asked = hub.frontTokens().size();
    QCOMPARE(downloadHubModel(*model, model->needed(), hub.access(), folder.path() / "m", ops, small).error().code,
             std::string("disk.full"));
    QCOMPARE(hub.frontTokens().size(), asked);
  }

  void refusals() {
    Hub hub;
    QCOMPARE(listingCode(hub), std::string("ok"));
    hub.m_status = 404;
    QCOMPARE(listingCode(hub), std::string("net.no_such_model"));
    hub.m_status = 401;
    QCOMPARE(listingCode(hub), std::string("net.gated"));
    hub.m_status = 500;
    QCOMPARE(listingCode(hub), std::string("net.overloaded"));
    hub.m_status = 429;
    QCOMPARE(listingCode(hub), std::string("net.overloaded"));
    hub.m_status = 200;
    hub.m_listing = "<html>Log in</html>";
    QCOMPARE(listingCode(hub), std::string("net.listing"));
    const auto with = [&](const std::string& name, const base::Json& size, const std::string& blob) {
      const base::Json file = {{"rfilename", name}, {"size", size}, {"blobId", blob}};
      hub.m_listing = base::dumpJson({{"sha", kCommit}, {"siblings", base::Json::array({file})}});
      return listingCode(hub);
    };
    const std::string blob(40, '0');
    QCOMPARE(with("config.json", 1, blob), std::string("ok"));
    for (const char* name : {"../x", "/etc/passwd", "a//b", "C:\\x", "a/../../b", "", ".", "a\nb"})
      QCOMPARE(with(name, 1, blob), std::string("net.listing"));
    QCOMPARE(with("x", -1, blob), std::string("net.listing"));
    QCOMPARE(with("x", "1", blob), std::string("net.listing"));
    QCOMPARE(with("x", 1, "short"), std::string("net.listing"));
    hub.m_listing = std::string(33u << 20, ' ');
    QCOMPARE(listingCode(hub), std::string("net.too_long"));
  }
};

QTEST_GUILESS_MAIN(HubTest)
#include "hub_test.moc"
