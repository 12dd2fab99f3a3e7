// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"
#include "ui/theme/style_parts.h"

#include <QAction>
#include <QFontMetrics>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProxyStyle>
#include <QTextEdit>

namespace timbre::ui::style {

namespace {

/// The action behind a menu row. The option carries only its text, so rows are found by it.
const QAction* actionOf(const QStyleOptionMenuItem* o, const QWidget* w) {
  const auto* menu = qobject_cast<const QMenu*>(w);
  if (!menu) return nullptr;
  const QString text = o->text.section('\t', 0, 0);
  for (const QAction* action : menu->actions())
    if (action->text().section('\t', 0, 0) == text) return action;
  return nullptr;
}

QString reasonOf(const QStyleOptionMenuItem* o, const QWidget* w) {
  if (o->state & QStyle::State_Enabled) return {};
  const QAction* action = actionOf(o, w);
  return action && !action->isEnabled() ? action->property("reason").toString() : QString();
}

constexpr int kTextLeft = 39;

}  // namespace

QSize menuItemSize(const QStyleOptionMenuItem* o, const QWidget* w) {
  const Theme& t = theme();
  if (o->menuItemType == QStyleOptionMenuItem::Separator) return {t.px(20), t.px(9)};
  const QFontMetrics body(t.font(TextRole::Body)), small(t.font(TextRole::Caption));
  const QString text = o->text.section('\t', 0, 0), keys = o->text.section('\t', 1, 1);
  const QString reason = reasonOf(o, w);
  int width = body.size(Qt::TextShowMnemonic, text).width();
  if (!keys.isEmpty()) width += t.px(28) + small.horizontalAdvance(keys);
  width = std::max(width, small.horizontalAdvance(reason));
  return {width + t.px(kTextLeft + 14), t.px(reason.isEmpty() ? 30 : 44)};
}

void menuItem(QPainter& p, const QStyleOptionMenuItem* o, const QWidget* w) {
  const Theme& t = theme();
  const QRect r = o->rect;
  if (o->menuItemType == QStyleOptionMenuItem::Separator) {
    p.fillRect(QRect(r.x() - t.px(5), r.center().y(), r.width() + t.px(10), 1), t.color(Role::Line));
    return;
  }
  const bool enabledRow = enabled(o);
  if ((o->state & QStyle::State_Selected) && enabledRow) paintRounded(p, QRectF(r), t.px(5), t.color(Role::Selection));
  const QAction* action = actionOf(o, w);
  const bool danger = action && action->property("danger").toBool();
  const QColor text = t.color(!enabledRow ? Role::Disabled : danger ? Role::Err : Role::Text1);
  const QRect iconBox(r.x() + t.px(8), r.y(), t.px(18), r.height());
  if (o->checkType != QStyleOptionMenuItem::NotCheckable) {
    if (o->checked) paintTick(p, QRectF(iconBox.center() - QPoint(t.px(7), t.px(7)), QSizeF(t.px(15), t.px(15))), t.color(enabledRow ? Role::AccentText : Role::Disabled), 1.75);
  } else if (const QString name = Icons::nameOf(o->icon); !name.isEmpty()) {
    Icons::paint(p, iconBox, name, t.color(!enabledRow ? Role::Disabled : danger ? Role::Err : Role::Text2), t.px(16));
  }
  QRect textBox = r.adjusted(t.px(kTextLeft - 5), 0, -t.px(10), 0);
  const QString reason = reasonOf(o, w), label = o->text.section('\t', 0, 0), keys = o->text.section('\t', 1, 1);
  if (!reason.isEmpty()) {
    p.setFont(t.font(TextRole::Caption));
    p.setPen(t.color(Role::Text3));
    p.drawText(textBox.adjusted(0, t.px(21), 0, 0), Qt::AlignLeft | Qt::AlignTop, reason);
    textBox.setBottom(textBox.top() + t.px(25));
  }
  p.setFont(t.font(TextRole::Body));
  p.setPen(text);
  p.drawText(textBox, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic, label);
  if (!keys.isEmpty()) {
    p.setFont(t.font(TextRole::Caption));
    p.setPen(t.color(enabledRow ? Role::Text3 : Role::Disabled));
    p.drawText(textBox, Qt::AlignVCenter | Qt::AlignRight, keys);
  }
  if (o->menuItemType == QStyleOptionMenuItem::SubMenu)
    paintChevron(p, QRectF(r.right() - t.px(18), r.y(), t.px(12), r.height()), t.color(Role::Text3), 3, t.px(7));
}

void menuBarItem(QPainter& p, const QStyleOptionMenuItem* o, const QWidget*) {
  const Theme& t = theme();
  p.fillRect(o->rect, t.color(Role::Window));
  if (enabled(o) && (o->state & (QStyle::State_Selected | QStyle::State_Sunken)))
    paintRounded(p, QRectF(o->rect).adjusted(1, 2, -1, -3), t.px(5), t.color(o->state & QStyle::State_Sunken ? Role::Press : Role::Hover));
  p.fillRect(QRect(o->menuRect.x(), o->menuRect.bottom(), o->menuRect.width(), 1), t.color(Role::Line));
  p.setFont(t.font(TextRole::Body));
  p.setPen(t.color(enabled(o) ? Role::Text1 : Role::Disabled));
  p.drawText(o->rect.adjusted(0, 0, 0, -1), Qt::AlignCenter | Qt::TextShowMnemonic, o->text);
}

void headerEnd(QPainter& p, const QRect& rect, const QWidget* w) {
  const bool clear = w && w->property("clear").toBool();  // stands on a raised panel
  if (!clear) p.fillRect(rect, theme().color(Role::Surface));
  p.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme().color(Role::Line));
}

