// SPDX-License-Identifier: GPL-3.0-or-later
// One message of the conversation panel: a bubble that becomes an editor in place, and its menu (role, trained, order, delete).
// It changes nothing itself; it asks its panel.
#pragma once

#include "ui/widgets/bubble.h"

#include <QPointer>
#include <QWidget>

class QMenu;
class QToolButton;

namespace timbre::ui {

class CellEditor;

class MessageItem : public QWidget {
  Q_OBJECT
 public:
  enum class Act { Up, Down, Delete, Trained, NotTrained, Role };
  MessageItem(int index, QWidget* parent = nullptr);

  void setBubble(const BubbleData& bubble);
  /// `roles`: what the menu offers, the current one first checked. No menu and no editor when `editable` is false.
  void setState(bool editable, bool menu, const QString& role, bool first, bool last);
  int index() const { return m_index; }
  Bubble* bubble() const { return m_bubble; }
  bool editing() const { return m_editor; }
  CellEditor* editor() const { return m_editor; }
  void startEditing();
  /// Ends with or without the new text.
  void stopEditing(bool keep);

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void textChanged(int index, const QString& text);
  void draft(int index, const QString& text);
  void editingEnded(int index);
  void act(int index, timbre::ui::MessageItem::Act act, const QString& role);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void place();
  void openMenu(const QPoint& globalPosition);
  int editorHeight(int width) const;

  int m_index;
  Bubble* m_bubble;
  QToolButton* m_more;
  QPointer<CellEditor> m_editor;
  bool m_editable = true, m_hasMenu = true, m_first = false, m_last = false;
  QString m_role;
};

}  // namespace timbre::ui
