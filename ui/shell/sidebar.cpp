// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/sidebar.h"

#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/retranslate.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

namespace timbre::ui {

Sidebar::Sidebar(QWidget* parent) : Pane(Role::Window, Qt::RightEdge, parent), m_group(new QButtonGroup(this)) {
  const Theme& t = theme();
  setObjectName("sidebar");
  m_column = new QVBoxLayout(this);
  m_column->setContentsMargins(t.px(8), t.px(7), t.px(9), t.px(8));
  m_column->setSpacing(t.px(8));
  m_project = new ProjectButton(this);
  m_project->setObjectName("projectButton");
  m_column->addWidget(m_project);
  m_column->addSpacing(t.px(4));
  m_pages = new QVBoxLayout;
  m_pages->setSpacing(t.px(2));
  m_column->addLayout(m_pages);
  m_column->addStretch(1);
  m_run = new RunStrip(this);
  m_column->addWidget(m_run);
  m_device = new QWidget(this);
  auto* device = new QVBoxLayout(m_device);
  device->setContentsMargins(t.px(8), t.px(6), t.px(8), t.px(2));
  device->setSpacing(t.px(7));
  auto* line = new QHBoxLayout;
  line->setSpacing(t.px(6));
  m_deviceIcon = new IconView("cpu", Role::Text2, 16, m_device);
  m_deviceName = new Label({}, TextRole::Small, Role::Text2, m_device);
  m_deviceName->setElide(Qt::ElideRight);
  m_deviceUsed = new Label({}, TextRole::Caption, Role::Text2, m_device);
  m_deviceUsed->setTabular(true);
  line->addWidget(m_deviceIcon);
  line->addWidget(m_deviceName, 1);
  line->addWidget(m_deviceUsed);
  device->addLayout(line);
  m_deviceMeter = new Meter(4, m_device);
  device->addWidget(m_deviceMeter);
  m_device->hide();
  m_column->addWidget(m_device);
  m_settings = new NavItem(this);
  m_settings->setCheckable(false);
  m_settings->setObjectName("nav.settings");
  m_column->addWidget(m_settings);
  m_group->setExclusive(true);
  connect(m_settings, &NavItem::clicked, this, &Sidebar::settingsRequested);
  onLanguageChange(this, [this] {
    m_settings->setContent("settings", tr("Settings"), "Ctrl+,");
    describeDevice();
  });
  setFixedWidth(t.px(212));
}

void Sidebar::addPage(Page* page, const QString& keys) {
  auto* item = new NavItem(this);
  item->setObjectName(QStringLiteral("nav.") + page->id());
  m_group->addButton(item);
  m_pages->addWidget(item);
  m_items.insert(page->id(), item);
  onLanguageChange(item, [item, page, keys] { item->setContent(page->icon(), page->title(), keys); });
  const auto badge = [item, page] { item->setBadge(page->badge()); };
  badge();
  connect(page, &Page::badgeChanged, item, badge);
  connect(page, &Page::titleChanged, item, [item, page, keys] { item->setContent(page->icon(), page->title(), keys); });
  item->setRail(m_rail);
  connect(item, &NavItem::clicked, this, [this, id = page->id()] { Q_EMIT pageChosen(id); });
}

void Sidebar::setCurrent(const QString& pageId) {
  if (NavItem* found = m_items.value(pageId)) {
    found->setChecked(true);
    return;
  }
  m_group->setExclusive(false);
  for (NavItem* item : std::as_const(m_items)) item->setChecked(false);
  m_group->setExclusive(true);
}

void Sidebar::setProject(const QString& name, const QString& detail) { m_project->setProject(name, detail); }

void Sidebar::setProjectMenu(QMenu* menu) {
  connect(m_project, &ProjectButton::clicked, menu, [this, menu] { menu->popup(m_project->mapToGlobal(QPoint(0, m_project->height() + 2))); });
}

void Sidebar::setRun(const RunStripState& state) { m_run->setState(state); }

void Sidebar::setDevice(const DeviceState& device) {
  m_deviceState = device;
  m_deviceIcon->setIcon(device.icon, Role::Text2);
  m_deviceName->setText(device.name);
  m_deviceUsed->setText(device.used);
  m_deviceMeter->setValue(device.share);
  m_deviceMeter->setTone(device.share > 0.95 ? Role::Err : Role::Accent);
  m_device->setVisible(!device.name.isEmpty());
  describeDevice();
}

void Sidebar::describeDevice() {
  m_device->setAccessibleName(tr("%1, memory %2").arg(m_deviceState.name, m_deviceState.used));
  m_deviceMeter->setAccessibleName(m_device->accessibleName());
  QStringList tip;
  if (m_rail) tip << m_device->accessibleName();
  if (!m_deviceState.note.isEmpty()) tip << m_deviceState.note;
  m_device->setToolTip(tip.join(QLatin1Char('\n')));
  m_device->setAccessibleDescription(m_deviceState.note);
}

void Sidebar::setRail(bool rail) {
  if (rail == m_rail) return;
  m_rail = rail;
  const Theme& t = theme();
  setFixedWidth(t.px(rail ? 56 : 212));
  m_project->setRail(rail);
  for (NavItem* item : std::as_const(m_items)) item->setRail(rail);
  m_settings->setRail(rail);
  m_run->setRail(rail);
  m_deviceName->setVisible(!rail);
  m_deviceUsed->setVisible(!rail);
  m_deviceMeter->setVisible(!rail);
  m_device->layout()->setContentsMargins(rail ? QMargins(t.px(12), t.px(6), t.px(12), t.px(2)) : QMargins(t.px(8), t.px(6), t.px(8), t.px(2)));
  describeDevice();
}

}  // namespace timbre::ui
