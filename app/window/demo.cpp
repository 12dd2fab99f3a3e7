// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/demo.h"

#include "core/base/messages.h"

#include <cstdio>
#include <cstdlib>

namespace timbre::window {

namespace fs = std::filesystem;

namespace {

void say(const QString& line) {
  std::fputs((line + QLatin1Char('\n')).toUtf8().constData(), stdout);
  std::fflush(stdout);
}

}  // namespace

base::Result<DemoOptions> prepareDemo(DemoOptions options) {
  base::FileOps ops;
  options.folder = fs::absolute(options.folder);
  TIMBRE_TRY(ops.makeFolder(options.folder));
  std::error_code ignored;
  for (int n = 1; n == 1 || fs::exists(options.files, ignored); ++n)
    options.files = options.folder / ("files-" + std::to_string(n));
  TIMBRE_TRY(ops.makeFolder(options.files));
  for (const char* kind : {"CONFIG", "STATE", "CACHE", "DATA"})
    ::setenv((std::string("XDG_") + kind + "_HOME").c_str(), (options.files / "settings" / kind).c_str(), 1);
  return options;
}

Demo::Demo(Studio& studio, Wiring& wiring, DemoOptions options)
    : m_studio(studio),
      m_window(wiring.window()),
      m_options(std::move(options)),
      m_hand(m_window),
      m_figures(studio),
      m_script(m_window, m_options.folder) {
  connect(&m_script, &DemoScript::stepBegun, this, [this](const QString& name) {
    say(QStringLiteral("%1 s  %2").arg(m_script.seconds(), 6, 'f', 1).arg(name));
  });
  connect(&m_script, &DemoScript::finished, this, &Demo::conclude);
  connect(&studio.chatBridge(), &ui::ChatBridge::eventArrived, this, [this](const session::ChatEvent& event) {
    m_answering = m_answering && event.kind != session::ChatEvent::Kind::Idle;
  });
  connect(&studio.runBridge(), &ui::RunBridge::checkpointChecked, this,
          [this](const session::CheckpointChecked& checked) {
            ++m_checked;
            if (checked.error)
              m_script.fail(QStringLiteral("A checkpoint is damaged: %1")
                                .arg(QString::fromStdString(base::errorSentence(*checked.error))));
          });
}

void Demo::start() {
  const fs::path resources = m_studio.resources();
  // The probes lie beside the sources; an installed program asks its own questions.
  m_studio.inBackground([resources] { return evaluate::loadProbes(resources / "starter", resources / "personas"); },
                        [this](base::Result<evaluate::ProbeSet> probes) { begin(std::move(probes)); });
}

void Demo::begin(base::Result<evaluate::ProbeSet> probes) {
  if (probes.ok()) m_figures.setProbes(std::move(probes).value(), m_options.persona());
  addProject();
  addTraining();
  addRuns();
  addChat();
  addExport();
  addSettings();
  m_script.start();
}

void Demo::conclude(const QString& problem) {
  base::Json summary = m_figures.toJson();
  summary["format_version"] = 1;
  summary["seconds"] = m_script.seconds();
  summary["language"] = m_options.language;
  summary["theme"] = m_options.theme;
  summary["persona"] = m_options.persona();
  summary["passed"] = problem.isEmpty();
  summary["problem"] = problem.toStdString();
  base::Json pictures = base::Json::array();
  for (const QString& name : m_script.pictures()) pictures.push_back(name.toStdString());
  summary["pictures"] = std::move(pictures);
  for (const QString& line : m_figures.lines()) say(line);
  m_script.writeLast(QStringLiteral("summary.json"), base::dumpJson(summary, 1) + "\n", [this, problem](bool written) {
    const QString missed = !problem.isEmpty() ? problem
                           : written          ? QString()
                                              : QStringLiteral("The pictures or the summary could not be written.");
    if (missed.isEmpty())
      say(QStringLiteral("The demo went through in %1 s; pictures and summary.json lie in %2")
              .arg(m_script.seconds(), 0, 'f', 0)
              .arg(QString::fromStdString(base::displayPath(m_options.folder))));
    else
      std::fprintf(stderr, "%s\n", missed.toUtf8().constData());
    Q_EMIT ended(missed.isEmpty() ? 0 : 1);
  });
}

}  // namespace timbre::window
