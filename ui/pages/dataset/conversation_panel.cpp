// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/conversation_panel.h"

#include "core/data/conversation.h"
#include "ui/bridge/dataset_words.h"
#include "ui/bridge/error_text.h"
#include "ui/pages/dataset/cell_editor.h"
#include "ui/pages/dataset/message_edit.h"
#include "ui/theme/icons.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"
#include "ui/widgets/text_block.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {
constexpr std::size_t jsonLimit = std::size_t(1) << 20;  ///< larger rows are edited outside
}  // namespace

ConversationPanel::ConversationPanel(QWidget* parent) : Pane(Role::Surface, {}, parent), m_limit(kFirstMessages) {
  setObjectName(QStringLiteral("conversation"));
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* head = new Pane(Role::Surface, Qt::BottomEdge, this);
  head->setFixedHeight(t.px(44));
  auto* headRow = new QHBoxLayout(head);
  headRow->setContentsMargins(t.px(18), 0, t.px(12), 0);
  headRow->setSpacing(t.px(6));
  m_title = new Label({}, TextRole::Title, Role::Text1, head);
  m_title->setObjectName(QStringLiteral("conversationTitle"));
  m_note = new Label({}, TextRole::Small, Role::Text2, head);
  m_note->setObjectName(QStringLiteral("conversationNote"));
  m_note->setElide(Qt::ElideRight);
  m_previous = makeIconButton(QStringLiteral("chevron-left"), {}, head);
  m_next = makeIconButton(QStringLiteral("chevron-right"), {}, head);
  headRow->addWidget(m_title);
  headRow->addWidget(m_note, 1);
  headRow->addWidget(m_previous);
  headRow->addWidget(m_next);
  connect(m_previous, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(-1); });
  connect(m_next, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(1); });
  column->addWidget(head);

  m_stack = new QStackedWidget(this);
  m_scroll = new QScrollArea(m_stack);
  m_scroll->setObjectName(QStringLiteral("conversationScroll"));
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setWidgetResizable(true);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->setFocusPolicy(Qt::NoFocus);
  m_list = new Pane(Role::Surface, {}, m_scroll);
  m_column = new QVBoxLayout(m_list);
  m_column->setContentsMargins(t.px(18), t.px(16), t.px(18), t.px(16));
  m_column->setSpacing(t.px(13));
  m_column->addStretch(1);
  m_scroll->setWidget(m_list);
  m_stack->addWidget(m_scroll);
  auto* jsonPage = new QWidget(m_stack);
  auto* jsonColumn = new QVBoxLayout(jsonPage);
  jsonColumn->setContentsMargins(t.px(18), t.px(14), t.px(18), t.px(12));
  jsonColumn->setSpacing(t.px(8));
  m_json = makeTextEdit(jsonPage);
  m_json->setObjectName(QStringLiteral("rowJson"));
  m_jsonError = new Label({}, TextRole::Small, Role::Err, jsonPage);
  m_jsonError->setWrap(true);
  m_jsonError->hide();
  auto* jsonButtons = new QHBoxLayout;
  m_jsonDiscard = makeButton(ButtonKind::Secondary, {}, {}, jsonPage);
  m_jsonApply = makeButton(ButtonKind::Primary, {}, {}, jsonPage);
  m_jsonApply->setObjectName(QStringLiteral("applyJson"));
  jsonButtons->addStretch(1);
  jsonButtons->addWidget(m_jsonDiscard);
  jsonButtons->addWidget(m_jsonApply);
  jsonColumn->addWidget(m_json, 1);
  jsonColumn->addWidget(m_jsonError);
  jsonColumn->addLayout(jsonButtons);
  connect(m_jsonApply, &QPushButton::clicked, this, &ConversationPanel::applyJson);
  connect(m_jsonDiscard, &QPushButton::clicked, this, &ConversationPanel::closeJson);
  m_stack->addWidget(jsonPage);
  column->addWidget(m_stack, 1);

  auto* foot = new Pane(Role::Surface, Qt::TopEdge, this);
  foot->setFixedHeight(t.px(46));
  auto* footRow = new QHBoxLayout(foot);
  footRow->setContentsMargins(t.px(10), 0, t.px(12), 0);
  footRow->setSpacing(t.px(4));
  m_addUser = makeButton(ButtonKind::Ghost, {}, QStringLiteral("plus"), foot);
  m_addUser->setObjectName(QStringLiteral("addUserTurn"));
  m_addAnswer = makeButton(ButtonKind::Ghost, {}, QStringLiteral("plus"), foot);
  m_addAnswer->setObjectName(QStringLiteral("addAnswer"));
  m_more = makeIconButton(QStringLiteral("ellipsis"), {}, foot);
  m_more->setObjectName(QStringLiteral("conversationMenu"));
  footRow->addWidget(m_addUser);
  footRow->addWidget(m_addAnswer);
  footRow->addStretch(1);
  footRow->addWidget(m_more);
  connect(m_addUser, &QPushButton::clicked, this, [this] { addTurn("user"); });
  connect(m_addAnswer, &QPushButton::clicked, this, [this] { addTurn("assistant"); });
  connect(m_more, &QToolButton::clicked, this, [this] {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* system = menu->addAction(Icons::icon("message-square-plus"), tr("Add system prompt"), this, [this] { addTurn("system"); });
    system->setEnabled(!m_readOnly && !m_row.summary.hasSystem && m_row.summary.kind == session::RowKind::Conversation);
    QAction* json = menu->addAction(Icons::icon("file-braces"), tr("Edit as JSON"), this, &ConversationPanel::editJson);
    json->setEnabled(!m_readOnly && row() > 0);
    menu->popup(m_more->mapToGlobal(QPoint(0, -menu->sizeHint().height())));
  });
  m_foot = foot;
  column->addWidget(foot);
  onLanguageChange(this, [this] { retranslate(); });
}

