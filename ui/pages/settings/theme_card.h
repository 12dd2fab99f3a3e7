// SPDX-License-Identifier: GPL-3.0-or-later
// A small picture of the window in a theme, chosen like a radio button.
#pragma once

#include "ui/theme/apply_theme.h"

#include <QAbstractButton>

namespace timbre::ui {

class ThemeCard : public QAbstractButton {
  Q_OBJECT
 public:
  explicit ThemeCard(ThemeMode mode, QWidget* parent = nullptr);
  ThemeMode mode() const { return m_mode; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  ThemeMode m_mode;
};

}  // namespace timbre::ui
