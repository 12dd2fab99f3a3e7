// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/message_item.h"

#include "ui/bridge/dataset_words.h"
#include "ui/pages/dataset/cell_editor.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QTimer>

namespace timbre::ui {

MessageItem::MessageItem(int index, QWidget* parent) : QWidget(parent), m_index(index), m_bubble(new Bubble(this)) {
  setObjectName(QStringLiteral("message%1").arg(index));
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  m_bubble->setFocusPolicy(Qt::StrongFocus);
  m_bubble->installEventFilter(this);
  m_more = makeIconButton(QStringLiteral("ellipsis"), tr("Message menu"), this);
  m_more->setFocusPolicy(Qt::NoFocus);  // the bubble has the menu key; one stop a message is enough
  m_more->hide();
  connect(m_bubble, &Bubble::activated, this, &MessageItem::startEditing);
  connect(m_more, &QToolButton::clicked, this, [this] { openMenu(m_more->mapToGlobal(QPoint(0, m_more->height()))); });
}

void MessageItem::setBubble(const BubbleData& bubble) {
  m_bubble->setData(bubble);
  updateGeometry();
  place();
}

void MessageItem::setState(bool editable, bool menu, const QString& role, bool first, bool last) {
  m_editable = editable;
  m_hasMenu = menu;
  m_role = role;
  m_first = first;
  m_last = last;
}

int MessageItem::editorHeight(int width) const {
  return m_editor ? std::min(m_editor->heightFor(width), theme().px(420)) : 0;
}

int MessageItem::heightForWidth(int width) const {
  const int bubble = m_bubble->heightForWidth(width);
  if (!m_editor) return bubble;
  return theme().px(22) + std::max(editorHeight(width), theme().px(42));
}

QSize MessageItem::sizeHint() const { return {theme().px(300), heightForWidth(std::max(width(), theme().px(200)))}; }
QSize MessageItem::minimumSizeHint() const { return {theme().px(160), theme().px(42)}; }

void MessageItem::place() {
  const Theme& t = theme();
  m_bubble->setGeometry(rect());
  if (m_editor) m_editor->setGeometry(0, t.px(22), width(), std::max(t.px(42), height() - t.px(22)));
  const int side = t.px(24);
  const bool right = m_bubble->data().who == BubbleData::Who::User;
  m_more->setGeometry(right ? 0 : width() - side, 0, side, t.px(20));
}

void MessageItem::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  place();
}

void MessageItem::enterEvent(QEnterEvent*) { m_more->setVisible(m_hasMenu && !m_editor); }
void MessageItem::leaveEvent(QEvent*) { m_more->hide(); }

void MessageItem::startEditing() {
  if (!m_editable || m_editor) return;
  m_editor = new CellEditor(this, true);
  m_editor->setObjectName(QStringLiteral("messageEditor"));
  m_editor->setAccessibleName(tr("%1, message %2").arg(DatasetWords::role(m_role.toStdString())).arg(m_index + 1));
  m_editor->setOriginal(m_bubble->data().text, false);
  connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
    updateGeometry();
    place();
  });
  connect(m_editor, &CellEditor::cancelled, this, [this] { stopEditing(false); });
  connect(m_editor, &CellEditor::finished, this, [this] { stopEditing(true); });
  m_editor->installEventFilter(this);
  auto* timer = new QTimer(m_editor);
  timer->setInterval(1000);
  connect(timer, &QTimer::timeout, m_editor, [this, last = QString()]() mutable {
    if (!m_editor || !m_editor->changed() || m_editor->toPlainText() == last) return;
    last = m_editor->toPlainText();
    Q_EMIT draft(m_index, last);
  });
  timer->start();
  m_more->hide();
  updateGeometry();
  place();
  m_editor->show();
  m_editor->raise();
  m_editor->setFocus();
}

