// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/dataset_words.h"

#include <QLocale>

namespace timbre::ui {

QString DatasetWords::problem(data::ProblemKind kind) {
  using data::ProblemKind;
  switch (kind) {
    case ProblemKind::NotAnObject: return tr("Not a row");
    case ProblemKind::NoMessages: return tr("No messages");
    case ProblemKind::BadMessage: return tr("Broken message");
    case ProblemKind::UnknownRole: return tr("Unknown role");
    case ProblemKind::BadContent: return tr("Not text");
    case ProblemKind::NoAnswer: return tr("No answer");
    case ProblemKind::EmptyAnswer: return tr("Empty answer");
    case ProblemKind::Placeholder: return tr("Placeholder");
    case ProblemKind::BadWeight: return tr("Wrong weight");
    case ProblemKind::BadToolCall: return tr("Broken tool call");
    case ProblemKind::NothingTrained: return tr("Nothing trained");
    case ProblemKind::BadPreference: return tr("Incomplete pair");
    case ProblemKind::TooLong: return tr("Too long");
    case ProblemKind::RoleOrder: return tr("Role order");
    case ProblemKind::DuplicateRow: return tr("Duplicate row");
    case ProblemKind::DuplicatePrompt: return tr("Same question");
    case ProblemKind::NoSystem: return tr("No system");
    case ProblemKind::NoUser: return tr("No question");
    case ProblemKind::UnknownKey: return tr("Unknown key");
    case ProblemKind::RefusalPhrase: return tr("Refusal phrase");
    case ProblemKind::NotEncodable: return tr("Template refuses");
    case ProblemKind::InvisibleCharacters: return tr("Invisible text");
    case ProblemKind::NearDuplicate: return tr("Near duplicate");
    case ProblemKind::UnreadPart: return tr("Not read");
  }
  return {};
}

QString DatasetWords::split(data::Split split) {
  switch (split) {
    case data::Split::Train: return tr("Train");
    case data::Split::Validation: return tr("Valid");
    case data::Split::Auto: break;
  }
  return tr("Auto");
}

QString DatasetWords::cell(data::Cell cell) {
  switch (cell) {
    case data::Cell::System: return tr("System");
    case data::Cell::User: return tr("User");
    case data::Cell::Assistant: break;
  }
  return tr("Assistant");
}

QString DatasetWords::role(const std::string& role) {
  if (role == "system" || role == "developer") return cell(data::Cell::System);
  if (role == "user") return cell(data::Cell::User);
  if (role == "assistant") return cell(data::Cell::Assistant);
  if (role == "tool" || role == "function") return tr("Tool");
  return QString::fromStdString(role);
}

QString DatasetWords::transform(session::TextTransform transform) {
  using session::TextTransform;
  switch (transform) {
    case TextTransform::TrimSpaces: return tr("Trim spaces at both ends");
    case TextTransform::CollapseSpaces: return tr("Make runs of spaces one space");
    case TextTransform::FullWidthPunctuation: return tr("Full-width punctuation");
    case TextTransform::HalfWidthPunctuation: return tr("Half-width punctuation");
    case TextTransform::RemoveInvisible: return tr("Remove invisible characters");
  }
  return {};
}

QString DatasetWords::edit(const session::HistoryEntry& entry) {
  using session::EditLabel;
  const int rows = int(std::min<std::int64_t>(entry.rows, 1'000'000'000));
  switch (entry.label) {
    case EditLabel::EditCell: return tr("edit of %1").arg(cell(entry.cell));
    case EditLabel::EditCells: return tr("edit of %n row(s)", nullptr, rows);
    case EditLabel::EditMessages: return tr("edit of the conversation");
    case EditLabel::AddRows: return tr("adding of %n row(s)", nullptr, rows);
    case EditLabel::DuplicateRows: return tr("duplication of %n row(s)", nullptr, rows);
    case EditLabel::DeleteRows: return tr("deletion of %n row(s)", nullptr, rows);
    case EditLabel::MoveRows: return tr("moving of %n row(s)", nullptr, rows);
    case EditLabel::SetSplit: return tr("split of %n row(s)", nullptr, rows);
    case EditLabel::SetTags: return tr("tags of %n row(s)", nullptr, rows);
    case EditLabel::Replace: return tr("replacement in %n row(s)", nullptr, rows);
    case EditLabel::Transform: return tr("clean-up of %n row(s)", nullptr, rows);
    case EditLabel::Paste: return tr("paste of %n row(s)", nullptr, rows);
    case EditLabel::Import: return entry.detail.empty() ? tr("import of %n row(s)", nullptr, rows) : tr("import of %1").arg(QString::fromStdString(entry.detail));
  }
  return {};
}

QString DatasetWords::row(qint64 number) { return tr("Row %1").arg(QLocale().toString(number)); }

}  // namespace timbre::ui
