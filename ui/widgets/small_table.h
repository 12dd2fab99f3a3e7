// SPDX-License-Identifier: GPL-3.0-or-later
// Small read-only tables (checkpoints, files, compared answers): a hairline under each row, tabular digits where a cell is
// right-aligned, a badge where a cell has a kind, a word in a colour role. Colours are looked up when painted, so a theme switch
// needs no refill. GUI thread.
#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/badge.h"

#include <QStyledItemDelegate>

class QTableView;
class QTableWidget;
class QTableWidgetItem;

namespace timbre::ui {

class SmallTableDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  enum { BadgeKindRole = Qt::UserRole + 100, ToneRole, StrongRole };
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Frame, grid, headers, selection and the delegate in one place; `rowHeight` for u = 4.
void makeSmallTable(QTableView* table, int rowHeight);
/// Height that shows every row without a scroll bar.
int fullHeight(const QTableWidget* table);
void setBadge(QTableWidgetItem* item, BadgeKind kind, const QString& text);
void clearBadge(QTableWidgetItem* item);
void setTone(QTableWidgetItem* item, Role tone);
void setStrong(QTableWidgetItem* item, bool strong);

}  // namespace timbre::ui
