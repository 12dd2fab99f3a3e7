// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/ui_rules.h"

#include <QRegularExpression>

namespace timbre::ui::rules {

namespace {
struct Rule {
  Rule(const char* text, const char* reason) : pattern(QString::fromLatin1(text)), why(reason) { pattern.optimize(); }
  QRegularExpression pattern;
  const char* why;
};
}  // namespace

QStringList broken(const QString& text) {
  static const Rule rules[] = {
      {R"(\bprocessEvents\s*\()", "nested event loop"},
      {R"((?:\.|->)exec\s*\()", "nested event loop"},
      {R"(\bQEventLoop\b)", "nested event loop"},
      {R"(BlockingQueuedConnection)", "blocks the window"},
      {R"(setStyleSheet\s*\()", "controls are painted by TimbreStyle"},
      {R"(QMessageBox::|QFileDialog::get|QInputDialog::get)", "static dialogs nest an event loop"},
      {R"((?:^|\s)(?:emit|signals|slots|foreach)\b\s*[:(a-z])", "Qt keyword"},
      {R"(#include\s*[<"](?:torch|ATen|c10)/)", "torch is not reachable from ui"},
      {R"(#include\s*"(?:kernels|core/engine|core/model|core/inference|core/export|core/evaluate|app)/)", "wrong arrow"},
      {R"(\bstd::this_thread::sleep|\bQThread::m?sleep)", "waits on the GUI thread"},
      {R"(\bQFont::setFeature\b|\bcolorScheme\(\))", "newer than Qt 6.4"},
  };
  QStringList out;
  const QStringList lines = text.split('\n');
  for (int i = 0; i < lines.size(); ++i) {
    const QString code = lines[i].section("//", 0, 0);
    for (const Rule& rule : rules)
      if (rule.pattern.match(code).hasMatch()) out << QStringLiteral("line %1, %2: %3").arg(i + 1).arg(rule.why, lines[i].trimmed());
  }
  return out;
}

}  // namespace timbre::ui::rules
