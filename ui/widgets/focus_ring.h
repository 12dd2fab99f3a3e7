// SPDX-License-Identifier: GPL-3.0-or-later
// One focus ring per window: a mouse-transparent overlay, 2 px wide and 2 px outside the control, shown only when the focus
// came by Tab, Backtab or a shortcut. Fields and item views draw their own focus edge and are left alone, as is every widget
// with the property "ownFocus". Property "ringRadius": the corner radius of the control (6 by default, for u = 4).
//
// A control that is disabled or hidden while it has the focus makes Qt hand the focus to the next one, as if by Tab. Nobody
// chose that one: it gets no ring, and the focus goes on to the nearest ancestor of the control with the property "focusHome".
#pragma once

#include <QPointer>
#include <QWidget>

namespace timbre::ui {

class FocusRing : public QWidget {
  Q_OBJECT
 public:
  /// Puts a ring on the window; a second call does nothing.
  static FocusRing* install(QWidget* window);
  QWidget* target() const { return m_target; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  explicit FocusRing(QWidget* window);
  void follow(QWidget* target);
  void place();
  bool fell() const;
  void bringHome(QWidget* landed);
  QPointer<QWidget> m_target;
  QPointer<QWidget> m_holder;  ///< of the window's focus; may be hidden by now
  QList<QPointer<QWidget>> m_watched;
};

}  // namespace timbre::ui
