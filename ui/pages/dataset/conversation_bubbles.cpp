// SPDX-License-Identifier: GPL-3.0-or-later
// A row as bubbles: messages, preference pairs, plain texts.
#include "ui/pages/dataset/conversation_panel.h"

#include "core/data/conversation.h"
#include "ui/bridge/dataset_words.h"
#include "ui/pages/dataset/cell_editor.h"
#include "ui/pages/dataset/message_edit.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace timbre::ui {

void ConversationPanel::build() {
  const int scroll = m_scroll->verticalScrollBar()->value();
  qDeleteAll(m_items);
  m_items.clear();
  while (m_column->count() > 0) {
    QLayoutItem* item = m_column->takeAt(0);
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  showHead();
  if (row() > 0) {
    if (m_row.summary.kind == session::RowKind::Text) buildText();
    else buildMessages();
    if (m_row.summary.kind == session::RowKind::Preference) buildPreference();
  }
  m_column->addStretch(1);
  m_scroll->verticalScrollBar()->setValue(scroll);
  if (m_focusNext >= 0 && m_focusNext < m_items.size()) {
    MessageItem* item = m_items[std::exchange(m_focusNext, -1)];
    const bool edit = std::exchange(m_editNext, false);
    // After the layout has placed it.
    QTimer::singleShot(0, item, [this, item, edit] {
      m_scroll->ensureWidgetVisible(item);
      if (edit) item->startEditing();
      else item->bubble()->setFocus();
    });
  }
}

BubbleData ConversationPanel::bubbleOf(const base::Json& message, int index) const {
  BubbleData bubble;
  const std::string role = messageRole(message);
  bubble.text = messageText(message);
  bubble.name = DatasetWords::role(role);
  if (std::size_t(index) < m_row.messageTokens.size()) bubble.note = tr("%1 tokens").arg(QLocale().toString(qlonglong(m_row.messageTokens[std::size_t(index)])));
  if (role == "user") {
    bubble.who = BubbleData::Who::User;
  } else if (role == "assistant") {
    bubble.who = BubbleData::Who::Tuned;
    if (!m_row.summary.systemName.empty()) bubble.name = QString::fromStdString(m_row.summary.systemName);
    bubble.trained = m_row.summary.kind == session::RowKind::Conversation && messageTrained(message);
    bubble.state = bubble.trained ? tr("trained") : tr("not trained");
  } else {
    bubble.who = BubbleData::Who::System;
  }
  return bubble;
}

MessageItem* ConversationPanel::addItem(int index, const BubbleData& bubble, bool editable, bool menu, const QString& role, int count) {
  auto* item = new MessageItem(index, m_list);
  item->setBubble(bubble);
  item->setState(editable && !m_readOnly, menu && !m_readOnly, role, index == 0, index + 1 >= count);
  m_column->addWidget(item);
  m_items.append(item);
  connect(item, &MessageItem::draft, this, [this](int at, const QString& text) { Q_EMIT draft(draftKey(at), text); });
  connect(item, &MessageItem::editingEnded, this, [this](int at) {
    Q_EMIT draftEnded(draftKey(at));
    if (m_later) QTimer::singleShot(0, this, [this] { if (m_later) setRow(session::RowReady(*m_later)); });
  });
  connect(item, &MessageItem::act, this, &ConversationPanel::messageAct);
  return item;
}

void ConversationPanel::buildMessages() {
  if (!m_row.messages.is_array()) return;
  const int count = int(m_row.messages.size());
  m_shown = std::min(count, m_limit);
  for (int i = 0; i < m_shown; ++i) {
    const base::Json& message = m_row.messages[std::size_t(i)];
    MessageItem* item = addItem(i, bubbleOf(message, i), messageEditable(message), true, QString::fromStdString(messageRole(message)), count);
    connect(item, &MessageItem::textChanged, this, [this](int at, const QString& text) {
      m_later.reset();
      base::Json messages = m_row.messages;
      messages[std::size_t(at)] = withText(messages[std::size_t(at)], text);
      submit(std::move(messages), at, false);
    });
  }
  if (m_shown == count) return;
  QPushButton* more = makeButton(ButtonKind::Small, tr("Show %n more message(s)", nullptr, count - m_shown), {}, m_list);
  connect(more, &QPushButton::clicked, this, [this] {
    m_limit += 4 * kFirstMessages;
    build();
  });
  m_column->addWidget(more, 0, Qt::AlignHCenter);
}

void ConversationPanel::buildPreference() {
  const std::string preferred = data::preferredKey(m_row.row), other = data::nonPreferredKey(m_row.row);
  for (const auto& [key, trained] : {std::pair{preferred, true}, std::pair{other, false}}) {
    const base::Json* list = key.empty() ? nullptr : base::member(m_row.row, key);
    if (!list || !list->is_array()) continue;
    for (const base::Json& message : *list) {
      BubbleData bubble = bubbleOf(message, int(m_row.messageTokens.size()));
      bubble.who = BubbleData::Who::Tuned;
      bubble.name = trained ? tr("Preferred answer") : tr("Other answer");
      bubble.trained = trained;
      bubble.state = trained ? tr("trained") : tr("trained against");
      bubble.note.clear();
      MessageItem* item = addItem(int(m_items.size()), bubble, trained, false, QStringLiteral("assistant"), 0);
      if (trained) connect(item, &MessageItem::textChanged, this, [this](int, const QString& text) { Q_EMIT cellEdited(row(), data::Cell::Assistant, text); });
    }
  }
}

void ConversationPanel::buildText() {
  const base::Json* text = base::member(m_row.row, "text");
  BubbleData bubble;
  bubble.who = BubbleData::Who::Tuned;
  bubble.name = tr("Text");
  bubble.state = tr("trained");
  bubble.text = text && text->is_string() ? QString::fromStdString(text->get<std::string>()) : QString();
  MessageItem* item = addItem(0, bubble, true, false, QStringLiteral("assistant"), 1);
  connect(item, &MessageItem::textChanged, this, [this](int, const QString& changed) { Q_EMIT cellEdited(row(), data::Cell::Assistant, changed); });
}

}  // namespace timbre::ui
