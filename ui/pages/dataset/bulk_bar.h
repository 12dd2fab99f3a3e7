// SPDX-License-Identifier: GPL-3.0-or-later
// The dark bar that floats above the table's lower edge while rows are selected: count and the commands for all of them.
#pragma once

#include <QWidget>

class QAction;
class QHBoxLayout;
class QMenu;

namespace timbre::ui {

class BulkBar : public QWidget {
  Q_OBJECT
 public:
  explicit BulkBar(QWidget* over);
  void addCommand(QAction* action, const QString& objectName);
  /// A menu above the bar.
  void addMenu(QMenu* menu, QAction* words, const QString& objectName);
  void setCount(qint64 rows);
  /// Centred over its parent, 16 px above the lower edge.
  void place();

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  class Item;
  QHBoxLayout* m_row;
  qint64 m_count = 0;
  QWidget* m_label;
};

}  // namespace timbre::ui
