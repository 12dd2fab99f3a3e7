// SPDX-License-Identifier: GPL-3.0-or-later
// The window with a plain page in it, the welcome page, settings, palette, dialogs, About.
#include "tests/ui/gallery/gallery.h"

#include "tests/support/test_support.h"
#include "tests/ui/support/sample_window.h"
#include "ui/bridge/app_settings.h"
#include "ui/pages/settings/about_dialog.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/pages/welcome/new_project_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/dialogs.h"

namespace timbre::ui::gallery {

using sample::resource;
using sample::say;
using sample::window;

namespace {

session::DeviceReport devices() {
  session::DeviceReport report;
  report.devices = {{"cpu", "Intel Xeon, 2 cores", 24ULL << 30, 20ULL << 30, "bf16", ""}, {"cuda:0", "NVIDIA RTX 3060", 12ULL << 30, 11ULL << 30, "bf16", ""}};
  report.threads = 8;
  return report;
}

QWidget* settings(int section) {
  MainWindow* out = window(true);
  static testing::TempFolder folder;
  auto* store = new SettingsStore(folder.path(), resource("prices/training_prices.json"), out);
  AppSettings now = store->settings();
  now.theme = theme().dark ? "dark" : "light";
  store->setSettings(now);
  SettingsDialog::open(out, *store, devices(), &out->actions())->showSection(section);
  return out;
}

}  // namespace

QWidget* welcomeWindow() { return window(false); }
QWidget* welcomeSmall() { return window(false, {1100, 700}); }
QWidget* shellWindow() { return window(true); }
QWidget* shellSmall() { return window(true, {1100, 700}); }
QWidget* settingsWindow() { return settings(0); }
QWidget* settingsKeys() { return settings(1); }
QWidget* settingsPrices() { return settings(4); }

QWidget* paletteWindow() {
  MainWindow* out = window(true);
  out->openPalette();
  return out;
}

QWidget* errorWindow() {
  MainWindow* out = window(true);
  ErrorReport report;
  report.title = say("marv-r2 stopped: the GPU ran out of memory", "marv-r2 已停止：GPU 显存不足");
  report.text = say("Step 12 needed 12.9 GB. The RTX 3060 had 11.4 of 12.0 GB free.", "第 12 步需要 12.9 GB，RTX 3060 仅有 11.4 / 12.0 GB 可用。");
  report.kept = say("Nothing is lost. The checkpoint of step 10 is complete.", "没有丢失。第 10 步的检查点完整。");
  report.remediesCaption = say("What would fit", "可行的办法");
  report.remedies = {{say("2 rows per step, accumulate 4", "每步 2 行，累积 4 次"), say("The same result, about 20 % slower", "结果相同，约慢 20%"), "9.6 GB", [] {}},
                     {say("Length limit 1,024", "长度上限 1,024"), say("Longest row is 634 tokens, nothing is cut", "最长的行有 634 词元，不会截断"), "10.1 GB", [] {}}};
  report.applyText = say("Resume from step 10", "从第 10 步继续");
  report.details = "x";
  report.openLog = [] {};
  showErrorDialog(out, report);
  return out;
}

QWidget* aboutWindow() {
  MainWindow* out = window(false);
  showAboutDialog(out, "0.1.0", {{"Qt", qVersion()}, {"LibTorch", "2.11.0"}});
  return out;
}

QWidget* newProjectWindow() {
  MainWindow* out = window(false);
  (new NewProjectDialog(out, nullptr, "/home/u/Timbre"))->openDialog();
  return out;
}

}  // namespace timbre::ui::gallery
