// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"
#include "ui/theme/style_parts.h"

#include <QFontMetrics>
#include <QVariant>
#include <QWidget>

namespace timbre::ui::style {

QString kindOf(const QWidget* widget) { return widget ? widget->property("k").toString() : QString(); }
bool hasError(const QWidget* widget) { return widget && widget->property("state").toString() == "error"; }

namespace {

struct Look {
  QColor fill, edge, text, icon;
  double width = 1;
};

Look disabledLook(const QString& kind) {
  const Theme& t = theme();
  Look look{{}, {}, t.color(Role::Disabled), t.color(Role::Disabled)};
  if (kind == "primary" || kind == "dangerFilled") look.fill = t.color(Role::Sunken);
  if (kind != "ghost" && kind != "name" && kind != "link" && kind != "segment") look.edge = t.color(Role::Line);
  return look;
}

Look lookOf(const QStyleOption* o, const QString& kind) {
  const Theme& t = theme();
  if (!enabled(o)) return disabledLook(kind);
  const bool down = pressed(o), over = hovered(o), checked = on(o);
  const auto pick = [&](Role normal, Role hover, Role press) { return t.color(down ? press : over ? hover : normal); };
  if (kind == "primary") return {pick(Role::Accent, Role::AccentHover, Role::AccentPress), {}, t.color(Role::OnAccent), t.color(Role::OnAccent)};
  if (kind == "dangerFilled") return {pick(Role::Danger, Role::DangerHover, Role::Danger), {}, t.color(Role::OnDanger), t.color(Role::OnDanger)};
  if (kind == "danger")
    return {down || over ? t.color(Role::ErrSoft) : t.color(Role::Surface), t.color(Role::Err), t.color(Role::Err), t.color(Role::Err), down ? 2.0 : 1.0};
  if (kind == "link") {
    const QColor c = t.color(Role::AccentText);
    return {down ? t.color(Role::Press) : over ? t.color(Role::Hover) : QColor(), {}, c, c};
  }
  if (kind == "segment") {
    if (checked) return {t.color(Role::Surface), t.color(Role::LineMid), t.color(Role::Text1), t.color(Role::Text1)};
    return {over ? t.color(Role::Hover) : QColor(), {}, t.color(Role::Text2), t.color(Role::Text2)};
  }
  const QColor state = down ? t.color(Role::Press) : over ? t.color(Role::Hover) : QColor();
  if (kind == "ghost" || kind == "name") return {state, {}, t.color(Role::Text1), t.color(Role::Text2)};
  if (checked) return {t.color(Role::AccentSoft), t.color(Role::AccentLine), t.color(Role::AccentText), t.color(Role::AccentText)};
  return {state.isValid() ? state : t.color(Role::Surface), t.color(Role::LineMid), t.color(Role::Text1), t.color(Role::Text2)};
}

int paddingOf(const QString& kind) {
  if (kind == "name") return theme().px(3);  // ChatPane moves the words below it by as much
  return theme().px(kind == "small" ? 9 : kind == "link" ? 4 : kind == "segment" ? 12 : kind == "ghost" ? 9 : 13);
}

int heightOf(const QString& kind) { return theme().px(kind == "small" || kind == "segment" || kind == "link" || kind == "name" ? 24 : kind == "vote" ? 40 : 30); }

}  // namespace

QFont buttonFont(const QWidget* w) {
  const QString kind = kindOf(w);
  QFont font = theme().font(kind == "small" ? TextRole::Small : TextRole::Body);
  font.setWeight(kind == "primary" || kind == "link" || kind == "name" || kind == "dangerFilled" ? QFont::DemiBold : QFont::Medium);
  return font;
}

void buttonPanel(QPainter& p, const QStyleOptionButton* o, const QWidget* w) {
  const bool iconOnly = w && w->property("iconOnly").toBool();
  const QString kind = iconOnly ? QStringLiteral("ghost") : kindOf(w);
  const Look look = lookOf(o, kind);
  paintRounded(p, QRectF(o->rect), theme().px(kind == "segment" ? 5 : 6), look.fill, look.edge, look.width);
}

namespace {

/// A narrow header shows only the icon; text and accessible name stay what they are.
QString shownText(const QStyleOptionButton* o, const QWidget* w) {
  return w && w->property("iconOnly").toBool() ? QString() : o->text;
}

}  // namespace

void buttonLabel(QPainter& p, const QStyleOptionButton* o, const QWidget* w) {
  const Theme& t = theme();
  const QString words = shownText(o, w);
  const Look look = lookOf(o, kindOf(w));
  const QFont font = buttonFont(w);
  const QFontMetrics fm(font);
  const int icon = o->icon.isNull() ? 0 : t.px(16), gap = icon && !words.isEmpty() ? t.px(7) : 0;
  const bool menu = o->features & QStyleOptionButton::HasMenu;
  const int arrow = menu ? t.px(16) : 0;
  const int room = o->rect.width() - icon - gap - arrow - 2 * t.px(2);
  const QString text = fm.elidedText(words, Qt::ElideRight, std::max(0, room), Qt::TextShowMnemonic);
  const int width = icon + gap + arrow + fm.size(Qt::TextShowMnemonic, text).width();
  int x = o->rect.x() + (o->rect.width() - width) / 2;
  if (icon) {
    const bool behind = w && w->property("iconBehind").toBool();
    const QString name = Icons::nameOf(o->icon);
    const QRect box(behind ? x + width - icon : x, o->rect.y(), icon, o->rect.height());
    if (!name.isEmpty()) Icons::paint(p, box, name, look.icon, icon);
    else o->icon.paint(&p, box);
    if (!behind) x += icon + gap;
  }
  p.setFont(font);
  p.setPen(look.text);
  p.drawText(QRect(x, o->rect.y(), o->rect.right() - x + 1, o->rect.height()),
             Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | Qt::TextHideMnemonic, text);
  if (menu) paintChevron(p, QRectF(o->rect.right() - t.px(20), o->rect.y(), t.px(14), o->rect.height()), look.icon);
}

QSize buttonSize(const QStyleOptionButton* o, const QWidget* w, bool worded) {
  const Theme& t = theme();
  const QString kind = kindOf(w);
  const QFontMetrics fm(buttonFont(w));
  const QString words = worded ? o->text : shownText(o, w);
  if (words.isEmpty() && !o->icon.isNull()) return {heightOf(kind), heightOf(kind)};
  int width = 2 * paddingOf(kind) + (words.isEmpty() ? 0 : fm.size(Qt::TextShowMnemonic, words).width());
  if (!o->icon.isNull()) width += t.px(16) + (words.isEmpty() ? 0 : t.px(7));
  if (o->features & QStyleOptionButton::HasMenu) width += t.px(16);
  return {std::max(width, heightOf(kind)), heightOf(kind)};
}

void checkBox(QPainter& p, const QStyleOption* o) {
  const Theme& t = theme();
  const QRectF box(o->rect);
  const bool mixed = o->state & QStyle::State_NoChange, set = on(o) || mixed;
  if (!enabled(o)) {
    paintRounded(p, box, t.px(4), t.color(Role::Sunken), t.color(Role::Line));
  } else if (set) {
    paintRounded(p, box, t.px(4), t.color(hovered(o) ? Role::AccentHover : Role::Accent));
  } else {
    paintRounded(p, box, t.px(4), t.color(hovered(o) ? Role::Hover : Role::Surface), t.color(Role::LineStrong));
  }
  if (!set) return;
  const QColor mark = t.color(enabled(o) ? Role::OnAccent : Role::Disabled);
  if (mixed) {
    p.save();
    p.setPen(QPen(mark, 2, Qt::SolidLine, Qt::RoundCap));
    p.setRenderHint(QPainter::Antialiasing);
    p.drawLine(QPointF(box.x() + box.width() * 0.28, box.center().y()), QPointF(box.x() + box.width() * 0.72, box.center().y()));
    p.restore();
  } else {
    paintTick(p, box, mark);
  }
}

void radio(QPainter& p, const QStyleOption* o) {
  const Theme& t = theme();
  const QRectF box(o->rect);
  const double r = box.width() / 2;
  if (!on(o)) {
    paintRounded(p, box, r, t.color(!enabled(o) ? Role::Sunken : hovered(o) ? Role::Hover : Role::Surface), t.color(enabled(o) ? Role::LineStrong : Role::Line));
    return;
  }
  paintRounded(p, box, r, t.color(!enabled(o) ? Role::Disabled : hovered(o) ? Role::AccentHover : Role::Accent));
  const double hole = box.width() * 0.36;
  paintRounded(p, QRectF(box.center().x() - hole / 2, box.center().y() - hole / 2, hole, hole), hole / 2, t.color(Role::Surface));
}

void toolButton(QPainter& p, const QStyleOptionToolButton* o, const QWidget* w) {
  const Theme& t = theme();
  const bool checked = on(o);
  QColor fill;
  if (pressed(o)) fill = t.color(Role::Press);
  else if (checked && enabled(o)) fill = t.color(Role::Selection);
  else if (hovered(o)) fill = t.color(Role::Hover);
  if (fill.isValid()) paintRounded(p, QRectF(o->rect), t.px(6), fill);
  const QColor color = t.color(!enabled(o) ? Role::Disabled : checked ? Role::AccentText : Role::Text2);
  const int size = o->iconSize.isValid() ? o->iconSize.width() : t.px(16);
  QRect box = o->rect;
  const bool withText = o->toolButtonStyle == Qt::ToolButtonTextBesideIcon && !o->text.isEmpty();
  if (withText) box = QRect(o->rect.x() + t.px(8), o->rect.y(), size, o->rect.height());
  if (const QString name = Icons::nameOf(o->icon); !name.isEmpty()) Icons::paint(p, box, name, color, size);
  else if (!o->icon.isNull()) o->icon.paint(&p, box);
  if (!withText) return;
  p.setFont(buttonFont(w));
  p.setPen(enabled(o) ? t.color(Role::Text1) : t.color(Role::Disabled));
  p.drawText(o->rect.adjusted(t.px(14) + size, 0, -t.px(6), 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic, o->text);
}

}  // namespace timbre::ui::style
