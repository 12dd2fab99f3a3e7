// SPDX-License-Identifier: GPL-3.0-or-later
// One recent project: letter, name, numbers, when. A missing folder is grey, says so, and offers Remove.
#pragma once

#include "ui/pages/welcome/welcome_data.h"

#include <QAbstractButton>

class QPushButton;

namespace timbre::ui {

class RecentRow : public QAbstractButton {
  Q_OBJECT
 public:
  RecentRow(const RecentItem& item, qint64 now, QWidget* parent = nullptr);
  const RecentItem& item() const { return m_item; }
  QSize sizeHint() const override;

 Q_SIGNALS:
  void removeRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QString detail() const;
  void describe();
  RecentItem m_item;
  qint64 m_now;
  QPushButton* m_remove = nullptr;
};

}  // namespace timbre::ui