void MessageItem::stopEditing(bool keep) {
  if (!m_editor) return;
  CellEditor* editor = m_editor;
  m_editor = nullptr;
  const bool hadFocus = editor->hasFocus();
  const QString text = editor->toPlainText();
  const bool changed = editor->changed();
  editor->removeEventFilter(this);
  editor->hide();
  editor->deleteLater();
  updateGeometry();
  place();
  if (hadFocus) m_bubble->setFocus();
  Q_EMIT editingEnded(m_index);
  if (keep && changed) Q_EMIT textChanged(m_index, text);
}

bool MessageItem::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_editor && event->type() == QEvent::FocusOut) {
    // Another window or a menu keeps the editor open; anything else in this window ends it with its text.
    const auto reason = static_cast<QFocusEvent*>(event)->reason();
    if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason) QTimer::singleShot(0, this, [this] { if (m_editor && !m_editor->hasFocus()) stopEditing(true); });
  }
  if (watched == m_bubble && event->type() == QEvent::KeyPress) {
    keyPressEvent(static_cast<QKeyEvent*>(event));
    return event->isAccepted();
  }
  return QWidget::eventFilter(watched, event);
}

void MessageItem::keyPressEvent(QKeyEvent* event) {
  event->accept();
  const bool alt = event->modifiers() & Qt::AltModifier;
  if (alt && event->key() == Qt::Key_Up && m_hasMenu && !m_first) Q_EMIT act(m_index, Act::Up, {});
  else if (alt && event->key() == Qt::Key_Down && m_hasMenu && !m_last) Q_EMIT act(m_index, Act::Down, {});
  else if (event->key() == Qt::Key_Delete && m_hasMenu) Q_EMIT act(m_index, Act::Delete, {});
  else event->ignore();
}

void MessageItem::contextMenuEvent(QContextMenuEvent* event) {
  openMenu(event->reason() == QContextMenuEvent::Keyboard ? m_bubble->mapToGlobal(m_bubble->bodyRect().center()) : event->globalPos());
}

void MessageItem::openMenu(const QPoint& position) {
  if (!m_hasMenu) return;
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->setObjectName(QStringLiteral("messageMenu"));
  const auto add = [&](const QString& text, const char* icon, Act what, const QString& role, bool enabled) {
    QAction* action = menu->addAction(text);
    if (*icon) action->setIcon(Icons::icon(QString::fromLatin1(icon)));
    action->setEnabled(enabled);
    connect(action, &QAction::triggered, this, [this, what, role] { Q_EMIT act(m_index, what, role); });
    return action;
  };
  QAction* edit = menu->addAction(Icons::icon("pencil"), tr("Edit message"));
  edit->setShortcut(Qt::Key_F2);
  edit->setEnabled(m_editable);
  connect(edit, &QAction::triggered, this, &MessageItem::startEditing);
  menu->addSeparator();
  for (const char* role : {"system", "user", "assistant", "tool"}) {
    QAction* action = add(tr("Role: %1").arg(DatasetWords::role(role)), "", Act::Role, QString::fromLatin1(role), true);
    action->setCheckable(true);
    action->setChecked(m_role == QLatin1String(role));
  }
  if (m_role == QLatin1String("assistant")) {
    const bool trained = m_bubble->data().trained;
    menu->addSeparator();
    add(trained ? tr("Do not train on this answer") : tr("Train on this answer"), trained ? "ban" : "audio-waveform", trained ? Act::NotTrained : Act::Trained, {}, true);
  }
  menu->addSeparator();
  add(tr("Move up"), "arrow-up", Act::Up, {}, !m_first)->setShortcut(QKeySequence(QStringLiteral("Alt+Up")));
  add(tr("Move down"), "arrow-down", Act::Down, {}, !m_last)->setShortcut(QKeySequence(QStringLiteral("Alt+Down")));
  menu->addSeparator();
  QAction* remove = add(tr("Delete message"), "trash-2", Act::Delete, {}, true);
  remove->setShortcut(Qt::Key_Delete);
  remove->setProperty("danger", true);
  menu->popup(position);
}

}  // namespace timbre::ui
