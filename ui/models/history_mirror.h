// SPDX-License-Identifier: GPL-3.0-or-later
// Undo and redo of the edit log as two actions: words and availability follow HistoryChanged, triggering asks the service.
// The log itself lives in core; nothing is kept here but the last entry of each side.
#pragma once

#include "core/session/dataset_service.h"

#include <QObject>
#include <QPointer>

class QAction;

namespace timbre::ui {

class DatasetBridge;

class HistoryMirror : public QObject {
  Q_OBJECT
 public:
  HistoryMirror(DatasetBridge* bridge, QAction* undo, QAction* redo, QObject* parent = nullptr);
  /// While the page is hidden or the project is read-only both are off.
  void setActive(bool active);
  void refresh();

 private:
  DatasetBridge* m_bridge;
  QPointer<QAction> m_undo, m_redo;
  session::HistoryChanged m_history;
  bool m_active = true;
};

}  // namespace timbre::ui
