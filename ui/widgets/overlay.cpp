// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/overlay.h"

#include "ui/theme/paint.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QShortcutEvent>
#include <QVariantAnimation>

namespace timbre::ui {

Overlay::Overlay(QWidget* window, QWidget* panel, Place place, int radius)
    : QWidget(window->window()), m_panel(panel), m_place(place), m_radius(radius) {
  setObjectName("overlay");
  setAccessibleName(panel->accessibleName().isEmpty() ? panel->windowTitle() : panel->accessibleName());
  panel->setParent(this);
  setFocusPolicy(Qt::NoFocus);
  hide();
}

Overlay* Overlay::top(const QWidget* window) {
  Overlay* found = nullptr;
  const auto all = window->findChildren<Overlay*>(QString(), Qt::FindDirectChildrenOnly);
  for (Overlay* overlay : all)
    if (overlay->m_open) found = overlay;
  return found;
}

void Overlay::open(QWidget* focusFirst) {
  m_open = true;
  m_before = window()->focusWidget();
  qApp->installEventFilter(this);
  place();
  show();
  raise();
  m_panel->show();
  if (focusFirst) focusFirst->setFocus(Qt::OtherFocusReason);
  if (theme().slideMs() == 0) return;
  auto* slide = new QVariantAnimation(this);
  slide->setDuration(theme().slideMs());
  slide->setEasingCurve(QEasingCurve::OutCubic);
  slide->setStartValue(0.0);
  slide->setEndValue(1.0);
  connect(slide, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
    m_shown = value.toDouble();
    place();
  });
  slide->start(QAbstractAnimation::DeleteWhenStopped);
}

void Overlay::close() {
  if (!m_open) return;
  m_open = false;
  qApp->removeEventFilter(this);
  hide();
  if (m_before) m_before->setFocus(Qt::OtherFocusReason);
  Q_EMIT closed();
  deleteLater();
}

void Overlay::place() {
  setGeometry(parentWidget()->rect());
  const int margin = theme().px(24);
  QSize size = m_panel->sizeHint().expandedTo(m_panel->minimumSize()).boundedTo(m_panel->maximumSize());
  if (m_panel->hasHeightForWidth()) size.setHeight(std::max({m_panel->heightForWidth(size.width()), m_panel->minimumHeight(), size.height()}));
  size = size.boundedTo({width() - 2 * margin, height() - 2 * margin});
  const int top = m_place == Place::Top ? std::min(theme().px(96), height() / 6) : (height() - size.height()) / 2;
  m_panel->setGeometry(QRect(QPoint((width() - size.width()) / 2, top + int((1 - m_shown) * theme().px(10))), size));
  update();
}

void Overlay::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  QColor scrim = t.color(Role::Scrim);
  scrim.setAlphaF(scrim.alphaF() * float(m_shown));
  painter.fillRect(rect(), scrim);
  const QRectF box = m_panel->geometry();
  paintShadow(painter, box, t.px(m_radius));
  paintRounded(painter, box, t.px(m_radius), t.color(Role::Raised), t.color(Role::Line));
}

void Overlay::mousePressEvent(QMouseEvent* event) {
  if (!m_panel->geometry().contains(event->position().toPoint())) Q_EMIT dismissed();
}

void Overlay::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) Q_EMIT dismissed();
  event->accept();
}

bool Overlay::moveFocus(bool next) {
  QWidget* from = window()->focusWidget();
  if (!from || !m_panel->isAncestorOf(from)) from = m_panel;
  for (QWidget* w = next ? from->nextInFocusChain() : from->previousInFocusChain(); w && w != from;
       w = next ? w->nextInFocusChain() : w->previousInFocusChain()) {
    if (!m_panel->isAncestorOf(w) || !w->isVisible() || !w->isEnabled() || !(w->focusPolicy() & Qt::TabFocus) || w->focusProxy()) continue;
    w->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
  }
  return true;
}

bool Overlay::focusNextPrevChild(bool next) { return moveFocus(next); }

bool Overlay::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize) {
    place();
    return false;
  }
  // Its content changed: the panel becomes as tall as that now needs.
  if (m_open && watched == m_panel && event->type() == QEvent::LayoutRequest) {
    place();
    return false;
  }
  if (!m_open || top(parentWidget()) != this) return false;
  // Shortcuts of the window behind would act on what the person cannot see.
  if (event->type() == QEvent::Shortcut) {
    auto* widget = qobject_cast<QWidget*>(watched);
    auto* action = widget ? nullptr : watched;
    const bool inside = widget ? m_panel->isAncestorOf(widget) : action && m_panel->isAncestorOf(qobject_cast<QWidget*>(action->parent()));
    return !inside;
  }
  return false;
}

}  // namespace timbre::ui
