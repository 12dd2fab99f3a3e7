// SPDX-License-Identifier: GPL-3.0-or-later
// The dataset table: QTableView with the habits of a spreadsheet. Cells are selected by mouse and Shift+arrows; the number
// column selects rows (drag, Shift, Ctrl). Two or more whole rows are a bulk selection: checks replace the numbers until it
// ends. Whole selected rows can be dragged by their number to another place; Alt+Up and Alt+Down do the same.
//
// Column widths follow the design: fixed ones left and right, User and Assistant share the rest in a ratio that the user may
// drag. System and Tags take no room before a row with something in them was in memory, unless a person wants them; in a narrow
// table System goes, then Tags. Nothing here talks to a service; the model does.
#pragma once

#include "ui/models/row_table_model.h"
#include "ui/pages/dataset/cell_editor.h"

#include <QPointer>
#include <QTableView>
#include <QTimer>

namespace timbre::ui {

class RowDelegate;

class RowTableView : public QTableView {
  Q_OBJECT
 public:
  enum class RowHeight { Small, Medium, Large };
  explicit RowTableView(RowTableModel* model, QWidget* parent = nullptr);

  RowTableModel* rows() const { return m_rows; }
  RowDelegate* painter() const { return m_delegate; }
  void setRowHeight(RowHeight height);
  RowHeight rowHeight_() const { return m_height; }
  /// What a person said about a column. Auto: shown, but System and Tags only when a row has something in them.
  enum class ColumnWish { Auto, Shown, Hidden };
  void setColumnWish(int column, ColumnWish wish);
  ColumnWish columnWish(int column) const { return m_wishes.value(column, ColumnWish::Auto); }
  /// Shown where there is room; narrow tables hide more.
  bool columnWanted(int column) const;
  /// Another project: no row of it is known to have anything in System or Tags.
  void forgetFilled();
  double userShare() const { return m_userShare; }
  void setUserShare(double share);

  bool bulk() const { return m_bulk; }
  void endBulk();
  /// Inclusive, sorted, not overlapping: rows selected as a whole, or else those that have a selected cell.
  QList<std::pair<int, int>> wholeRows() const { return m_wholeRows; }
  QList<std::pair<int, int>> touchedRows() const;
  int wholeRowCount() const { return m_wholeCount; }
  qint64 selectedCells() const;
  bool rowSelected(int row) const;
  /// Painted with the selection's ground: a whole row, or the current one.
  bool rowMarked(int row) const;
  int hoverRow() const { return m_hoverRow; }
  void selectRows(const QList<std::pair<int, int>>& ranges, int current);
  void goTo(int row, int column, bool center = false);

  /// Opens the editor of a cell; the row must be in memory.
  bool editCell(int row, int column);
  CellEditor* openEditor() const { return m_editor; }
  void editorOpened(CellEditor* editor);
  void closeCellEditor(CellEditor* editor, bool commit, CellEditor::Leave leave);
  void commitOpenEditor();
  /// Full text of a cell whose editor waits for it.
  void giveFullText(session::RowId row, const QString& system, const QString& user, const QString& assistant);
  void setMovable(bool movable) { m_movable = movable; }

 Q_SIGNALS:
  void fullTextWanted(timbre::session::RowId row);
  void bulkChanged(bool bulk);
  void selectionMoved();           ///< cells, rows or the current row changed
  void viewportMoved();
  void conversationRequested();    ///< Space
  void rowsDropped(int beforeRow); ///< whole selected rows were dragged in front of this view row
  void draft(timbre::session::RowId row, timbre::data::Cell cell, const QString& text);
  void draftEnded(timbre::session::RowId row, timbre::data::Cell cell);
  void menuRequested(const QPoint& globalPosition);
  void widthsChanged();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;
  void updateGeometries() override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

 private:
  void applyMetrics();
  void layoutColumns();
  void noteFilled(int first, int last);
  void tellViewport();
  void editorGone(const QWidget* editor);
  void pressNumber(int row, Qt::KeyboardModifiers mods);
  void selectSpan(int from, int to, bool add);
  int dropRow(const QPoint& position) const;

  RowTableModel* m_rows;
  RowDelegate* m_delegate;
  RowHeight m_height = RowHeight::Medium;
  QHash<int, ColumnWish> m_wishes;
  QSet<int> m_filled;               ///< of System and Tags: a row with something in them was seen
  double m_userShare = 0.5;
  bool m_arranging = false;
  bool m_bulk = false;
  bool m_movable = true;
  QList<std::pair<int, int>> m_wholeRows;
  int m_wholeCount = 0;
  int m_hoverRow = -1;
  int m_anchor = -1;                ///< row where a row selection began
  enum class Drag { None, Select, Armed, Move } m_drag = Drag::None;
  QPoint m_pressed;
  int m_dropRow = -1;
  QPointer<CellEditor> m_editor;
  QTimer m_draftTimer;
  QString m_lastDraft;
};

}  // namespace timbre::ui
