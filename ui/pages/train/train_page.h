// SPDX-License-Identifier: GPL-3.0-or-later
// The Train page: the recipe with its consequences, and the run that came out of it. Starting freezes the dataset's rows into a
// file of the project, then hands a RunRequest to the bridge; everything after that is events. Nothing here touches the disk.
//
// Life: made once; `setProject` when a project opens, `setProject({})` before it closes. GUI thread.
#pragma once

#include "core/jobs/run.h"
#include "core/session/run_library.h"
#include "ui/bridge/project_bridge.h"
#include "ui/pages/train/model_picker.h"
#include "ui/pages/train/train_checks.h"
#include "ui/shell/page.h"
#include "ui/shell/sidebar.h"

#include <QPointer>
#include <QTimer>

class QPushButton;
class QScrollArea;
class QStackedWidget;
class QToolButton;

namespace timbre::ui {

class DatasetBridge;
class Label;
class LiveView;
class PlanPanel;
class ProgressLine;
class RunBridge;
class RunWorker;
class TrainForm;

struct TrainServices {
  RunBridge* runs = nullptr;
  RunWorker* worker = nullptr;
  DatasetBridge* dataset = nullptr;
};

struct TrainProject {
  ProjectAccess access;
  std::filesystem::path folder;  ///< empty: no project
  QList<ModelChoice> models;     ///< base models that come along; the first one is proposed
};

class TrainPage : public Page {
  Q_OBJECT
 public:
  explicit TrainPage(TrainServices services, QWidget* parent = nullptr);
  ~TrainPage() override;

  QString id() const override { return QStringLiteral("train"); }
  QString title() const override { return tr("Train"); }
  QString icon() const override { return QStringLiteral("audio-waveform"); }
  void registerActions(ActionRegistry& registry) override;
  QList<QWidget*> headerActions() override;
  QList<QWidget*> headerState() override;
  QWidget* headerLine() override;
  void enter() override;
  QList<QWidget*> regions() override;
  NavBadge badge() const override;
  QString statusText() const override;
  QRect noticeArea() const override;
  BadgeKind statusKind() const override;

  void setProject(const TrainProject& project);
  /// Of the settings: auto, cpu, cuda:0.
  void setDevice(const std::string& device);
  /// Keeps what was changed a moment ago: to be called before the project or the window closes.
  void finishEditing();
  /// Makes `folder` the base model of the recipe.
  void chooseModel(const QString& folder);
  /// The base model that is chosen; empty without a project.
  QString modelFolder() const;
  LiveView* live() const { return m_live; }
  /// What the sidebar says of the living run on every page.
  RunStripState strip() const;
  /// Pause while it runs, resume while it is paused: the strip's button.
  void togglePause();
  bool showsRun() const;
  /// Shows a run of this project in the live layout (read from disk).
  void openRun(const std::filesystem::path& folder);

 Q_SIGNALS:
  /// Somebody wants to choose a base model; chooseModel() is the answer.
  void modelBrowseRequested(const QString& current);
  /// The chosen base model can be loaded; its tokenizer and the chat template of the recipe may count tokens now.
  void modelChosen(const QString& folder, const std::string& chatTemplate);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  // train_page.cpp: layout, form and plan
  void build();
  QWidget* buildActionBar();
  void connectForm();
  void factsChanged();
  void suggestName();
  QString nameProblem(const QString& name) const;
  /// The next run trains this checkpoint further: same base model, same chat template.
  void beginFrom(const std::filesystem::path& run, std::int64_t step);
  void loadForm();
  void saveForm();
  void showForm();
  void retranslate();
  // train_page_recipe.cpp: the recipe as a file
  void saveRecipe();
  void openRecipe();
  void takeRecipe(const QString& path, const QByteArray& text, const std::optional<base::Error>& error);
  // train_page_run.cpp: start, commands, events
  void connectRuns();
  void start();
  void takeFreeze(const session::FreezeDone& done);
  void startFailed(const base::Error& error);
  void takeStarted(const std::filesystem::path& folder, bool resumed);
  void takeEvents(const std::filesystem::path& folder, const std::vector<events::RunEvent>& events);
  void takeLoaded(const session::RunLoaded& run);
  void pause();
  void resume();
  void saveCheckpoint();
  void askStop();
  void leaveFocus();
  void showRunState();
  void setSaving(const QString& name, std::function<QByteArray()> make);

  TrainServices m_services;
  TrainProject m_project;
  TrainFacts m_facts;
  QList<TrainCheck> m_checks;
  QStackedWidget* m_stack;
  QWidget *m_formPage, *m_actionBar;
  QScrollArea *m_formScroll, *m_planScroll;
  TrainForm* m_form;
  PlanPanel* m_plan;
  Label *m_unlock, *m_steps;
  QPushButton* m_start;
  LiveView* m_live;
  QPointer<Badge> m_nameBadge, m_stateBadge;
  QPointer<Label> m_baseLine;
  QPointer<ProgressLine> m_line;
  QPointer<QPushButton> m_loadRecipe, m_saveRecipe, m_pauseButton, m_saveButton, m_stopButton, m_resumeButton, m_newButton;
  QPointer<QToolButton> m_sideButton;
  ActionRegistry* m_registry = nullptr;
  QAction* action(const char* id) const;
  QTimer m_saveTimer;
  bool m_loadingForm = false;
  bool m_starting = false;
  session::Ticket m_freezeTicket = 0;
  jobs::RunRequest m_request;
  std::filesystem::path m_frozen;
  std::filesystem::path m_reading;                      ///< run folder that is being read; its events wait
  std::vector<std::vector<events::RunEvent>> m_waiting;
  std::int64_t m_tokenLimit = 0;
  QString m_announcedModel;
  std::string m_announcedTemplate;
  QString m_runLine;                                    ///< "LoRA r16 on timbre-mini" of the shown run
};

}  // namespace timbre::ui
