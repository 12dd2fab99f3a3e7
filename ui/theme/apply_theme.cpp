// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/apply_theme.h"

#include "ui/theme/timbre_style.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPalette>
#include <QStyle>
#include <QToolTip>
#include <QWidget>

#ifdef TIMBRE_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif

namespace timbre::ui {

namespace {

QPalette paletteOf(const Theme& t) {
  QPalette p;
  const auto set = [&](QPalette::ColorRole role, Role color) { p.setColor(role, t.color(color)); };
  set(QPalette::Window, Role::Window);
  set(QPalette::WindowText, Role::Text1);
  set(QPalette::Base, Role::Surface);
  set(QPalette::AlternateBase, Role::Window);
  set(QPalette::Text, Role::Text1);
  set(QPalette::Button, Role::Surface);
  set(QPalette::ButtonText, Role::Text1);
  set(QPalette::BrightText, Role::OnAccent);
  set(QPalette::Highlight, Role::SelLine);
  set(QPalette::HighlightedText, Role::Text1);
  set(QPalette::PlaceholderText, Role::Text3);
  set(QPalette::ToolTipBase, Role::Text1);
  set(QPalette::ToolTipText, Role::Surface);
  set(QPalette::Link, Role::AccentText);
  set(QPalette::LinkVisited, Role::AccentText);
  set(QPalette::Light, Role::Surface);
  set(QPalette::Midlight, Role::Line);
  set(QPalette::Mid, Role::LineMid);
  set(QPalette::Dark, Role::LineStrong);
  set(QPalette::Shadow, Role::Text3);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText, QPalette::PlaceholderText})
    p.setColor(QPalette::Disabled, role, t.color(Role::Disabled));
  p.setColor(QPalette::Disabled, QPalette::Base, t.color(Role::Sunken));
  return p;
}

}  // namespace

double applyTheme(const Theme& next) {
  QElapsedTimer timer;
  timer.start();
  detail::setApplicationTheme(next);
  const bool first = !qobject_cast<TimbreStyle*>(QApplication::style());
  if (first) QApplication::setStyle(new TimbreStyle);
  const QPalette palette = paletteOf(next);
  if (QApplication::font() != next.font(TextRole::Body)) QApplication::setFont(next.font(TextRole::Body));
  QApplication::setPalette(palette);
  QToolTip::setPalette(palette);
  QToolTip::setFont(next.font(TextRole::Small));
  if (!first)
    for (QWidget* widget : QApplication::allWidgets()) {
      // Before exec() the application does not tell its widgets of a new palette by itself.
      if (widget->isWindow() && widget->palette().windowText() != palette.windowText()) {
        QEvent told(QEvent::ApplicationPaletteChange);
        QApplication::sendEvent(widget, &told);
        if (widget->palette().windowText() != palette.windowText()) widget->setPalette(palette);
      }
      QEvent changed(QEvent::StyleChange);
      QApplication::sendEvent(widget, &changed);
      widget->update();
    }
  return double(timer.nsecsElapsed()) / 1e6;
}

ThemeController::ThemeController(QObject* parent) : QObject(parent) {
  watchPortal();
  apply();
}

void ThemeController::setMode(ThemeMode mode) {
  if (mode == m_mode) return;
  m_mode = mode;
  apply();
}

void ThemeController::setTextScale(double scale) {
  if (qFuzzyCompare(scale, m_textScale)) return;
  m_textScale = scale;
  apply();
}

void ThemeController::setMotion(bool allowed) {
  if (allowed == m_motion) return;
  m_motion = allowed;
  apply();
}

void ThemeController::apply() {
  const bool dark = m_mode == ThemeMode::Dark || (m_mode == ThemeMode::System && m_systemDark);
  m_lastSwitchMs = applyTheme(makeTheme(dark, m_textScale, m_motion && m_systemMotion));
  qInfo("theme %s at %.0f %% applied in %.1f ms", dark ? "dark" : "light", m_textScale * 100, m_lastSwitchMs);
  Q_EMIT changed();
}

#ifdef TIMBRE_DBUS
namespace {
constexpr char kService[] = "org.freedesktop.portal.Desktop";
constexpr char kPath[] = "/org/freedesktop/portal/desktop";
constexpr char kInterface[] = "org.freedesktop.portal.Settings";
constexpr char kAppearance[] = "org.freedesktop.appearance";
constexpr char kDesktop[] = "org.gnome.desktop.interface";
}  // namespace

// color-scheme: 1 prefers dark, 2 prefers light, 0 says nothing. The answers are awaited without blocking: a desktop without a
// portal simply stays light and moving.
void ThemeController::watchPortal() {
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  bus.connect(kService, kPath, kInterface, "SettingChanged", this, SLOT(portalChanged(QString, QString, QDBusVariant)));
  ask(kAppearance, "color-scheme");
  ask(kDesktop, "enable-animations");
}

void ThemeController::ask(const QString& group, const QString& key) {
  QDBusMessage message = QDBusMessage::createMethodCall(kService, kPath, kInterface, "Read");
  message << group << key;
  auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message, 2000), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, group, key](QDBusPendingCallWatcher* self) {
    self->deleteLater();
    const QDBusPendingReply<QDBusVariant> reply = *self;
    if (!reply.isError()) portalChanged(group, key, reply.value());
  });
}

void ThemeController::portalChanged(const QString& group, const QString& key, const QDBusVariant& value) {
  QVariant inner = value.variant();
  if (inner.canConvert<QDBusVariant>()) inner = inner.value<QDBusVariant>().variant();
  const bool wasDark = m_systemDark, moved = m_systemMotion;
  if (group == kAppearance && key == "color-scheme") m_systemDark = inner.toUInt() == 1;
  if (group == kDesktop && key == "enable-animations") m_systemMotion = inner.toBool();
  if (moved != m_systemMotion || (wasDark != m_systemDark && m_mode == ThemeMode::System)) apply();
}
#else
void ThemeController::watchPortal() {}
void ThemeController::ask(const QString&, const QString&) {}
void ThemeController::portalChanged(const QString&, const QString&, const QDBusVariant&) {}
#endif

}  // namespace timbre::ui
