// SPDX-License-Identifier: GPL-3.0-or-later
// Bad input through the window: hostile files, broken models, places that cannot be written, and a program that died.
// Each gives one translated sentence, and the program goes on.
#include "app/window/crash_note.h"
#include "tests/app/window_fixture.h"
#include "ui/models/row_table_model.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/overlay.h"

#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QTableView>

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include <csignal>

using namespace timbre;
using testing::WindowFixture;
namespace fs = std::filesystem;

namespace {

bool chinese(const QString& text) {
  return std::any_of(text.begin(), text.end(), [](QChar c) { return c.script() == QChar::Script_Han; });
}

int rows(const WindowFixture& f) {
  auto* table = f.seen<QTableView>("rowTable");
  return table ? table->model()->rowCount() : -1;
}

/// Closes whatever stands over the window.
void escape(const WindowFixture& f) {
  while (ui::Overlay* top = ui::Overlay::top(f.win)) {
    QTest::keyClick(f.win->focusWidget() ? f.win->focusWidget() : top, Qt::Key_Escape);
    QTRY_VERIFY(ui::Overlay::top(f.win) != top);
  }
}

/// What stands in the notices now.
QString notices(const WindowFixture& f) {
  auto* stack = f.win->findChild<QWidget*>("notices");
  return stack && stack->isVisible() ? WindowFixture::words(stack) : QString();
}

}  // namespace

class WindowInputTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void hostileDatasetsAreRefusedInOneSentence() {
    WindowFixture f("zh_CN");
    f.createFrom("marv", "Input");
    QTRY_COMPARE_WITH_TIMEOUT(rows(f), 124, 30000);
    const fs::path files = f.folder.path() / "files";
    struct Case {
      const char* name;
      std::string bytes;
    };
    const Case cases[] = {
        {"binary.jsonl", std::string("\x7f\x45LF\0\1\2\xff\xfe", 9) + std::string(4096, '\xfe')},
        {"truncated.jsonl", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi"},
        {"deep.jsonl", std::string(200'000, '[') + std::string(200'000, ']')},
        {"scalars.jsonl", "1\n2\n\"three\"\nnull\n"},
        {"wrong.json", "{\"messages\": 7}"},
        {"empty.jsonl", ""},
    };
    for (const Case& bad : cases) {
      testing::writeFile(files / bad.name, bad.bytes);
      const int before = rows(f);
      f.win->actions().find("file.import")->trigger();
      f.chooseInFileDialog(QString::fromStdString((files / bad.name).string()));
      QTRY_VERIFY2_WITH_TIMEOUT(ui::Overlay::top(f.win) || notices(f).contains(QString::fromLatin1(bad.name)), bad.name,
                                20000);
      if (ui::Overlay* top = ui::Overlay::top(f.win)) {
        const QString words = WindowFixture::words(top);
        QVERIFY2(chinese(words), qPrintable(QString::fromLatin1(bad.name) + ": " + words));
        QVERIFY2(words.contains(QString::fromLatin1(bad.name)), qPrintable(words));
      }
      escape(f);
      QVERIFY2(rows(f) >= before, bad.name);
    }
    // Alive: a click still works.
    f.click("nav.train");
    QTRY_VERIFY(f.seen("startTraining"));
  }

  void aMissingFileIsSaid() {
    WindowFixture f("zh_CN");
    f.wiring->openPath(QString::fromStdString((f.folder.path() / "no such project").string()));
    QTRY_VERIFY_WITH_TIMEOUT(chinese(notices(f)), 20000);
    QVERIFY(!f.win->hasProject());
  }

  void aBrokenModelIsNamedAndBlocksTheStart() {
    WindowFixture f("zh_CN");
    f.createFrom("marv", "Model");
    QTRY_COMPARE_WITH_TIMEOUT(rows(f), 124, 30000);
    f.click("nav.train");
    QTRY_VERIFY_WITH_TIMEOUT(f.ready("startTraining"), 60000);
    const fs::path starter = testing::sourceFolder() / "resources" / "models" / "starter";
    const fs::path broken = f.folder.path() / "broken";
    for (const char* name : {"config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json"})
      testing::writeFile(broken / name, testing::readFile(starter / name));
    testing::writeFile(broken / "model.safetensors", testing::readFile(starter / "model.safetensors").substr(0, 5000));
    testing::writeFile(f.folder.path() / "nothing" / "readme.txt", "no model");
    for (const fs::path& folder : {broken, f.folder.path() / "nothing"}) {
      f.click("modelCard");
      auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
      QVERIFY(menu);
      QTest::keyClick(menu, Qt::Key_Up);  // the last entry: choose a folder
      QTest::keyClick(menu, Qt::Key_Return);
      f.chooseInFileDialog(QString::fromStdString(folder.string()));
      QTRY_VERIFY_WITH_TIMEOUT(f.seen("modelProblems") && chinese(WindowFixture::words(f.seen("modelProblems"))),
                               20000);
      QVERIFY(!f.ready("startTraining"));
      QVERIFY(chinese(f.seen<ui::Label>("unlock")->text()));
    }
    f.click("nav.dataset");
    QTRY_COMPARE(rows(f), 124);
  }

  void aPlaceThatCannotBeWrittenIsSaid() {
    WindowFixture f("zh_CN");
    testing::writeFile(f.folder.path() / "file", "in the way");
    f.click("template.marv");
    f.type("newProject.folder", QString::fromStdString((f.folder.path() / "file" / "below").string()));
    f.click("newProject.create");
    QTRY_VERIFY_WITH_TIMEOUT(chinese(notices(f)), 20000);
    QVERIFY(!f.win->hasProject());
    // The next one works.
    f.createFrom("marv", "Fine");
    QTRY_COMPARE_WITH_TIMEOUT(rows(f), 124, 30000);
  }

  void aReadOnlyProjectShowsItsRowsAndSaysWhy() {
    WindowFixture f("zh_CN");
    f.createFrom("marv", "Newer");
    QTRY_COMPARE_WITH_TIMEOUT(rows(f), 124, 30000);
    f.win->actions().find("file.close")->trigger();
    QTRY_VERIFY(!f.win->hasProject());
    const fs::path folder = f.projectFolder("Newer").toStdString();
    // Written by a newer version; a folder without write permission stops only people who are not root.
    QTRY_VERIFY_WITH_TIMEOUT(raiseVersion(folder / "project.timbre"), 20000);
    if (::geteuid() != 0) ::chmod(folder.c_str(), 0555);
    f.wiring->openPath(QString::fromStdString(folder.string()));
    QTRY_VERIFY_WITH_TIMEOUT(f.win->hasProject() && rows(f) == 124, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(f.seen("datasetBanner") && chinese(WindowFixture::words(f.seen("datasetBanner"))), 10000);
    auto* table = f.seen<QTableView>("rowTable");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(1, ui::RowTableModel::Assistant)).center());
    QTest::keyClick(table, Qt::Key_F2);
    QVERIFY2(!f.seen("cellEditor"), "a read-only project must not be edited");
    f.click("nav.train");
    QTest::qWait(500);
    QVERIFY(!f.ready("startTraining"));
    ::chmod(folder.c_str(), 0755);
  }

  void aProgramThatDiedIsOfferedAtTheNextStart() {
    const QString program = qEnvironmentVariable("TIMBRE_BUILD") + "/app/timbre";
    if (!QFileInfo::exists(program)) QSKIP("the program is not built: target timbre");
    testing::TempFolder home;
    const fs::path crash = home.path() / "STATE" / "timbre" / "crash";
    QProcess child;
    start(child, program, home.path());
    std::error_code ignored;
    QTRY_VERIFY_WITH_TIMEOUT(fs::exists(crash, ignored) && !fs::is_empty(crash, ignored), 60000);
    QTest::qWait(1500);
    ::kill(pid_t(child.processId()), SIGSEGV);
    QTRY_COMPARE_WITH_TIMEOUT(child.state(), QProcess::NotRunning, 30000);
    QCOMPARE(child.exitStatus(), QProcess::CrashExit);

    WindowFixture f("zh_CN");
    window::CrashNote note(crash, "the next start");
    QCOMPARE(note.left().size(), std::size_t(1));
    QCOMPARE(note.left().front().signal, SIGSEGV);
    f.wiring->offerCrashNote(note.left().front());
    QTRY_VERIFY(chinese(notices(f)));
    auto* stack = f.win->findChild<QWidget*>("notices");
    QTest::mouseClick(stack->findChild<QPushButton*>(), Qt::LeftButton);
    QTRY_VERIFY(ui::Overlay::top(f.win));
    QVERIFY(chinese(WindowFixture::words(ui::Overlay::top(f.win))));
    QVERIFY(WindowFixture::words(ui::Overlay::top(f.win)).contains("11"));
    escape(f);
  }

