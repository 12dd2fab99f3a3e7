// SPDX-License-Identifier: GPL-3.0-or-later
// Badges, chips and key caps. One paint function serves widgets and table delegates, so that a state looks the same in a cell
// and in a header. A badge says its state three times: icon shape, words, colour.
#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QRect>
#include <QWidget>

class QMenu;
class QPainter;

namespace timbre::ui {

enum class BadgeKind { Mute, Ok, Warn, Error, Info, Accent, Solid };

/// Icon that belongs to the kind when none is given; empty for Mute, Accent and Solid.
QString badgeIcon(BadgeKind kind);
Role badgeTone(BadgeKind kind);
Role badgeGround(BadgeKind kind);
QSize badgeSize(BadgeKind kind, const QString& text, const QString& icon = {});
/// Left-aligned and vertically centred in `rect`; the text is elided when the badge would be wider than `rect`.
/// Returns the rectangle that was painted. `icon` empty: the kind's own; "-": none.
QRect paintBadge(QPainter& painter, const QRect& rect, BadgeKind kind, const QString& text, const QString& icon = {});
/// Square-cornered tag as used in table cells. Returns what was painted.
QRect paintTag(QPainter& painter, const QRect& rect, const QString& text);
QSize tagSize(const QString& text);

class Badge : public QWidget {
  Q_OBJECT
 public:
  explicit Badge(BadgeKind kind = BadgeKind::Mute, const QString& text = {}, const QString& icon = {}, QWidget* parent = nullptr);
  void setBadge(BadgeKind kind, const QString& text, const QString& icon = {});
  QString text() const { return m_text; }
  BadgeKind kind() const { return m_kind; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  BadgeKind m_kind;
  QString m_text, m_icon;
};

/// Keys as caps: "Ctrl+Shift+=" becomes three of them.
class KeyCaps : public QWidget {
  Q_OBJECT
 public:
  explicit KeyCaps(const QString& keys = {}, QWidget* parent = nullptr);
  void setKeys(const QString& keys);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }
  static int width(const QStringList& keys);
  /// Paints from the right edge of `box` to the left and returns the width used.
  static int paint(QPainter& painter, const QRect& box, const QStringList& keys, bool rightAligned);
  static QStringList split(const QString& keys);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QStringList m_keys;
};

/// A filter: 26 high, round ends. Checkable ones show the accent ground when on; with a menu a chevron; removable ones an ×.
class Chip : public QAbstractButton {
  Q_OBJECT
 public:
  explicit Chip(const QString& text, const QString& icon = {}, QWidget* parent = nullptr);
  void setMenu(QMenu* menu);
  void setRemovable(bool removable);
  void setIconName(const QString& icon);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 Q_SIGNALS:
  void removed();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QFont chipFont() const;
  QString m_icon;
  QMenu* m_menu = nullptr;
  bool m_removable = false;
};

}  // namespace timbre::ui
