// SPDX-License-Identifier: GPL-3.0-or-later
// Buttons in the design's kinds, a switch, and the segmented control. A button bound to a QAction takes text, icon, enabled
// state, tooltip with key and accessible name from it, and follows its changes (language included).
#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QFrame>
#include <QList>
#include <QPushButton>
#include <QToolButton>

class QAction;
class QButtonGroup;

namespace timbre::ui {

enum class ButtonKind { Secondary, Primary, Ghost, Danger, DangerFilled, Small, Link, Vote };

QPushButton* makeButton(ButtonKind kind, const QString& text = {}, const QString& icon = {}, QWidget* parent = nullptr);
void setButtonKind(QPushButton* button, ButtonKind kind);
/// The button triggers the action and looks like it.
void bindAction(QPushButton* button, QAction* action);

/// 30 × 30 with an icon only. `name` is its accessible name and, with the key, its tooltip.
QToolButton* makeIconButton(const QString& icon, const QString& name, QWidget* parent = nullptr);
void setIconButtonName(QToolButton* button, const QString& name, const QString& keys = {});
void bindAction(QToolButton* button, QAction* action);
/// "Add row (Ctrl+Shift+=)"
QString tipWithKeys(const QString& name, const QString& keys);

/// On/off, 34 × 20, with a tick when on. Space toggles.
class Switch : public QAbstractButton {
  Q_OBJECT
 public:
  explicit Switch(QWidget* parent = nullptr);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool hitButton(const QPoint& position) const override { return rect().contains(position); }
};

/// One of a few words, always all visible. One tab stop, arrows move inside.
class Segmented : public QFrame {
  Q_OBJECT
 public:
  explicit Segmented(QWidget* parent = nullptr);
  /// Returns the index.
  int addItem(const QString& text, const QVariant& value = {});
  void setItemText(int index, const QString& text);
  int count() const { return int(m_buttons.size()); }
  int current() const;
  QVariant currentData() const;
  void setCurrent(int index);
  QPushButton* button(int index) const { return m_buttons[index]; }

 Q_SIGNALS:
  void currentChanged(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QButtonGroup* m_group;
  QList<QPushButton*> m_buttons;
  QList<QVariant> m_data;
};

}  // namespace timbre::ui
