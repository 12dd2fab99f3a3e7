// SPDX-License-Identifier: GPL-3.0-or-later
// Regions of a page: a flat ground with hairlines on chosen sides. No boxes in boxes.
#pragma once

#include "ui/theme/theme.h"

#include <QFrame>
#include <QWidget>

namespace timbre::ui {

class Pane : public QWidget {
  Q_OBJECT
 public:
  explicit Pane(Role ground = Role::Surface, Qt::Edges lines = {}, QWidget* parent = nullptr);
  void setGround(Role ground);
  void setLines(Qt::Edges lines);
  /// 0: square. Otherwise a quiet card: rounded ground, with an edge when `edge` is given.
  void setRounded(int radius, Role edge = Role::Count);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Role m_ground;
  Qt::Edges m_lines;
  int m_radius = 0;
  Role m_edge = Role::Count;
};

/// A 1 px line.
class Hairline : public QWidget {
  Q_OBJECT
 public:
  explicit Hairline(Qt::Orientation orientation = Qt::Horizontal, QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};

/// An icon of the set in a colour role.
class IconView : public QWidget {
  Q_OBJECT
 public:
  explicit IconView(const QString& name, Role tone = Role::Text2, int size = 16, QWidget* parent = nullptr);
  void setIcon(const QString& name, Role tone);
  QString iconName() const { return m_name; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_name;
  Role m_tone;
  int m_size;
};

/// Square with the first character of a name: projects and personas.
class Monogram : public QWidget {
  Q_OBJECT
 public:
  explicit Monogram(const QString& name = {}, int size = 32, QWidget* parent = nullptr);
  void setName(const QString& name);
  void setMuted(bool muted);
  QSize sizeHint() const override;
  static void paint(QPainter& painter, const QRect& box, const QString& name, bool muted);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_name;
  int m_size;
  bool m_muted = false;
};

}  // namespace timbre::ui
