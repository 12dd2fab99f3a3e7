// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a theme on the application: Fusion with TimbreStyle over it, palette, font. One ThemeController lives in main() (and in
// each test's main); it follows the desktop's light/dark choice through the portal when the mode is System.
//
// There is no application style sheet: every control is painted by TimbreStyle. The reason and the figures are in the README.
#pragma once

#include "ui/theme/theme.h"

#include <QObject>

class QDBusVariant;

namespace timbre::ui {

/// Installs the style once and then palette, font and theme. Returns the milliseconds it took; logged by the caller.
double applyTheme(const Theme& next);

enum class ThemeMode { System, Light, Dark };

class ThemeController : public QObject {
  Q_OBJECT
 public:
  explicit ThemeController(QObject* parent = nullptr);

  ThemeMode mode() const { return m_mode; }
  void setMode(ThemeMode mode);
  /// 1.0, 1.1, 1.25, 1.5.
  void setTextScale(double scale);
  double textScale() const { return m_textScale; }
  /// The user's switch; the desktop's wish for less motion wins over it.
  void setMotion(bool allowed);
  bool motion() const { return m_motion; }
  /// How long the last switch took, in milliseconds (design: under 250).
  double lastSwitchMs() const { return m_lastSwitchMs; }

 Q_SIGNALS:
  void changed();

 private Q_SLOTS:
  void portalChanged(const QString& group, const QString& key, const QDBusVariant& value);

 private:
  void watchPortal();
  void ask(const QString& group, const QString& key);
  void apply();

  ThemeMode m_mode = ThemeMode::System;
  double m_textScale = 1.0;
  double m_lastSwitchMs = 0;
  bool m_motion = true;
  bool m_systemDark = false;
  bool m_systemMotion = true;
};

}  // namespace timbre::ui
