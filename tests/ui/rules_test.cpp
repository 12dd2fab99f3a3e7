// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of ui/ that a compiler does not know: no nested event loops, no style sheets, no keywords, no torch.
#include "tests/support/test_support.h"
#include "tests/ui/support/ui_rules.h"

namespace fs = std::filesystem;
using timbre::ui::rules::broken;

class RulesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sourcesKeepTheRules() {
    QStringList found;
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(timbre::testing::sourceFolder() / "ui")) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
      ++files;
      for (const QString& line : broken(QString::fromStdString(timbre::testing::readFile(entry.path())))) found << QString::fromStdString(entry.path().filename().string()) + ' ' + line;
    }
    QVERIFY(files > 40);
    QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
  }

  void theRulesCanFail() {
    QCOMPARE(broken("dialog.exec();").size(), 1);
    QCOMPARE(broken("  emit changed();").size(), 1);
    QCOMPARE(broken("#include \"core/engine/loop.h\"").size(), 1);
    QCOMPARE(broken("w->setStyleSheet(\"x\");").size(), 1);
    QCOMPARE(broken("// dialog.exec() is never called").size(), 0);
    QCOMPARE(broken("Q_EMIT changed();").size(), 0);
  }

  void filesStaySmall() {
    QStringList large;
    for (const auto& entry : fs::recursive_directory_iterator(timbre::testing::sourceFolder() / "ui")) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
      const std::string text = timbre::testing::readFile(entry.path());
      const auto lines = std::count(text.begin(), text.end(), '\n');
      const bool window = entry.path().filename() == "main_window.cpp";
      if (lines > (window ? 300 : 600)) large << QString::fromStdString(entry.path().filename().string()) + QStringLiteral(": %1 lines").arg(lines);
    }
    QVERIFY2(large.isEmpty(), qPrintable(large.join('\n')));
  }
};

QTEST_MAIN(RulesTest)
#include "rules_test.moc"
