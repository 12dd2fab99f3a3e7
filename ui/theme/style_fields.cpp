// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"
#include "ui/theme/style_parts.h"

#include <QFontMetrics>
#include <QProxyStyle>
#include <QWidget>

namespace timbre::ui::style {

void fieldFrame(QPainter& p, const QRect& rect, const QStyleOption* o, const QWidget* w) {
  const Theme& t = theme();
  const QString kind = kindOf(w);
  if (kind == "bare") return;
  const double radius = t.px(6);
  if (!enabled(o)) {
    paintRounded(p, rect, radius, t.color(Role::Sunken), t.color(Role::Line));
  } else if (hasError(w)) {
    paintRounded(p, rect, radius, t.color(Role::Surface), t.color(Role::Err), 2);
  } else if (focused(o)) {
    paintRounded(p, rect, radius, t.color(Role::Surface), t.color(Role::Focus), 2);
  } else if (kind == "search") {
    paintRounded(p, rect, radius, t.color(hovered(o) ? Role::Hover : Role::Sunken));
  } else {
    paintRounded(p, rect, radius, t.color(Role::Surface), t.color(Role::LineStrong));
  }
}

QRect comboPart(const QStyleOptionComboBox* o, QStyle::SubControl part) {
  const Theme& t = theme();
  const QRect r = o->rect;
  switch (part) {
    case QStyle::SC_ComboBoxEditField: return r.adjusted(t.px(10), 1, -t.px(28), -1);
    case QStyle::SC_ComboBoxArrow: return QRect(r.right() - t.px(28), r.y(), t.px(28), r.height());
    case QStyle::SC_ComboBoxListBoxPopup: return r.adjusted(0, t.px(2), 0, t.px(2));
    default: return r;
  }
}

void comboBox(QPainter& p, const QStyleOptionComboBox* o, const QWidget* w) {
  const Theme& t = theme();
  fieldFrame(p, o->rect, o, w);
  const QColor arrow = t.color(enabled(o) ? Role::Text2 : Role::Disabled);
  paintChevron(p, QRectF(o->rect.right() - t.px(25), o->rect.y(), t.px(20), o->rect.height()), arrow);
}

void comboLabel(QPainter& p, const QStyleOptionComboBox* o, const QWidget*) {
  const Theme& t = theme();
  QRect box = comboPart(o, QStyle::SC_ComboBoxEditField);
  if (o->editable) return;
  if (!o->currentIcon.isNull()) {
    const QRect icon(box.x(), box.y(), t.px(16), box.height());
    o->currentIcon.paint(&p, icon, Qt::AlignCenter, enabled(o) ? QIcon::Normal : QIcon::Disabled);
    box.setLeft(icon.right() + t.px(7));
  }
  p.setPen(t.color(enabled(o) ? Role::Text1 : Role::Disabled));
  p.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, o->fontMetrics.elidedText(o->currentText, Qt::ElideRight, box.width()));
}

QRect spinPart(const QStyleOptionSpinBox* o, QStyle::SubControl part) {
  const Theme& t = theme();
  const QRect r = o->rect;
  const bool buttons = o->buttonSymbols != QAbstractSpinBox::NoButtons;
  const int width = buttons ? t.px(22) : 0;
  const QRect up(r.right() - width, r.y() + 2, width, r.height() / 2 - 2);
  switch (part) {
    case QStyle::SC_SpinBoxUp: return buttons ? up : QRect();
    case QStyle::SC_SpinBoxDown: return buttons ? QRect(up.x(), r.center().y() + 1, width, r.height() / 2 - 2) : QRect();
    case QStyle::SC_SpinBoxEditField: return r.adjusted(t.px(9), 2, -width - t.px(2), -2);
    default: return r;
  }
}

void spinBox(QPainter& p, const QStyleOptionSpinBox* o, const QWidget* w) {
  const Theme& t = theme();
  fieldFrame(p, o->rect, o, w);
  if (o->buttonSymbols == QAbstractSpinBox::NoButtons) return;
  const auto arrow = [&](QStyle::SubControl part, QAbstractSpinBox::StepEnabledFlag step, int turns) {
    const QRect box = spinPart(o, part);
    const bool can = enabled(o) && (o->stepEnabled & step);
    if (can && hovered(o) && (o->activeSubControls & part)) paintRounded(p, QRectF(box).adjusted(2, 0, -2, 0), t.px(3), t.color(pressed(o) ? Role::Press : Role::Hover));
    const QRectF mark = QRectF(box).translated(0, part == QStyle::SC_SpinBoxUp ? 1 : -1);
    paintChevron(p, mark, t.color(can ? Role::Text2 : Role::Disabled), turns, 6.5 * t.u / 4);
  };
  arrow(QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, 2);
  arrow(QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, 0);
}

void slider(QPainter& p, const QStyleOptionSlider* o, const QWidget* w, const QProxyStyle* style) {
  const Theme& t = theme();
  const QRect handle = style->subControlRect(QStyle::CC_Slider, o, QStyle::SC_SliderHandle, w);
  const double size = t.px(15);
  const QPointF centre = QRectF(handle).center();
  QRectF knob(centre.x() - size / 2, centre.y() - size / 2, size, size);
  QRectF track(o->rect.x() + 1, centre.y() - 2, o->rect.width() - 2, 4);
  if (o->orientation == Qt::Vertical) track = QRectF(centre.x() - 2, o->rect.y() + 1, 4, o->rect.height() - 2);
  paintRounded(p, track, 2, t.color(Role::Press));
  QRectF done = track;
  if (o->orientation == Qt::Vertical) done.setTop(centre.y());
  else if (o->upsideDown) done.setLeft(centre.x());
  else done.setRight(centre.x());
  const QColor accent = t.color(!enabled(o) ? Role::Disabled : hovered(o) || pressed(o) ? Role::AccentHover : Role::Accent);
  paintRounded(p, done, 2, accent);
  paintRounded(p, knob, size / 2, t.color(Role::Surface), accent, 2);
}

}  // namespace timbre::ui::style
