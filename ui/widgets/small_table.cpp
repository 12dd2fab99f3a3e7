// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/small_table.h"

#include "ui/widgets/text_block.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableWidget>

namespace timbre::ui {

void SmallTableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& t = theme();
  const bool selected = option.state & QStyle::State_Selected;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing, false);
  if (selected) painter->fillRect(option.rect, t.color(timbre::ui::Role::Selection));
  painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.color(timbre::ui::Role::Line));
  painter->setRenderHint(QPainter::Antialiasing, true);
  const QRect box = option.rect.adjusted(t.px(8), 0, -t.px(8), -1);
  const QString text = index.data(Qt::DisplayRole).toString();
  const QVariant kind = index.data(BadgeKindRole), tone = index.data(ToneRole);
  const QColor color = t.color(tone.isValid() ? timbre::ui::Role(tone.toInt()) : timbre::ui::Role::Text1);
  if (kind.isValid() && !text.isEmpty()) {
    paintBadge(*painter, box, BadgeKind(kind.toInt()), text);
  } else {
    const bool mono = index.data(Qt::FontRole).isValid();
    const QFont font = mono ? index.data(Qt::FontRole).value<QFont>() : t.font(index.data(StrongRole).toBool() ? TextRole::Strong : TextRole::Body);
    if (index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight) drawTabular(*painter, box, text, font, color);
    else drawTextLine(*painter, box, text, font, color);
  }
  if ((option.state & QStyle::State_HasFocus) && index.column() == 0) {
    painter->setPen(QPen(t.color(timbre::ui::Role::Focus), 2));
    painter->drawRect(option.rect.adjusted(1, 1, -1, -2));
  }
  painter->restore();
}

void makeSmallTable(QTableView* table, int rowHeight) {
  const Theme& t = theme();
  table->setItemDelegate(new SmallTableDelegate(table));
  table->setFrameShape(QFrame::NoFrame);
  table->setShowGrid(false);
  table->setWordWrap(false);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setTabKeyNavigation(false);
  table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->verticalHeader()->hide();
  table->verticalHeader()->setMinimumSectionSize(t.px(20));
  table->verticalHeader()->setDefaultSectionSize(t.px(rowHeight));
  table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table->horizontalHeader()->setHighlightSections(false);
}

int fullHeight(const QTableWidget* table) { return table->horizontalHeader()->sizeHint().height() + table->verticalHeader()->length() + 2; }

void setBadge(QTableWidgetItem* item, BadgeKind kind, const QString& text) {
  item->setText(text);
  item->setData(SmallTableDelegate::BadgeKindRole, int(kind));
}

void clearBadge(QTableWidgetItem* item) { item->setData(SmallTableDelegate::BadgeKindRole, {}); }
void setTone(QTableWidgetItem* item, Role tone) { item->setData(SmallTableDelegate::ToneRole, int(tone)); }
void setStrong(QTableWidgetItem* item, bool strong) { item->setData(SmallTableDelegate::StrongRole, strong); }

}  // namespace timbre::ui
