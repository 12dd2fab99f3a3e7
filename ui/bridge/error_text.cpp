// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/error_text.h"

#include "core/base/messages.h"

#include <QCoreApplication>

namespace timbre::ui {

namespace {

QString translated(const char* text, const base::Error& error) {
  if (!text || !*text) return {};
  const std::string words = QCoreApplication::translate("Errors", text).toStdString();
  return QString::fromStdString(base::fillMessage(words, error));
}

QString detailsOf(const base::Error& error) {
  QString out = QString::fromStdString(error.code) + QLatin1Char('\n') + QString::fromStdString(base::errorSentence(error));
  for (const auto& [name, value] : error.args) out += QStringLiteral("\n%1: %2").arg(QString::fromStdString(name), QString::fromStdString(value));
  if (!error.path.empty()) out += QStringLiteral("\npath: ") + QString::fromStdString(error.path);
  if (error.line) out += QStringLiteral("\nline: %1").arg(*error.line);
  return out;
}

}  // namespace

QString joinSentences(const QString& first, const QString& second) {
  if (first.isEmpty() || second.isEmpty()) return first + second;
  static const QString wide = QStringLiteral("。；！？：");
  return wide.contains(first.back()) ? first + second : first + QLatin1Char(' ') + second;
}

ErrorText errorText(const base::Error& error) {
  ErrorText out;
  if (const base::MessageEntry* entry = base::findMessage(error.code)) {
    out.sentence = translated(entry->text, error);
    out.hint = translated(entry->hint, error);
  } else {
    out.sentence = QString::fromStdString(base::errorSentence(error));
  }
  out.details = detailsOf(error);
  return out;
}

}  // namespace timbre::ui
