// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/price_model.h"

#include <QDate>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace timbre::ui {

namespace {

constexpr qlonglong kMostTokens = 1'000'000'000;

int sideOf(int column) {
  const bool number = column == PriceModel::Train || column == PriceModel::Limit;
  return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

}  // namespace

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

void PriceModel::chooseRow(int row) {
  if (row <= 0 || row >= rowCount()) return;
  beginMoveRows({}, row, row, {}, 0);
  std::rotate(m_table.rows.begin(), m_table.rows.begin() + row, m_table.rows.begin() + row + 1);
  endMoveRows();
  Q_EMIT edited();
}

QString PriceModel::encodingText(const QString& encoding) { return encoding.isEmpty() ? tr("not known") : encoding; }

int PriceModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_table.rows.size()); }
int PriceModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant PriceModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const PriceRow& row = m_table.rows[std::size_t(index.row())];
  if (role == Qt::TextAlignmentRole) return sideOf(index.column());
  if (role == Qt::EditRole && index.column() == Train) return QLocale().toString(row.train, 'g', 10);
  if (role == Qt::EditRole && index.column() == Encoding) return QString::fromStdString(row.encoding);
  if (role == Qt::EditRole && index.column() == Limit) return row.maxTokens > 0 ? QString::number(row.maxTokens) : QString();
  if (role != Qt::DisplayRole && role != Qt::EditRole) return {};
  switch (index.column()) {
    case Name: return QString::fromStdString(row.name);
    case Train: return QLocale().toString(row.train, 'f', 2);
    case Currency: return QString::fromStdString(row.currency);
    case Encoding: return encodingText(QString::fromStdString(row.encoding));
    case Limit: return row.maxTokens > 0 ? QLocale().toString(qlonglong(row.maxTokens)) : tr("none");
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
    case Encoding: {
      // As the rank file is called, too.
      const QString name = text.endsWith(QLatin1String("_base")) ? text.chopped(5) : text;
      if (!encodings().contains(name)) return false;
      row.encoding = name.toStdString();
      break;
    }
    case Limit: {
      bool ok = text.isEmpty();
      const qlonglong limit = ok ? 0 : QLocale().toLongLong(text, &ok);
      if (!ok || limit < 0 || limit > kMostTokens) return false;
      row.maxTokens = limit;
      break;
    }
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
  if (role == Qt::TextAlignmentRole) return sideOf(section);
  if (role == Qt::ToolTipRole && section == Encoding) return tr("The tokens that the service bills by. With their rank file on this computer the count is exact.");
  if (role == Qt::ToolTipRole && section == Limit) return tr("Tokens of one example that are billed at most. What is longer is cut.");
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Name: return tr("Service and model");
    case Train: return tr("Per million");
    case Currency: return tr("Currency");
    case Encoding: return tr("Tokens");
    case Limit: return tr("Limit");
    default: return tr("Price of");
  }
}

Qt::ItemFlags PriceModel::flags(const QModelIndex&) const { return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable; }

}  // namespace timbre::ui
