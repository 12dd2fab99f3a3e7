// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys of the table.
#include "ui/pages/dataset/row_delegate.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace timbre::ui {

void RowTableView::selectSpan(int from, int to, bool add) {
  const QItemSelection span(m_rows->index(std::min(from, to), 0), m_rows->index(std::max(from, to), RowTableModel::ColumnCount - 1));
  selectionModel()->setCurrentIndex(m_rows->index(to, RowTableModel::Number), QItemSelectionModel::NoUpdate);
  selectionModel()->select(span, add ? QItemSelectionModel::Select : QItemSelectionModel::ClearAndSelect);
}

void RowTableView::pressNumber(int row, Qt::KeyboardModifiers mods) {
  if (mods & Qt::ShiftModifier) {
    selectSpan(m_anchor >= 0 ? m_anchor : std::max(0, currentIndex().row()), row, mods & Qt::ControlModifier);
    return;
  }
  // The hovering check of another row adds it to the row that is selected already; in bulk each check is a toggle.
  if (m_bulk || mods & Qt::ControlModifier) {
    const bool was = rowSelected(row);
    m_anchor = row;
    selectionModel()->setCurrentIndex(m_rows->index(row, RowTableModel::Number), QItemSelectionModel::NoUpdate);
    selectionModel()->select(QItemSelection(m_rows->index(row, 0), m_rows->index(row, RowTableModel::ColumnCount - 1)),
                             was ? QItemSelectionModel::Deselect : QItemSelectionModel::Select);
    return;
  }
  m_anchor = row;
  selectSpan(row, row, false);
  m_drag = Drag::Select;
}

void RowTableView::mousePressEvent(QMouseEvent* event) {
  const QModelIndex at = indexAt(event->pos());
  m_drag = Drag::None;
  if (event->button() != Qt::LeftButton || !at.isValid() || at.column() != RowTableModel::Number) {
    if (event->button() == Qt::RightButton && at.isValid() && rowSelected(at.row())) return;  // the menu is for the selection
    QTableView::mousePressEvent(event);
    return;
  }
  commitOpenEditor();
  setFocus(Qt::MouseFocusReason);
  m_pressed = event->pos();
  if (rowSelected(at.row()) && !(event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier))) {
    m_drag = Drag::Armed;  // a drag moves the rows, a click toggles
    return;
  }
  pressNumber(at.row(), event->modifiers());
}

int RowTableView::dropRow(const QPoint& position) const {
  const int row = rowAt(std::clamp(position.y(), 0, viewport()->height() - 1));
  if (row < 0) return m_rows->rowCount();
  const int top = rowViewportPosition(row);
  return position.y() < top + QTableView::rowHeight(row) / 2 ? row : row + 1;
}

