// SPDX-License-Identifier: GPL-3.0-or-later
// How answers are drawn, the same for both panes: temperature, top-p, top-k, length, seed, greedy; and how they are shown.
// GUI thread.
#pragma once

#include "core/jobs/generation.h"
#include "ui/widgets/pane.h"

#include <QList>

class QLineEdit;
class QPushButton;
class QSlider;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace timbre::ui {

class Label;
class SectionHeader;
class Switch;

class SamplingPanel : public Pane {
  Q_OBJECT
 public:
  explicit SamplingPanel(QWidget* parent = nullptr);
  jobs::SamplingOptions options() const;
  void setOptions(const jobs::SamplingOptions& options);
  void nextSeed();
  bool wordDifferences() const;
  bool scrollTogether() const;

 Q_SIGNALS:
  void changed();
  void viewChanged();

 private:
  struct Slide {
    Label* name;
    Label* value;
    QSlider* slider;
  };
  Slide makeSlide(QVBoxLayout* column, const char* objectName, int low, int high);
  void showValues();
  void retranslate();
  SectionHeader* m_head;
  QPushButton* m_reset;
  Label *m_same, *m_sameHelp, *m_seedName, *m_topKName, *m_longestName, *m_greedyName, *m_topKHelp;
  QLineEdit* m_seed;
  QToolButton* m_dice;
  Switch* m_greedy;
  SectionHeader* m_view;
  Label *m_differencesName, *m_togetherName;
  Switch *m_differences, *m_together;
  Slide m_temperature, m_topP;
  QSpinBox *m_topK, *m_longest;
};

}  // namespace timbre::ui
