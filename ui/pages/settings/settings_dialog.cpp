// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_dialog.h"

#include "ui/shell/nav_item.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/overlay.h"
#include "ui/widgets/pane.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace timbre::ui {

SettingsDialog::SettingsDialog(SettingsStore& store, session::DeviceReport devices, const ActionRegistry* actions, QWidget* parent, HostedTokens* hosted)
    : QWidget(parent), m_store(store), m_devices(std::move(devices)), m_actions(actions), m_hosted(hosted) {
  const Theme& t = theme();
  setObjectName("settings");
  setAccessibleName(tr("Settings"));
  setWindowTitle(tr("Settings"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(1, 1, 1, 1);
  row->setSpacing(0);
  auto* nav = new Pane(Role::Window, {}, this);
  nav->setRounded(11);
  nav->setFixedWidth(t.px(200));
  m_navColumn = new QVBoxLayout(nav);
  m_navColumn->setContentsMargins(t.px(8), t.px(13), t.px(8), t.px(13));
  m_navColumn->setSpacing(t.px(2));
  m_navColumn->addStretch();
  m_group = new QButtonGroup(this);
  m_stack = new QStackedWidget(this);
  auto* right = new QVBoxLayout;
  right->setContentsMargins(t.px(28), t.px(24), t.px(24), t.px(18));
  right->addWidget(m_stack, 1);
  auto* foot = new QHBoxLayout;
  auto* restore = makeButton(ButtonKind::Ghost, {}, "rotate-ccw", this);
  auto* close = makeButton(ButtonKind::Secondary, {}, {}, this);
  close->setObjectName("settings.close");
  foot->addWidget(restore);
  foot->addStretch();
  foot->addWidget(close);
  right->addLayout(foot);
  row->addWidget(nav);
  row->addLayout(right, 1);
  connect(restore, &QPushButton::clicked, this, &SettingsDialog::restoreDefaults);
  connect(close, &QPushButton::clicked, this, [this] { if (m_overlay) m_overlay->close(); });
  m_words.append([=] {
    restore->setText(tr("Restore defaults"));
    close->setText(tr("Close"));
  });
  addAppearance();
  if (m_actions) addShortcuts();
  addDevices();
  addFolders();
  addPrices();
  retranslate();
  showSection(0);
}

SettingsDialog* SettingsDialog::open(QWidget* window, SettingsStore& store, session::DeviceReport devices, const ActionRegistry* actions, HostedTokens* hosted) {
  auto* dialog = new SettingsDialog(store, std::move(devices), actions, nullptr, hosted);
  dialog->m_overlay = new Overlay(window, dialog, Overlay::Place::Centre, 12);
  connect(dialog->m_overlay, &Overlay::dismissed, dialog->m_overlay, &Overlay::close);
  dialog->m_overlay->open(dialog->m_sections.front().item);
  return dialog;
}

QSize SettingsDialog::sizeHint() const { return {theme().px(820), theme().px(560)}; }

void SettingsDialog::change(const Edit& edit) {
  AppSettings next = m_store.settings();
  edit(next);
  m_store.setSettings(next);
}

QVBoxLayout* SettingsDialog::addSection(const QString& icon, const char* title) {
  const Theme& t = theme();
  auto* item = new NavItem(this);
  item->setObjectName(QStringLiteral("settings.nav.%1").arg(m_sections.size()));
  m_group->addButton(item, int(m_sections.size()));
  m_navColumn->insertWidget(m_navColumn->count() - 1, item);
  auto* page = new QWidget(m_stack);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(t.px(16));
  auto* head = new Label({}, TextRole::Page, Role::Text1, page);
  column->addWidget(head);
  m_stack->addWidget(page);
  connect(item, &NavItem::toggled, this, [this, index = int(m_sections.size())](bool on) { if (on) m_stack->setCurrentIndex(index); });
  m_sections.append({item, head, title, icon});
  return column;
}

void SettingsDialog::showSection(int index) {
  if (index >= 0 && index < m_sections.size()) m_sections[index].item->setChecked(true);
}

void SettingsDialog::retranslate() {
  for (const Section& section : m_sections) {
    section.item->setContent(section.icon, tr(section.source), {});
    section.title->setText(tr(section.source));
  }
  for (const auto& words : m_words) words();
}

void SettingsDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void SettingsDialog::restoreDefaults() {
  AppSettings fresh;
  fresh.other = m_store.settings().other;
  m_store.setSettings(fresh);
  m_store.setPrices(m_store.shippedPrices());
  syncFromStore();
}

void SettingsDialog::syncFromStore() {
  for (const auto& sync : m_sync) sync();
}

}  // namespace timbre::ui
