// SPDX-License-Identifier: GPL-3.0-or-later
// One line of the sidebar: icon, name, live badge. In the rail only the icon, with a dot for the badge and the words in the
// tooltip and the accessible name.
#pragma once

#include "ui/shell/page.h"

#include <QAbstractButton>

namespace timbre::ui {

class NavItem : public QAbstractButton {
  Q_OBJECT
 public:
  explicit NavItem(QWidget* parent = nullptr);
  void setContent(const QString& icon, const QString& name, const QString& keys);
  void setBadge(const NavBadge& badge);
  void setRail(bool rail);
  const NavBadge& badge() const { return m_badge; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void describe();
  QString m_icon, m_keys;
  NavBadge m_badge;
  bool m_rail = false;
};

/// The square with the project's letter, its name and its numbers; opens the project menu.
class ProjectButton : public QAbstractButton {
  Q_OBJECT
 public:
  explicit ProjectButton(QWidget* parent = nullptr);
  void setProject(const QString& name, const QString& detail);
  void setRail(bool rail);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_detail;
  bool m_rail = false;
};

}  // namespace timbre::ui
