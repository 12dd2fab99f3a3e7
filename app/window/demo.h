// SPDX-License-Identifier: GPL-3.0-or-later
// The guided demo, `timbre --demo FOLDER`: goes through the real window by clicks and typed text, from a persona's
// template to a verified export, and leaves a picture of each page and summary.json in FOLDER. Ends with 0, or with 1
// and one sentence when something took too long or a figure was missed.
//
// Settings, state, project and export lie in a fresh folder below FOLDER, so neither the person's settings nor the
// files of an earlier demo are touched. GUI thread; nothing waits.
#pragma once

#include "app/window/demo_figures.h"
#include "app/window/demo_hand.h"
#include "app/window/demo_script.h"
#include "app/window/wiring.h"

#include <QSize>

#include <optional>

namespace timbre::window {

struct DemoOptions {
  std::filesystem::path folder;  ///< pictures and summary
  std::filesystem::path files;   ///< everything else; made by prepareDemo
  std::string language = "en";   ///< en, zh_CN
  std::string theme = "light";   ///< light, dark
  QSize size{1440, 900};
  /// The persona that speaks the language: "marv", "xiaozhushou".
  std::string persona() const { return language == "zh_CN" ? "xiaozhushou" : "marv"; }
};

/// Makes the folders and points the XDG variables into them. Before anything reads a setting. Errors: those of FileOps.
base::Result<DemoOptions> prepareDemo(DemoOptions options);

class Demo : public QObject {
  Q_OBJECT
 public:
  Demo(Studio& studio, Wiring& wiring, DemoOptions options);
  void start();

 Q_SIGNALS:
  void ended(int code);

 private:
  // demo_steps.cpp
  void addProject();
  void addTraining();
  void addRuns();
  void addChat();
  void ask(const std::string& question, const QString& picture);
  void addExport();
  void addSettings();
  bool on(const char* page) const;
  bool runFailed();

  void begin(base::Result<evaluate::ProbeSet> probes);
  void conclude(const QString& problem);

  Studio& m_studio;
  ui::MainWindow& m_window;
  DemoOptions m_options;
  DemoHand m_hand;
  DemoFigures m_figures;
  DemoScript m_script;
  int m_checked = 0;  ///< checkpoints that were read against their manifests
  bool m_answering = false;
};

}  // namespace timbre::window
