// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints and facts of the chosen run.
#include "core/base/file_ops.h"
#include "core/recipe/fields.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/runs/fact_grid.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/label.h"
#include "ui/widgets/small_table.h"

#include <QClipboard>
#include <QDateTime>
#include <QFileInfo>
#include <QGridLayout>
#include <QGuiApplication>
#include <QTableWidget>

#include <algorithm>

namespace timbre::ui {

void RunsPage::showCheckpoints() {
  const jobs::RunRecord* run = chosen();
  m_checkpointHead->setTitle(run ? tr("Checkpoints of %1").arg(QString::fromStdString(run->name)) : tr("Checkpoints"));
  const auto before = chosenCheckpoint();
  const QSignalBlocker quiet(m_checkpoints);
  m_checkpoints->setRowCount(run ? int(run->checkpoints.size()) : 0);
  std::uint64_t bytes = 0;
  int select = 0;
  for (int i = 0; i < m_checkpoints->rowCount(); ++i) {
    const auto& c = run->checkpoints[std::size_t(i)];
    bytes += c.bytes;
    const auto loss = [](const std::optional<double>& value) { return value ? Format::decimal(*value, 2) : QStringLiteral("–"); };
    const QString cells[] = {Format::number(c.step), loss(c.trainLoss), loss(c.validationLoss), Format::bytes(c.bytes), c.saved > 0 ? Format::ago(c.saved, QDateTime::currentSecsSinceEpoch()) : QStringLiteral("–"), QString(), c.best ? tr("best") : QString()};
    for (int col = 0; col < 7; ++col) {
      auto* item = new QTableWidgetItem(cells[col]);
      item->setTextAlignment(col < 4 ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
      setStrong(item, c.best && (col == 0 || col == 2));
      if (col == 4) setTone(item, Role::Text2);
      if (col == 6 && c.best) setBadge(item, BadgeKind::Solid, cells[col]);
      item->setData(Qt::UserRole, fromPath(c.folder));
      m_checkpoints->setItem(i, col, item);
    }
    if (m_checkpointPicked && before ? before->folder == c.folder : c.best) select = i;
  }
  if (m_checkpoints->rowCount() > 0) m_checkpoints->selectRow(select);
  m_diskUse->setText(run && !run->checkpoints.empty() ? tr("%1 in all. Verify reads every byte against the manifest.").arg(Format::bytes(bytes)) : tr("This run saved no checkpoint."));
  showVerdicts();
  showMarks();
}

void RunsPage::showVerdicts() {
  for (int i = 0; i < m_checkpoints->rowCount(); ++i) {
    QTableWidgetItem* item = m_checkpoints->item(i, 5);
    const QString folder = item->data(Qt::UserRole).toString();
    const auto found = m_verified.constFind(folder);
    const bool known = found != m_verified.constEnd();
    clearBadge(item);
    setTone(item, Role::Text3);
    if (m_checking.contains(folder)) item->setText(tr("reading…"));
    else if (!known) item->setText(tr("not checked"));
    else setBadge(item, found->has_value() ? BadgeKind::Error : BadgeKind::Ok, found->has_value() ? tr("damaged") : tr("intact"));
    item->setToolTip(known && found->has_value() ? errorText(**found).both() : QString());
  }
}

std::optional<jobs::CheckpointRecord> RunsPage::chosenCheckpoint() const {
  const jobs::RunRecord* run = chosen();
  const QTableWidgetItem* item = m_checkpoints->item(std::max(0, m_checkpoints->currentRow()), 0);
  if (!run || !item) return std::nullopt;
  const QString folder = item->data(Qt::UserRole).toString();
  for (const auto& checkpoint : run->checkpoints)
    if (fromPath(checkpoint.folder) == folder) return checkpoint;
  return std::nullopt;
}

void RunsPage::verifyAll() {
  const jobs::RunRecord* run = chosen();
  if (!run) return;
  for (const auto& checkpoint : run->checkpoints) {
    m_checking.insert(fromPath(checkpoint.folder), true);
    m_services.runs->verifyCheckpoint(checkpoint.folder);
  }
  showVerdicts();
}

void RunsPage::takeChecked(const session::CheckpointChecked& checked) {
  const QString folder = fromPath(checked.folder);
  m_checking.remove(folder);
  m_verified.insert(folder, checked.error);
  showVerdicts();
}

void RunsPage::askRemoveCheckpoint() {
  const auto checkpoint = chosenCheckpoint();
  const jobs::RunRecord* run = chosen();
  if (!checkpoint || !run) return;
  ConfirmRequest ask;
  ask.title = tr("Delete checkpoint %1 of %2?").arg(Format::number(checkpoint->step), QString::fromStdString(run->name));
  ask.text = tr("%1 are freed. This cannot be undone.").arg(Format::bytes(checkpoint->bytes));
  ask.kept = run->checkpoints.size() > 1 ? tr("The run and its other checkpoints stay.") : tr("The run stays, but it has no other checkpoint to resume from.");
  ask.confirmText = tr("Delete checkpoint");
  ask.destructive = true;
  ask.confirm = [this, folder = checkpoint->folder] { m_services.runs->removeCheckpoint(folder); };
  showConfirmDialog(window(), ask);
}

void RunsPage::takeRemoved(const session::Removed& removed) {
  if (!removed.error) return;
  const ErrorText text = errorText(*removed.error);
  Q_EMIT notice({BadgeKind::Error, tr("Not deleted"), text.both(), {}, {}});
}

void RunsPage::showFacts() {
  FactGrid::clear(m_recipeGrid);
  FactGrid::clear(m_provenanceGrid);
  const jobs::RunRecord* run = chosen();
  if (!run) return;
  const bool several = !m_compared.empty();
  m_recipeHead->setTitle(several ? tr("What differs") : tr("Settings that differ from the defaults"));
  m_provenanceHead->setTitle(tr("Provenance of %1").arg(QString::fromStdString(run->name)));
  m_compareHint->setVisible(!several && m_model->rowCount() > 1);
  const auto parsed = recipe::fromJson(run->recipe);
  if (several) {
    showDifferences();
  } else if (parsed.ok()) {
    const recipe::Recipe plain;
    for (const recipe::Field& field : recipe::fieldTable())
      if (field.get(*parsed) != field.get(plain)) FactGrid::add(m_recipeGrid, RunWords::label(field), FactGrid::value(field, field.get(*parsed)), TextRole::Strong);
  }
  if (m_recipeGrid->count() == 0) FactGrid::addNote(m_recipeGrid, tr("None"));
  const QString base = fromPath(run->baseModel);
  if (!base.isEmpty()) FactGrid::add(m_provenanceGrid, tr("Base"), QFileInfo(base).fileName(), TextRole::Mono, base);
  if (const base::Json* begun = base::member(run->provenance, "init_adapter")) {
    const QString folder = QString::fromStdString(base::stringOr(*begun, "path"));
    FactGrid::add(m_provenanceGrid, tr("Begun from"), folder.section('/', -2), TextRole::Mono, folder);
  }
  const auto hash = [&](const QString& name, std::initializer_list<const char*> keys) {
    const base::Json* at = &run->provenance;
    for (const char* key : keys) at = at ? base::member(*at, key) : nullptr;
    if (at && at->is_string()) FactGrid::add(m_provenanceGrid, name, Format::shortHash(QString::fromStdString(at->get<std::string>())), TextRole::Mono, QString::fromStdString(at->get<std::string>()));
  };
  hash(tr("Dataset"), {"data", "sha256"});
  if (parsed.ok()) FactGrid::add(m_provenanceGrid, tr("Seed"), QString::number(parsed->seed), TextRole::Mono);
  FactGrid::add(m_provenanceGrid, tr("Folder"), QString::fromStdString(run->name), TextRole::Mono, fromPath(run->folder));
}

void RunsPage::copyFacts() {
  const jobs::RunRecord* run = chosen();
  if (!run) return;
  QGuiApplication::clipboard()->setText(QString::fromStdString(base::dumpJson({{"run", run->name}, {"recipe", run->recipe}, {"provenance", run->provenance}}, 2)));
  Q_EMIT notice({BadgeKind::Ok, tr("Provenance copied"), {}, {}, {}});
}

}  // namespace timbre::ui
