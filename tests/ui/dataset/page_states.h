// SPDX-License-Identifier: GPL-3.0-or-later
// The states of the Dataset page that people meet, each in a window of its own over the story of the boards: for pictures and for
// the walks that look for nameless controls and cut words.
#pragma once

#include "tests/ui/dataset/story.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/pages/dataset/dataset_page.h"
#include "ui/shell/main_window.h"

#include <functional>

namespace timbre::ui::testing {

struct PageState {
  const char* name;
  QSize size;
  int rows;
  std::function<void(MainWindow&, DatasetPage&, DatasetBridge&)> pose;
};

QList<PageState> pageStates();

/// A window that shows one state; lives as long as it is looked at.
class StateWindow {
 public:
  StateWindow(const PageState& state, bool chinese);
  ~StateWindow();
  StateWindow(const StateWindow&) = delete;
  StateWindow& operator=(const StateWindow&) = delete;
  MainWindow& window() { return *m_window; }

 private:
  DatasetBridge m_bridge;
  std::unique_ptr<FakeDataset> m_story;
  std::unique_ptr<MainWindow> m_window;
  DatasetPage* m_page;
};

}  // namespace timbre::ui::testing
