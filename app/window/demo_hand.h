// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does to the window, as events: finds widgets by object name among those that can be seen, clicks them
// and types into them. Every call says whether it could be done now; nothing waits. GUI thread.
#pragma once

#include <QString>
#include <QWidget>

namespace timbre::window {

class DemoHand {
 public:
  explicit DemoHand(QWidget& window) : m_window(window) {}

  /// The visible widget of that name; null when there is none now.
  QWidget* seen(const QString& name) const;
  template <class T>
  T* seenAs(const QString& name) const {
    return qobject_cast<T*>(seen(name));
  }
  /// A click in the middle of it. False: not there, hidden or disabled.
  bool click(const QString& name) const;
  /// A click into a cell of a table.
  bool clickCell(const QString& table, int row, int column) const;
  /// Puts the focus into a field, replaces what stands there by typing.
  bool type(const QString& name, const QString& text) const;
  /// Esc to whoever has the focus.
  void escape() const;

 private:
  QWidget& m_window;
};

}  // namespace timbre::window
