// SPDX-License-Identifier: GPL-3.0-or-later
// Edits the tokens of a price by a list, since only the published ones can be counted.
#pragma once

#include <QStyledItemDelegate>

namespace timbre::ui {

class EncodingDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  void setEditorData(QWidget* editor, const QModelIndex& index) const override;
  void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
};

}  // namespace timbre::ui
