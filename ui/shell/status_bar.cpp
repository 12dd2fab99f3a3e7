// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_bar.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QAccessible>
#include <QHBoxLayout>

namespace timbre::ui {

StatusLine::StatusLine(QWidget* parent) : Pane(Role::Window, Qt::TopEdge, parent) {
  const Theme& t = theme();
  setObjectName("statusLine");
  setFixedHeight(t.px(26));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(t.px(14), 1, t.px(14), 0);
  row->setSpacing(t.px(16));
  m_saved = makeItem("circle-check");
  m_selection = makeItem("mouse-pointer-2");
  m_selection.box->hide();
  row->addWidget(m_saved.box);
  row->addWidget(m_selection.box);
  row->addStretch(1);
  makeWork();
  row->addWidget(m_work.box);
  m_right = new QHBoxLayout;
  m_right->setSpacing(t.px(16));
  row->addLayout(m_right);
}

StatusLine::Item StatusLine::makeItem(const QString& icon) {
  auto* box = new QWidget(this);
  auto* row = new QHBoxLayout(box);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(theme().px(5));
  Item item{new IconView(icon, Role::Text3, 13, box), new Label({}, TextRole::Caption, Role::Text2, box), box};
  item.text->setElide(Qt::ElideRight);
  row->addWidget(item.icon);
  row->addWidget(item.text);
  return item;
}

void StatusLine::makeWork() {
  m_work = makeItem("download");
  m_work.box->setObjectName(QStringLiteral("statusWork"));
  m_work.text->setElide(Qt::ElideMiddle);
  m_work.text->setMaximumWidth(theme().px(260));
  m_workFigure = new Label({}, TextRole::Caption, Role::Text2, m_work.box);
  m_workFigure->setObjectName(QStringLiteral("statusWork.figure"));
  m_workFigure->setTabular(true);
  m_showWork = makeButton(ButtonKind::Link, {}, {}, m_work.box);
  m_showWork->setObjectName(QStringLiteral("statusWork.show"));
  m_stopWork = makeButton(ButtonKind::Link, {}, {}, m_work.box);
  m_stopWork->setObjectName(QStringLiteral("statusWork.stop"));
  m_work.box->layout()->addWidget(m_workFigure);
  for (QPushButton* button : {m_showWork, m_stopWork}) m_work.box->layout()->addWidget(button);
  m_work.box->hide();
  connect(m_showWork, &QPushButton::clicked, this, &StatusLine::workShown);
  connect(m_stopWork, &QPushButton::clicked, this, &StatusLine::workStopped);
  onLanguageChange(this, [this] {
    m_showWork->setText(tr("Show"));
    m_stopWork->setText(tr("Stop"));
  });
}

void StatusLine::setWork(const StatusWork& work) {
  m_work.box->setVisible(!work.name.isEmpty());
  if (work.name.isEmpty()) {
    m_announced = -1;
    return;
  }
  m_work.icon->setIcon(work.icon, Role::Accent);
  m_work.text->setText(work.name);
  m_workFigure->setText(work.figure);
  m_showWork->setAccessibleName(work.showName);
  m_stopWork->setAccessibleName(work.stopName);
  for (QPushButton* button : {m_showWork, m_stopWork}) button->setToolTip(button->accessibleName());
  const int tenth = int(work.share * 10);
  if (tenth == m_announced) return;
  m_announced = tenth;
  m_work.box->setAccessibleName(work.name + QLatin1Char(' ') + work.figure);
  QAccessibleEvent event(m_work.box, QAccessible::NameChanged);
  QAccessible::updateAccessibility(&event);
}

void StatusLine::setSaved(BadgeKind kind, const QString& text) {
  const QString icon = badgeIcon(kind);
  m_saved.icon->setVisible(!icon.isEmpty());
  m_saved.icon->setIcon(icon.isEmpty() ? QStringLiteral("info") : icon, badgeTone(kind));
  m_saved.text->setTone(badgeTone(kind));
  m_saved.text->setText(text);
  m_saved.box->setVisible(!text.isEmpty());
}

QString StatusLine::savedText() const { return m_saved.text->text(); }

void StatusLine::setSelection(const QString& text) {
  m_selection.text->setText(text);
  m_selection.box->setVisible(!text.isEmpty());
}

void StatusLine::setItem(int slot, const QString& icon, const QString& text, const QString& tip) {
  if (!m_items.contains(slot)) {
    m_items.insert(slot, makeItem(icon));
    int at = 0;
    for (auto it = m_items.constBegin(); it.key() != slot; ++it) ++at;
    m_right->insertWidget(at, m_items[slot].box);
  }
  const Item& item = m_items[slot];
  item.icon->setIcon(icon, Role::Text3);
  item.text->setText(text);
  item.box->setToolTip(tip);
  item.box->setVisible(!text.isEmpty());
}

}  // namespace timbre::ui
