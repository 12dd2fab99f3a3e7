// SPDX-License-Identifier: GPL-3.0-or-later
// The right column of a live run: sample answers as a time line, checkpoints, events. Shows a RunLog; asks by signals.
#pragma once

#include "ui/bridge/run_log.h"
#include "ui/widgets/pane.h"

class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QTableWidget;
class QVBoxLayout;

namespace timbre::ui {

class Badge;
class Label;
class SectionHeader;

class LiveSide : public Pane {
  Q_OBJECT
 public:
  explicit LiveSide(QWidget* parent = nullptr);
  void setLog(const RunLog& log);

 Q_SIGNALS:
  void chatRequested(std::int64_t step);

 private:
  void showSamples(const RunLog& log);
  void showCheckpoints(const RunLog& log);
  void showEvents(const RunLog& log);
  std::int64_t chosenStep() const;
  void nameChat();
  void retranslate();

  SectionHeader *m_sampleHead, *m_checkpointHead, *m_eventHead;
  QScrollArea* m_scroll;
  QComboBox* m_prompt;
  QWidget* m_samples;
  QVBoxLayout* m_sampleColumn;
  Label *m_noSamples, *m_noCheckpoints;
  QPushButton* m_chat;
  QTableWidget* m_checkpoints;
  Badge* m_eventBadge;
  QVBoxLayout* m_eventColumn;
  Label* m_noEvents;
  RunLog m_log;
  std::size_t m_sampleCount = 0;
  QString m_shownPrompt;
  bool m_picked = false;  ///< a checkpoint was chosen by a person; until then it is the best one
};

}  // namespace timbre::ui
