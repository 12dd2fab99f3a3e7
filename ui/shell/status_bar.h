// SPDX-License-Identifier: GPL-3.0-or-later
// The 26 px line at the bottom. Left: saved state and selection of the current page. Right: background work, tokenizer,
// device, network; each with an icon. Text that does not fit is elided, the rightmost items stay.
#pragma once

#include "ui/widgets/badge.h"
#include "ui/widgets/pane.h"

#include <QMap>

class QHBoxLayout;
class QPushButton;

namespace timbre::ui {

class Label;

/// Work that goes on behind every page and that somebody may look at or end.
struct StatusWork {
  QString icon{};
  QString name{};                      ///< "org/name"; empty: there is none
  QString figure{};                    ///< "43 %"
  double share = 0;                    ///< 0…1; told to screen readers once per tenth
  QString showName{}, stopName{};      ///< what the buttons do, said in full
};

class StatusLine : public Pane {
  Q_OBJECT
 public:
  explicit StatusLine(QWidget* parent = nullptr);
  /// "All edits saved". Mute has no icon.
  void setSaved(BadgeKind kind, const QString& text);
  /// "1 cell selected"; empty hides it.
  void setSelection(const QString& text);
  /// `slot` orders the items from left to right (0 background work, 1 tokenizer, 2 device, 3 network); empty text hides it.
  void setItem(int slot, const QString& icon, const QString& text, const QString& tip = {});
  QString savedText() const;
  /// Stands left of the items.
  void setWork(const StatusWork& work);

 Q_SIGNALS:
  void workShown();
  void workStopped();

 private:
  struct Item {
    IconView* icon;
    Label* text;
    QWidget* box;
  };
  Item makeItem(const QString& icon);
  void makeWork();
  Item m_saved, m_selection, m_work;
  Label* m_workFigure;
  QPushButton *m_showWork, *m_stopWork;
  int m_announced = -1;  ///< last tenth told to screen readers
  QMap<int, Item> m_items;
  QHBoxLayout* m_right;
};

}  // namespace timbre::ui
