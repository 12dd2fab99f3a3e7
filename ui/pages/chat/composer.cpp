// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/composer.h"

#include "ui/theme/paint.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace timbre::ui {

void QuestionEdit::keyPressEvent(QKeyEvent* event) {
  if (m_composing) return QPlainTextEdit::keyPressEvent(event);
  if (event->key() == Qt::Key_Escape) {
    Q_EMIT stopRequested();
    return;
  }
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (enter && !(event->modifiers() & (Qt::ShiftModifier | Qt::AltModifier))) {
    Q_EMIT sendRequested();
    return;
  }
  QPlainTextEdit::keyPressEvent(event);
}

void QuestionEdit::inputMethodEvent(QInputMethodEvent* event) {
  m_composing = !event->preeditString().isEmpty();
  QPlainTextEdit::inputMethodEvent(event);
}

Composer::Composer(QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  setObjectName(QStringLiteral("composer"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(14), t.px(8), t.px(12), t.px(10));
  column->setSpacing(t.px(6));
  m_system = makeTextEdit(this);
  m_system->setObjectName(QStringLiteral("systemPrompt"));
  m_system->setFixedHeight(t.px(56));
  m_system->hide();
  column->addWidget(m_system);
  m_edit = new QuestionEdit(this);
  m_edit->setObjectName(QStringLiteral("question"));
  m_edit->setFrameShape(QFrame::NoFrame);
  m_edit->setProperty("k", "bare");
  m_edit->setTabChangesFocus(true);
  m_edit->setFixedHeight(t.px(48));
  column->addWidget(m_edit);
  auto* row = new QHBoxLayout;
  row->setSpacing(t.px(8));
  m_systemButton = makeButton(ButtonKind::Ghost, {}, "file-text", this);
  m_systemButton->setObjectName(QStringLiteral("systemPromptButton"));
  m_systemButton->setCheckable(true);
  row->addWidget(m_systemButton);
  m_reason = new Label({}, TextRole::Small, Role::Text2, this);
  m_reason->setElide(Qt::ElideRight);
  row->addWidget(m_reason, 1);
  m_sendWord = new Label({}, TextRole::Caption, Role::Text3, this);
  m_stopWord = new Label({}, TextRole::Caption, Role::Text3, this);
  row->addWidget(m_sendWord);
  row->addWidget(new KeyCaps(QStringLiteral("Enter"), this));
  row->addWidget(m_stopWord);
  row->addWidget(new KeyCaps(QStringLiteral("Esc"), this));
  m_send = makeButton(ButtonKind::Primary, {}, "send-horizontal", this);
  m_send->setObjectName(QStringLiteral("sendQuestion"));
  m_stop = makeButton(ButtonKind::Secondary, {}, "square", this);
  m_stop->setObjectName(QStringLiteral("stopAnswers"));
  row->addWidget(m_send);
  row->addWidget(m_stop);
  column->addLayout(row);
  connect(m_systemButton, &QPushButton::toggled, this, [this](bool on) {
    m_system->setVisible(on);
    if (on) m_system->setFocus();
  });
  connect(m_edit, &QuestionEdit::sendRequested, this, [this] { if (m_send->isEnabled() && !m_answering) Q_EMIT sendRequested(); });
  connect(m_edit, &QuestionEdit::stopRequested, this, &Composer::stopRequested);
  connect(m_edit, &QPlainTextEdit::textChanged, this, &Composer::showState);
  connect(m_send, &QPushButton::clicked, this, &Composer::sendRequested);
  connect(m_stop, &QPushButton::clicked, this, &Composer::stopRequested);
  connect(qApp, &QApplication::focusChanged, this, [this] { update(); });
  onLanguageChange(this, [this] { retranslate(); });
}

QString Composer::system() const { return m_systemButton->isChecked() ? m_system->toPlainText().trimmed() : QString(); }

void Composer::setAnswering(bool answering) {
  m_answering = answering;
  showState();
}

void Composer::setBlocked(const QString& reason) {
  m_blocked = reason;
  showState();
}

void Composer::setVoices(int voices) {
  if (voices == m_voices) return;
  m_voices = voices;
  retranslate();
}

void Composer::showState() {
  m_send->setVisible(!m_answering);
  m_stop->setVisible(m_answering);
  m_send->setEnabled(m_blocked.isEmpty() && !question().isEmpty());
  m_reason->setText(m_blocked);
}

void Composer::retranslate() {
  m_edit->setPlaceholderText(m_voices > 1 ? tr("Ask both the same thing") : tr("Ask the base model"));
  m_edit->setAccessibleName(tr("Question"));
  m_system->setPlaceholderText(m_voices > 1 ? tr("System prompt for both, sent before the first question") : tr("System prompt, sent before the first question"));
  m_system->setAccessibleName(tr("System prompt"));
  m_systemButton->setText(tr("System prompt"));
  m_sendWord->setText(tr("Send"));
  m_stopWord->setText(tr("Stop"));
  m_send->setText(tr("Send"));
  m_stop->setText(tr("Stop both"));
  showState();
}

void Composer::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const bool focused = isAncestorOf(QApplication::focusWidget());
  paintRounded(painter, rect(), theme().px(10), theme().color(Role::Surface), theme().color(focused ? Role::Accent : Role::LineStrong), focused ? 2 : 1);
}

}  // namespace timbre::ui
