// SPDX-License-Identifier: GPL-3.0-or-later
// On an X server without a compositor: what floats has no black corners. Starts an Xvfb of its own and looks at the screen, not at the
// widget, because the widget does not know what shows through it.
#include "tests/support/test_support.h"
#include "ui/theme/apply_theme.h"
#include "ui/theme/compositing.h"

#include <QApplication>
#include <QAbstractItemView>
#include <QComboBox>
#include <QMenu>
#include <QProcess>
#include <QScreen>
#include <QStandardPaths>

#include <memory>

using namespace timbre::ui;

class X11Test : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;

  /// The four corners of `box` as the screen shows them.
  static QList<QColor> corners(const QRect& box) {
    const QImage screen = QGuiApplication::primaryScreen()->grabWindow(0).toImage();
    QList<QColor> out;
    for (const QPoint& at : {box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()}) out << screen.pixelColor(at);
    return out;
  }
  static void lookAt(const QWidget* floating) {
    QVERIFY(QTest::qWaitForWindowExposed(floating->windowHandle()));
    QTest::qWait(200);
    const auto seen = corners(floating->geometry());
    for (const QColor& color : seen) QVERIFY2(color.lightness() > 150, qPrintable(color.name()));
  }

 private Q_SLOTS:
  void initTestCase() {
    if (QGuiApplication::platformName() != "xcb") QSKIP("Xvfb or Qt's xcb plugin is absent");
    m_theme = std::make_unique<ThemeController>();
    m_theme->setMode(ThemeMode::Light);
    m_theme->setMotion(false);
  }

  void nothingShowsThrough() { QVERIFY(!canBeTranslucent()); }

  void menusHaveNoBlackCorners() {
    QWidget window;
    window.setGeometry(0, 0, 600, 400);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QMenu menu(&window);
    menu.addAction("One");
    menu.addAction("Two");
    menu.popup(QPoint(100, 100));
    lookAt(&menu);
    menu.close();
    QComboBox combo(&window);
    combo.addItems({"one", "two"});
    combo.setGeometry(60, 60, 200, 30);
    combo.show();
    combo.showPopup();
    lookAt(combo.view()->window());
    combo.hidePopup();
  }
};

int main(int argc, char** argv) {
  QProcess server;
  const QString program = QStandardPaths::findExecutable(QStringLiteral("Xvfb"));
  if (!program.isEmpty()) {
    server.start(program, {"-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"});
    if (server.waitForReadyRead(10'000)) {
      qputenv("DISPLAY", ":" + server.readAllStandardOutput().trimmed());
      qputenv("QT_QPA_PLATFORM", "xcb;offscreen");
    }
  }
  int result = 0;
  {
    QApplication app(argc, argv);
    X11Test test;
    result = QTest::qExec(&test, argc, argv);
  }
  server.kill();
  server.waitForFinished(5000);
  return result;
}
#include "x11_test.moc"
