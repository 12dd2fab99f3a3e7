// SPDX-License-Identifier: GPL-3.0-or-later
// A sentence that is more than explanation: an icon by its kind, and beside it the words in the kind's colour, wrapped.
// Hidden while it says nothing. GUI thread.
#pragma once

#include "ui/widgets/badge.h"
#include "ui/widgets/pane.h"

#include <QWidget>

namespace timbre::ui {

class Label;

class Remark : public QWidget {
  Q_OBJECT
 public:
  explicit Remark(QWidget* parent = nullptr, TextRole role = TextRole::Body);
  /// Empty words hide it.
  void setWords(BadgeKind kind, const QString& words);
  BadgeKind kind() const { return m_kind; }
  Label* label() const { return m_label; }

 private:
  BadgeKind m_kind = BadgeKind::Error;
  IconView* m_icon;
  Label* m_label;
};

}  // namespace timbre::ui