void RowTableView::mouseMoveEvent(QMouseEvent* event) {
  const QModelIndex at = indexAt(event->pos());
  const int hover = at.isValid() && at.column() == RowTableModel::Number && m_drag == Drag::None ? at.row() : -1;
  if (hover != m_hoverRow) {
    m_hoverRow = hover;
    viewport()->update();
  }
  if (m_drag == Drag::Armed && m_movable && !m_rows->readOnly() && (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
    m_drag = Drag::Move;
    viewport()->setCursor(Qt::ClosedHandCursor);
  }
  if (m_drag == Drag::Move) {
    m_dropRow = dropRow(event->pos());
    if (event->pos().y() < 0 || event->pos().y() > viewport()->height()) scrollTo(m_rows->index(std::clamp(m_dropRow, 0, m_rows->rowCount() - 1), 0));
    viewport()->update();
    return;
  }
  if (m_drag == Drag::Select) {
    const int row = rowAt(std::clamp(event->pos().y(), 0, viewport()->height() - 1));
    if (row >= 0 && m_anchor >= 0) {
      selectSpan(m_anchor, row, false);
      scrollTo(m_rows->index(row, RowTableModel::Number));
    }
    return;
  }
  if (m_drag == Drag::Armed) return;
  QTableView::mouseMoveEvent(event);
}

void RowTableView::mouseReleaseEvent(QMouseEvent* event) {
  const Drag was = std::exchange(m_drag, Drag::None);
  if (was == Drag::Move) {
    viewport()->unsetCursor();
    const int row = std::exchange(m_dropRow, -1);
    viewport()->update();
    if (row >= 0) Q_EMIT rowsDropped(row);
    return;
  }
  if (was == Drag::Armed) {
    const QModelIndex at = indexAt(m_pressed);
    if (!at.isValid()) return;
    if (m_bulk) pressNumber(at.row(), {});
    else endBulk();
    return;
  }
  if (was == Drag::Select) return;
  QTableView::mouseReleaseEvent(event);
}

void RowTableView::leaveEvent(QEvent* event) {
  QTableView::leaveEvent(event);
  if (m_hoverRow < 0) return;
  m_hoverRow = -1;
  viewport()->update();
}

void RowTableView::keyPressEvent(QKeyEvent* event) {
  const QModelIndex at = currentIndex();
  const auto mods = event->modifiers() & ~Qt::KeypadModifier;
  const bool plain = mods == Qt::NoModifier;
  switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (plain && at.isValid() && RowTableModel::cellOf(at.column()) && edit(at, AllEditTriggers, event)) return;
      if (plain && at.isValid()) Q_EMIT conversationRequested();
      if (plain) return;
      break;
    case Qt::Key_Space:
      if (!at.isValid()) break;
      if (mods == Qt::ShiftModifier) selectSpan(at.row(), at.row(), false);
      else if (m_bulk || mods == Qt::ControlModifier) pressNumber(at.row(), Qt::ControlModifier);
      else Q_EMIT conversationRequested();
      return;
    case Qt::Key_Up:
    case Qt::Key_Down:
      // In a selection of rows the arrows with Shift go on selecting rows.
      if (mods == Qt::ShiftModifier && at.isValid() && at.column() == RowTableModel::Number) {
        const int to = std::clamp(at.row() + (event->key() == Qt::Key_Up ? -1 : 1), 0, m_rows->rowCount() - 1);
        selectSpan(m_anchor >= 0 ? m_anchor : at.row(), to, false);
        scrollTo(m_rows->index(to, RowTableModel::Number));
        return;
      }
      break;
    case Qt::Key_Tab:
    case Qt::Key_Backtab: {
      // Inside the table Tab walks cells; at the end of a row it leaves the table, so that it is no trap.
      if (!at.isValid() || mods & Qt::ControlModifier) {
        event->ignore();
        return;
      }
      const int step = event->key() == Qt::Key_Tab ? 1 : -1;
      int column = at.column() + step;
      while (column >= 0 && column < RowTableModel::ColumnCount && isColumnHidden(column)) column += step;
      if (column < 0 || column >= RowTableModel::ColumnCount) {
        event->ignore();
        return;
      }
      goTo(at.row(), column);
      return;
    }
    case Qt::Key_Home:
    case Qt::Key_End:
      if (mods & Qt::ControlModifier && m_rows->rowCount() > 0) {
        const int to = event->key() == Qt::Key_Home ? 0 : m_rows->rowCount() - 1;
        if (mods & Qt::ShiftModifier) break;
        goTo(to, at.isValid() ? at.column() : int(RowTableModel::User));
        return;
      }
      break;
    case Qt::Key_Escape:
      if (m_drag == Drag::Move) {  // the rows stay where they are
        m_drag = Drag::None;
        m_dropRow = -1;
        viewport()->unsetCursor();
        viewport()->update();
        return;
      }
      if (m_bulk) {
        endBulk();
        return;
      }
      break;
    default: break;
  }
  QTableView::keyPressEvent(event);
}

void RowTableView::contextMenuEvent(QContextMenuEvent* event) {
  if (event->reason() == QContextMenuEvent::Keyboard) {
    const QRect cell = visualRect(currentIndex());
    Q_EMIT menuRequested(viewport()->mapToGlobal(cell.isValid() ? cell.center() : QPoint(20, 20)));
    return;
  }
  const QModelIndex at = indexAt(event->pos());
  if (!at.isValid()) return;
  if (!rowSelected(at.row()) && !selectionModel()->isSelected(at)) goTo(at.row(), at.column());
  Q_EMIT menuRequested(event->globalPos());
}

void RowTableView::paintEvent(QPaintEvent* event) {
  QTableView::paintEvent(event);
  if (m_drag != Drag::Move || m_dropRow < 0) return;
  const int y = m_dropRow < m_rows->rowCount() ? rowViewportPosition(m_dropRow) : rowViewportPosition(m_rows->rowCount() - 1) + QTableView::rowHeight(m_rows->rowCount() - 1);
  QPainter painter(viewport());
  painter.fillRect(QRect(0, y - 1, viewport()->width(), 2), theme().color(Role::Focus));
}

}  // namespace timbre::ui
