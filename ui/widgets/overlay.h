// SPDX-License-Identifier: GPL-3.0-or-later
// What floats over a window: a scrim that covers it and one panel on top. The panel is a child of the window, so nothing waits
// in a nested event loop. While it is open, keys and shortcuts stay inside; Esc or a click on the scrim asks the panel to
// close. When it closes, the focus goes back to where it was. The overlay deletes itself and its panel on close.
#pragma once

#include <QPointer>
#include <QWidget>

namespace timbre::ui {

class Overlay : public QWidget {
  Q_OBJECT
 public:
  enum class Place { Centre, Top };  ///< Top: 96 px below the upper edge, for the palette
  /// Shows `panel` over `window` (its top-level widget). Takes ownership of the panel.
  Overlay(QWidget* window, QWidget* panel, Place place, int radius);
  void open(QWidget* focusFirst);
  void close();
  QWidget* panel() const { return m_panel; }
  /// The topmost open overlay of a window, or null.
  static Overlay* top(const QWidget* window);

 Q_SIGNALS:
  void dismissed();  ///< Esc or scrim; the overlay is still open: the owner decides
  void closed();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  bool focusNextPrevChild(bool next) override;

 private:
  void place();
  bool moveFocus(bool next);
  QWidget* m_panel;
  Place m_place;
  int m_radius;
  bool m_open = false;
  double m_shown = 1;  ///< 0…1 while the panel slides in
  QPointer<QWidget> m_before;
};

}  // namespace timbre::ui
