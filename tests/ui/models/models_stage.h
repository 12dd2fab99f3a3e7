// SPDX-License-Identifier: GPL-3.0-or-later
// A window with the model chooser over the real service, the scripted backend, a hub on this machine and two caches in a
// folder of the test. Nothing of the person's own caches is seen.
#pragma once

#include "tests/session/fake_backend.h"
#include "tests/support/test_support.h"
#include "tests/ui/support/sample_window.h"
#include "ui/bridge/model_bridge.h"
#include "ui/pages/models/models_dialog.h"
#include "ui/widgets/label.h"

#include "tests/net/local_hub.h"

#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QTest>

#include <memory>
#include <optional>

namespace timbre::ui::testing {

namespace fs = std::filesystem;

inline fs::path starterFolder() { return timbre::testing::sourceFolder() / "resources" / "models" / "starter"; }

/// A copy of the starter without its weights: everything but training can be looked at.
inline void makeModel(const fs::path& folder) {
  fs::create_directories(folder);
  for (const char* name : {"config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json"})
    timbre::testing::writeFile(folder / name, timbre::testing::readFile(starterFolder() / name));
}

/// Some folders have something wrong, some are large.
inline void describe(const fs::path& folder, session::ModelSummary& summary) {
  if (folder.filename() == "plain base")
    summary.problems.push_back(base::Error("template.missing", {{"suggestion", "plain"}}, folder.string()));
  if (folder.filename() == "sees pictures") summary.picturesBytes = 812ull << 20;
  if (folder.filename() == "broken")
    summary.problems.push_back(base::Error("weights.truncated", {{"needed", "8921600"}, {"size", "5000"}}, "model.safetensors"));
  if (folder.filename() != "new") return;
  summary.parameters = 8'030'261'248;
  summary.vocab = 128256;
  summary.context = 131072;
  summary.layers = 32;
  summary.hidden = 4096;
  summary.intermediate = 14336;
  summary.heads = 32;
  summary.kvHeads = 8;
  summary.headDim = 128;
  summary.licence = "llama3.1";
}

struct ModelsStage {
  timbre::testing::TempFolder folder;
  timbre::testing::FakeBackend backend;
  timbre::testing::LocalHub hub;
  std::map<std::string, std::string> variables;
  std::unique_ptr<session::ModelService> service;
  std::unique_ptr<ModelBridge> bridge;
  std::unique_ptr<MainWindow> window;
  QPointer<ModelsDialog> dialog;

  /// `freeBytes`: on the disk that downloads go to; none: what it really has.
  explicit ModelsStage(QSize size = {1440, 900}, std::optional<std::uint64_t> freeBytes = {}) {
    using namespace std::chrono_literals;
    backend.script().describe = describe;
    variables["HF_HOME"] = (folder.path() / "hf").string();
    variables["MODELSCOPE_CACHE"] = (folder.path() / "ms").string();
    const fs::path repo = folder.path() / "hf" / "hub" / "models--meta-llama--Llama-3.1-8B-Instruct";
    makeModel(repo / "snapshots" / "new");
    fs::create_directories(repo / "refs");
    timbre::testing::writeFile(repo / "refs" / "main", "new");
    makeModel(folder.path() / "ms" / "models" / "Qwen" / "Qwen2___5-0___5B");
    makeModel(folder.path() / "broken");
    const auto environment = [this](const char* name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::string() : found->second;
    };
    session::HubSettings settings;
    settings.access = [this] { return hub.access(); };
    settings.options.environment = environment;
    if (freeBytes) settings.options.freeBytes = [bytes = *freeBytes](const fs::path&) { return base::Result<std::uint64_t>(bytes); };
    settings.options.limits = {2000ms, 2000ms, 2000ms, 20'000ms};
    for (const char* name : {"config.json", "tokenizer.json", "tokenizer_config.json"})
      hub.m_files[name] = timbre::testing::readFile(starterFolder() / name);
    service = std::make_unique<session::ModelService>(
        backend, session::ShelfPlaces{starterFolder(), folder.path() / "state", folder.path() / "models", environment}, settings);
    bridge = std::make_unique<ModelBridge>(*service);
    window.reset(sample::window(true, size));
    window->show();
  }
  ~ModelsStage() {
    window.reset();
    bridge.reset();
    service.reset();
  }

  ModelsDialog* open(const QString& current = {}) {
    ModelsRequest request;
    request.current = current;
    request.device = jobs::DeviceInfo{"cuda:0", "Test GPU", 12ull << 30, 11ull << 30, "bf16", "device.cpu_fp32"};
    dialog = ModelsDialog::open(window.get(), *bridge, request);
    return dialog;
  }
  template <class T = QWidget>
  T* find(const char* name) const {
    return dialog ? dialog->findChild<T*>(QString::fromLatin1(name)) : nullptr;
  }
  /// Of a label that is seen, else nothing.
  QString text(const char* name) const {
    auto* label = find<Label>(name);
    return label && label->isVisible() ? label->text() : QString();
  }
  /// The list, headings and models.
  QStringList rows() const {
    QStringList out;
    const auto* model = find<QListView>("models.list")->model();
    for (int i = 0; i < model->rowCount(); ++i) out << model->index(i, 0).data().toString();
    return out;
  }
  void click(const char* name) const {
    auto* button = find<QPushButton>(name);
    QVERIFY2(button && button->isVisible() && button->isEnabled(), name);
    QTest::mouseClick(button, Qt::LeftButton);
  }
  /// The card shows this model, read to its end.
  bool isReady(const char* name) const { return text("models.name") == QLatin1String(name) && find("models.facts")->isVisible(); }
};

}  // namespace timbre::ui::testing
