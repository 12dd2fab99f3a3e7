// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the pages into the main window and connects them with the studio: what a click means. GUI thread.
#pragma once

#include "app/window/crash_note.h"
#include "app/window/dropped.h"
#include "app/window/shell_facts.h"
#include "app/window/studio.h"
#include "ui/pages/welcome/welcome_data.h"
#include "ui/shell/main_window.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace timbre::ui {
class ChatPage;
class DatasetPage;
class Dialog;
class ExportPage;
class ModelsDialog;
class RunsPage;
class TrainPage;
class WelcomePage;
}  // namespace timbre::ui

namespace timbre::window {

class Wiring : public QObject {
  Q_OBJECT
 public:
  Wiring(Studio& studio, QString logFolder);
  ~Wiring() override;

  ui::MainWindow& window() { return *m_window; }
  /// Opens a folder or a dataset file given on the command line.
  void openPath(const QString& path);
  /// A notice about a start that did not end by itself: look at it, or close it.
  void offerCrashNote(const LeftNote& note);

 Q_SIGNALS:
  void projectReady();

 private:
  ui::ShellCommands commands();
  void addPages();
  void connectProjects();
  void connectWelcome();
  void connectRuns();
  void connectModels();
  void showRunStrip();
  void showDownload();
  void applySettings();
  /// `files`: whose rows it gets when it comes from no template. `model`: the base it starts with, empty: the starter.
  void askNewProject(const QString& templateId, const QStringList& files = {}, const QString& model = {});
  void askOpenProject();
  void askImport();
  void showProject();
  void showDevices();
  void fillProjectMenu(QMenu* menu);
  void showHosted();
  /// `dropped`: how many folders came with it in one drop.
  void chooseModel(const QString& current, int dropped = 0);
  void useModel(const QString& folder);
  void takeDropped(const std::vector<std::filesystem::path>& paths);
  void takeDropped(const Dropped& first, const std::vector<std::filesystem::path>& paths);
  void loadPersonas();
  void offerRows();
  void report(const base::Error& error, const QString& title);
  /// Commits what stands in open editors.
  void finishEditing();
  bool downloading() const;
  bool mayClose();
  const ui::PersonaTemplate* persona(const QString& id) const;

  Studio& m_studio;
  QString m_logFolder;
  QList<ui::PersonaTemplate> m_personas;
  QList<ui::RecentItem> m_recent;
  std::unique_ptr<ui::MainWindow> m_window;
  std::unique_ptr<ShellFacts> m_facts;  // dies before the window
  ui::WelcomePage* m_welcome = nullptr;
  ui::DatasetPage* m_datasetPage = nullptr;
  ui::TrainPage* m_trainPage = nullptr;
  ui::RunsPage* m_runsPage = nullptr;
  ui::ChatPage* m_chatPage = nullptr;
  ui::ExportPage* m_exportPage = nullptr;
  QStringList m_importAfterOpen;  ///< files whose rows the project that is being made gets
  QString m_modelAfterOpen;       ///< its base model; empty: what it has
  QPointer<ui::ModelsDialog> m_models;
  QPointer<ui::Dialog> m_closeQuestion;
  bool m_announceImport = true;
  bool m_closing = false;
};

}  // namespace timbre::window
