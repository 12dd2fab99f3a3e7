// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text editor with the current cell's 2 px edge. In a table cell it grows over its neighbours while the text grows.
// Enter finishes and goes down, Tab right, Shift+Tab left, Esc takes back, Alt+Enter is a new line; while an input method is
// composing, Enter belongs to the input method. In `multiline` use (bubbles) Enter is a new line and Ctrl+Enter finishes.
#pragma once

#include "core/session/dataset_service.h"

#include <QPlainTextEdit>

namespace timbre::ui {

class CellEditor : public QPlainTextEdit {
  Q_OBJECT
 public:
  enum class Leave { Stay, Down, Right, Left };
  explicit CellEditor(QWidget* parent = nullptr, bool multiline = false);

  session::RowId row = 0;
  data::Cell cell = data::Cell::Assistant;
  /// Text that was put in by the program, to know whether the user changed it.
  void setOriginal(const QString& text, bool selectAll);
  QString original() const { return m_original; }
  bool changed() const { return toPlainText() != m_original; }
  /// The rest of a long text is still on its way: not editable until setOriginal.
  void setWaiting(bool waiting);
  bool waiting() const { return m_waiting; }
  /// The cell in viewport coordinates and the room it may grow into; keeps the geometry fitting.
  void setCellRect(const QRect& cellRect, const QRect& room);
  /// Height that the text needs at this width.
  int heightFor(int width) const;

 Q_SIGNALS:
  void finished(timbre::ui::CellEditor::Leave leave);
  void cancelled();

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void inputMethodEvent(QInputMethodEvent* event) override;

 private:
  void fit();
  QString m_original;
  QRect m_cell, m_room;
  bool m_multiline;
  bool m_waiting = false;
  bool m_composing = false;
};

}  // namespace timbre::ui
