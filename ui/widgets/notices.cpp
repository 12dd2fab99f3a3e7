// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/notices.h"

#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/pane.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace timbre::ui {

namespace {
constexpr int kMargin = 4;
constexpr int kMost = 3;
constexpr int kStayMs = 6000;
}  // namespace

Notice::Notice(const NoticeText& text, QWidget* parent) : QWidget(parent), m_kind(text.kind), m_title(text.title), m_timer(new QTimer(this)) {
  const Theme& t = theme();
  setFixedWidth(t.px(380) + 2 * kMargin);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(kMargin + t.px(15), kMargin + t.px(11), kMargin + t.px(10), kMargin + t.px(11));
  row->setSpacing(t.px(10));
  const QString icon = badgeIcon(text.kind);
  row->addWidget(new IconView(icon.isEmpty() ? QStringLiteral("info") : icon, badgeTone(text.kind), 17, this), 0, Qt::AlignTop);
  auto* words = new QVBoxLayout;
  words->setSpacing(0);
  auto* title = new Label(text.title, TextRole::Strong, Role::Text1, this);
  title->setWrap(true);
  words->addWidget(title);
  if (!text.text.isEmpty()) {
    auto* line = new Label(text.text, TextRole::Small, Role::Text2, this);
    line->setWrap(true);
    words->addWidget(line);
  }
  row->addLayout(words, 1);
  if (text.action) {
    auto* button = makeButton(ButtonKind::Link, text.actionText, {}, this);
    connect(button, &QPushButton::clicked, this, [this, run = text.action] {
      Q_EMIT closeRequested();
      run();
    });
    row->addWidget(button);
  }
  auto* close = makeIconButton("x", tr("Close notice"), this);
  connect(close, &QToolButton::clicked, this, &Notice::closeRequested);
  row->addWidget(close);
  setAccessibleName(text.title);
  setAccessibleDescription(text.text);
  m_timer->setSingleShot(true);
  m_timer->setInterval(kStayMs);
  connect(m_timer, &QTimer::timeout, this, [this] {
    QWidget* focus = QApplication::focusWidget();
    if (focus && isAncestorOf(focus)) m_timer->start();
    else Q_EMIT closeRequested();
  });
  if (m_kind != BadgeKind::Error) m_timer->start();
}

void Notice::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QRectF box = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
  paintRounded(painter, box, theme().px(10), theme().color(Role::Raised), theme().color(Role::LineMid));
}

void Notice::enterEvent(QEnterEvent*) { m_timer->stop(); }

void Notice::leaveEvent(QEvent*) {
  if (m_kind != BadgeKind::Error) m_timer->start();
}

NoticeStack::NoticeStack(QWidget* window) : QWidget(window) {
  setObjectName("notices");
  setAccessibleName(tr("Notices"));
  window->installEventFilter(this);
  resize(0, 0);
}

void NoticeStack::setArea(const QRect& area) {
  if (area == m_area) return;
  m_area = area;
  if (!m_notices.isEmpty()) place();
}

void NoticeStack::post(const NoticeText& text) {
  // The oldest that is not an error makes room; when all are errors, the oldest goes.
  while (m_notices.size() >= kMost) {
    Notice* oldest = m_notices.front();
    for (Notice* notice : m_notices)
      if (notice->kind() != BadgeKind::Error) {
        oldest = notice;
        break;
      }
    remove(oldest);
  }
  auto* notice = new Notice(text, this);
  connect(notice, &Notice::closeRequested, this, [this, notice] { remove(notice); });
  m_notices.append(notice);
  notice->show();
  place();
}

void NoticeStack::remove(Notice* notice) {
  if (!m_notices.removeOne(notice)) return;
  notice->hide();
  notice->deleteLater();
  place();
}

void NoticeStack::place() {
  const int overlap = 2 * kMargin - theme().px(8);
  int height = 0, width = 0;
  for (Notice* notice : m_notices) {
    const int h = notice->layout()->hasHeightForWidth() ? notice->layout()->totalHeightForWidth(notice->width()) : notice->sizeHint().height();
    notice->resize(notice->width(), h);
    notice->move(0, height);
    height += h - overlap;
    width = notice->width();
  }
  if (!m_notices.isEmpty()) height += overlap;
  const QRect whole = parentWidget()->rect(), area = m_area.isNull() ? whole : m_area & whole;
  // An area that is too small for them is left upwards and to the left, never off the window.
  setGeometry(std::max(0, area.right() + 1 - width - theme().px(16) + kMargin), std::max(0, area.bottom() + 1 - height - theme().px(12) + kMargin), width, height);
  setVisible(!m_notices.isEmpty());
  raise();
}

bool NoticeStack::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize) place();
  return false;
}

}  // namespace timbre::ui
