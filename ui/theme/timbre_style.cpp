// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/timbre_style.h"

#include "ui/theme/compositing.h"
#include "ui/theme/style_parts.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QStyleFactory>
#include <QTextEdit>

namespace timbre::ui {

namespace {

/// QAbstractScrollArea repaints only its viewport when the focus changes; the focus edge is on the frame.
class FrameRepainter : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
      if (auto* widget = qobject_cast<QWidget*>(watched)) widget->update();
    return false;
  }
};

bool floats(const QWidget* widget) {
  return qobject_cast<const QMenu*>(widget) || widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QTipLabel");
}

QSize fieldSize(const QSize& size) { return {size.width(), theme().px(30)}; }

}  // namespace

TimbreStyle::TimbreStyle() : QProxyStyle(QStyleFactory::create("Fusion")) { setObjectName("timbre"); }

void restyle(QWidget* widget) {
  // Buttons cache their size hint; setting an icon drops the cache.
  if (auto* button = qobject_cast<QAbstractButton*>(widget)) button->setIcon(button->icon());
  widget->updateGeometry();
  widget->update();
}

int wordedWidth(const QPushButton* button) {
  QStyleOptionButton option;
  option.initFrom(button);
  option.text = button->text();
  option.icon = button->icon();
  if (button->menu()) option.features |= QStyleOptionButton::HasMenu;
  return style::buttonSize(&option, button, true).width();
}

int TimbreStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  const Theme& t = theme();
  switch (metric) {
    case PM_IndicatorWidth: case PM_IndicatorHeight: case PM_ExclusiveIndicatorWidth: case PM_ExclusiveIndicatorHeight: return t.px(17);
    case PM_CheckBoxLabelSpacing: case PM_RadioButtonLabelSpacing: return t.px(8);
    case PM_ButtonIconSize: case PM_SmallIconSize: case PM_ListViewIconSize: case PM_ToolBarIconSize: return t.px(16);
    case PM_ButtonShiftHorizontal: case PM_ButtonShiftVertical: return 0;
    case PM_ScrollBarExtent: return t.px(11);
    case PM_ScrollBarSliderMin: return t.px(28);
    case PM_ScrollView_ScrollBarSpacing: case PM_ScrollView_ScrollBarOverlap: return 0;
    case PM_SliderLength: case PM_SliderThickness: case PM_SliderControlThickness: return t.px(20);
    case PM_SplitterWidth: return 5;
    case PM_MenuPanelWidth: return 1;
    case PM_MenuHMargin: case PM_MenuVMargin: case PM_MenuBarHMargin: return t.px(5);
    case PM_MenuBarVMargin: case PM_MenuBarPanelWidth: case PM_MenuBarItemSpacing: return 0;
    case PM_ToolTipLabelFrameWidth: return t.px(6);
    case PM_FocusFrameHMargin: return t.px(7);
    case PM_HeaderMargin: return t.px(8);
    case PM_DefaultFrameWidth:
      if (widget && widget->inherits("QComboBoxPrivateContainer")) return t.px(5);
      if (qobject_cast<const QPlainTextEdit*>(widget) || qobject_cast<const QTextEdit*>(widget)) return 2;
      return 1;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int TimbreStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const {
  switch (hint) {
    case SH_ComboBox_Popup: return 0;
    case SH_ComboBox_PopupFrameStyle: return QFrame::StyledPanel | QFrame::Plain;
    case SH_EtchDisabledText: case SH_DitherDisabledText: return 0;
    case SH_Widget_Animation_Duration: return theme().slideMs();
    case SH_Slider_AbsoluteSetButtons: return Qt::LeftButton;
    case SH_ScrollView_FrameOnlyAroundContents: return 0;
    case SH_Menu_SloppySubMenus: case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_ItemView_ActivateItemOnSingleClick: return 0;
    case SH_ToolTipLabel_Opacity: return 255;
    case SH_LineEdit_PasswordCharacter: return 0x2022;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
  }
}

void TimbreStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* o, QPainter* p, const QWidget* w) const {
  const Theme& t = theme();
  switch (element) {
    case PE_FrameFocusRect: case PE_PanelStatusBar: case PE_FrameStatusBarItem: case PE_PanelItemViewRow: return;
    case PE_PanelButtonCommand:
      if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(o)) style::buttonPanel(*p, button, w);
      return;
    case PE_PanelLineEdit:
      if (const auto* panel = qstyleoption_cast<const QStyleOptionFrame*>(o); panel && panel->lineWidth > 0) style::fieldFrame(*p, o->rect, o, w);
      return;
    case PE_FrameLineEdit: return style::fieldFrame(*p, o->rect, o, w);
    case PE_Frame: return style::frame(*p, o, w);
    case PE_IndicatorCheckBox: case PE_IndicatorItemViewItemCheck: return style::checkBox(*p, o);
    case PE_IndicatorRadioButton: return style::radio(*p, o);
    case PE_PanelMenu: return style::floating(*p, o->rect, w, t.px(9), t.color(Role::Raised), t.color(Role::Line));
    case PE_FrameMenu: case PE_PanelMenuBar: return;
    case PE_PanelTipLabel: return style::floating(*p, o->rect, w, t.px(5), t.color(Role::Text1), {});
    case PE_PanelItemViewItem:
      if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(o)) style::itemPanel(*p, item, w);
      return;
    case PE_IndicatorArrowDown: return paintChevron(*p, QRectF(o->rect), t.color(Role::Text2), 0);
    case PE_IndicatorArrowUp: return paintChevron(*p, QRectF(o->rect), t.color(Role::Text2), 2);
    case PE_IndicatorArrowRight: return paintChevron(*p, QRectF(o->rect), t.color(Role::Text2), 3);
    case PE_IndicatorArrowLeft: return paintChevron(*p, QRectF(o->rect), t.color(Role::Text2), 1);
    default: QProxyStyle::drawPrimitive(element, o, p, w);
  }
}

