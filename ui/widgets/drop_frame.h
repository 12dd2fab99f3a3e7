// SPDX-License-Identifier: GPL-3.0-or-later
// What a window or a panel shows while files are dragged over it: a frame above everything in it, and a line that says
// what may be dropped. Takes no mouse events. GUI thread.
#pragma once

#include <QWidget>

namespace timbre::ui {

class DropFrame : public QWidget {
  Q_OBJECT
 public:
  /// Over `covered`; hidden until cover().
  explicit DropFrame(QWidget* covered);
  void cover(const QString& words);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_words;
};

}  // namespace timbre::ui