void ConversationPanel::retranslate() {
  setAccessibleName(tr("Conversation"));
  setIconButtonName(m_previous, tr("Previous row"));
  setIconButtonName(m_next, tr("Next row"));
  setIconButtonName(m_more, tr("More"));
  m_addUser->setText(tr("User turn"));
  m_addAnswer->setText(tr("Answer"));
  m_json->setAccessibleName(tr("Row as JSON"));
  m_jsonApply->setText(tr("Apply"));
  m_jsonDiscard->setText(tr("Discard"));
  build();
}

void ConversationPanel::setReadOnly(bool readOnly) {
  if (m_readOnly == readOnly) return;
  m_readOnly = readOnly;
  build();
}

void ConversationPanel::clear() {
  finishEditing();
  m_row = {};
  m_later.reset();
  closeJson();
  build();
}

void ConversationPanel::setRow(const session::RowReady& row) {
  const bool same = row.summary.id == m_row.summary.id;
  if (same)
    for (const MessageItem* item : std::as_const(m_items))
      if (item->editing()) {
        m_later = row;
        return;
      }
  if (!same) {
    finishEditing();
    m_limit = kFirstMessages;
    if (m_stack->currentIndex() == 1) m_stack->setCurrentIndex(0);
    m_focusNext = -1;
  }
  const bool unchanged = same && m_row.messages == row.messages && m_row.row == row.row && m_row.messageTokens == row.messageTokens && m_row.summary.number == row.summary.number;
  m_later.reset();
  m_row = row;
  if (!unchanged) build();
  else showHead();
  if (!same) m_scroll->verticalScrollBar()->setValue(0);
}

void ConversationPanel::finishEditing() {
  for (MessageItem* item : std::as_const(m_items))
    if (item->editing()) item->stopEditing(true);
}

void ConversationPanel::showHead() {
  const QLocale locale;
  const bool has = row() > 0;
  m_title->setText(has ? DatasetWords::row(m_row.summary.number) : QString());
  QStringList notes;
  if (has && m_row.summary.messages > 0) notes << tr("%n message(s)", nullptr, m_row.summary.messages);
  if (has && m_row.summary.tokens >= 0) notes << tr("%1 tokens").arg(locale.toString(qlonglong(m_row.summary.tokens)));
  m_note->setText(notes.join(QStringLiteral(" · ")));
  m_previous->setEnabled(has);
  m_next->setEnabled(has);
  const bool conversation = has && !m_readOnly && m_row.summary.kind == session::RowKind::Conversation && m_row.messages.is_array();
  m_addUser->setEnabled(conversation);
  m_addAnswer->setEnabled(conversation);
  m_more->setEnabled(has);
}

QString ConversationPanel::draftKey(int index) const { return QStringLiteral("row:%1:message:%2").arg(row()).arg(index); }

// ---- edits ------------------------------------------------------------------------------------------------------------

