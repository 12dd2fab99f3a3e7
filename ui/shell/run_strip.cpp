// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sidebar.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace timbre::ui {

RunStrip::RunStrip(QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  setObjectName("runStrip");
  setFocusPolicy(Qt::TabFocus);
  setCursor(Qt::PointingHandCursor);
  setProperty("ringRadius", 8);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(12), t.px(7), t.px(8), t.px(9));
  column->setSpacing(t.px(5));
  m_head = new QWidget(this);
  auto* head = new QHBoxLayout(m_head);
  head->setContentsMargins(t.px(15), 0, 0, 0);
  m_name = new Label({}, TextRole::Strong, Role::Text1, m_head);
  m_name->setElide(Qt::ElideRight);
  m_button = makeIconButton("pause", {}, m_head);
  head->addWidget(m_name, 1);
  head->addWidget(m_button);
  column->addWidget(m_head);
  m_percent = new Label({}, TextRole::Caption, Role::Text2, this);
  m_percent->setTabular(true);
  m_percent->setAlignment(Qt::AlignHCenter);
  m_percent->hide();
  column->addWidget(m_percent);
  m_meter = new Meter(6, this);
  column->addWidget(m_meter);
  auto* foot = new QHBoxLayout;
  m_left = new Label({}, TextRole::Caption, Role::Text2, this);
  m_right = new Label({}, TextRole::Caption, Role::Text2, this);
  m_left->setTabular(true);
  m_right->setTabular(true);
  foot->addWidget(m_left);
  foot->addStretch();
  foot->addWidget(m_right);
  column->addLayout(foot);
  connect(m_button, &QToolButton::clicked, this, &RunStrip::pauseToggled);
  hide();
}

void RunStrip::setState(const RunStripState& state) {
  const bool nameChanged = state.name != m_state.name;
  m_state = state;
  setVisible(state.visible);
  m_name->setText(state.name);
  m_left->setText(state.left);
  m_right->setText(state.right);
  m_percent->setText(QLocale().toString(int(state.share * 100)) + QLocale().percent());
  m_meter->setValue(state.share);
  m_meter->setTone(state.paused ? Role::LineStrong : Role::Accent);
  m_button->setIcon(Icons::icon(state.paused ? QStringLiteral("play") : QStringLiteral("pause")));
  setIconButtonName(m_button, state.paused ? tr("Resume %1").arg(state.name) : tr("Pause %1").arg(state.name));
  m_button->setEnabled(state.canPause);
  // Screen readers hear a change of name, not of every step: ten times a run is enough.
  const int tenth = int(state.share * 10);
  if (nameChanged || tenth != m_announced) {
    m_announced = tenth;
    setAccessibleName(tr("Run %1, %2").arg(state.name, m_percent->text()));
  }
  describe();
  update();
}

void RunStrip::describe() {
  setToolTip(m_rail ? QStringList{m_state.name, m_state.left, m_state.right}.join(QLatin1Char('\n')) : QString());
}

void RunStrip::setRail(bool rail) {
  m_rail = rail;
  m_head->setVisible(!rail);
  m_left->setVisible(!rail);
  m_right->setVisible(!rail);
  m_percent->setVisible(rail);
  const Theme& t = theme();
  layout()->setContentsMargins(rail ? QMargins(t.px(4), t.px(6), t.px(4), t.px(6)) : QMargins(t.px(12), t.px(7), t.px(8), t.px(9)));
  describe();
}

void RunStrip::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter p(this);
  if (!m_rail) {
    paintRounded(p, rect(), t.px(8), t.color(Role::Surface), t.color(Role::Line));
    const double d = t.px(8);
    paintRounded(p, QRectF(t.px(13), m_head->y() + (m_head->height() - d) / 2.0, d, d), d / 2, t.color(m_state.paused ? Role::LineStrong : Role::Accent));
  }
}

void RunStrip::mouseReleaseEvent(QMouseEvent* event) {
  if (rect().contains(event->position().toPoint())) Q_EMIT opened();
}

void RunStrip::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space) Q_EMIT opened();
  else QWidget::keyPressEvent(event);
}

}  // namespace timbre::ui
