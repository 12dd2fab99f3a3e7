// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_parts.h"

#include "ui/shell/action_registry.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/retranslate.h"

#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace timbre::ui {

QPushButton* commandButton(const ActionRegistry* registry, ButtonKind kind, const char* actionId,
                           const char* objectName) {
  auto* button = makeButton(kind);
  button->setObjectName(QString::fromLatin1(objectName));
  if (QAction* action = registry ? registry->find(QString::fromLatin1(actionId)) : nullptr) bindAction(button, action);
  return button;
}

QScrollArea* scrolledColumn(QWidget* content, QWidget* parent) {
  auto* area = new QScrollArea(parent);
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* ground = new Pane(Role::Surface, {}, area);
  auto* inside = new QVBoxLayout(ground);
  inside->setContentsMargins(0, 0, 0, 0);
  inside->addWidget(content);
  area->setWidget(ground);
  return area;
}

NoRunYet::NoRunYet(const QString& icon, QWidget* parent)
    : Pane(Role::Surface, {}, parent), m_state(new EmptyState(icon, this)) {
  auto* column = new QVBoxLayout(this);
  column->addWidget(m_state);
  auto* train = makeButton(ButtonKind::Primary, {}, "audio-waveform", this);
  m_state->setButton(train);
  connect(train, &QPushButton::clicked, this, &NoRunYet::trainRequested);
  onLanguageChange(this, [train] { train->setText(tr("Go to Train")); });
}

void NoRunYet::setTexts(const QString& title, const QString& text) { m_state->setTexts(title, text); }

}  // namespace timbre::ui
