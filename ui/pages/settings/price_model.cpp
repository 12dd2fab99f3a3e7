// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/price_model.h"

#include <QDate>
#include <QLocale>

#include <cmath>

namespace timbre::ui {

PriceModel::PriceModel(PriceTable table, QObject* parent) : QAbstractTableModel(parent), m_table(std::move(table)) {}

void PriceModel::setTable(PriceTable table) {
  beginResetModel();
  m_table = std::move(table);
  endResetModel();
}

void PriceModel::addRow() {
  const int row = rowCount();
  beginInsertRows({}, row, row);
  PriceRow fresh;
  // Ids stay unique: runs remember which price they were compared with.
  for (int n = 1; fresh.id.empty(); ++n) {
    const std::string id = "own-" + std::to_string(n);
    bool taken = false;
    for (const PriceRow& other : m_table.rows) taken = taken || other.id == id;
    if (!taken) fresh.id = id;
  }
  fresh.name = tr("New price").toStdString();
  fresh.date = QDate::currentDate().toString(Qt::ISODate).toStdString();
  m_table.rows.push_back(std::move(fresh));
  endInsertRows();
  Q_EMIT edited();
}

void PriceModel::removeRowAt(int row) {
  if (row < 0 || row >= rowCount()) return;
  beginRemoveRows({}, row, row);
  m_table.rows.erase(m_table.rows.begin() + row);
  endRemoveRows();
  Q_EMIT edited();
}

int PriceModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_table.rows.size()); }
int PriceModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant PriceModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const PriceRow& row = m_table.rows[std::size_t(index.row())];
  if (role == Qt::TextAlignmentRole) return int((index.column() == Train ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  if (role == Qt::EditRole && index.column() == Train) return QLocale().toString(row.train, 'g', 10);
  if (role != Qt::DisplayRole && role != Qt::EditRole) return {};
  switch (index.column()) {
    case Name: return QString::fromStdString(row.name);
    case Train: return QLocale().toString(row.train, 'f', 2);
    case Currency: return QString::fromStdString(row.currency);
    default: return QString::fromStdString(row.date.empty() ? m_table.date : row.date);
  }
}

bool PriceModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid() || role != Qt::EditRole) return false;
  PriceRow& row = m_table.rows[std::size_t(index.row())];
  const QString text = value.toString().trimmed();
  switch (index.column()) {
    case Name:
      if (text.isEmpty()) return false;
      row.name = text.toStdString();
      break;
    case Train: {
      bool ok = false;
      const double price = QLocale().toDouble(text, &ok);
      if (!ok || !std::isfinite(price) || price < 0 || price > 1e6) return false;
      row.train = price;
      break;
    }
    case Currency:
      if (text.isEmpty() || text.size() > 8) return false;
      row.currency = text.toStdString();
      break;
    default:
      if (!QDate::fromString(text, Qt::ISODate).isValid()) return false;
      row.date = text.toStdString();
  }
  Q_EMIT dataChanged(index, index);
  Q_EMIT edited();
  return true;
}

QVariant PriceModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) return int((section == Train ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Name: return tr("Service and model");
    case Train: return tr("Per million tokens");
    case Currency: return tr("Currency");
    default: return tr("Price of");
  }
}

Qt::ItemFlags PriceModel::flags(const QModelIndex&) const { return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable; }

}  // namespace timbre::ui
