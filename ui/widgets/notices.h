// SPDX-License-Identifier: GPL-3.0-or-later
// Short messages at the lower right of an area of a window: 380 wide, at most three, newest below. They leave after six seconds unless
// the mouse or the focus is on them; errors stay until closed. Each has at most one action.
#pragma once

#include "ui/widgets/badge.h"

#include <QList>
#include <QWidget>

#include <functional>

class QTimer;

namespace timbre::ui {

struct NoticeText {
  BadgeKind kind = BadgeKind::Info;
  QString title, text;
  QString actionText;
  std::function<void()> action;
};

class Notice : public QWidget {
  Q_OBJECT
 public:
  Notice(const NoticeText& text, QWidget* parent);
  BadgeKind kind() const { return m_kind; }
  QString title() const { return m_title; }

 Q_SIGNALS:
  void closeRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  BadgeKind m_kind;
  QString m_title;
  QTimer* m_timer;
};

class NoticeStack : public QWidget {
  Q_OBJECT
 public:
  explicit NoticeStack(QWidget* window);
  void post(const NoticeText& text);
  int count() const { return int(m_notices.size()); }
  /// Where in the window they may float, at its lower right; told anew when it moves. Null: the whole window.
  void setArea(const QRect& area);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void place();
  void remove(Notice* notice);
  QList<Notice*> m_notices;
  QRect m_area;
};

}  // namespace timbre::ui
