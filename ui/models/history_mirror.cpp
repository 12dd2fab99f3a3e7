// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/history_mirror.h"

#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/dataset_words.h"

#include <QAction>

namespace timbre::ui {

HistoryMirror::HistoryMirror(DatasetBridge* bridge, QAction* undo, QAction* redo, QObject* parent) : QObject(parent), m_bridge(bridge), m_undo(undo), m_redo(redo) {
  connect(bridge, &DatasetBridge::historyChanged, this, [this](const session::HistoryChanged& history) {
    m_history = history;
    refresh();
  });
  connect(bridge, &DatasetBridge::serviceChanged, this, [this] {
    m_history = {};
    refresh();
  });
  connect(undo, &QAction::triggered, this, [this] { if (m_bridge->service()) m_bridge->service()->undo(); });
  connect(redo, &QAction::triggered, this, [this] { if (m_bridge->service()) m_bridge->service()->redo(); });
  refresh();
}

void HistoryMirror::setActive(bool active) {
  m_active = active;
  refresh();
}

void HistoryMirror::refresh() {
  const auto show = [this](QAction* action, const std::optional<session::HistoryEntry>& entry, const QString& plain, const QString& with) {
    if (!action) return;
    action->setEnabled(m_active && entry.has_value());
    const QString words = entry ? with.arg(DatasetWords::edit(*entry)) : plain;
    action->setText(words);
    action->setIconText(words);
    action->setToolTip(words);
  };
  show(m_undo, m_history.undo, tr("Undo"), tr("Undo %1"));
  show(m_redo, m_history.redo, tr("Redo"), tr("Redo %1"));
}

}  // namespace timbre::ui
