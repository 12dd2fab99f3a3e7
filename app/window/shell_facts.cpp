// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/shell_facts.h"

#include "core/base/file_ops.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/retranslate.h"

#include <QFileInfo>

#include <algorithm>

namespace timbre::window {

namespace {
enum StatusItem { CheckedItem, TokenizerItem, DeviceItem };
}

ShellFacts::ShellFacts(Studio& studio, ui::MainWindow& window) : m_studio(studio), m_window(window) {
  connect(&studio, &Studio::projectChanged, this, &ShellFacts::forget);
  connect(&studio, &Studio::devicesKnown, this, &ShellFacts::showDevice);
  auto& dataset = studio.datasetBridge();
  connect(&dataset, &ui::DatasetBridge::viewReady, this, [this](const session::ViewReady& view) {
    m_rows = view.total;
    m_version = view.version;
    showProject();
  });
  connect(&dataset, &ui::DatasetBridge::editDone, this, [this](const session::EditDone& done) {
    if (done.version > 0) m_version = done.version;
    showProject();
  });
  connect(&dataset, &ui::DatasetBridge::problemsChanged, this, [this](const session::ProblemsChanged& problems) {
    m_checked = problems.checked;
    m_total = problems.total;
    showProject();
  });
  connect(&studio, &Studio::encoderChanged, this, [this](const QString& name) {
    m_encoder = name;
    showProject();
  });
  ui::onLanguageChange(&window, [this] { show(); });
}

void ShellFacts::forget() {
  m_rows = -1;
  m_version = m_checked = m_total = 0;
  m_encoder.clear();
  show();
}

void ShellFacts::show() {
  showDevice();
  showProject();
}

void ShellFacts::showProject() {
  const auto& project = m_studio.project();
  ui::StatusLine* line = m_window.statusLine();
  if (!project) {
    line->setItem(CheckedItem, QStringLiteral("circle-check"), {});
    line->setItem(TokenizerItem, QStringLiteral("type"), {});
    return;
  }
  const QString folder = QString::fromStdString(base::displayPath(project->folder()));
  QString detail = QFileInfo(folder).fileName();
  if (m_rows >= 0) detail = tr("%n row(s)", nullptr, int(std::min<std::int64_t>(m_rows, 1'000'000'000)));
  if (m_rows >= 0 && m_version > 0) detail += tr(", version %1").arg(ui::Format::number(m_version));
  m_window.sidebar()->setProject(QString::fromStdString(project->name()), detail);
  m_window.sidebar()->projectButton()->setToolTip(QString::fromStdString(project->name()) + QLatin1Char('\n') + folder);
  line->setItem(CheckedItem, QStringLiteral("circle-check"),
                m_total > 0
                    ? tr("%1 of %2 rows checked").arg(ui::Format::number(m_checked), ui::Format::number(m_total))
                    : QString());
  line->setItem(TokenizerItem, QStringLiteral("type"),
                m_encoder.isEmpty() ? QString() : tr("Tokenizer of %1").arg(m_encoder));
}

void ShellFacts::showDevice() {
  const auto& report = m_studio.devices();
  if (report.devices.empty()) return;
  const auto& best = report.devices.back();
  ui::DeviceState state;
  const bool cpu = best.id == "cpu";
  state.icon = cpu ? QStringLiteral("cpu") : QStringLiteral("gpu");
  state.name = QString::fromStdString(best.name);
  if (best.memoryBytes > 0) {
    const std::uint64_t used = best.memoryBytes - std::min(best.memoryBytes, best.freeBytes);
    state.used = ui::Format::memoryOf(used, best.memoryBytes);
    state.share = double(used) / double(best.memoryBytes);
  }
  if (report.gpuAbsent) state.note = ui::errorText(*report.gpuAbsent).both();
  m_window.setDevice(state);
  m_window.statusLine()->setItem(DeviceItem, state.icon, cpu ? tr("Computes on the CPU") : tr("Computes on the GPU"),
                                 state.note);
}

}  // namespace timbre::window
