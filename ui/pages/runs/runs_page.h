// SPDX-License-Identifier: GPL-3.0-or-later
// The Runs page: what was trained in this project, read from the run folders each time, so it survives everything. Below the
// table the chosen run: its curve, its checkpoints, its settings and provenance. Further selected rows lie over it as dashed
// curves, and only the settings that differ are listed. Reading, verifying and deleting happen on the library's thread. GUI thread.
#pragma once

#include "core/events/curve.h"
#include "core/session/run_library.h"
#include "ui/pages/runs/run_table.h"
#include "ui/shell/page.h"

#include <QByteArray>
#include <QHash>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <map>
#include <optional>
#include <vector>

class QGridLayout;
class QPushButton;
class QScrollArea;
class QSplitter;
class QStackedWidget;
class QTableView;
class QTableWidget;
class QToolButton;

namespace timbre::ui {

class CurveCard;
class Label;
class NoRunYet;
class RunBridge;
class RunWorker;
class SectionHeader;

struct RunsServices {
  RunBridge* runs = nullptr;
  RunWorker* worker = nullptr;
};

class RunsPage : public Page {
  Q_OBJECT
 public:
  explicit RunsPage(RunsServices services, QWidget* parent = nullptr);
  ~RunsPage() override;
  QString id() const override { return QStringLiteral("runs"); }
  QString title() const override { return tr("Runs"); }
  QString icon() const override { return QStringLiteral("git-compare"); }
  void registerActions(ActionRegistry& registry) override;
  QList<QWidget*> headerActions() override;
  QList<QWidget*> headerState() override;
  void enter() override;
  QList<QWidget*> regions() override;
  NavBadge badge() const override;
  QString statusText() const override;

  void setReadOnly(bool readOnly);
  /// Device of the settings, for a resume.
  void setDevice(const std::string& device) { m_device = device; }
  const jobs::RunRecord* chosen() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  // runs_page.cpp
  void build();
  QWidget* buildDetail();
  QWidget* buildFacts();
  void takeRuns();
  void selectRun();
  void requestChosen();
  void resume();
  void askRemoveRun();
  void saveCurve(const QString& name, std::function<QByteArray()> make);
  void updateActions();
  void retranslate();
  // runs_compare.cpp: curves of the selected runs, what differs between them
  void selectionChanged();
  void takeLoaded(const session::RunLoaded& run);
  void showChosenCurve(const session::RunLoaded& run);
  /// By the newest list and language: the best checkpoint can be deleted.
  void showMarks();
  void showOverlays();
  void showDifferences();
  std::vector<const jobs::RunRecord*> compared() const;
  // runs_detail.cpp: checkpoints and facts of the chosen run
  void showCheckpoints();
  void showVerdicts();
  void showFacts();
  void copyFacts();
  std::optional<jobs::CheckpointRecord> chosenCheckpoint() const;
  void verifyAll();
  void takeChecked(const session::CheckpointChecked& checked);
  void askRemoveCheckpoint();
  void takeRemoved(const session::Removed& removed);

  RunsServices m_services;
  std::string m_device = "auto";
  bool m_readOnly = false;
  QStackedWidget* m_stack;
  NoRunYet* m_empty;
  QSplitter* m_split;
  RunTableModel* m_model;
  QTableView* m_table;
  CurveCard* m_curve;
  SectionHeader* m_checkpointHead;
  QPushButton *m_verify, *m_chat, *m_export, *m_further, *m_delete;
  QTableWidget* m_checkpoints;
  Label* m_diskUse;
  QScrollArea* m_side;
  SectionHeader *m_recipeHead, *m_provenanceHead;
  QGridLayout *m_recipeGrid, *m_provenanceGrid;
  Label* m_compareHint;
  QToolButton* m_copyFacts;
  QPointer<Label> m_selectedWords;
  QPointer<QPushButton> m_newRun;
  ActionRegistry* m_registry = nullptr;
  std::filesystem::path m_folder;       ///< of the chosen run
  std::filesystem::path m_loaded;       ///< whose curve is shown
  std::int64_t m_loadedStep = -1;
  std::vector<std::int64_t> m_badSteps;      ///< of the loaded run: no number came out
  std::vector<std::filesystem::path> m_compared;          ///< further selected runs, in the table's order
  std::map<std::filesystem::path, events::CurvePyramid> m_otherCurves;
  bool m_checkpointPicked = false;      ///< by a person; otherwise the best one is chosen
  QHash<QString, std::optional<base::Error>> m_verified;  ///< checkpoint folder → result
  QHash<QString, bool> m_checking;
  QTimer m_load;
};

}  // namespace timbre::ui
