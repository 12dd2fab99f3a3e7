// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/row_delegate.h"

#include "ui/bridge/dataset_words.h"
#include "ui/models/row_table_model.h"
#include "ui/pages/dataset/cell_editor.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/text_block.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>

namespace timbre::ui {

RowDelegate::RowDelegate(RowTableView* view) : QStyledItemDelegate(view), m_view(view) {}

void RowDelegate::setScale(double p95, qint64 limit) {
  m_p95 = p95;
  m_limit = limit;
}

Role RowDelegate::promptTone(qint64 group) {
  static constexpr Role tones[] = {Role::C1, Role::C3, Role::C2, Role::C4, Role::C5};
  return group < 0 ? Role::C0 : tones[group % 5];
}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& t = theme();
  const bool selected = m_view->rowMarked(index.row()) || (option.state & QStyle::State_Selected);
  // Grounds without antialiasing: at scale 1.25 it leaves lighter seams between cells.
  painter->fillRect(option.rect, t.color(selected ? Role::Selection : Role::Surface));
  painter->fillRect(QRect(option.rect.x(), option.rect.bottom(), option.rect.width(), 1), t.color(selected ? Role::SelLine : Role::Line));
  const session::RowSummary* row = m_view->rows()->rowAt(index.row());
  const QRect box = option.rect.adjusted(t.px(8), 0, -t.px(8), -1);
  painter->save();
  painter->setClipRect(option.rect, Qt::IntersectClip);
  if (index.column() == RowTableModel::Number) {
    paintNumber(*painter, box, row, index.row());
  } else if (!row) {
    const int width = std::min(box.width(), index.column() == RowTableModel::User || index.column() == RowTableModel::Assistant ? t.px(120) : t.px(40));
    paintRounded(*painter, QRectF(box.x(), box.center().y() - t.px(4), width, t.px(8)), t.px(4), t.color(Role::Press));
  } else {
    switch (index.column()) {
      case RowTableModel::Status: paintStatus(*painter, box, *row); break;
      case RowTableModel::System: paintPrompt(*painter, box, *row); break;
      case RowTableModel::User: paintText(*painter, box, *row, data::Cell::User); break;
      case RowTableModel::Assistant: paintText(*painter, box, *row, data::Cell::Assistant); break;
      case RowTableModel::Tokens: paintTokens(*painter, box, *row); break;
      case RowTableModel::Tags: paintTags(*painter, box, *row); break;
      case RowTableModel::SplitColumn: {
        const bool held = row->split == data::Split::Validation;
        drawTextLine(*painter, box, DatasetWords::split(row->split), t.font(held ? TextRole::Strong : TextRole::Body),
                     t.color(held ? Role::Text1 : row->split == data::Split::Auto ? Role::Text3 : Role::Text2));
        break;
      }
      default: break;
    }
  }
  painter->restore();
  if (index == m_view->currentIndex() && !(m_view->bulk() && index.column() == RowTableModel::Number)) {
    painter->setPen(QPen(t.color(Role::Focus), 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(QRectF(option.rect).adjusted(1, 1, -1, -1));
  }
}

void RowDelegate::paintNumber(QPainter& painter, const QRect& box, const session::RowSummary* row, int viewRow) const {
  const Theme& t = theme();
  if (m_view->bulk() || m_view->hoverRow() == viewRow) {
    const int side = t.px(16);
    const QRectF check(box.right() + 1 - side, box.center().y() - side / 2.0 + 1, side, side);
    const bool on = m_view->rowSelected(viewRow);
    paintRounded(painter, check, t.px(4), t.color(on ? Role::Accent : Role::Surface), t.color(on ? Role::Accent : Role::LineStrong), 1.5);
    if (on) paintTick(painter, check.adjusted(2, 2, -2, -2), t.color(Role::OnAccent));
    return;
  }
  if (row) drawTabular(painter, box, QLocale().toString(qlonglong(row->number)), t.font(TextRole::Body), t.color(Role::Text3));
}

void RowDelegate::paintStatus(QPainter& painter, const QRect& box, const session::RowSummary& row) const {
  const Theme& t = theme();
  if (row.problems.empty()) {
    const bool checked = row.check == session::RowCheck::Passed;
    Icons::paint(painter, QRect(box.x(), box.y(), t.px(16), box.height()), checked ? "check" : "circle", t.color(checked ? Role::Text2 : Role::Text3), t.px(checked ? 16 : 14));
    return;
  }
  const bool error = row.check == session::RowCheck::Error;
  paintBadge(painter, box.adjusted(0, 0, t.px(6), 0), error ? BadgeKind::Error : BadgeKind::Warn, DatasetWords::problem(row.problems.front()));
}

void RowDelegate::paintPrompt(QPainter& painter, const QRect& box, const session::RowSummary& row) const {
  const Theme& t = theme();
  if (!row.hasSystem) return;
  const int dot = t.px(8);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(t.color(promptTone(row.systemGroup)));
  painter.drawEllipse(QRectF(box.x(), box.center().y() - dot / 2.0 + 0.5, dot, dot));
  painter.restore();
  const QString name = QString::fromStdString(row.systemName.empty() ? row.system : row.systemName).simplified();
  drawTextLine(painter, box.adjusted(t.px(14), 0, 0, 0), name.isEmpty() ? tr("Empty") : name, t.font(TextRole::Body), t.color(name.isEmpty() ? Role::Text3 : Role::Text2));
}

void RowDelegate::paintText(QPainter& painter, const QRect& box, const session::RowSummary& row, data::Cell cell) const {
  const Theme& t = theme();
  bool cut = false;
  QString text = RowTableModel::cellText(row, cell, &cut);
  if (text.trimmed().isEmpty()) {
    const bool wrong = cell == data::Cell::Assistant && row.check == session::RowCheck::Error;
    const QString word = RowTableModel::hasCell(row, cell) ? tr("Empty") : tr("None");
    drawTextLine(painter, box, word, t.font(TextRole::Body), t.color(wrong ? Role::Err : Role::Text3));
    return;
  }
  if (cut) text += QChar(0x2026);
  QRect room = box;
  if (cell == data::Cell::Assistant && row.extraTurns > 0) {
    const QString more = QStringLiteral("+%1").arg(QLocale().toString(row.extraTurns));
    const QSize size = badgeSize(BadgeKind::Mute, more);
    paintBadge(painter, QRect(box.right() + 1 - size.width(), box.y(), size.width(), box.height()), BadgeKind::Mute, more);
    room.setRight(room.right() - size.width() - t.px(6));
  }
  drawTextLines(painter, room, text, TextRole::Body, t.color(Role::Text1), m_lines);
}

void RowDelegate::paintTokens(QPainter& painter, const QRect& box, const session::RowSummary& row) const {
  const Theme& t = theme();
  const int bar = std::clamp(box.width() - t.px(44), t.px(24), t.px(44));
  const QRect digits(box.x() - t.px(8), box.y(), box.width() - bar - t.px(2), box.height());
  if (row.tokens < 0) {
    drawTextLine(painter, digits, QStringLiteral("–"), t.font(TextRole::Body), t.color(Role::Text3), Qt::AlignRight);
    return;
  }
  drawTabular(painter, digits, QLocale().toString(qlonglong(row.tokens)), t.font(TextRole::Body), t.color(Role::Text1));
  const bool over = m_limit > 0 && row.tokens > m_limit;
  const double share = m_p95 > 0 ? std::min(1.0, double(row.tokens) / m_p95) : 0;
  paintMeter(painter, QRectF(box.right() + 1 - bar, box.center().y() - t.px(3) + 1, bar, t.px(6)), over ? 1 : share, t.color(over ? Role::Err : Role::C1), t.color(Role::Press));
}

void RowDelegate::paintTags(QPainter& painter, const QRect& box, const session::RowSummary& row) const {
  if (row.tags.empty()) return;
  const Theme& t = theme();
  const QString more = row.tags.size() > 1 ? QStringLiteral("+%1").arg(row.tags.size() - 1) : QString();
  const int room = more.isEmpty() ? 0 : t.px(18);
  const QRect tag = paintTag(painter, box.adjusted(0, 0, t.px(6) - room, 0), QString::fromStdString(row.tags.front()));
  if (!more.isEmpty()) drawTextLine(painter, QRect(tag.right() + t.px(4), box.y(), room, box.height()), more, t.font(TextRole::Caption), t.color(Role::Text3), Qt::AlignLeft, Qt::ElideNone);
}

QWidget* RowDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const {
  const auto cell = RowTableModel::cellOf(index.column());
  const session::RowSummary* row = m_view->rows()->rowAt(index.row());
  if (!cell || !row) return nullptr;
  auto* editor = new CellEditor(parent);
  editor->row = row->id;
  editor->cell = *cell;
  editor->setAccessibleName(tr("%1 of row %2").arg(DatasetWords::cell(*cell), QLocale().toString(qlonglong(row->number))));
  connect(editor, &CellEditor::cancelled, this, [this, editor] { m_view->closeCellEditor(editor, false, CellEditor::Leave::Stay); });
  connect(editor, &CellEditor::finished, this, [this, editor](CellEditor::Leave leave) { m_view->closeCellEditor(editor, true, leave); });
  m_view->editorOpened(editor);
  return editor;
}

void RowDelegate::setEditorData(QWidget* widget, const QModelIndex& index) const {
  auto* editor = qobject_cast<CellEditor*>(widget);
  const session::RowSummary* row = m_view->rows()->rowAt(index.row());
  // Called again whenever the row changes in the model; what is being written stays.
  if (!editor || !row || row->id != editor->row || editor->property("filled").toBool()) return;
  editor->setProperty("filled", true);
  bool cut = false;
  const QString text = RowTableModel::cellText(*row, editor->cell, &cut);
  editor->setOriginal(text, true);
  if (!cut) return;
  editor->setWaiting(true);
  Q_EMIT m_view->fullTextWanted(editor->row);
}

void RowDelegate::setModelData(QWidget* widget, QAbstractItemModel*, const QModelIndex&) const {
  auto* editor = qobject_cast<CellEditor*>(widget);
  // By row id, not by index: the view may have moved under the open editor.
  if (editor && !editor->waiting() && editor->changed()) m_view->rows()->submitCell(editor->row, editor->cell, editor->toPlainText());
}

void RowDelegate::updateEditorGeometry(QWidget* widget, const QStyleOptionViewItem& option, const QModelIndex&) const {
  if (auto* editor = qobject_cast<CellEditor*>(widget)) editor->setCellRect(option.rect, m_view->viewport()->rect());
}

bool RowDelegate::eventFilter(QObject* object, QEvent* event) {
  // The editor treats its keys itself; the base would take Tab and Enter away.
  if (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride) return false;
  return QStyledItemDelegate::eventFilter(object, event);
}

}  // namespace timbre::ui