  /// The log that the program itself writes: it is full at the start, and what comes holds a secret.
  void theLogOfTheProgramRotatesAndKeepsNoSecret() {
    const QString program = qEnvironmentVariable("TIMBRE_BUILD") + "/app/timbre";
    if (!QFileInfo::exists(program)) QSKIP("the program is not built: target timbre");
    testing::TempFolder home;
    const fs::path state = home.path() / "STATE" / "timbre", log = state / "log";
    testing::writeFile(log / "timbre.log", std::string(1'999'990, 'x') + "\n");
    testing::writeFile(state / "crash" / "note-1-1.jsonl",
                       "{\"build\":\"b\",\"time\":7}\n{\"doing\":\"training r1, token=hf_abcdefghijklmnop0000\"}\n");
    QProcess child;
    start(child, program, home.path());
    const auto newest = [&] {
      const auto text = base::readFile(log / "timbre.log", 4u << 20);
      return text.ok() ? *text : std::string();
    };
    QTRY_VERIFY2_WITH_TIMEOUT(newest().find("did not end by itself") != std::string::npos,
                              "the crash note is in the log", 60000);
    ::kill(pid_t(child.processId()), SIGTERM);
    QTRY_COMPARE_WITH_TIMEOUT(child.state(), QProcess::NotRunning, 30000);
    QVERIFY2(newest().size() < 100'000, "the full file made room");
    QVERIFY2(newest().find("…0000") != std::string::npos, "the line is there, without the secret");
    int files = 0;
    for (const auto& entry : fs::directory_iterator(log)) {
      ++files;
      QVERIFY2(testing::readFile(entry.path()).find("abcdefgh") == std::string::npos, "a secret stands in the log");
    }
    QCOMPARE(files, 2);
    QCOMPARE(int(fs::status(log).permissions() & fs::perms::all), 0700);
  }

  /// Giving up the new project gives up its rows: they must not land in whatever is opened next.
  void filesOfAnAbandonedProjectGoNowhere() {
    WindowFixture f;
    f.createFrom("marv", "Kept");
    QTRY_COMPARE_WITH_TIMEOUT(rows(f), 124, 30000);
    const fs::path extra = f.folder.path() / "extra.jsonl";
    testing::writeFile(
        extra, "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]}\n");
    f.win->actions().find("file.close")->trigger();
    QTRY_VERIFY(!f.win->hasProject());
    f.wiring->openPath(QString::fromStdString(extra.string()));
    QTRY_VERIFY(ui::Overlay::top(f.win));
    escape(f);
    f.wiring->openPath(f.projectFolder("Kept"));
    QTRY_VERIFY_WITH_TIMEOUT(f.win->hasProject() && rows(f) >= 124, 30000);
    QTest::qWait(1500);
    QCOMPARE(rows(f), 124);
  }

 private:
  /// The program itself, offscreen, with folders of its own below `home`.
  static void start(QProcess& child, const QString& program, const fs::path& home) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* kind : {"CONFIG", "STATE", "CACHE", "DATA"})
      environment.insert(QStringLiteral("XDG_%1_HOME").arg(kind), QString::fromStdString((home / kind).string()));
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    child.setProcessEnvironment(environment);
    child.setStandardErrorFile(QProcess::nullDevice());
    child.start(program, {});
  }

  static bool raiseVersion(const fs::path& file) {
    sqlite3* database = nullptr;
    if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) return false;
    const bool done = sqlite3_exec(database, "PRAGMA user_version=9999", nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    return done;
  }
};

TIMBRE_WINDOW_MAIN(WindowInputTest)
#include "window_input_test.moc"
