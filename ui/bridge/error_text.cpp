// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/error_text.h"

#include "core/base/messages.h"
#include "core/base/reasons.h"
#include "ui/bridge/format.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <string_view>
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

/// Arguments that count bytes. Their sentences name the unit behind the figure.
struct Sizes {
  std::string_view code;
  std::array<const char*, 2> args;
};
constexpr Sizes kSizes[] = {
    {"file.too_large", {"size", "limit"}},      {"disk.full", {"needed", "free"}},
    {"json.too_large", {"size", "limit"}},      {"data.row_too_long", {"size", "limit"}},
    {"weights.truncated", {"needed", "size"}},  {"weights.header_too_large", {"size", "limit"}},
    {"weights.size_mismatch", {"expected", "actual"}}, {"weights.trailing_bytes", {"bytes", "bytes"}},
    {"net.broken", {"done", "size"}},           {"net.other_size", {"offered", "size"}},
    {"template.too_large", {"size", "limit"}},  {"memory.insufficient", {"needed", "free"}},
};
constexpr qulonglong kWhole = 10'000;  // bytes below which a figure is said exactly

/// Writes the sizes of `error` as people read them, and drops the unit from `words`. Figures that would look the same
/// stay exact, and so does a sentence that lacks one.
void sayInUnits(base::Error& error, QString& words) {
  const auto entry = std::find_if(std::begin(kSizes), std::end(kSizes), [&](const Sizes& sizes) { return sizes.code == error.code; });
  if (entry == std::end(kSizes)) return;
  std::array<QString, 2> told;
  std::array<qulonglong, 2> bytes{};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto arg = error.args.find(entry->args[i]);
    bool ok = false;
    if (arg != error.args.end()) bytes[i] = QString::fromStdString(arg->second).toULongLong(&ok);
    if (!ok) return;
    told[i] = Format::bytes(bytes[i]);
  }
  const bool exact = std::max(bytes[0], bytes[1]) < kWhole || (bytes[0] != bytes[1] && told[0] == told[1]);
  for (std::size_t i = 0; i < 2; ++i) error.args[entry->args[i]] = (exact ? Format::number(qint64(bytes[i])) : told[i]).toStdString();
  static const QRegularExpression unit(QStringLiteral("(\\{[a-z]+\\})(?: bytes| ?字节)"));
  if (!exact) words.replace(unit, QStringLiteral("\\1"));
}

QString translated(const char* text, const base::Error& error) {
  if (!text || !*text) return {};
  base::Error told = error;
  for (auto& [name, value] : told.args)
    value = reasonText(value).toStdString();
  QString words = QCoreApplication::translate("Errors", text);
  sayInUnits(told, words);
  return QString::fromStdString(base::fillMessage(words.toStdString(), told));
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
  if (const base::MessageEntry* entry = base::messageOf(error)) {
    out.sentence = translated(entry->text, error);
    out.hint = translated(entry->hint, error);
  } else {
    out.sentence = QString::fromStdString(base::errorSentence(error));
  }
  out.details = detailsOf(error);
  return out;
}

}  // namespace timbre::ui
