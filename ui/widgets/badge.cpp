// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/badge.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/text_block.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

namespace timbre::ui {

namespace {

QFont badgeFont() {
  QFont font = theme().font(TextRole::Caption);
  font.setWeight(QFont::DemiBold);
  return font;
}

QString resolvedIcon(BadgeKind kind, const QString& icon) { return icon == "-" ? QString() : icon.isEmpty() ? badgeIcon(kind) : icon; }

QFont tagFont() {
  QFont font = theme().font(TextRole::Caption);
  font.setWeight(QFont::Medium);
  return font;
}

}  // namespace

QString badgeIcon(BadgeKind kind) {
  switch (kind) {
    case BadgeKind::Ok: return "circle-check";
    case BadgeKind::Warn: return "triangle-alert";
    case BadgeKind::Error: return "circle-x";
    case BadgeKind::Info: return "info";
    default: return {};
  }
}

Role badgeTone(BadgeKind kind) {
  switch (kind) {
    case BadgeKind::Ok: return Role::Ok;
    case BadgeKind::Warn: return Role::Warn;
    case BadgeKind::Error: return Role::Err;
    case BadgeKind::Info: return Role::Info;
    case BadgeKind::Accent: return Role::AccentText;
    case BadgeKind::Solid: return Role::OnAccent;
    case BadgeKind::Mute: break;
  }
  return Role::Text2;
}

Role badgeGround(BadgeKind kind) {
  switch (kind) {
    case BadgeKind::Ok: return Role::OkSoft;
    case BadgeKind::Warn: return Role::WarnSoft;
    case BadgeKind::Error: return Role::ErrSoft;
    case BadgeKind::Info: return Role::InfoSoft;
    case BadgeKind::Accent: return Role::AccentSoft;
    case BadgeKind::Solid: return Role::Accent;
    case BadgeKind::Mute: break;
  }
  return Role::Sunken;
}

QSize badgeSize(BadgeKind kind, const QString& text, const QString& icon) {
  const Theme& t = theme();
  const QString name = resolvedIcon(kind, icon);
  int width = QFontMetrics(badgeFont()).horizontalAdvance(text) + 1 + t.px(name.isEmpty() ? 16 : 13);
  if (!name.isEmpty()) width += t.px(12) + t.px(text.isEmpty() ? 0 : 3);
  return {width, t.px(20)};
}

QRect paintBadge(QPainter& painter, const QRect& rect, BadgeKind kind, const QString& text, const QString& icon) {
  const Theme& t = theme();
  const QSize size = badgeSize(kind, text, icon);
  const QRect box(rect.x(), rect.y() + (rect.height() - size.height()) / 2, std::min(size.width(), rect.width()), size.height());
  paintRounded(painter, box, box.height() / 2.0, t.color(badgeGround(kind)));
  const QString name = resolvedIcon(kind, icon);
  QRect words = box.adjusted(t.px(8), 0, -t.px(8), 0);
  if (!name.isEmpty()) {
    Icons::paint(painter, QRect(box.x() + t.px(6), box.y(), t.px(12), box.height()), name, t.color(badgeTone(kind)), t.px(12));
    words = box.adjusted(t.px(21), 0, -t.px(6), 0);
  }
  drawTextLine(painter, words, text, badgeFont(), t.color(badgeTone(kind)));
  return box;
}

QSize tagSize(const QString& text) { return {QFontMetrics(tagFont()).horizontalAdvance(text) + 1 + theme().px(12), theme().px(20)}; }

QRect paintTag(QPainter& painter, const QRect& rect, const QString& text) {
  const Theme& t = theme();
  const QSize size = tagSize(text);
  const QRect box(rect.x(), rect.y() + (rect.height() - size.height()) / 2, std::min(size.width(), rect.width()), size.height());
  paintRounded(painter, box, t.px(4), t.color(Role::Sunken), t.color(Role::Line));
  drawTextLine(painter, box.adjusted(t.px(6), 0, -t.px(6), 0), text, tagFont(), t.color(Role::Text2));
  return box;
}

Badge::Badge(BadgeKind kind, const QString& text, const QString& icon, QWidget* parent) : QWidget(parent), m_kind(kind) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setBadge(kind, text, icon);
}

void Badge::setBadge(BadgeKind kind, const QString& text, const QString& icon) {
  m_kind = kind;
  m_text = text;
  m_icon = icon;
  setAccessibleName(text);
  updateGeometry();
  update();
}

QSize Badge::sizeHint() const { return badgeSize(m_kind, m_text, m_icon); }

void Badge::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintBadge(painter, rect(), m_kind, m_text, m_icon);
}

KeyCaps::KeyCaps(const QString& keys, QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setKeys(keys);
}