void ConversationPanel::submit(base::Json messages, int focusIndex, bool edit) {
  if (row() <= 0 || m_readOnly) return;
  m_row.messages = messages;
  m_row.messageTokens.clear();  // counted anew; the row follows
  m_row.summary.messages = int(messages.size());
  m_focusNext = std::min(focusIndex, int(messages.size()) - 1);
  m_editNext = edit;
  Q_EMIT messagesEdited(row(), messages);
  build();
}

void ConversationPanel::messageAct(int index, MessageItem::Act act, const QString& role) {
  base::Json messages = m_row.messages;
  const std::size_t at = std::size_t(index);
  if (!messages.is_array() || at >= messages.size()) return;
  switch (act) {
    case MessageItem::Act::Up:
      if (index > 0) std::swap(messages[at], messages[at - 1]);
      return submit(std::move(messages), std::max(0, index - 1), false);
    case MessageItem::Act::Down:
      if (at + 1 < messages.size()) std::swap(messages[at], messages[at + 1]);
      return submit(std::move(messages), index + 1, false);
    case MessageItem::Act::Delete: messages.erase(at); break;
    case MessageItem::Act::Trained: messages[at] = withTrained(messages[at], true); break;
    case MessageItem::Act::NotTrained: messages[at] = withTrained(messages[at], false); break;
    case MessageItem::Act::Role: messages[at] = withRole(messages[at], role.toStdString()); break;
  }
  submit(std::move(messages), index, false);
}

void ConversationPanel::addTurn(const std::string& role) {
  if (!m_row.messages.is_array()) return;
  finishEditing();
  base::Json messages = m_row.messages;
  const std::size_t at = role == "system" ? 0 : messages.size();
  messages.insert(messages.begin() + std::ptrdiff_t(at), newMessage(role));
  m_limit = std::max(m_limit, int(messages.size()));
  submit(std::move(messages), int(at), true);
}

void ConversationPanel::editRole(const std::string& role) {
  MessageItem* found = nullptr;
  for (MessageItem* item : std::as_const(m_items)) {
    if (std::size_t(item->index()) < m_row.messages.size() && messageRole(m_row.messages[std::size_t(item->index())]) == role) {
      found = item;
      break;
    }
  }
  if (found) found->startEditing();
  else if (!m_items.isEmpty()) m_items.first()->bubble()->setFocus(Qt::ShortcutFocusReason);
}

void ConversationPanel::editMessage(int index, bool edit) {
  if (m_items.isEmpty()) return;
  MessageItem* item = m_items[index >= 0 && index < m_items.size() ? index : m_items.size() - 1];
  QTimer::singleShot(0, item, [this, item, edit] {
    m_scroll->ensureWidgetVisible(item);
    if (edit) item->startEditing();
    else item->bubble()->setFocus(Qt::ShortcutFocusReason);
  });
}

void ConversationPanel::editJson() {
  if (row() <= 0 || m_readOnly) return;
  finishEditing();
  const std::string text = base::dumpJson(m_row.row, 2);
  m_jsonError->setVisible(text.size() > jsonLimit);
  m_json->setReadOnly(text.size() > jsonLimit);
  m_jsonApply->setEnabled(text.size() <= jsonLimit);
  if (text.size() > jsonLimit) m_jsonError->setText(tr("The row has more than 1 MB of text. Export it, edit the file and import it again."));
  m_json->setFont(monoFontFor(QStringLiteral("a")));
  m_json->setPlainText(QString::fromStdString(text.substr(0, jsonLimit)));
  m_stack->setCurrentIndex(1);
  m_foot->hide();
  m_json->setFocus();
}

void ConversationPanel::closeJson() {
  m_stack->setCurrentIndex(0);
  m_foot->show();
}

void ConversationPanel::applyJson() {
  const std::string text = m_json->toPlainText().toStdString();
  base::JsonLimits limits;
  limits.bytes = 4 * jsonLimit;
  auto value = base::parseJson(text, {}, limits);
  if (!value.ok()) {
    m_jsonError->setText(errorText(value.error()).both());
    m_jsonError->show();
    return;
  }
  m_jsonError->hide();
  Q_EMIT jsonEdited(row(), *value);
  closeJson();
}

void ConversationPanel::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && m_stack->currentIndex() == 1) {
    closeJson();
    return;
  }
  Pane::keyPressEvent(event);
}

}  // namespace timbre::ui
