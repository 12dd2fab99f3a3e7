// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcome/recent_row.h"

#include "ui/bridge/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/text_block.h"

#include <QEvent>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>

namespace timbre::ui {

RecentRow::RecentRow(const RecentItem& item, qint64 now, QWidget* parent) : QAbstractButton(parent), m_item(item), m_now(now) {
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setText(item.name);
  setToolTip(item.folder);
  if (item.missing) {
    m_remove = makeButton(ButtonKind::Link, {}, {}, this);
    connect(m_remove, &QPushButton::clicked, this, &RecentRow::removeRequested);
  } else {
    setCursor(Qt::PointingHandCursor);
  }
  describe();
}

void RecentRow::describe() {
  setAccessibleName(m_item.name + QStringLiteral(", ") + detail());
  setAccessibleDescription(m_item.folder);
  if (!m_remove) return;
  m_remove->setText(tr("Remove"));
  m_remove->setAccessibleName(tr("Remove %1 from the list").arg(m_item.name));
}

QString RecentRow::detail() const {
  if (m_item.missing) return tr("Folder not found");
  return m_item.rows >= 0 ? tr("%n row(s)", nullptr, int(m_item.rows)) : m_item.folder;
}

QSize RecentRow::sizeHint() const { return {theme().px(280), theme().px(54)}; }

void RecentRow::resizeEvent(QResizeEvent*) {
  if (!m_remove) return;
  const QSize size = m_remove->sizeHint();
  m_remove->setGeometry(width() - size.width() - theme().px(6), (height() - size.height()) / 2, size.width(), size.height());
}

void RecentRow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) click();
  else if (event->key() == Qt::Key_Delete) Q_EMIT removeRequested();
  else QAbstractButton::keyPressEvent(event);
}

void RecentRow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) describe(), update();
  QAbstractButton::changeEvent(event);
}

void RecentRow::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter p(this);
  if (!m_item.missing && (underMouse() || isDown())) paintRounded(p, rect(), t.px(8), t.color(isDown() ? Role::Press : Role::Hover));
  const int size = t.px(34), x = t.px(8);
  Monogram::paint(p, QRect(x, (height() - size) / 2, size, size), m_item.name, m_item.missing);
  const QString when = m_item.missing ? QString() : Format::ago(m_item.opened, m_now);
  const QFont& caption = t.font(TextRole::Caption);
  const int whenWidth = m_remove ? m_remove->width() : QFontMetrics(caption).horizontalAdvance(when) + 2;
  const int left = x + size + t.px(11), room = width() - left - whenWidth - t.px(16);
  const int strong = t.lineBox(TextRole::Strong), small = t.lineBox(TextRole::Small);
  const int top = (height() - strong - small) / 2;
  drawTextLine(p, QRect(left, top, room, strong), m_item.name, t.font(TextRole::Strong), t.color(m_item.missing ? Role::Text2 : Role::Text1));
  drawTextLine(p, QRect(left, top + strong, room, small), detail(), caption, t.color(Role::Text2), Qt::AlignLeft, m_item.rows < 0 && !m_item.missing ? Qt::ElideMiddle : Qt::ElideRight);
  drawTextLine(p, QRect(width() - whenWidth - t.px(8), 0, whenWidth, height()), when, caption, t.color(Role::Text2), Qt::AlignRight, Qt::ElideNone);
}

}  // namespace timbre::ui
