// SPDX-License-Identifier: GPL-3.0-or-later
// The Export page: which checkpoint becomes which files, where, and the proof that they answer alike. GUI thread; the work is
// the export service's, and answers come through its bridge.
#pragma once

#include "core/jobs/export.h"
#include "core/jobs/progress.h"
#include "ui/shell/page.h"

#include <QPointer>

#include <filesystem>
#include <optional>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTableWidget;

namespace timbre::ui {

class ChoiceCard;
class ExportBridge;
class FormRow;
class Label;
class NoRunYet;
class ProgressLine;
class RunBridge;
class RunWorker;
class Segmented;
class VerdictView;

struct ExportServices {
  ExportBridge* exports = nullptr;
  RunBridge* runs = nullptr;
  RunWorker* worker = nullptr;
};

class ExportPage : public Page {
  Q_OBJECT
 public:
  explicit ExportPage(ExportServices services, QWidget* parent = nullptr);
  ~ExportPage() override;
  QString id() const override { return QStringLiteral("export"); }
  QString title() const override { return tr("Export"); }
  QString icon() const override { return QStringLiteral("package"); }
  void registerActions(ActionRegistry& registry) override;
  QList<QWidget*> headerState() override;
  QWidget* headerLine() override;
  void enter() override;
  QList<QWidget*> regions() override;
  NavBadge badge() const override;
  QString statusText() const override;
  QRect noticeArea() const override;

  /// Folder of the open project; empty: none.
  void setProject(const std::filesystem::path& folder);
  void choose(const std::filesystem::path& run, std::int64_t step);
  /// An adapter of no run may be exported too, with the model that it is stacked on; one at a time.
  void offerAdapter(const std::filesystem::path& folder, const QString& model);
  VerdictView* verdict() const { return m_verdict; }

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  enum CheckpointRole { RunFolder = Qt::UserRole, Step, Folder, Base, RunName };
  void build();
  // export_page_form.cpp: the left half
  QWidget* buildForm();
  QWidget* buildActionBar();
  void takeRuns();
  void addChoice(const QString& words, const std::filesystem::path& folder, const QString& model, const QString& name);
  QString exportName() const;
  void choiceChanged();
  void suggestFolder();
  void chooseFolder();
  void showFiles(const std::vector<jobs::ModelFile>& files);
  void retranslate();
  // export_page.cpp: the export and what it says
  void start(bool force);
  void askReplace();
  void takeProgress(const jobs::Progress& progress);
  void takeReport(const jobs::ExportReport& report);
  void takeFailure(const base::Error& error);
  bool sixteenBit() const;
  void showState();
  static QString phase(const jobs::Progress& progress);

  ExportServices m_services;
  std::filesystem::path m_project;
  QStackedWidget* m_stack;
  NoRunYet* m_empty;
  QWidget *m_formHolder, *m_verdictHolder, *m_actionBar;
  ChoiceCard *m_merged, *m_adapter;
  QComboBox* m_checkpoint;
  Segmented* m_dtype;
  QSpinBox* m_shard;
  QLineEdit* m_folder;
  QPushButton* m_chooseFolder;
  FormRow *m_checkpointRow, *m_dtypeRow, *m_shardRow, *m_folderRow;
  QTableWidget* m_files;
  Label* m_filesHint;
  VerdictView* m_verdict;
  Label* m_needs;
  QPushButton *m_export, *m_cancel;
  QPointer<Badge> m_state;
  QPointer<ProgressLine> m_line;
  ActionRegistry* m_registry = nullptr;
  std::filesystem::path m_offered;       ///< adapter of no run; empty: none
  QString m_offeredBase;
  QString m_base;                        ///< base model of the choice
  std::optional<std::string> m_baseDtype;
  std::uint64_t m_baseBytes = 0;
  std::optional<std::uint64_t> m_freeDisk;
  bool m_folderTyped = false;
  bool m_picked = false;                 ///< the checkpoint was chosen by a person
  std::filesystem::path m_wantedRun;
  std::int64_t m_wantedStep = -1;
  jobs::ExportRequest m_request;         ///< that runs or ran last
  std::optional<jobs::ExportReport> m_report;
  std::optional<base::Error> m_failure;
  jobs::Progress m_progress;
};

}  // namespace timbre::ui
