// SPDX-License-Identifier: GPL-3.0-or-later
// What a window shows while files are dragged over it: a frame and a line that says what may be dropped. Takes no mouse
// events.
#pragma once

#include <QWidget>

namespace timbre::ui {

class DropFrame : public QWidget {
  Q_OBJECT
 public:
  /// Covers `window`; hidden until cover().
  explicit DropFrame(QWidget* window);
  void cover();

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace timbre::ui
