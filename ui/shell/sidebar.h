// SPDX-License-Identifier: GPL-3.0-or-later
// Left column: project switcher, pages with their live state, run strip, device meter, settings. 212 wide, or a rail of 56
// with icons and dots. Knows nothing of projects and runs: it is told what to show.
#pragma once

#include "ui/shell/nav_item.h"
#include "ui/widgets/pane.h"

#include <QHash>

class QButtonGroup;
class QMenu;
class QToolButton;
class QVBoxLayout;

namespace timbre::ui {

class Label;
class Meter;

/// The run that lives now, on every page.
struct RunStripState {
  bool visible = false;
  bool paused = false;
  bool canPause = true;
  QString name{};
  double share = 0;        ///< of all steps, 0…1
  QString left{};          ///< "Step 87 / 114"
  QString right{};         ///< "28 s left"
};

class RunStrip : public QWidget {
  Q_OBJECT
 public:
  explicit RunStrip(QWidget* parent = nullptr);
  void setState(const RunStripState& state);
  void setRail(bool rail);

 Q_SIGNALS:
  void opened();           ///< clicked beside the button
  void pauseToggled();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void describe();
  RunStripState m_state;
  Label *m_name, *m_left, *m_right, *m_percent;
  QWidget* m_head;
  QToolButton* m_button;
  Meter* m_meter;
  int m_announced = -1;    ///< last tenth told to screen readers
  bool m_rail = false;
};

struct DeviceState {
  QString icon = QStringLiteral("cpu");
  QString name{};          ///< "RTX 3060"
  QString used{};          ///< "0.6 / 12 GB"
  double share = 0;
  QString note{};          ///< why it is not a faster one; shown when pointed at
};

class Sidebar : public Pane {
  Q_OBJECT
 public:
  explicit Sidebar(QWidget* parent = nullptr);
  void addPage(Page* page, const QString& keys);
  void setCurrent(const QString& pageId);
  void setProject(const QString& name, const QString& detail);
  void setProjectMenu(QMenu* menu);
  void setRun(const RunStripState& state);
  void setDevice(const DeviceState& device);
  void setRail(bool rail);
  bool rail() const { return m_rail; }
  NavItem* item(const QString& pageId) const { return m_items.value(pageId); }
  RunStrip* runStrip() const { return m_run; }
  ProjectButton* projectButton() const { return m_project; }

 Q_SIGNALS:
  void pageChosen(const QString& pageId);
  void settingsRequested();

 private:
  void describeDevice();
  QVBoxLayout* m_column;
  QVBoxLayout* m_pages;
  ProjectButton* m_project;
  QButtonGroup* m_group;
  QHash<QString, NavItem*> m_items;
  RunStrip* m_run;
  QWidget* m_device;
  IconView* m_deviceIcon;
  Label *m_deviceName, *m_deviceUsed;
  Meter* m_deviceMeter;
  DeviceState m_deviceState;
  NavItem* m_settings;
  bool m_rail = false;
};

}  // namespace timbre::ui