void TimbreStyle::drawControl(ControlElement element, const QStyleOption* o, QPainter* p, const QWidget* w) const {
  const Theme& t = theme();
  switch (element) {
    case CE_PushButtonBevel:
      if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(o)) style::buttonPanel(*p, button, w);
      return;
    case CE_PushButtonLabel:
      if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(o)) style::buttonLabel(*p, button, w);
      return;
    case CE_MenuItem:
      if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(o)) style::menuItem(*p, item, w);
      return;
    case CE_MenuEmptyArea: case CE_MenuHMargin: case CE_MenuVMargin: return;
    case CE_MenuBarItem:
      if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(o)) style::menuBarItem(*p, item, w);
      return;
    case CE_MenuBarEmptyArea:
      p->fillRect(o->rect, t.color(Role::Window));
      if (w) p->fillRect(QRect(0, w->height() - 1, w->width(), 1), t.color(Role::Line));
      return;
    case CE_ComboBoxLabel:
      if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(o)) style::comboLabel(*p, combo, w);
      return;
    case CE_HeaderSection:
      if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(o)) style::headerSection(*p, header, w);
      return;
    case CE_HeaderLabel:
      if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(o)) style::headerLabel(*p, header, w);
      return;
    case CE_HeaderEmptyArea: return style::headerEnd(*p, o->rect, w);
    case CE_Splitter: {
      const QPoint c = o->rect.center();
      const bool vertical = o->rect.height() > o->rect.width();
      p->fillRect(vertical ? QRect(c.x(), o->rect.y(), 1, o->rect.height()) : QRect(o->rect.x(), c.y(), o->rect.width(), 1), t.color(style::hovered(o) ? Role::LineStrong : Role::Line));
      return;
    }
    default: QProxyStyle::drawControl(element, o, p, w);
  }
}

void TimbreStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* o, QPainter* p, const QWidget* w) const {
  switch (control) {
    case CC_ComboBox:
      if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(o)) style::comboBox(*p, combo, w);
      return;
    case CC_SpinBox:
      if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(o)) style::spinBox(*p, spin, w);
      return;
    case CC_Slider:
      if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(o)) style::slider(*p, slider, w, this);
      return;
    case CC_ScrollBar:
      if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(o)) style::scrollBar(*p, slider, w, this);
      return;
    case CC_ToolButton:
      if (const auto* tool = qstyleoption_cast<const QStyleOptionToolButton*>(o)) style::toolButton(*p, tool, w);
      return;
    default: QProxyStyle::drawComplexControl(control, o, p, w);
  }
}

