// SPDX-License-Identifier: GPL-3.0-or-later
// The models that are known, under headings: starter, used before, downloaded, in the two caches, opened just now. A
// heading is a row that cannot be chosen. GUI thread.
#pragma once

#include "core/session/model_shelf.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <optional>
#include <vector>

namespace timbre::ui {

class ModelListModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum { DetailRole = Qt::UserRole + 1, HeadingRole, MissingRole };
  using QAbstractListModel::QAbstractListModel;

  void setModels(std::vector<session::KnownModel> models);
  /// A folder that a person opened: stands first, until the list is made anew with it in it.
  void setOpened(std::vector<session::KnownModel> models);
  void setFilter(const QString& filter);
  /// The model of a row; none for a heading.
  const session::KnownModel* model(int row) const;
  /// -1 when it is not shown.
  int rowOf(const std::filesystem::path& folder) const;
  int firstModel() const;
  bool holds(const std::filesystem::path& folder) const;
  void retranslate() { rebuild(); }

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 private:
  struct Row {
    QString heading;
    const session::KnownModel* model = nullptr;
  };
  void rebuild();
  static QString headingOf(session::KnownModel::Source source);
  std::vector<session::KnownModel> m_models, m_opened;
  std::vector<Row> m_rows;
  QString m_filter;
};

class ModelListDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace timbre::ui
