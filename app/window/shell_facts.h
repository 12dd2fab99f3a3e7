// SPDX-License-Identifier: GPL-3.0-or-later
// What the frame around the pages says on every page: rows and version below the project's name, device and memory in
// the sidebar, checked rows, tokenizer and device in the status line. Listens to the studio, writes words into the
// window. GUI thread; dies before both.
#pragma once

#include "app/window/studio.h"
#include "ui/shell/main_window.h"

#include <QObject>

namespace timbre::window {

class ShellFacts : public QObject {
  Q_OBJECT
 public:
  ShellFacts(Studio& studio, ui::MainWindow& window);

 private:
  void forget();
  void show();
  void showDevice();
  void showProject();

  Studio& m_studio;
  ui::MainWindow& m_window;
  std::int64_t m_rows = -1, m_version = 0, m_checked = 0, m_total = 0;
  QString m_encoder;
};

}  // namespace timbre::window
