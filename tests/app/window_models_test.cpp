// SPDX-License-Identifier: GPL-3.0-or-later
// A model, a project or rows that somebody drops onto the real window, with and without a project.
#include "app/window/dropped.h"
#include "core/base/messages.h"
#include "core/session/project.h"
#include "core/text/chat_encoder.h"
#include "tests/app/window_fixture.h"
#include "tests/net/local_hub.h"
#include "ui/pages/chat/chat_pane.h"
#include "ui/pages/train/train_page.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/overlay.h"

#include <QComboBox>
#include <QDropEvent>
#include <QListView>
#include <QMimeData>
#include <QTableView>

using namespace timbre;
using testing::WindowFixture;
namespace fs = std::filesystem;

namespace {

constexpr int kWait = 20'000;

void drop(const WindowFixture& f, const fs::path& path) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(QString::fromStdString(path.string()))});
  QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
  QCoreApplication::sendEvent(f.win, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent event(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, {});
  QCoreApplication::sendEvent(f.win, &event);
}

/// The starter under another name, as somebody's own folder.
fs::path ownModel(const WindowFixture& f) {
  const fs::path folder = f.folder.path() / "my lighthouse model";
  fs::copy(testing::sourceFolder() / "resources/models/starter", folder);
  return folder;
}

QString labelText(const WindowFixture& f, const QString& name) {
  auto* label = f.seen<ui::Label>(name);
  return label ? label->text() : QString();
}

QString trainModel(const WindowFixture& f) {
  auto* page = f.win->findChild<ui::TrainPage*>();
  return page ? page->modelFolder() : QString();
}

}  // namespace

class WindowModelsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aPathIsWhatLiesThere() {
    using window::Dropped;
    using window::whatIs;
    const testing::TempFolder folder;
    fs::create_directories(folder.path() / "project");
    testing::writeFile(folder.path() / "project/project.timbre", "");
    QVERIFY(whatIs(folder.path() / "project").kind == Dropped::Kind::Project);
    QCOMPARE(whatIs(folder.path() / "project/project.timbre").path, folder.path() / "project");
    QVERIFY(whatIs(folder.path()).kind == Dropped::Kind::Model);
    for (const char* name : {"config.json", "model-00001-of-00002.safetensors", "pytorch_model.bin",
                             "model.safetensors.index.json", "m.gguf"}) {
      testing::writeFile(folder.path() / name, "{}");
      QVERIFY2(whatIs(folder.path() / name).kind == Dropped::Kind::Model, name);
    }
    testing::writeFile(folder.path() / "lora/adapter_config.json", "{}");
    QVERIFY(whatIs(folder.path() / "lora").kind == Dropped::Kind::Adapter);
    QCOMPARE(whatIs(folder.path() / "lora/adapter_config.json").path, folder.path() / "lora");
    testing::writeFile(folder.path() / "adapter_config.json", "{}");  // beside a whole model
    QVERIFY(whatIs(folder.path()).kind == Dropped::Kind::Model);
    for (const char* name : {"rows.jsonl", "rows.json", "notes.txt"}) {
      testing::writeFile(folder.path() / name, "{}");
      QVERIFY2(whatIs(folder.path() / name).kind == Dropped::Kind::Rows, name);
    }
    QVERIFY(whatIs(folder.path() / "gone.jsonl").kind == Dropped::Kind::Rows);
    QVERIFY(whatIs(folder.path() / "gone").kind == Dropped::Kind::Project);
  }

  void aModelStartsAProject() {
    WindowFixture f;
    const fs::path model = ownModel(f);
    drop(f, model / "model.safetensors");
    QTRY_COMPARE_WITH_TIMEOUT(labelText(f, "models.name"), QString("my lighthouse model"), kWait);
    QTRY_VERIFY_WITH_TIMEOUT(f.ready("models.use"), kWait);
    f.click("models.use");
    QTRY_COMPARE_WITH_TIMEOUT(labelText(f, "newProject.model"), QString("my lighthouse model"), kWait);
    f.type("newProject.name", "Keeper");
    f.type("newProject.folder", f.projectFolder("Keeper"));
    f.click("newProject.create");
    QTRY_VERIFY_WITH_TIMEOUT(f.win->hasProject(), kWait);
    QCOMPARE(trainModel(f), QString::fromStdString(model.string()));
    // The next project starts with the starter again.
    f.win->actions().find("file.close")->trigger();
    QTRY_VERIFY(!f.win->hasProject());
    f.createFrom("marv", "Second");
    QCOMPARE(trainModel(f), QString::fromStdString(f.studio->starterModel().string()));
    // The first still has its own.
    f.win->actions().find("file.close")->trigger();
    drop(f, fs::path(f.projectFolder("Keeper").toStdString()) / "project.timbre");
    QTRY_VERIFY_WITH_TIMEOUT(f.win->hasProject() && f.win->windowTitle().contains("Keeper"), kWait);
    QCOMPARE(trainModel(f), QString::fromStdString(model.string()));
  }

  void theChooserIsReachedWithoutAProject() {
    WindowFixture f("zh_CN");
    f.click("welcome.models");
    QTRY_VERIFY_WITH_TIMEOUT(f.seen("models.list") && f.ready("models.use"), kWait);
    QTest::keyClick(f.seen("models.list"), Qt::Key_Escape);
    QTRY_VERIFY(!ui::Overlay::top(f.win));
    QVERIFY(f.win->actions().find("run.chooseModel")->isEnabled());
    f.win->actions().find("run.chooseModel")->trigger();
    QTRY_VERIFY(f.seen("models.list"));
  }

  void aDownloadIsSeenEverywhereAndAskedAbout() {
    testing::LocalHub hub;
    hub.m_hold = true;
    ::setenv("HF_ENDPOINT", hub.access().endpoint.c_str(), 1);
    WindowFixture f;
    f.createFrom("marv", "Busy");
    f.win->actions().find("run.chooseModel")->trigger();
    f.click("models.byName");
    f.type("hub.name", "org/name");
    f.click("hub.ask");
    f.click("hub.yes");
    QTRY_VERIFY_WITH_TIMEOUT(f.studio->modelBridge().hubState().done > 0, kWait);
    f.click("models.close");
    QTRY_VERIFY(!ui::Overlay::top(f.win));
    QVERIFY(f.seen("statusWork"));
    QVERIFY2(WindowFixture::words(f.seen("statusWork")).contains("org/name"), qPrintable(WindowFixture::words(f.seen("statusWork"))));
    f.click("statusWork.show");
    QTRY_VERIFY(f.seen("hub.progress"));
    f.click("models.close");
    QTRY_VERIFY(!ui::Overlay::top(f.win));
    // Closing asks, once, and says what stays.
    QVERIFY(!f.win->close() && !f.win->close());
    QVERIFY(ui::Overlay::top(f.win));
    const QString question = WindowFixture::words(ui::Overlay::top(f.win)->panel());
    QVERIFY2(question.contains("A download is still going") && question.contains("goes on from there"), qPrintable(question));
    QTest::keyClick(ui::Overlay::top(f.win)->panel(), Qt::Key_Escape);
    QTRY_VERIFY(!ui::Overlay::top(f.win));
    f.click("statusWork.stop");
    QTRY_VERIFY(!f.seen("statusWork"));
    QVERIFY(f.win->close());
    ::unsetenv("HF_ENDPOINT");
  }

  void rowsAreCountedAsTheyWillBeTrained() {
    WindowFixture f;
    session::NumbersChanged last;
    QObject::connect(&f.studio->datasetBridge(), &ui::DatasetBridge::numbersChanged, f.win,
                     [&](const session::NumbersChanged& numbers) { last = numbers; });
    f.createFrom("marv", "Counted");
    const auto counted = [&](const char* model) { return last.complete && last.encoder == model && last.countedRows == 124; };
    QTRY_VERIFY_WITH_TIMEOUT(counted("starter"), kWait);
    const std::int64_t own = last.tokens;
    f.click("nav.train");
    auto* choice = f.win->findChild<QComboBox*>("edit.chat_template");
    QVERIFY(choice);
    choice->setCurrentIndex(choice->findData("alpaca"));
    QTRY_VERIFY_WITH_TIMEOUT(counted("starter") && last.tokens != own, kWait);
    QVERIFY2(last.tokens > own, "Alpaca's marks are words");
    // Of models chosen one after the other the last counts, whichever is read first; none counts for one that cannot be read.
    f.studio->useModel(f.folder.path() / "gone", "auto");
    QTRY_VERIFY_WITH_TIMEOUT(last.tokens == -1 && last.encoder.empty(), kWait);
    // The status line names the tokenizer that counts, or none.
    const auto status = [&] { return WindowFixture::words(f.win->statusLine()); };
    QTRY_VERIFY2_WITH_TIMEOUT(!status().contains("Tokenizer of"), qPrintable(status()), kWait);
    const fs::path model = ownModel(f);
    // Read in seconds, while the starter takes a tenth: the first to be chosen is the last to be there.
    std::string tokenizer = testing::readFile(model / "tokenizer.json");
    tokenizer.resize(tokenizer.size() + (std::size_t{40} << 20), ' ');
    testing::writeFile(model / "tokenizer.json", tokenizer);
    session::NumbersChanged late;
    const auto slowOne = QObject::connect(&f.studio->datasetBridge(), &ui::DatasetBridge::numbersChanged, f.win,
                                          [&](const session::NumbersChanged& numbers) {
                                            if (numbers.encoder == "my lighthouse model") late = numbers;
                                          });
    f.studio->useModel(model, "auto");
    f.studio->useModel(f.studio->starterModel(), "auto");
    QTRY_VERIFY_WITH_TIMEOUT(counted("starter") && last.tokens == own, kWait);
    QVERIFY(text::ChatEncoder::load(model, "auto").ok());  // as long as the first one takes
    QTest::qWait(300);
    QVERIFY(late.encoder.empty() && counted("starter"));
    QObject::disconnect(slowOne);
    f.studio->useModel(model, "auto");
    QTRY_VERIFY_WITH_TIMEOUT(counted("my lighthouse model") && last.tokens == own, kWait);
    QTRY_VERIFY2_WITH_TIMEOUT(status().contains("Tokenizer of my lighthouse model"), qPrintable(status()), kWait);
  }

  void rowsAreImportedOnAnyPage() {
    WindowFixture f;
    f.createFrom("marv", "Rows");
    auto* table = f.seen<QTableView>("rowTable");
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 124, kWait);
    f.click("nav.train");
    const fs::path extra = f.folder.path() / "extra.jsonl";
    testing::writeFile(
        extra, "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]}\n");
    drop(f, extra);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 125, kWait);
    QCOMPARE(f.win->currentPage()->id(), QString("dataset"));
  }

  void rowsForAProjectThatIsOnlyLookedAtAreRefused() {
    for (const char* language : {"en", "zh_CN"}) {
      WindowFixture f(language);
      const fs::path folder = f.folder.path() / "busy", extra = f.folder.path() / "extra.jsonl";
      auto other = session::createProject(folder);
      TIMBRE_OK(other);
      drop(f, folder);
      QTRY_VERIFY_WITH_TIMEOUT(f.win->hasProject(), kWait);
      testing::writeFile(extra, "{}\n");
      drop(f, extra);
      auto* stack = f.win->findChild<QWidget*>("notices");
      const QString words = QString(language) == "en" ? "The rows were not imported" : "没有导入";
      QTRY_VERIFY2_WITH_TIMEOUT(WindowFixture::words(stack).contains(words), qPrintable(WindowFixture::words(stack)), kWait);
    }
  }

  void anAdapterIsTalkedTo() {
    WindowFixture f;
    const fs::path adapter = f.folder.path() / "their adapter";
    testing::writeFile(adapter / "adapter_config.json", R"({"peft_type":"LORA"})");
    drop(f, adapter);
    auto* stack = f.win->findChild<QWidget*>("notices");
    QTRY_VERIFY_WITH_TIMEOUT(WindowFixture::words(stack).contains("their adapter is an adapter"), kWait);
    QVERIFY(!ui::Overlay::top(f.win));
    f.createFrom("marv", "Talk");
    f.click("nav.chat");
    QTRY_VERIFY_WITH_TIMEOUT(f.seen("question"), kWait);  // the base alone, before any run
    f.click("nav.dataset");
    drop(f, adapter);
    QTRY_COMPARE_WITH_TIMEOUT(f.win->currentPage()->id(), QString("chat"), kWait);
    QTRY_COMPARE_WITH_TIMEOUT(f.seen<QAbstractButton>("tunedVoice")->text(), QString("their adapter"), kWait);
    f.type("question", "Hello");
    QTest::keyClick(f.seen("question"), Qt::Key_Return);
    // The base answers; what is wrong with the adapter stands where its answer would.
    const auto* base = f.seen<ui::ChatPane>("chatPaneBase");
    const auto* tuned = f.seen<ui::ChatPane>("chatPaneTuned");
    QTRY_VERIFY_WITH_TIMEOUT(tuned->turns().size() == 1 && !tuned->answering() && !base->answering(), 3 * kWait);
    auto* exported = f.win->findChild<QComboBox*>("exportCheckpoint");
    QCOMPARE(exported->itemText(0), QString("their adapter, adapter from a folder"));
    QVERIFY(!base->turns()[0].error && !base->turns()[0].answer.isEmpty());
    QVERIFY(tuned->turns()[0].error);
    QVERIFY(base::errorSentence(*tuned->turns()[0].error).find("their adapter") != std::string::npos);
  }

  void aFolderWithoutAModelIsSaid() {
    WindowFixture f;
    fs::create_directories(f.folder.path() / "photos");
    drop(f, f.folder.path() / "photos");
    QTRY_VERIFY_WITH_TIMEOUT(
        f.seen("models.list") && WindowFixture::words(ui::Overlay::top(f.win)->panel()).contains("photos"), kWait);
    QVERIFY(!f.ready("models.use"));
  }
};

TIMBRE_WINDOW_MAIN(WindowModelsTest)
#include "window_models_test.moc"
