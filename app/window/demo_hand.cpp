// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/demo_hand.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QTableView>

namespace timbre::window {

namespace {

void key(QWidget* to, int code, Qt::KeyboardModifiers modifiers, const QString& text) {
  QKeyEvent press(QEvent::KeyPress, code, modifiers, text);
  QCoreApplication::sendEvent(to, &press);
  QKeyEvent release(QEvent::KeyRelease, code, modifiers, text);
  QCoreApplication::sendEvent(to, &release);
}

void press(QWidget* widget, const QPointF& at) {
  const QPointF global = widget->mapToGlobal(at);
  QMouseEvent down(QEvent::MouseButtonPress, at, global, Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(widget, &down);
  QMouseEvent up(QEvent::MouseButtonRelease, at, global, Qt::LeftButton, Qt::NoButton, Qt::NoModifier);
  QCoreApplication::sendEvent(widget, &up);
}

}  // namespace

QWidget* DemoHand::seen(const QString& name) const {
  const auto all = m_window.findChildren<QWidget*>(name);
  for (QWidget* widget : all)
    if (widget->isVisible()) return widget;
  return nullptr;
}

bool DemoHand::click(const QString& name) const {
  QWidget* widget = seen(name);
  if (!widget || !widget->isEnabled()) return false;
  press(widget, QRectF(widget->rect()).center());
  return true;
}

bool DemoHand::clickCell(const QString& table, int row, int column) const {
  auto* view = seenAs<QTableView>(table);
  if (!view || !view->isEnabled() || row >= view->model()->rowCount()) return false;
  press(view->viewport(), QRectF(view->visualRect(view->model()->index(row, column))).center());
  return true;
}

bool DemoHand::type(const QString& name, const QString& text) const {
  QWidget* widget = seen(name);
  if (!widget || !widget->isEnabled()) return false;
  widget->setFocus(Qt::OtherFocusReason);
  key(widget, Qt::Key_A, Qt::ControlModifier, QString());
  for (const QChar c : text) key(widget, 0, Qt::NoModifier, QString(c));
  return true;
}

void DemoHand::escape() const {
  QWidget* focus = m_window.focusWidget();
  key(focus ? focus : &m_window, Qt::Key_Escape, Qt::NoModifier, QString());
}

}  // namespace timbre::window
