// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/error_text.h"

#include "core/base/messages.h"
#include "core/base/reasons.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

namespace timbre::ui {

namespace {

/// Arguments that are words of ours; all others are names and figures, which are the same in every language.
constexpr const char* kWords[] = {
    QT_TRANSLATE_NOOP("ErrorWords", "binary data"),
    QT_TRANSLATE_NOOP("ErrorWords", "bytes"),
    QT_TRANSLATE_NOOP("ErrorWords", "rows"),
    QT_TRANSLATE_NOOP("ErrorWords", "columns"),
    QT_TRANSLATE_NOOP("ErrorWords", "cells"),
    QT_TRANSLATE_NOOP("ErrorWords", "the set of trained parameters"),
    QT_TRANSLATE_NOOP("ErrorWords", "triggers or views"),
    QT_TRANSLATE_NOOP("ErrorWords", "added tokens"),
    QT_TRANSLATE_NOOP("ErrorWords", "regular expression"),
    QT_TRANSLATE_NOOP("ErrorWords", "it leads out of its folder"),
};

bool isOurs(const std::string& value) {
  static const std::vector<const char*> reasons = base::reasonWords();
  const auto same = [&value](const char* word) { return value == word; };
  return std::any_of(std::begin(kWords), std::end(kWords), same) || std::any_of(reasons.begin(), reasons.end(), same);
}

QString translated(const char* text, const base::Error& error) {
  if (!text || !*text) return {};
  base::Error told = error;
  for (auto& [name, value] : told.args)
    value = reasonText(value).toStdString();
  const std::string words = QCoreApplication::translate("Errors", text).toStdString();
  return QString::fromStdString(base::fillMessage(words, told));
}

QString detailsOf(const base::Error& error) {
  QString out = QString::fromStdString(error.code) + QLatin1Char('\n') + QString::fromStdString(base::errorSentence(error));
  for (const auto& [name, value] : error.args) out += QStringLiteral("\n%1: %2").arg(QString::fromStdString(name), QString::fromStdString(value));
  if (!error.path.empty()) out += QStringLiteral("\npath: ") + QString::fromStdString(error.path);
  if (error.line) out += QStringLiteral("\nline: %1").arg(*error.line);
  return out;
}

}  // namespace

QString reasonText(const std::string& argument) {
  return isOurs(argument) ? QCoreApplication::translate("ErrorWords", argument.c_str()) : QString::fromStdString(argument);
}

QString joinSentences(const QString& first, const QString& second) {
  if (first.isEmpty() || second.isEmpty()) return first + second;
  static const QString wide = QStringLiteral("。；！？：");
  return wide.contains(first.back()) ? first + second : first + QLatin1Char(' ') + second;
}

ErrorText errorText(const base::Error& error) {
  ErrorText out;
  // SQLite does not say how much it wanted to write.
  const auto needed = error.args.find("needed");
  const bool unmeasured = error.code == "disk.full" && needed != error.args.end() && needed->second == "?";
  if (const base::MessageEntry* entry = base::findMessage(unmeasured ? "disk.full_unmeasured" : error.code)) {
    out.sentence = translated(entry->text, error);
    out.hint = translated(entry->hint, error);
  } else {
    out.sentence = QString::fromStdString(base::errorSentence(error));
  }
  out.details = detailsOf(error);
  return out;
}

}  // namespace timbre::ui
