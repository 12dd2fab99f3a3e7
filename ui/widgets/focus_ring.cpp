// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/focus_ring.h"

#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QFocusEvent>
#include <QLineEdit>
#include <QMenuBar>
#include <QPainter>

namespace timbre::ui {

namespace {

bool drawsOwnFocus(const QWidget* w) {
  return qobject_cast<const QLineEdit*>(w) || qobject_cast<const QAbstractSpinBox*>(w) || qobject_cast<const QComboBox*>(w) ||
         (qobject_cast<const QAbstractScrollArea*>(w) && !w->property("ringInside").toBool()) || qobject_cast<const QMenuBar*>(w) || w->property("ownFocus").toBool();
}

bool byKey(Qt::FocusReason reason) {
  return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
}

constexpr int kOutside = 4;

}  // namespace

FocusRing* FocusRing::install(QWidget* window) {
  if (auto* existing = window->findChild<FocusRing*>(QString(), Qt::FindDirectChildrenOnly)) return existing;
  return new FocusRing(window);
}

FocusRing::FocusRing(QWidget* window) : QWidget(window) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_NoSystemBackground);
  setFocusPolicy(Qt::NoFocus);
  setObjectName("focusRing");
  setAccessibleName(QStringLiteral("focus"));
  hide();
  qApp->installEventFilter(this);
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::FocusIn: {
      auto* widget = qobject_cast<QWidget*>(watched);
      if (!widget || widget == this || widget->window() != window()) break;
      const auto reason = static_cast<QFocusEvent*>(event)->reason();
      // Coming back to the window or from a menu keeps what was shown before.
      if (reason == Qt::ActiveWindowFocusReason || reason == Qt::PopupFocusReason || reason == Qt::MenuBarFocusReason) break;
      const bool chosen = byKey(reason) && !fell();
      if (byKey(reason) && !chosen) bringHome(widget);
      m_holder = widget;
      follow(chosen && !drawsOwnFocus(widget) ? widget : nullptr);
      break;
    }
    case QEvent::FocusOut:
      if (watched == m_target) follow(nullptr);
      break;
    case QEvent::Move: case QEvent::Resize: case QEvent::Show: case QEvent::Hide:
      if (m_target && m_watched.contains(static_cast<QWidget*>(watched))) place();
      break;
    case QEvent::MouseButtonPress:
      if (m_target && watched == m_target) follow(nullptr);
      break;
    default: break;
  }
  return false;
}

/// A person's Tab leaves a control that still can have the focus.
bool FocusRing::fell() const { return m_holder && (!m_holder->isVisible() || !m_holder->isEnabled()); }

void FocusRing::bringHome(QWidget* landed) {
  QWidget* home = m_holder;
  while (home && !(home->property("focusHome").toBool() && home->isVisible() && home->isEnabled())) home = home->parentWidget();
  if (!home) return;
  // Later, because whoever hides a page may be about to place the focus itself.
  QMetaObject::invokeMethod(
      this,
      [home = QPointer(home), landed = QPointer(landed)] {
        if (home && landed && landed->hasFocus()) home->setFocus(Qt::OtherFocusReason);
      },
      Qt::QueuedConnection);
}

void FocusRing::follow(QWidget* target) {
  m_target = target;
  m_watched.clear();
  for (QWidget* w = target; w && w != window(); w = w->parentWidget()) m_watched.append(w);
  place();
}

void FocusRing::place() {
  if (!m_target || !m_target->isVisible()) {
    hide();
    return;
  }
  // Areas that reach to an edge have no room for a ring around them.
  const int out = m_target->property("ringInside").toBool() ? 0 : kOutside;
  setGeometry(QRect(m_target->mapTo(window(), QPoint(0, 0)), m_target->size()).adjusted(-out, -out, out, out));
  raise();
  show();
  update();
}

void FocusRing::paintEvent(QPaintEvent*) {
  if (!m_target) return;
  QPainter painter(this);
  // A control that is partly scrolled away shows only the part of its ring that its viewport shows.
  for (QWidget* w = m_target->parentWidget(); w && w != window(); w = w->parentWidget()) {
    const auto* area = qobject_cast<QAbstractScrollArea*>(w->parentWidget());
    if (area && area->viewport() == w) painter.setClipRect(QRect(w->mapTo(window(), QPoint(0, 0)) - pos(), w->size()), Qt::IntersectClip);
  }
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme().color(Role::Focus), 2));
  const QVariant radius = m_target->property("ringRadius");
  const double r = theme().px(radius.isValid() ? radius.toInt() : 6) + 2;
  painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), r, r);
}

}  // namespace timbre::ui
