// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own window over the real backend and the starter model, with settings and projects in a temporary
// folder, driven by mouse and key events on what can be seen.
#pragma once

#include "app/backend/torch_backend.h"
#include "app/window/studio.h"
#include "app/window/watched_application.h"
#include "app/window/wiring.h"
#include "tests/support/test_support.h"
#include "ui/bridge/language.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/label.h"

#include <QAbstractButton>
#include <QFileDialog>
#include <QLineEdit>

#include <cstdlib>
#include <memory>

namespace timbre::testing {

class WindowFixture {
 public:
  explicit WindowFixture(const QString& languageCode = QStringLiteral("en")) {
    for (const char* kind : {"CONFIG", "STATE", "CACHE", "DATA"})
      ::setenv((std::string("XDG_") + kind + "_HOME").c_str(), (folder.path() / kind).c_str(), 1);
    const auto resources = sourceFolder() / "resources";
    studio =
        std::make_unique<window::Studio>(backend, resources, readFile(resources / "prices" / "training_prices.json"));
    language.setLanguage(languageCode);
    wiring = std::make_unique<window::Wiring>(*studio, QString());
    win = &wiring->window();
    win->resize(1440, 900);
    win->show();
    [&] { QVERIFY(QTest::qWaitForWindowActive(win)); }();
  }
  ~WindowFixture() {
    wiring.reset();
    studio.reset();
  }

  template <class T = QWidget>
  T* seen(const QString& name) const {
    const auto all = win->findChildren<T*>(name);
    for (T* widget : all)
      if (widget->isVisible()) return widget;
    return nullptr;
  }
  bool ready(const char* name) const {
    auto* widget = seen(QString::fromLatin1(name));
    return widget && widget->isEnabled();
  }
  void click(const QString& name) const {
    QTRY_VERIFY2_WITH_TIMEOUT(seen(name) && seen(name)->isEnabled(), qPrintable(name + " cannot be clicked"), 30000);
    QTest::mouseClick(seen(name), Qt::LeftButton);
  }
  void type(const QString& name, const QString& text) const {
    QTRY_VERIFY2_WITH_TIMEOUT(seen(name), qPrintable(name + " is not there"), 30000);
    QWidget* widget = seen(name);
    widget->setFocus();
    QTest::keySequence(widget, QKeySequence::SelectAll);
    QTest::keyClicks(widget, text);
  }
  /// Types a path into the file dialog that is open and confirms it.
  void chooseInFileDialog(const QString& path) const {
    QFileDialog* dialog = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((dialog = win->findChild<QFileDialog*>()) && dialog->isVisible(), 10000);
    auto* edit = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    QVERIFY(edit);
    edit->setText(path);
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!win->findChild<QFileDialog*>() || !win->findChild<QFileDialog*>()->isVisible(), 10000);
  }
  /// Every text that stands in labels below `root` and can be seen.
  static QString words(const QWidget* root) {
    QStringList out;
    const auto labels = root->findChildren<ui::Label*>();
    for (const ui::Label* label : labels)
      if (label->isVisible() && !label->text().isEmpty()) out << label->text();
    return out.join(QLatin1Char('\n'));
  }
  /// A fresh project from a persona's card.
  void createFrom(const QString& persona, const QString& name) const {
    click(QStringLiteral("template.") + persona);
    type(QStringLiteral("newProject.name"), name);
    type(QStringLiteral("newProject.folder"), projectFolder(name));
    click(QStringLiteral("newProject.create"));
    QTRY_VERIFY_WITH_TIMEOUT(win->hasProject() && seen("rowTable"), 30000);
  }
  QString projectFolder(const QString& name) const {
    return QString::fromStdString((folder.path() / "projects").string()) + QLatin1Char('/') + name;
  }
  static window::WatchedApplication& app() {
    return *static_cast<window::WatchedApplication*>(QCoreApplication::instance());
  }

  TempFolder folder;
  backend::TorchBackend backend;
  ui::ThemeController theme;
  ui::LanguageController language;
  std::unique_ptr<window::Studio> studio;
  std::unique_ptr<window::Wiring> wiring;
  ui::MainWindow* win = nullptr;
};

/// Instead of QTEST_MAIN: the application that the program uses.
#define TIMBRE_WINDOW_MAIN(Test)                        \
  int main(int argc, char** argv) {                     \
    timbre::window::WatchedApplication app(argc, argv); \
    Test test;                                          \
    return QTest::qExec(&test, argc, argv);             \
  }

}  // namespace timbre::testing
