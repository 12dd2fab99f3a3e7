// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/nav_item.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/text_block.h"

#include <QPainter>

namespace timbre::ui {

namespace {

QFont navFont() {
  QFont font = theme().font(TextRole::Body);
  font.setWeight(QFont::Medium);
  return font;
}

Role dotOf(BadgeKind kind) {
  switch (kind) {
    case BadgeKind::Error: return Role::Err;
    case BadgeKind::Warn: return Role::Warn;
    case BadgeKind::Ok: return Role::Ok;
    case BadgeKind::Accent: case BadgeKind::Solid: return Role::Accent;
    default: return Role::LineStrong;
  }
}

}  // namespace

NavItem::NavItem(QWidget* parent) : QAbstractButton(parent) {
  setCheckable(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NavItem::setContent(const QString& icon, const QString& name, const QString& keys) {
  m_icon = icon;
  m_keys = keys;
  setText(name);
  describe();
  update();
}

void NavItem::setBadge(const NavBadge& badge) {
  if (badge == m_badge) return;
  m_badge = badge;
  describe();
  update();
}

void NavItem::setRail(bool rail) {
  m_rail = rail;
  describe();
  updateGeometry();
}

void NavItem::describe() {
  setAccessibleName(m_badge.text.isEmpty() ? text() : text() + QStringLiteral(", ") + m_badge.text);
  setToolTip(m_rail ? tipWithKeys(accessibleName(), m_keys) : QString());
}

QSize NavItem::sizeHint() const { return {theme().px(m_rail ? 40 : 196), theme().px(34)}; }

void NavItem::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter p(this);
  const bool current = isChecked();
  if (current) paintRounded(p, rect(), t.px(6), t.color(Role::Selection));
  else if (isDown() || (underMouse() && isEnabled())) paintRounded(p, rect(), t.px(6), t.color(isDown() ? Role::Press : Role::Hover));
  if (current) paintRounded(p, QRectF(0, t.px(8), 3, height() - 2 * t.px(8)), 1.5, t.color(Role::Accent));
  const QColor icon = t.color(!isEnabled() ? Role::Disabled : current ? Role::AccentText : Role::Text2);
  const int size = t.px(m_rail ? 18 : 16);
  Icons::paint(p, m_rail ? rect() : QRect(t.px(12), 0, size, height()), m_icon, icon, size);
  if (m_rail) {
    if (!m_badge.text.isEmpty()) {
      const double d = t.px(8);
      paintRounded(p, QRectF(width() / 2.0 + t.px(6), height() / 2.0 - t.px(12), d, d), d / 2, t.color(dotOf(m_badge.kind)), t.color(current ? Role::Selection : Role::Window), 1);
    }
    return;
  }
  int right = width() - t.px(6);
  if (!m_badge.text.isEmpty()) {
    if (m_badge.kind == BadgeKind::Mute) {
      QFont font = t.font(TextRole::Caption);
      font.setWeight(QFont::DemiBold);
      const int w = tabularWidth(m_badge.text, font);
      right -= t.px(5);
      drawTabular(p, QRect(right - w, 0, w, height()), m_badge.text, font, t.color(Role::Text2));
      right -= w;
    } else {
      const QSize badge = badgeSize(m_badge.kind, m_badge.text, QStringLiteral("-"));
      right -= badge.width();
      paintBadge(p, QRect(right, 0, badge.width(), height()), m_badge.kind, m_badge.text, QStringLiteral("-"));
    }
  }
  drawTextLine(p, QRect(t.px(37), 0, right - t.px(37) - t.px(6), height()), text(), navFont(), t.color(isEnabled() ? Role::Text1 : Role::Disabled));
}

ProjectButton::ProjectButton(QWidget* parent) : QAbstractButton(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ProjectButton::setProject(const QString& name, const QString& detail) {
  setText(name);
  m_detail = detail;
  setAccessibleName(tr("Project %1").arg(name));
  setAccessibleDescription(detail);
  setToolTip(m_rail ? name + QLatin1Char('\n') + detail : QString());
  update();
}

void ProjectButton::setRail(bool rail) {
  m_rail = rail;
  setToolTip(rail ? text() + QLatin1Char('\n') + m_detail : QString());
  updateGeometry();
}

QSize ProjectButton::sizeHint() const { return {theme().px(m_rail ? 40 : 196), theme().px(m_rail ? 40 : 46)}; }

void ProjectButton::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter p(this);
  if (isDown() || underMouse()) paintRounded(p, rect(), t.px(8), t.color(isDown() ? Role::Press : Role::Hover));
  const int size = t.px(m_rail ? 30 : 32);
  const int x = m_rail ? (width() - size) / 2 : t.px(8);
  Monogram::paint(p, QRect(x, (height() - size) / 2, size, size), text(), false);
  if (m_rail) return;
  const int left = x + size + t.px(10), room = width() - left - t.px(24);
  const int strong = t.lineBox(TextRole::Strong), small = t.lineBox(TextRole::Caption) + 1;
  const int top = m_detail.isEmpty() ? (height() - strong) / 2 : (height() - strong - small) / 2;
  drawTextLine(p, QRect(left, top, room, strong), text(), t.font(TextRole::Strong), t.color(Role::Text1));
  drawTextLine(p, QRect(left, top + strong, room, small), m_detail, t.font(TextRole::Caption), t.color(Role::Text2));
  Icons::paint(p, QRect(width() - t.px(22), 0, t.px(16), height()), "chevrons-up-down", t.color(Role::Text2), t.px(14));
}

}  // namespace timbre::ui