void headerSection(QPainter& p, const QStyleOptionHeader* o, const QWidget* w) {
  const Theme& t = theme();
  headerEnd(p, o->rect, w);
  if (pressed(o) || hovered(o)) p.fillRect(o->rect.adjusted(0, 0, 0, -1), t.color(pressed(o) ? Role::Press : Role::Hover));
}

void headerLabel(QPainter& p, const QStyleOptionHeader* o, const QWidget* w) {
  const Theme& t = theme();
  QFont font = t.font(TextRole::Small);
  font.setWeight(QFont::DemiBold);
  p.setFont(font);
  p.setPen(t.color(enabled(o) ? Role::Text3 : Role::Disabled));
  QRect box = o->rect;
  if (w && o->position == QStyleOptionHeader::Beginning) box.setLeft(box.left() + t.px(w->property("lead").toInt()));  // the page's margin
  const bool sorted = o->sortIndicator != QStyleOptionHeader::None;
  if (sorted) box.setRight(box.right() - t.px(12));
  const QString text = QFontMetrics(font).elidedText(o->text, Qt::ElideRight, box.width());
  p.drawText(box, int(o->textAlignment) | Qt::AlignVCenter | Qt::TextSingleLine, text);
  if (!sorted) return;
  const int x = o->textAlignment & Qt::AlignRight ? box.right() + t.px(2) : box.x() + QFontMetrics(font).horizontalAdvance(text) + t.px(4);
  paintChevron(p, QRectF(x, o->rect.y(), t.px(10), o->rect.height()), t.color(Role::Text3), o->sortIndicator == QStyleOptionHeader::SortDown ? 2 : 0, t.px(7));
}

void scrollBar(QPainter& p, const QStyleOptionSlider* o, const QWidget* w, const QProxyStyle* style) {
  const Theme& t = theme();
  if (o->minimum == o->maximum) return;
  QRectF thumb(style->subControlRect(QStyle::CC_ScrollBar, o, QStyle::SC_ScrollBarSlider, w));
  const bool active = hovered(o) || pressed(o);
  const double inset = active ? 2 : 3;
  if (o->orientation == Qt::Vertical) thumb.adjust(inset, 2, -inset, -2);
  else thumb.adjust(2, inset, -2, -inset);
  paintRounded(p, thumb, std::min(thumb.width(), thumb.height()) / 2, t.color(active ? Role::LineStrong : Role::LineMid));
}

void itemPanel(QPainter& p, const QStyleOptionViewItem* o, const QWidget* w) {
  const Theme& t = theme();
  const bool popup = w && w->inherits("QComboBoxListView");
  QColor fill;
  if (o->state & QStyle::State_Selected) fill = t.color(Role::Selection);
  else if (hovered(o)) fill = t.color(Role::Hover);
  if (!fill.isValid()) {
    if (o->backgroundBrush.style() != Qt::NoBrush) p.fillRect(o->rect, o->backgroundBrush);
    return;
  }
  // Antialiasing stays off for whole rows: at scale 1.25 it leaves lighter seams between neighbouring cells.
  if (popup) paintRounded(p, QRectF(o->rect), t.px(5), fill);
  else p.fillRect(o->rect, fill);
}

void floating(QPainter& p, const QRect& rect, const QWidget* widget, double radius, const QColor& ground, const QColor& edge) {
  const bool round = !widget || !widget->isWindow() || widget->testAttribute(Qt::WA_TranslucentBackground);
  paintRounded(p, QRectF(rect), round ? radius : 0, ground, edge);
}

void frame(QPainter& p, const QStyleOption* o, const QWidget* w) {
  const Theme& t = theme();
  if (qobject_cast<const QPlainTextEdit*>(w) || qobject_cast<const QTextEdit*>(w)) {
    fieldFrame(p, o->rect, o, w);
  } else if (w && w->inherits("QComboBoxPrivateContainer")) {
    floating(p, o->rect, w, t.px(8), t.color(Role::Raised), t.color(Role::LineMid));
  } else {
    paintRounded(p, QRectF(o->rect), t.px(6), {}, t.color(Role::Line));
  }
}

}  // namespace timbre::ui::style
