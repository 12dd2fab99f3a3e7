// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces of TimbreStyle, one function a control, so that each file stays readable. Internal to ui/theme.
#pragma once

#include "ui/theme/paint.h"

#include <QStyleOption>

class QWidget;
class QProxyStyle;

namespace timbre::ui::style {

inline bool enabled(const QStyleOption* o) { return o->state & QStyle::State_Enabled; }
inline bool hovered(const QStyleOption* o) { return enabled(o) && (o->state & QStyle::State_MouseOver); }
inline bool pressed(const QStyleOption* o) { return enabled(o) && (o->state & QStyle::State_Sunken); }
inline bool focused(const QStyleOption* o) { return o->state & QStyle::State_HasFocus; }
inline bool on(const QStyleOption* o) { return o->state & QStyle::State_On; }
QString kindOf(const QWidget* widget);
bool hasError(const QWidget* widget);

// style_buttons.cpp
void buttonPanel(QPainter& p, const QStyleOptionButton* o, const QWidget* w);
void buttonLabel(QPainter& p, const QStyleOptionButton* o, const QWidget* w);
/// `worded` ignores that the button may show only its icon now.
QSize buttonSize(const QStyleOptionButton* o, const QWidget* w, bool worded = false);
QFont buttonFont(const QWidget* w);
void checkBox(QPainter& p, const QStyleOption* o);
void radio(QPainter& p, const QStyleOption* o);
void toolButton(QPainter& p, const QStyleOptionToolButton* o, const QWidget* w);

// style_fields.cpp
void fieldFrame(QPainter& p, const QRect& rect, const QStyleOption* o, const QWidget* w);
void comboBox(QPainter& p, const QStyleOptionComboBox* o, const QWidget* w);
void comboLabel(QPainter& p, const QStyleOptionComboBox* o, const QWidget* w);
void spinBox(QPainter& p, const QStyleOptionSpinBox* o, const QWidget* w);
QRect spinPart(const QStyleOptionSpinBox* o, QStyle::SubControl part);
QRect comboPart(const QStyleOptionComboBox* o, QStyle::SubControl part);
void slider(QPainter& p, const QStyleOptionSlider* o, const QWidget* w, const QProxyStyle* style);

// style_views.cpp
void menuItem(QPainter& p, const QStyleOptionMenuItem* o, const QWidget* w);
QSize menuItemSize(const QStyleOptionMenuItem* o, const QWidget* w);
void menuBarItem(QPainter& p, const QStyleOptionMenuItem* o, const QWidget* w);
void headerSection(QPainter& p, const QStyleOptionHeader* o, const QWidget* w);
void headerEnd(QPainter& p, const QRect& rect, const QWidget* w);
void headerLabel(QPainter& p, const QStyleOptionHeader* o, const QWidget* w);
void scrollBar(QPainter& p, const QStyleOptionSlider* o, const QWidget* w, const QProxyStyle* style);
void itemPanel(QPainter& p, const QStyleOptionViewItem* o, const QWidget* w);
/// The ground of what floats: round where its corners are seen through, else square.
void floating(QPainter& p, const QRect& rect, const QWidget* widget, double radius, const QColor& ground, const QColor& edge);
void frame(QPainter& p, const QStyleOption* o, const QWidget* w);

}  // namespace timbre::ui::style
