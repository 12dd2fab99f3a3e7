// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/encoding_delegate.h"

#include "ui/pages/settings/price_model.h"

#include <QComboBox>

#include <algorithm>

namespace timbre::ui {

QWidget* EncodingDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const {
  auto* combo = new QComboBox(parent);
  combo->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal).toString());
  for (const QString& encoding : PriceModel::encodings()) combo->addItem(PriceModel::encodingText(encoding), encoding);
  // A choice takes effect at once; the list stays open to keys until Enter or Tab.
  connect(combo, &QComboBox::activated, this,
          [this, combo] { Q_EMIT const_cast<EncodingDelegate*>(this)->commitData(combo); });
  return combo;
}

void EncodingDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  auto* combo = qobject_cast<QComboBox*>(editor);
  combo->setCurrentIndex(std::max(0, combo->findData(index.data(Qt::EditRole))));
}

void EncodingDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const {
  model->setData(index, qobject_cast<QComboBox*>(editor)->currentData(), Qt::EditRole);
}

}  // namespace timbre::ui
