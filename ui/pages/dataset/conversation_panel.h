// SPDX-License-Identifier: GPL-3.0-or-later
// The side panel: the whole row as bubbles, editable in place. Turns are added below, moved, deleted and given other roles from
// each bubble's menu; a row of any shape can be edited as JSON. Edits leave as complete values by signals; an editor that is
// open keeps its text when the row changes underneath, until it is closed.
#pragma once

#include "core/session/dataset_service.h"
#include "ui/pages/dataset/message_item.h"
#include "ui/widgets/pane.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace timbre::ui {

class Label;

class ConversationPanel : public Pane {
  Q_OBJECT
 public:
  explicit ConversationPanel(QWidget* parent = nullptr);

  session::RowId row() const { return m_row.summary.id; }
  /// A row that is being edited here is taken over after the editor closes.
  void setRow(const session::RowReady& row);
  void clear();
  void setReadOnly(bool readOnly);
  /// Opens the editor of the first message with this role, or of the last one.
  void editRole(const std::string& role);
  /// Brings a message into sight; −1: the last one.
  void editMessage(int index, bool edit);
  void editJson();
  void finishEditing();

 Q_SIGNALS:
  void messagesEdited(timbre::session::RowId row, const timbre::base::Json& messages);
  void jsonEdited(timbre::session::RowId row, const timbre::base::Json& value);
  void cellEdited(timbre::session::RowId row, timbre::data::Cell cell, const QString& text);
  void stepRequested(int direction);
  void draft(const QString& key, const QString& text);
  void draftEnded(const QString& key);
  void nameRequested(const QString& systemPrompt, const QString& name);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  static constexpr int kFirstMessages = 100;  ///< more are shown on demand: each is a widget
  void retranslate();
  // conversation_bubbles.cpp
  void build();
  void buildMessages();
  void buildPreference();
  void buildText();
  void showHead();
  MessageItem* addItem(int index, const BubbleData& bubble, bool editable, bool menu, const QString& role, int count);
  BubbleData bubbleOf(const base::Json& message, int index) const;
  void messageAct(int index, MessageItem::Act act, const QString& role);
  void submit(base::Json messages, int focusIndex, bool edit);
  void addTurn(const std::string& role);
  void applyJson();
  void closeJson();
  QString draftKey(int index) const;

  Label* m_title;
  Label* m_note;
  QToolButton* m_previous;
  QToolButton* m_next;
  QStackedWidget* m_stack;
  QScrollArea* m_scroll;
  QWidget* m_list;
  QVBoxLayout* m_column;
  QPlainTextEdit* m_json;
  Label* m_jsonError;
  QPushButton* m_jsonApply;
  QPushButton* m_jsonDiscard;
  QWidget* m_foot;
  QPushButton* m_addUser;
  QPushButton* m_addAnswer;
  QToolButton* m_more;
  session::RowReady m_row;
  std::optional<session::RowReady> m_later;  ///< arrived while an editor was open
  QList<MessageItem*> m_items;
  int m_shown = 0;
  int m_limit = 0;                           ///< messages shown at most
  int m_focusNext = -1;
  bool m_editNext = false;
  bool m_readOnly = false;
};

}  // namespace timbre::ui