QRect TimbreStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* o, SubControl sub, const QWidget* w) const {
  if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(o); spin && control == CC_SpinBox) return style::spinPart(spin, sub);
  if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(o); combo && control == CC_ComboBox) return style::comboPart(combo, sub);
  if (control == CC_ScrollBar) {
    // No arrow buttons: the groove is the whole bar and the slider keeps its place in it.
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(o);
    if (!bar) return {};
    const bool vertical = bar->orientation == Qt::Vertical;
    const int length = vertical ? bar->rect.height() : bar->rect.width();
    const int range = bar->maximum - bar->minimum;
    int size = length;
    if (range > 0) size = std::min(length, std::max(pixelMetric(PM_ScrollBarSliderMin), int(qint64(bar->pageStep) * length / std::max<qint64>(1, qint64(range) + bar->pageStep))));
    const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - size, bar->upsideDown);
    const auto part = [&](int from, int to) { return vertical ? QRect(0, from, bar->rect.width(), to - from) : QRect(from, 0, to - from, bar->rect.height()); };
    switch (sub) {
      case SC_ScrollBarGroove: return part(0, length);
      case SC_ScrollBarSlider: return part(start, start + size);
      case SC_ScrollBarSubPage: return part(0, start);
      case SC_ScrollBarAddPage: return part(start + size, length);
      default: return {};
    }
  }
  return QProxyStyle::subControlRect(control, o, sub, w);
}

QRect TimbreStyle::subElementRect(SubElement element, const QStyleOption* o, const QWidget* w) const {
  if (element == SE_LineEditContents) {
    const auto* panel = qstyleoption_cast<const QStyleOptionFrame*>(o);
    if (panel && panel->lineWidth > 0) return o->rect.adjusted(theme().px(9), 1, -theme().px(9), -1);
  }
  return QProxyStyle::subElementRect(element, o, w);
}

QSize TimbreStyle::sizeFromContents(ContentsType type, const QStyleOption* o, const QSize& size, const QWidget* w) const {
  const Theme& t = theme();
  switch (type) {
    case CT_PushButton:
      if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(o)) return style::buttonSize(button, w);
      break;
    case CT_LineEdit: return style::kindOf(w) == "bare" ? size : QSize(size.width() + t.px(18), t.px(30));
    case CT_ComboBox: return fieldSize({size.width() + t.px(40), 0});
    case CT_SpinBox: return fieldSize({size.width() + t.px(34), 0});
    case CT_ToolButton:
      if (const auto* tool = qstyleoption_cast<const QStyleOptionToolButton*>(o); tool && tool->toolButtonStyle == Qt::ToolButtonTextBesideIcon && !tool->text.isEmpty())
        return {t.px(24) + tool->iconSize.width() + QFontMetrics(style::buttonFont(w)).size(Qt::TextShowMnemonic, tool->text).width(), t.px(30)};
      return {t.px(30), t.px(30)};
    case CT_MenuItem:
      if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(o)) return style::menuItemSize(item, w);
      break;
    case CT_MenuBarItem: return {size.width() + t.px(18), t.px(28)};
    case CT_HeaderSection: return {QProxyStyle::sizeFromContents(type, o, size, w).width(), t.px(32)};
    case CT_ItemViewItem: {
      const QSize base = QProxyStyle::sizeFromContents(type, o, size, w);
      return {base.width() + t.px(8), std::max(base.height(), t.px(28))};
    }
    default: break;
  }
  return QProxyStyle::sizeFromContents(type, o, size, w);
}

void TimbreStyle::polish(QWidget* widget) {
  QProxyStyle::polish(widget);
  if (floats(widget)) {
    // Corners that nothing shows through would be black.
    widget->setAttribute(Qt::WA_TranslucentBackground, canBeTranslucent());
    widget->setWindowFlag(Qt::FramelessWindowHint);
    widget->setWindowFlag(Qt::NoDropShadowWindowHint);
  }
  if (auto* combo = qobject_cast<QComboBox*>(widget); combo && combo->itemDelegate() && combo->itemDelegate()->inherits("QComboBoxDelegate"))
    combo->setItemDelegate(new QStyledItemDelegate(combo));
  if (widget->inherits("QComboBoxListView")) qobject_cast<QAbstractScrollArea*>(widget)->viewport()->setAutoFillBackground(false);
  if (qobject_cast<QPlainTextEdit*>(widget) || qobject_cast<QTextEdit*>(widget)) widget->installEventFilter(new FrameRepainter(widget));
  if (qobject_cast<QScrollBar*>(widget)) widget->setAttribute(Qt::WA_OpaquePaintEvent, false);
  if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) || qobject_cast<QComboBox*>(widget) ||
      qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QHeaderView*>(widget) || widget->inherits("QComboBoxListView"))
    widget->setAttribute(Qt::WA_Hover);
}

}  // namespace timbre::ui
