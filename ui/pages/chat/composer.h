// SPDX-License-Identifier: GPL-3.0-or-later
// Where questions are typed: Enter or Ctrl+Enter sends, Shift+Enter breaks the line, Esc stops. While an input method composes,
// no key sends. Above it, when asked for, the system prompt. GUI thread.
#pragma once

#include <QPlainTextEdit>
#include <QWidget>

class QPushButton;

namespace timbre::ui {

class Label;

class QuestionEdit : public QPlainTextEdit {
  Q_OBJECT
 public:
  using QPlainTextEdit::QPlainTextEdit;
  bool composing() const { return m_composing; }

 Q_SIGNALS:
  void sendRequested();
  void stopRequested();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void inputMethodEvent(QInputMethodEvent* event) override;

 private:
  bool m_composing = false;
};

class Composer : public QWidget {
  Q_OBJECT
 public:
  explicit Composer(QWidget* parent = nullptr);
  QString question() const { return m_edit->toPlainText().trimmed(); }
  void setQuestion(const QString& text) { m_edit->setPlainText(text); }
  QString system() const;
  void setAnswering(bool answering);
  /// Empty: sending is possible; else the reason why not.
  void setBlocked(const QString& reason);
  /// How many are asked: one or two.
  void setVoices(int voices);
  QuestionEdit* edit() const { return m_edit; }

 Q_SIGNALS:
  void sendRequested();
  void stopRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void showState();
  void retranslate();
  QuestionEdit* m_edit;
  QPlainTextEdit* m_system;
  QPushButton *m_systemButton, *m_send, *m_stop;
  Label *m_sendWord, *m_stopWord, *m_reason;
  bool m_answering = false;
  QString m_blocked;
  int m_voices = 2;
};

}  // namespace timbre::ui
