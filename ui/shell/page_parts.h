// SPDX-License-Identifier: GPL-3.0-or-later
// Parts that several pages are built from. GUI thread; the parents own them.
#pragma once

#include "ui/widgets/buttons.h"
#include "ui/widgets/pane.h"

class QPushButton;
class QScrollArea;

namespace timbre::ui {

class ActionRegistry;
class EmptyState;

/// A header's button for a command. Without a registry it has no words yet.
QPushButton* commandButton(const ActionRegistry* registry, ButtonKind kind, const char* actionId,
                           const char* objectName);

/// `content` on a page's ground, scrolling up and down only.
QScrollArea* scrolledColumn(QWidget* content, QWidget* parent);

/// What a page that is about runs shows before the first one: its words, and the way to the Train page.
class NoRunYet : public Pane {
  Q_OBJECT
 public:
  explicit NoRunYet(const QString& icon, QWidget* parent = nullptr);
  void setTexts(const QString& title, const QString& text);

 Q_SIGNALS:
  void trainRequested();

 private:
  EmptyState* m_state;
};

}  // namespace timbre::ui
