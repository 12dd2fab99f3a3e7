// SPDX-License-Identifier: GPL-3.0-or-later
// Paints the cells of the dataset table and makes their editor. Cell kinds: digits or check, badge, named prompt, text of n
// lines, digits with a bar, tags, word. Row ground, row line and the 2 px edge of the current cell are painted here as well.
// Reads rows from RowTableModel only. GUI thread; paints without allocating widgets.
#pragma once

#include "core/session/dataset_service.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QStyledItemDelegate>

namespace timbre::ui {

class CellEditor;
class RowTableView;

class RowDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  explicit RowDelegate(RowTableView* view);

  void setLines(int lines) { m_lines = lines; }
  int lines() const { return m_lines; }
  /// Bars are drawn against `p95`; rows above `limit` are in the error colour. ≤ 0: not known.
  void setScale(double p95, qint64 limit);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  void setEditorData(QWidget* editor, const QModelIndex& index) const override;
  void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
  void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  /// The colour that stands for a system prompt.
  static Role promptTone(qint64 group);

 protected:
  bool eventFilter(QObject* editor, QEvent* event) override;

 private:
  void paintText(QPainter& painter, const QRect& box, const session::RowSummary& row, data::Cell cell) const;
  void paintPrompt(QPainter& painter, const QRect& box, const session::RowSummary& row) const;
  void paintStatus(QPainter& painter, const QRect& box, const session::RowSummary& row) const;
  void paintTokens(QPainter& painter, const QRect& box, const session::RowSummary& row) const;
  void paintTags(QPainter& painter, const QRect& box, const session::RowSummary& row) const;
  void paintNumber(QPainter& painter, const QRect& box, const session::RowSummary* row, int viewRow) const;

  RowTableView* m_view;
  int m_lines = 2;
  double m_p95 = 0;
  qint64 m_limit = 0;
};

}  // namespace timbre::ui
