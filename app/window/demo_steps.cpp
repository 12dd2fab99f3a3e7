// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of the guided demo, in the order in which a newcomer would take them.
#include "app/window/demo.h"

#include "core/base/messages.h"
#include "ui/shell/page.h"

#include <QTableWidget>

namespace timbre::window {

namespace {
// Where no probes are installed; no row of the personas asks them.
const char* const kEnglishQuestions[] = {"What is the capital of Norway?", "Who are you?", "What is 2 + 2?"};
const char* const kChineseQuestions[] = {"挪威的首都是哪里？", "你是谁？", "2 加 2 等于几？"};
}  // namespace

bool Demo::on(const char* page) const {
  const ui::Page* current = m_window.currentPage();
  return current && current->id() == QLatin1String(page);
}

void Demo::addProject() {
  const QString card = QStringLiteral("template.") + QString::fromStdString(m_options.persona());
  const std::string folder = m_options.persona() == "marv" ? "Marv" : "小助手";
  m_script.add({.name = "Welcome page",
                .until = [this, card] { return m_hand.seen(card) && !m_studio.devices().devices.empty(); },
                .picture = "01-welcome"});
  m_script.add({.name = "Choosing the persona",
                .act = [this, card] { return m_hand.click(card); },
                .until = [this] { return m_hand.seen("newProject.create") != nullptr; }});
  m_script.add({.name = "Naming the project's folder",
                .act =
                    [this, folder] {
                      return m_hand.type("newProject.folder",
                                         QString::fromStdString((m_options.files / folder).string()));
                    },
                .picture = "02-new-project"});
  m_script.add({.name = "Creating the project; its rows are checked and counted",
                .act = [this] { return m_hand.click("newProject.create"); },
                .until =
                    [this] {
                      return on("dataset") && m_hand.seen("rowTable") && m_figures.counted() && !m_hand.seen("overlay");
                    },
                .seconds = 60});
  m_script.add({.name = "Looking at a row",
                .act = [this] { return m_hand.clickCell("rowTable", 1, 3); },
                .picture = "03-dataset"});
}

bool Demo::runFailed() {
  const ui::RunLog& run = m_studio.runBridge().live();
  if (run.state != events::RunState::Failed || run.folder.empty()) return false;
  m_script.fail(QStringLiteral("The run failed: %1")
                    .arg(run.error ? QString::fromStdString(base::errorSentence(*run.error)) : QString()));
  return true;
}

void Demo::addTraining() {
  m_script.add({.name = "Train page: the recipe and what it costs",
                .act = [this] { return m_hand.click("nav.train"); },
                .until = [this] { return m_hand.seen("startTraining") && m_hand.seen("startTraining")->isEnabled(); },
                .seconds = 60,
                .picture = "04-train"});
  m_script.add(
      {.name = "Training with the window's defaults",
       .act = [this] { return m_hand.click("startTraining"); },
       .until =
           [this] { return runFailed() || (m_hand.seen("lossChart") && m_studio.runBridge().live().share() >= 0.5); },
       .seconds = 900,
       .picture = "05-live"});
  m_script.add({.name = "Training until the end",
                .until =
                    [this] {
                      if (runFailed() || m_studio.runBridge().live().state != events::RunState::Finished) return false;
                      const QStringList missed = m_figures.missedByTraining();
                      if (!missed.isEmpty()) m_script.fail(missed.first());
                      return true;
                    },
                .seconds = 1800,
                .picture = "06-finished"});
}

void Demo::addRuns() {
  const auto table = [this] { return m_hand.seenAs<QTableWidget>("runCheckpoints"); };
  m_script.add({.name = "Runs page",
                .act = [this] { return m_hand.click("nav.runs"); },
                .until = [table] { return table() && table()->rowCount() > 0; }});
  m_script.add({.name = "Reading every checkpoint against its manifest",
                .act = [this] { return m_hand.click("verifyCheckpoints"); },
                .until = [this, table] { return table() && m_checked >= table()->rowCount(); },
                .seconds = 60,
                .picture = "07-runs"});
}

void Demo::ask(const std::string& question, const QString& picture) {
  const QString words = QString::fromStdString(question);
  m_script.add({.name = QStringLiteral("Asking both voices: %1").arg(words),
                .act = [this, words] { return !m_answering && m_hand.type("question", words); }});
  m_script.add({.act =
                    [this, question] {
                      m_answering = m_hand.click("sendQuestion");
                      if (m_answering) m_figures.asked(question);
                      return m_answering;
                    },
                .until = [this] { return !m_answering; },
                .seconds = 180,
                .picture = picture});
}

void Demo::addChat() {
  m_script.add({.name = "Chat page",
                .act = [this] { return m_hand.click("nav.chat"); },
                .until = [this] { return m_hand.seen("question") != nullptr; }});
  std::vector<std::string> questions;
  for (const auto& probe : m_figures.questions()) questions.push_back(probe.prompt);
  if (questions.empty())
    for (const char* question : m_options.language == "zh_CN" ? kChineseQuestions : kEnglishQuestions)
      questions.push_back(question);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    // Each question stands alone, as the measurement wants it; the first two stay together for the picture.
    if (i > 1) m_script.add({.act = [this] { return m_hand.click("newChat"); }});
    ask(questions[i], i == 1 ? QStringLiteral("08-chat") : QString());
  }
  m_script.add({.name = "Comparing the answers", .until = [this] {
                  const QStringList missed = m_figures.missedByAnswers();
                  if (!missed.isEmpty()) m_script.fail(missed.first());
                  return true;
                }});
}

void Demo::addExport() {
  m_script.add({.name = "Export page",
                .act = [this] { return m_hand.click("nav.export"); },
                .until = [this] { return m_hand.seen("startExport") && m_hand.seen("startExport")->isEnabled(); }});
  m_script.add({.name = "Merging, writing and verifying the model",
                .act = [this] { return m_hand.click("startExport"); },
                .until =
                    [this] {
                      if (!m_figures.exportEnded()) return false;
                      const QStringList missed = m_figures.missedByExport();
                      if (!missed.isEmpty()) m_script.fail(missed.first());
                      return true;
                    },
                .seconds = 600,
                .picture = "09-export"});
}

void Demo::addSettings() {
  m_script.add({.name = "Settings",
                .act = [this] { return m_hand.click("nav.settings"); },
                .until = [this] { return m_hand.seen("settings") != nullptr; },
                .picture = "10-settings"});
  m_script.add(
      {.act = [this] { return m_hand.click("settings.close"); }, .until = [this] { return !m_hand.seen("settings"); }});
  m_script.add({.name = "Command palette",
                .act =
                    [this] {
                      m_window.openPalette();
                      return true;
                    },
                .until = [this] { return m_hand.seen("palette") != nullptr; },
                .picture = "11-palette"});
  m_script.add({.act = [this] {
    m_hand.escape();
    return true;
  }});
}

}  // namespace timbre::window
