// SPDX-License-Identifier: GPL-3.0-or-later
// What a person pointed at, and what lies in the caches of two other programs.
#include "core/model/model_places.h"
#include "tests/support/test_support.h"

#include <unistd.h>

using namespace timbre;
using model::ModelPlace;
namespace fs = std::filesystem;

namespace {

void makeModel(const fs::path& folder) {
  fs::create_directories(folder);
  testing::writeFile(folder / "config.json", "{}");
}

QStringList namesOf(const std::vector<ModelPlace>& places) {
  QStringList names;
  for (const ModelPlace& place : places) names += QString::fromStdString(place.name);
  return names;
}

QStringList namesAt(const fs::path& path) {
  const auto places = model::modelsAt(path);
  return places.ok() ? namesOf(*places) : QStringList{QString::fromStdString(places.error().code)};
}

model::Environment environmentOf(std::map<std::string, std::string> set) {
  return [set](const char* name) {
    const auto found = set.find(name);
    return found == set.end() ? std::string() : found->second;
  };
}

/// A cache entry with an older and the current snapshot.
fs::path makeRepo(const fs::path& cache, const std::string& name) {
  const fs::path repo = cache / name;
  makeModel(repo / "snapshots" / "old");
  makeModel(repo / "snapshots" / "new");
  fs::create_directories(repo / "blobs");
  fs::create_directories(repo / "refs");
  testing::writeFile(repo / "refs" / "main", "new\n");
  return repo;
}

}  // namespace

class ModelPlacesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void anyLevel() {
    testing::TempFolder folder;
    const fs::path root = folder.path() / "all";
    makeModel(root / "one");
    makeModel(root / "more" / "two");
    fs::create_directories(root / "one" / "onnx" / "deep");
    fs::create_directories(root / "empty");
    QCOMPARE(namesAt(root / "one"), QStringList{"one"});
    QCOMPARE(namesAt(root / "one" / ""), QStringList{"one"});
    QCOMPARE(namesAt(root / "one" / "config.json"), QStringList{"one"});
    QCOMPARE(namesAt(root / "one" / "onnx" / "deep"), QStringList{"one"});
    QCOMPARE(namesAt(root), (QStringList{"one", "two"}));
    QCOMPARE(namesAt(root / "empty"), QStringList{"model.none_here"});
    QCOMPARE(namesAt(root / "absent"), QStringList{"file.missing"});
  }

  void deepAndWideTreesEnd() {
    testing::TempFolder folder;
    makeModel(folder.path() / "a/b/c/d/found");
    QCOMPARE(namesAt(folder.path() / "a"), QStringList{"found"});
    QCOMPARE(namesAt(folder.path()), QStringList{"model.none_here"});  // five levels down
    fs::create_directory_symlink(folder.path(), folder.path() / "a/loop");
    QCOMPARE(namesAt(folder.path() / "a").first(), QString("found"));
    for (int i = 0; i < 1100; ++i) makeModel(folder.path() / "many" / std::to_string(i));
    QCOMPARE(namesAt(folder.path() / "many").size(), 1000);
  }

  void whatIsThereInsteadIsNamed() {
    testing::TempFolder folder;
    makeModel(folder.path() / "model");
    const auto put = [&](const char* name, const char* file) {
      fs::create_directories(folder.path() / name);
      testing::writeFile(folder.path() / name / file, "GGUF");
      return namesAt(folder.path() / name);
    };
    QCOMPARE(put("adapter", "adapter_config.json"), QStringList{"model.is_adapter"});
    QCOMPARE(put("gguf", "m-q4.gguf"), QStringList{"weights.gguf_refused"});
    QCOMPARE(put("mistral", "consolidated.safetensors"), QStringList{"weights.other_format"});
    QCOMPARE(put("texts", "notes.txt"), QStringList{"model.none_here"});
    fs::create_directories(folder.path() / "weights");
    const std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    testing::writeFile(folder.path() / "weights/model.safetensors", std::string(1, char(header.size())) + std::string(7, '\0') + header + "1234");
    QCOMPARE(namesAt(folder.path() / "weights"), QStringList{"model.no_config"});
    if (::geteuid() == 0) return;  // nothing is closed to root
    fs::create_directories(folder.path() / "closed");
    fs::permissions(folder.path() / "closed", fs::perms::none);
    QCOMPARE(namesAt(folder.path() / "closed"), QStringList{"file.unreadable"});
    fs::permissions(folder.path() / "closed", fs::perms::owner_all);
  }

  /// A file means the model that it lies in, never one that lies beside it.
  void aFileMeansItsOwnModel() {
    testing::TempFolder folder;
    makeModel(folder.path() / "model");
    testing::writeFile(folder.path() / "model" / "m.gguf", "GGUF");
    testing::writeFile(folder.path() / "m.gguf", "GGUF");
    testing::writeFile(folder.path() / "notes.txt", "x");
    QCOMPARE(namesAt(folder.path() / "model" / "m.gguf"), QStringList{"model"});
    QCOMPARE(namesAt(folder.path() / "m.gguf"), QStringList{"weights.gguf_refused"});
    QCOMPARE(namesAt(folder.path() / "notes.txt"), QStringList{"model.none_here"});
  }

  void insideACacheEntry() {
    testing::TempFolder folder;
    const fs::path repo = makeRepo(folder.path() / "hub", "models--Qwen--Qwen2.5-0.5B");
    for (const fs::path& at :
         {repo, repo / "blobs", repo / "refs", repo / "snapshots", repo / "snapshots/new", folder.path() / "hub"}) {
      const auto places = model::modelsAt(at);
      TIMBRE_OK(places);
      QCOMPARE(namesOf(*places), QStringList{"Qwen/Qwen2.5-0.5B"});
      QCOMPARE(places->front().revision, std::string("new"));
      QCOMPARE(places->front().source, ModelPlace::Source::HuggingFace);
    }
    const auto chosen = model::modelsAt(repo / "snapshots/old");  // who points at a snapshot means it
    TIMBRE_OK(chosen);
    QCOMPARE(chosen->front().revision, std::string("old"));
    fs::remove_all(repo / "snapshots");
    QCOMPARE(namesAt(repo), QStringList{"model.none_here"});
  }

  void refsThatLieDoNotLeadAway() {
    testing::TempFolder folder;
    const fs::path repo = makeRepo(folder.path(), "models--a--b");
    makeModel(folder.path() / "elsewhere");
    for (const char* text : {"../../../elsewhere", "absent", "", "/etc"}) {
      testing::writeFile(repo / "refs/main", text);
      const auto places = model::modelsAt(repo);
      TIMBRE_OK(places);
      QVERIFY(places->front().folder.parent_path() == repo / "snapshots");
    }
  }

  void whereTheCachesAre() {
    const auto face = [](std::map<std::string, std::string> set) {
      return model::huggingFaceCache(environmentOf(std::move(set)));
    };
    QCOMPARE(face({{"HOME", "/h"}}), fs::path("/h/.cache/huggingface/hub"));
    QCOMPARE(face({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/x"}}), fs::path("/x/huggingface/hub"));
    QCOMPARE(face({{"HF_HOME", "/f"}, {"XDG_CACHE_HOME", "/x"}}), fs::path("/f/hub"));
    QCOMPARE(face({{"HF_HOME", "/f"}, {"HF_HUB_CACHE", "/c"}}), fs::path("/c"));
    QCOMPARE(model::modelScopeCache(environmentOf({{"HOME", "/h"}})), fs::path("/h/.cache/modelscope/hub"));
    QCOMPARE(model::modelScopeCache(environmentOf({{"HOME", "/h"}, {"MODELSCOPE_CACHE", "/m"}})), fs::path("/m"));
  }

  void bothCaches() {
    testing::TempFolder folder;
    makeRepo(folder.path() / "hf/hub", "models--gpt2");
    makeRepo(folder.path() / "hf/hub", "models--org--half");
    fs::remove_all(folder.path() / "hf/hub/models--org--half/snapshots");
    makeModel(folder.path() / "ms/models/Qwen/Qwen2___5-1___5B");
    fs::create_directory_symlink("Qwen2___5-1___5B", folder.path() / "ms/models/Qwen/Qwen2.5-1.5B");
    makeModel(folder.path() / "ms/Shanghai_AI_Laboratory/internlm2-1_8b");
    const auto found = model::cachedModels(environmentOf(
        {{"HF_HOME", (folder.path() / "hf").string()}, {"MODELSCOPE_CACHE", (folder.path() / "ms").string()}}));
    QCOMPARE(namesOf(found), (QStringList{"Qwen/Qwen2.5-1.5B", "Shanghai_AI_Laboratory/internlm2-1_8b", "gpt2"}));
    QCOMPARE(found[0].source, ModelPlace::Source::ModelScope);
    QCOMPARE(found[2].source, ModelPlace::Source::HuggingFace);
    QVERIFY(model::cachedModels(environmentOf({{"HOME", "/nowhere"}})).empty());
  }

  void sizes() {
    testing::TempFolder folder;
    makeModel(folder.path() / "m");
    testing::writeFile(folder.path() / "m/model.safetensors", std::string(1000, 'x'));
    const auto places = model::modelsAt(folder.path() / "m");
    TIMBRE_OK(places);
    QCOMPARE(places->front().bytes, std::uint64_t(1002));
  }
};

QTEST_GUILESS_MAIN(ModelPlacesTest)
#include "model_places_test.moc"
