// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/cell_editor.h"

#include "ui/theme/theme.h"

#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QTextBlock>
#include <QTextDocument>

#include <cmath>

namespace timbre::ui {

CellEditor::CellEditor(QWidget* parent, bool multiline) : QPlainTextEdit(parent), m_multiline(multiline) {
  setObjectName(QStringLiteral("cellEditor"));
  setFrameShape(QFrame::NoFrame);
  setViewportMargins(2, 2, 2, 2);
  setTabChangesFocus(false);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFont(theme().font(TextRole::Body));
  document()->setDocumentMargin(theme().px(6));
  connect(this, &QPlainTextEdit::textChanged, this, &CellEditor::fit);
}

void CellEditor::setOriginal(const QString& text, bool select) {
  m_original = text;
  setWaiting(false);
  setPlainText(text);
  // Pasted and typed line ends become \n; compare with what the document gives back.
  m_original = toPlainText();
  if (select) selectAll();
  else moveCursor(QTextCursor::End);
}

void CellEditor::setWaiting(bool waiting) {
  m_waiting = waiting;
  setReadOnly(waiting);
}

void CellEditor::setCellRect(const QRect& cellRect, const QRect& room) {
  m_cell = cellRect;
  m_room = room;
  fit();
}

int CellEditor::heightFor(int width) const {
  const int inner = std::max(theme().px(40), width - 4 - 2 * int(document()->documentMargin()));
  const int line = QFontMetrics(font()).lineSpacing();
  int lines = 0;
  double height = 0;
  // Long texts end in a scrolling editor anyway: no need to measure all of them.
  for (QTextBlock block = document()->begin(); block.isValid() && lines < 60; block = block.next()) {
    QTextLayout layout(block.text().left(8000), font());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    int own = 0;
    while (own < 60) {
      QTextLine textLine = layout.createLine();
      if (!textLine.isValid()) break;
      textLine.setLineWidth(inner);
      height += textLine.height();
      ++own;
    }
    layout.endLayout();
    if (own == 0) height += line;
    lines += std::max(1, own);
  }
  return int(std::ceil(std::max(height, double(line)))) + 2 * int(document()->documentMargin()) + 5;
}

void CellEditor::fit() {
  if (m_cell.isNull()) return;
  const int width = std::clamp(std::max(m_cell.width(), theme().px(280)), m_cell.width(), std::max(m_cell.width(), m_room.width()));
  int x = m_cell.x();
  if (x + width > m_room.right() + 1) x = std::max(m_room.x(), m_room.right() + 1 - width);
  const int wanted = std::max(m_cell.height(), heightFor(width));
  const int most = std::max(m_cell.height(), std::min(theme().px(320), m_room.height()));
  const int height = std::min(wanted, most);
  int y = m_cell.y();
  if (y + height > m_room.bottom() + 1) y = std::max(m_room.y(), m_room.bottom() + 1 - height);
  setVerticalScrollBarPolicy(wanted > most ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
  setGeometry(x, y, width, height);
}

bool CellEditor::event(QEvent* event) {
  if (event->type() == QEvent::Paint) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().color(Role::Focus));
    painter.fillRect(rect().adjusted(2, 2, -2, -2), theme().color(Role::Surface));
    return true;
  }
  if (event->type() == QEvent::ShortcutOverride) {
    // What the table does with these keys must not happen while a text is being written.
    const auto* key = static_cast<QKeyEvent*>(event);
    static const QList<int> ours = {Qt::Key_D, Qt::Key_R, Qt::Key_Minus, Qt::Key_Equal, Qt::Key_Plus, Qt::Key_Delete, Qt::Key_Up, Qt::Key_Down,
                                    Qt::Key_Escape, Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space, Qt::Key_Backspace, Qt::Key_C, Qt::Key_V, Qt::Key_X,
                                    Qt::Key_A, Qt::Key_Z, Qt::Key_Y};
    if (ours.contains(key->key())) {
      event->accept();
      return true;
    }
  }
  return QPlainTextEdit::event(event);
}

void CellEditor::inputMethodEvent(QInputMethodEvent* event) {
  m_composing = !event->preeditString().isEmpty();
  QPlainTextEdit::inputMethodEvent(event);
}

void CellEditor::keyPressEvent(QKeyEvent* event) {
  const int key = event->key();
  const auto mods = event->modifiers() & ~Qt::KeypadModifier;
  if (m_composing && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab || key == Qt::Key_Escape)) return;
  if (key == Qt::Key_Escape) {
    Q_EMIT cancelled();
    return;
  }
  if (key == Qt::Key_Return || key == Qt::Key_Enter) {
    const bool newLine = m_multiline ? mods == Qt::NoModifier || mods == Qt::ShiftModifier || mods == Qt::AltModifier : mods & (Qt::AltModifier | Qt::ShiftModifier);
    if (newLine && !isReadOnly()) insertPlainText(QStringLiteral("\n"));
    else if (!newLine) Q_EMIT finished(m_multiline || mods & Qt::ControlModifier ? Leave::Stay : Leave::Down);
    return;
  }
  if (key == Qt::Key_Tab || key == Qt::Key_Backtab) {
    Q_EMIT finished(key == Qt::Key_Tab ? Leave::Right : Leave::Left);
    return;
  }
  QPlainTextEdit::keyPressEvent(event);
}

}  // namespace timbre::ui
