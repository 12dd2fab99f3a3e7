// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/cards.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/label.h"
#include "ui/widgets/text_block.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QStyleOption>
#include <QVBoxLayout>

namespace timbre::ui {

void paintDashed(QPainter& painter, const QRectF& rect, double radius, const QColor& color) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  QPen pen(color, 1.3);
  pen.setDashPattern({6, 4});
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
  painter.restore();
}

CardButton::CardButton(QWidget* parent) : QAbstractButton(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setCursor(Qt::PointingHandCursor);
  setProperty("ringRadius", 10);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void CardButton::setDashed(bool dashed) {
  m_dashed = dashed;
  update();
}

QSize CardButton::sizeHint() const { return layout() ? layout()->sizeHint() : QSize(theme().px(200), theme().px(60)); }
QSize CardButton::minimumSizeHint() const { return layout() ? layout()->minimumSize() : sizeHint(); }
bool CardButton::hasHeightForWidth() const { return layout() && layout()->hasHeightForWidth(); }
int CardButton::heightForWidth(int width) const { return layout() && layout()->hasHeightForWidth() ? layout()->heightForWidth(width) : -1; }

void CardButton::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  const bool over = underMouse() && isEnabled();
  const QColor ground = isDown() ? t.color(Role::Hover) : over ? Theme::mix(t.color(Role::Hover), t.color(Role::Surface), 0.5) : t.color(Role::Surface);
  if (m_dashed) {
    if (over) paintRounded(painter, rect(), t.px(10), ground);
    paintDashed(painter, rect(), t.px(10), t.color(over ? Role::Accent : Role::LineStrong));
  } else {
    paintRounded(painter, rect(), t.px(10), ground, t.color(over ? Role::AccentLine : Role::Line));
  }
}

void CardButton::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) click();
  else QAbstractButton::keyPressEvent(event);
}

bool CardButton::event(QEvent* event) {
  if (event->type() == QEvent::ChildPolished || event->type() == QEvent::ChildAdded)
    if (auto* child = qobject_cast<QWidget*>(static_cast<QChildEvent*>(event)->child()); child && !qobject_cast<QAbstractButton*>(child))
      child->setAttribute(Qt::WA_TransparentForMouseEvents);
  return QAbstractButton::event(event);
}

ChoiceCard::ChoiceCard(const QString& title, const QString& text, const QString& figure, QWidget* parent) : QAbstractButton(parent) {
  setCheckable(true);
  setAutoExclusive(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setProperty("ringRadius", 10);
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setTexts(title, text, figure);
}

void ChoiceCard::setTexts(const QString& title, const QString& text, const QString& figure) {
  setText(title);
  m_text = text;
  m_figure = figure;
  setAccessibleName(title);
  setAccessibleDescription(figure.isEmpty() ? text : text + QStringLiteral(" ") + figure);
  updateGeometry();
  update();
}

int ChoiceCard::textWidth(int width) const {
  const Theme& t = theme();
  const int figure = m_figure.isEmpty() ? 0 : tabularWidth(m_figure, t.font(TextRole::Strong)) + t.px(12);
  return std::max(t.px(80), width - t.px(42) - t.px(16) - figure);
}

int ChoiceCard::heightForWidth(int width) const {
  const Theme& t = theme();
  TextBlock block(m_text, t.font(TextRole::Small), t.lineBox(TextRole::Small));
  block.layout(textWidth(width));
  return t.px(22) + t.lineBox(TextRole::Strong) + (m_text.isEmpty() ? 0 : block.height());
}

QSize ChoiceCard::sizeHint() const { return {theme().px(420), heightForWidth(theme().px(420))}; }
QSize ChoiceCard::minimumSizeHint() const { return {theme().px(240), theme().px(44)}; }

void ChoiceCard::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  const bool over = underMouse() && isEnabled();
  const QColor ground = !isEnabled() ? t.color(Role::Window) : over ? Theme::mix(t.color(Role::Hover), t.color(Role::Surface), 0.5) : t.color(Role::Surface);
  paintRounded(painter, rect(), t.px(10), ground, t.color(isChecked() ? Role::Accent : Role::Line), isChecked() ? 2 : 1);
  QStyleOption radio;
  radio.initFrom(this);
  radio.rect = QRect(t.px(15), t.px(13), t.px(17), t.px(17));
  radio.state = (isEnabled() ? QStyle::State_Enabled : QStyle::State_None) | (isChecked() ? QStyle::State_On : QStyle::State_Off);
  style()->drawPrimitive(QStyle::PE_IndicatorRadioButton, &radio, &painter, this);
  const int x = t.px(42), room = textWidth(width());
  drawTextLine(painter, QRect(x, t.px(11), room, t.lineBox(TextRole::Strong)), text(), t.font(TextRole::Strong), t.color(isEnabled() ? Role::Text1 : Role::Disabled));
  TextBlock block(m_text, t.font(TextRole::Small), t.lineBox(TextRole::Small));
  block.layout(room);
  block.draw(painter, QRect(x, t.px(11) + t.lineBox(TextRole::Strong), room, block.height()), t.color(isEnabled() ? Role::Text2 : Role::Disabled));
  drawTabular(painter, QRect(0, 0, width() - t.px(16), height()), m_figure, t.font(TextRole::Strong), t.color(isEnabled() ? Role::Text1 : Role::Disabled));
}

DropArea::DropArea(QWidget* parent) : CardButton(parent) {
  setDashed(true);
  auto* row = new QHBoxLayout(this);
  const int m = theme().px(16);
  row->setContentsMargins(m, m, m, m);
  row->setSpacing(theme().px(8));
  m_icon = new IconView("download", Role::Text2, 16, this);
  m_text = new Label({}, TextRole::Body, Role::Text2, this);
  row->addStretch();
  row->addWidget(m_icon);
  row->addWidget(m_text);
  row->addStretch();
}

void DropArea::setMessage(const QString& icon, const QString& text) {
  m_icon->setIcon(icon, Role::Text2);
  m_text->setText(text);
  setAccessibleName(text);
}

}  // namespace timbre::ui
