// SPDX-License-Identifier: GPL-3.0-or-later
// The consequences of a recipe: four tiles of the plan and the checks before the start. Shows values that it is given.
#pragma once

#include "ui/pages/train/train_checks.h"

#include <QWidget>

class QVBoxLayout;

namespace timbre::ui {

class Badge;
class Label;
class SectionHeader;
class StackMeter;
class Tile;

class PlanPanel : public QWidget {
  Q_OBJECT
 public:
  explicit PlanPanel(QWidget* parent = nullptr);
  void setFacts(const TrainFacts& facts);
  void setChecks(const QList<TrainCheck>& checks);

 Q_SIGNALS:
  void pageRequested(const QString& page);
  void refreshRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void showMemory(const TrainFacts& facts);
  QWidget* makeCheck(const TrainCheck& check);
  Tile *m_memory, *m_steps, *m_weights, *m_disk;
  StackMeter* m_parts;
  QWidget* m_legend;
  QList<Label*> m_partWords;
  SectionHeader* m_head;
  Badge *m_errors, *m_warnings, *m_passed;
  QVBoxLayout* m_checks;
  QList<TrainCheck> m_shown;
};

}  // namespace timbre::ui
