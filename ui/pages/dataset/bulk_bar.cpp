// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/bulk_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/text_block.h"

#include <QAbstractButton>
#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPainter>

namespace timbre::ui {

namespace {

/// The bar is dark in the light theme and light-on-raised in the dark one: the text colour turned into a ground.
QColor ground() { return theme().color(Role::Text1); }
QColor ink() { return theme().dark ? theme().color(Role::Window) : theme().color(Role::Surface); }

class CountLabel : public QWidget {
 public:
  using QWidget::QWidget;
  QString text;
  QSize sizeHint() const override { return {QFontMetrics(theme().font(TextRole::Strong)).horizontalAdvance(text) + theme().px(16), theme().px(30)}; }
  QSize minimumSizeHint() const override { return sizeHint(); }
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    drawTextLine(painter, rect(), text, theme().font(TextRole::Strong), ink(), Qt::AlignLeft, Qt::ElideNone);
    painter.fillRect(QRect(width() - theme().px(8), theme().px(5), 1, height() - theme().px(10)), Theme::mix(ink(), ground(), 0.4));
  }
};

}  // namespace

class BulkBar::Item : public QAbstractButton {
 public:
  Item(QAction* action, QWidget* parent) : QAbstractButton(parent), m_action(action) {
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setProperty("ownFocus", true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    const auto sync = [this] {
      setText(m_action->iconText());
      setEnabled(m_action->isEnabled());
      setToolTip(tipWithKeys(m_action->toolTip(), m_action->shortcut().toString(QKeySequence::NativeText)));
      setAccessibleName(m_action->toolTip());
      updateGeometry();
      update();
    };
    sync();
    connect(action, &QAction::changed, this, sync);
    connect(this, &QAbstractButton::clicked, action, [action] { action->trigger(); });
  }
  QSize sizeHint() const override { return {QFontMetrics(theme().font(TextRole::Strong)).horizontalAdvance(text()) + theme().px(46), theme().px(30)}; }
  QSize minimumSizeHint() const override { return sizeHint(); }
  void paintEvent(QPaintEvent*) override {
    const Theme& t = theme();
    QPainter painter(this);
    if ((underMouse() && isEnabled()) || isDown()) paintRounded(painter, rect(), t.px(6), Theme::mix(ink(), ground(), isDown() ? 0.28 : 0.16));
    if (hasFocus()) paintRounded(painter, rect(), t.px(6), {}, ink(), 2);
    const QColor tone = isEnabled() ? ink() : Theme::mix(ink(), ground(), 0.6);
    Icons::paint(painter, QRect(t.px(12), 0, t.px(16), height()), Icons::nameOf(m_action->icon()), tone, t.px(16));
    drawTextLine(painter, rect().adjusted(t.px(34), 0, 0, 0), text(), t.font(TextRole::Strong), tone, Qt::AlignLeft, Qt::ElideNone);
  }

 private:
  QAction* m_action;
};

BulkBar::BulkBar(QWidget* over) : QWidget(over) {
  setObjectName(QStringLiteral("bulkBar"));
  setAccessibleName(tr("Selected rows"));
  const Theme& t = theme();
  m_row = new QHBoxLayout(this);
  m_row->setContentsMargins(t.px(16), t.px(5), t.px(8), t.px(5));
  m_row->setSpacing(t.px(2));
  m_label = new CountLabel(this);
  m_row->addWidget(m_label);
  over->installEventFilter(this);
  hide();
}

void BulkBar::addCommand(QAction* action, const QString& objectName) {
  auto* item = new Item(action, this);
  item->setObjectName(objectName);
  m_row->addWidget(item);
}

void BulkBar::addMenu(QMenu* menu, QAction* words, const QString& objectName) {
  addCommand(words, objectName);
  QWidget* item = m_row->itemAt(m_row->count() - 1)->widget();
  connect(words, &QAction::triggered, menu, [menu, item] { menu->popup(item->mapToGlobal(QPoint(0, -menu->sizeHint().height() - theme().px(6)))); });
}

void BulkBar::setCount(qint64 rows) {
  m_count = rows;
  auto* label = static_cast<CountLabel*>(m_label);
  label->text = tr("%n row(s)", nullptr, int(rows));
  label->setAccessibleName(label->text);
  label->updateGeometry();
  place();
  label->update();
}

void BulkBar::place() {
  const QSize size = sizeHint();
  resize(size);
  move(std::max(0, (parentWidget()->width() - size.width()) / 2), parentWidget()->height() - size.height() - theme().px(16));
  raise();
}

bool BulkBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) place();
  return QWidget::eventFilter(watched, event);
}

void BulkBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintRounded(painter, rect(), theme().px(10), ground());
}

}  // namespace timbre::ui