QStringList KeyCaps::split(const QString& keys) {
  if (keys == "+") return {keys};
  QStringList out = keys.split('+', Qt::SkipEmptyParts);
  if (keys.endsWith("++")) out << "+";
  return out;
}

void KeyCaps::setKeys(const QString& keys) {
  m_keys = split(keys);
  setAccessibleName(keys);
  updateGeometry();
  update();
}

int KeyCaps::width(const QStringList& keys) {
  const QFontMetrics fm(tagFont());
  int width = 0;
  for (const QString& key : keys) width += std::max(theme().px(18), fm.horizontalAdvance(key) + theme().px(10)) + theme().px(4);
  return std::max(0, width - theme().px(4));
}

int KeyCaps::paint(QPainter& painter, const QRect& box, const QStringList& keys, bool rightAligned) {
  const Theme& t = theme();
  const QFontMetrics fm(tagFont());
  const int total = width(keys);
  int x = rightAligned ? box.right() + 1 - total : box.x();
  for (const QString& key : keys) {
    const int w = std::max(t.px(18), fm.horizontalAdvance(key) + t.px(10));
    const QRect cap(x, box.y() + (box.height() - t.px(18)) / 2, w, t.px(18));
    paintRounded(painter, cap, t.px(4), t.color(Role::Sunken), t.color(Role::Line));
    drawTextLine(painter, cap, key, tagFont(), t.color(Role::Text2), Qt::AlignHCenter, Qt::ElideNone);
    x += w + t.px(4);
  }
  return total;
}

QSize KeyCaps::sizeHint() const { return {width(m_keys), theme().px(20)}; }

void KeyCaps::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paint(painter, rect(), m_keys, false);
}

Chip::Chip(const QString& text, const QString& icon, QWidget* parent) : QAbstractButton(parent), m_icon(icon) {
  setText(text);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setProperty("ringRadius", 13);
}

QFont Chip::chipFont() const {
  QFont font = theme().font(TextRole::Small);
  font.setWeight(QFont::Medium);
  return font;
}

void Chip::setMenu(QMenu* menu) {
  m_menu = menu;
  if (menu) connect(this, &QAbstractButton::clicked, menu, [this] { m_menu->popup(mapToGlobal(QPoint(0, height() + 2))); });
  updateGeometry();
}

void Chip::setRemovable(bool removable) {
  m_removable = removable;
  updateGeometry();
  update();
}

void Chip::setIconName(const QString& icon) {
  m_icon = icon;
  updateGeometry();
  update();
}

QSize Chip::sizeHint() const {
  const Theme& t = theme();
  int width = QFontMetrics(chipFont()).horizontalAdvance(text()) + 1 + t.px(20);
  if (!m_icon.isEmpty()) width += t.px(19);
  if (m_menu || m_removable) width += t.px(16);
  return {width, t.px(26)};
}

void Chip::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  Role ground = isDown() ? Role::Press : underMouse() && isEnabled() ? Role::Hover : Role::Surface;
  Role edge = isEnabled() ? Role::LineMid : Role::Line, tone = isEnabled() ? Role::Text1 : Role::Disabled;
  if (isChecked() && isEnabled()) ground = Role::AccentSoft, edge = Role::AccentLine, tone = Role::AccentText;
  paintRounded(painter, rect(), height() / 2.0, t.color(ground), t.color(edge));
  QRect words = rect().adjusted(t.px(10), 0, -t.px(m_menu || m_removable ? 24 : 8), 0);
  if (!m_icon.isEmpty()) {
    Icons::paint(painter, QRect(t.px(10), 0, t.px(14), height()), m_icon, t.color(tone == Role::Text1 ? Role::Text2 : tone), t.px(14));
    words.setLeft(words.left() + t.px(19));
  }
  drawTextLine(painter, words, text(), chipFont(), t.color(tone), Qt::AlignLeft, Qt::ElideNone);
  const QRectF end(width() - t.px(24), 0, t.px(16), height());
  if (m_menu) paintChevron(painter, end, t.color(tone == Role::Text1 ? Role::Text2 : tone), 0, t.px(7));
  else if (m_removable) Icons::paint(painter, end.toRect(), "x", t.color(tone), t.px(12));
}

void Chip::mouseReleaseEvent(QMouseEvent* event) {
  if (m_removable && event->position().x() > width() - theme().px(26) && rect().contains(event->position().toPoint())) {
    setDown(false);
    Q_EMIT removed();
    return;
  }
  QAbstractButton::mouseReleaseEvent(event);
}

void Chip::keyPressEvent(QKeyEvent* event) {
  if (m_removable && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
    Q_EMIT removed();
    return;
  }
  QAbstractButton::keyPressEvent(event);
}

}  // namespace timbre::ui
