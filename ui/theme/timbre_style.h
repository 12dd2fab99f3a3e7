// SPDX-License-Identifier: GPL-3.0-or-later
// Paints the stock controls as the design draws them, over Fusion. What a control looks like is decided by its class and by
// these dynamic properties:
//   QPushButton  "k"      primary | ghost | danger | dangerFilled | small | link | vote | segment      (none: secondary)
//   fields       "state"  error                 line edits, spin boxes, combo boxes, text edits
//   QLineEdit    "k"      search | bare
//   QToolButton  checkable ones show the accent ground when on
//   QMenu action "danger" true on the QAction: err colour
// After changing a property call `restyle(widget)`. Heights are decided here alone. No state: safe to share by all widgets.
#pragma once

#include <QProxyStyle>

class QPushButton;

namespace timbre::ui {

class TimbreStyle : public QProxyStyle {
  Q_OBJECT
 public:
  TimbreStyle();

  int pixelMetric(PixelMetric metric, const QStyleOption* option = nullptr, const QWidget* widget = nullptr) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const override;
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const override;
  QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub, const QWidget* widget) const override;
  QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
  QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const override;
  void polish(QWidget* widget) override;
  using QProxyStyle::polish;
};

/// Repaints and re-measures a widget after one of its styling properties changed.
void restyle(QWidget* widget);
/// Width of a push button with its words, also while it shows only its icon (property "iconOnly").
int wordedWidth(const QPushButton* button);

}  // namespace timbre::ui
