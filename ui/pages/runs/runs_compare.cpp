// SPDX-License-Identifier: GPL-3.0-or-later
// Curves of the selected runs over each other, and what differs between them.
#include "core/recipe/fields.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/models/run_curves.h"
#include "ui/pages/runs/fact_grid.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/widgets/curve_card.h"
#include "ui/widgets/label.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QItemSelectionModel>
#include <QTableView>

#include <algorithm>
#include <cmath>

namespace timbre::ui {

namespace {
constexpr int kMostCompared = 5;   ///< lines that colour and dash still tell apart
constexpr int kMostColumns = 3;    ///< runs side by side in the list of differences
constexpr std::size_t kMostMarks = 12;
}  // namespace

std::vector<const jobs::RunRecord*> RunsPage::compared() const {
  std::vector<const jobs::RunRecord*> out;
  if (const jobs::RunRecord* run = chosen()) out.push_back(run);
  for (const auto& folder : m_compared)
    if (const jobs::RunRecord* run = m_model->at(m_model->rowOf(folder))) out.push_back(run);
  return out;
}

void RunsPage::selectionChanged() {
  QModelIndexList rows = m_table->selectionModel()->selectedRows();
  if (rows.isEmpty()) return;
  std::sort(rows.begin(), rows.end());
  const QModelIndex current = m_table->currentIndex();
  const bool held = m_table->selectionModel()->isRowSelected(m_model->rowOf(m_folder), {});
  // The run that was chosen stays the watched one while others are added to it.
  int main = rows.size() > 1 && held ? m_model->rowOf(m_folder) : current.isValid() && m_table->selectionModel()->isRowSelected(current.row(), {}) ? current.row() : rows.first().row();
  const jobs::RunRecord* run = m_model->at(main);
  if (!run) return;
  std::vector<std::filesystem::path> others;
  for (const QModelIndex& row : rows)
    if (row.row() != main && others.size() < kMostCompared) others.push_back(m_model->at(row.row())->folder);
  const bool otherRun = run->folder != m_folder || m_loaded.empty();
  const bool otherSet = others != m_compared;
  m_compared = std::move(others);
  if (otherSet)
    for (const auto& folder : m_compared)
      if (!m_otherCurves.contains(folder)) m_services.runs->requestRun(folder);
  if (m_selectedWords) m_selectedWords->setText(m_compared.empty() ? QString() : tr("%n run(s) selected", nullptr, int(m_compared.size()) + 1));
  if (otherRun) {
    m_folder = run->folder;
    m_checkpointPicked = false;
    m_curve->clear();
    m_loaded.clear();
    selectRun();
  } else if (otherSet) {
    showFacts();
  }
  if (otherRun || otherSet) showOverlays();
}

void RunsPage::takeLoaded(const session::RunLoaded& run) {
  if (run.error) return;
  if (run.folder == m_folder) showChosenCurve(run);
  if (std::find(m_compared.begin(), m_compared.end(), run.folder) == m_compared.end()) return;
  events::CurvePyramid curve;
  for (const auto& event : run.metrics)
    if (const auto* step = std::get_if<events::StepMetrics>(&event)) curve.append(double(step->step), step->loss);
  m_otherCurves[run.folder] = std::move(curve);
  showOverlays();
}

void RunsPage::showChosenCurve(const session::RunLoaded& run) {
  m_loaded = run.folder;
  m_loadedStep = run.record.step;
  events::CurvePyramid raw, points;
  m_badSteps.clear();
  for (const auto& event : run.metrics) {
    if (const auto* step = std::get_if<events::StepMetrics>(&event)) {
      raw.append(double(step->step), step->loss);
      if (!std::isfinite(step->loss) && m_badSteps.size() < kMostMarks) m_badSteps.push_back(step->step);
    }
    if (const auto* validation = std::get_if<events::ValidationMetrics>(&event)) points.append(double(validation->step), validation->loss);
  }
  m_curve->setCurves(std::move(raw), std::move(points));
  showMarks();
  m_curve->chart()->setXExtent(0, run.record.totalSteps > 0 ? double(run.record.totalSteps) : std::nan(""));
}

void RunsPage::showMarks() {
  const jobs::RunRecord* run = chosen();
  if (!run || run->folder != m_loaded) return;
  QList<ChartMark> marks;
  for (const std::int64_t step : m_badSteps) marks << ChartMark{ChartMark::Kind::Error, double(step), std::nan(""), tr("Not a number at %1").arg(Format::number(step))};
  for (const auto& checkpoint : run->checkpoints)
    if (checkpoint.best && checkpoint.validationLoss) marks << ChartMark{ChartMark::Kind::Best, double(checkpoint.step), *checkpoint.validationLoss, tr("best")};
  m_curve->chart()->setMarks(marks);
}

void RunsPage::showOverlays() {
  std::vector<CurveOverlay> overlays;
  for (const auto& folder : m_compared)
    if (const auto found = m_otherCurves.find(folder); found != m_otherCurves.end()) overlays.push_back({fromPath(folder.filename()), found->second});
  m_curve->setMainName(m_compared.empty() ? QString() : fromPath(m_folder.filename()));
  m_curve->setOverlays(std::move(overlays));
}

void RunsPage::showDifferences() {
  std::vector<const jobs::RunRecord*> runs = compared();
  if (runs.size() > kMostColumns) runs.resize(kMostColumns);
  std::vector<recipe::Recipe> recipes;
  for (const auto* run : runs) {
    const auto parsed = recipe::fromJson(run->recipe);
    recipes.push_back(parsed.ok() ? *parsed : recipe::Recipe());
  }
  QStringList names;
  for (const auto* run : runs) names << QString::fromStdString(run->name);
  FactGrid::addHeads(m_recipeGrid, names);
  int shown = 0;
  const auto add = [&](const QString& name, const QStringList& values) {
    if (std::all_of(values.begin(), values.end(), [&](const QString& value) { return value == values.first(); })) return;
    FactGrid::addRow(m_recipeGrid, name, values);
    ++shown;
  };
  QStringList bases;
  for (const auto* run : runs) bases << QFileInfo(fromPath(run->baseModel)).fileName();
  add(tr("Base"), bases);
  for (const recipe::Field& field : recipe::fieldTable()) {
    QStringList values;
    for (const auto& recipe : recipes) values << FactGrid::value(field, field.get(recipe));
    add(RunWords::label(field), values);
  }
  QStringList rows, best;
  for (const auto* run : runs) {
    rows << RunTableModel::rowsOf(*run);
    best << (run->bestValidationLoss ? Format::decimal(*run->bestValidationLoss, 2) : QStringLiteral("–"));
  }
  add(tr("Rows"), rows);
  add(tr("Best valid."), best);
  if (shown == 0) FactGrid::addNote(m_recipeGrid, tr("Nothing: the same settings."));
}

}  // namespace timbre::ui
