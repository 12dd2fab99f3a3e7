// SPDX-License-Identifier: GPL-3.0-or-later
// The price table as an editable model. Wrong input is refused by setData, so the table never holds it. The first row is the
// price that the dataset page shows and counts for.
#pragma once

#include "ui/bridge/app_settings.h"

#include <QAbstractTableModel>

namespace timbre::ui {

class PriceModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Name, Train, Currency, Encoding, Limit, Date, ColumnCount };
  /// Tokens that a price may be billed by; "": not known, the count stays an estimate. The published rank files hold the rest.
  static QStringList encodings() { return {QString(), QStringLiteral("cl100k"), QStringLiteral("o200k")}; }
  /// "cl100k", or words for none.
  static QString encodingText(const QString& encoding);
  explicit PriceModel(PriceTable table, QObject* parent = nullptr);
  const PriceTable& table() const { return m_table; }
  void setTable(PriceTable table);
  void addRow();
  void removeRowAt(int row);
  /// Moves the row to the top.
  void chooseRow(int row);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 Q_SIGNALS:
  void edited();

 private:
  PriceTable m_table;
};

}  // namespace timbre::ui
