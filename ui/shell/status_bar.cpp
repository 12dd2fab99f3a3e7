// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_bar.h"

#include "ui/widgets/label.h"

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
