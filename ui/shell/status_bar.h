// SPDX-License-Identifier: GPL-3.0-or-later
// The 26 px line at the bottom. Left: saved state and selection of the current page. Right: background work, tokenizer,
// device, network; each with an icon. Text that does not fit is elided, the rightmost items stay.
#pragma once

#include "ui/widgets/badge.h"
#include "ui/widgets/pane.h"

#include <QMap>

class QHBoxLayout;

namespace timbre::ui {

class Label;

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

 private:
  struct Item {
    IconView* icon;
    Label* text;
    QWidget* box;
  };
  Item makeItem(const QString& icon);
  Item m_saved, m_selection;
  QMap<int, Item> m_items;
  QHBoxLayout* m_right;
};

}  // namespace timbre::ui
