// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_table.h"

#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"
#include "ui/theme/paint.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/text_block.h"

#include <QDateTime>
#include <QFileInfo>
#include <QPainter>

namespace timbre::ui {

namespace {

BadgeKind kindOf(events::RunState state) {
  using enum events::RunState;
  switch (state) {
    case Finished: return BadgeKind::Ok;
    case Failed: return BadgeKind::Error;
    case Interrupted: return BadgeKind::Warn;
    case Paused:
    case Stopped: return BadgeKind::Mute;
    default: return BadgeKind::Accent;
  }
}

QString number(const std::optional<double>& value) { return value ? Format::decimal(*value, 2) : QStringLiteral("–"); }

}  // namespace

QString RunTableModel::rowsOf(const jobs::RunRecord& run) {
  const base::Json* data = base::member(run.provenance, "data");
  const base::Json* rows = data ? base::member(*data, "rows") : nullptr;
  return rows && rows->is_number_integer() ? Format::number(rows->get<std::int64_t>()) : QStringLiteral("–");
}

void RunTableModel::setRuns(std::vector<jobs::RunRecord> runs) {
  const bool same = runs.size() == m_runs.size() && std::equal(runs.begin(), runs.end(), m_runs.begin(), [](const auto& a, const auto& b) { return a.folder == b.folder; });
  if (same) {  // keeps selection and scroll
    m_runs = std::move(runs);
    if (!m_runs.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    return;
  }
  beginResetModel();
  m_runs = std::move(runs);
  endResetModel();
}

int RunTableModel::rowOf(const std::filesystem::path& folder) const {
  for (int i = 0; i < int(m_runs.size()); ++i)
    if (m_runs[std::size_t(i)].folder == folder) return i;
  return -1;
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
  const jobs::RunRecord* run = at(index.row());
  if (!run) return {};
  if (role == Qt::TextAlignmentRole) return int(index.column() >= Steps && index.column() <= Rows ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
  if (role == BadgeKindRole) return int(kindOf(run->state));
  if (role == SecondLine) return index.column() != Run ? QVariant() : run->error ? errorText(*run->error).sentence : RunWords::recipeLine(run->recipe);
  if (role == Qt::AccessibleTextRole && index.column() == Run) return QStringLiteral("%1, %2").arg(QString::fromStdString(run->name), RunWords::state(run->state));
  if (role == Qt::ToolTipRole && index.column() == Run) return fromPath(run->folder);
  if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole) return {};
  switch (index.column()) {
    case State: return RunWords::state(run->state);
    case Run: return QString::fromStdString(run->name);
    case Base: return QFileInfo(fromPath(run->baseModel)).fileName();
    case Steps: return run->totalSteps > run->step ? QStringLiteral("%1 / %2").arg(Format::number(run->step), Format::number(run->totalSteps)) : Format::number(run->step);
    case Loss: return number(run->trainLoss);
    case Validation: return number(run->bestValidationLoss);
    case Time: return run->seconds > 0 ? Format::duration(run->seconds) : QStringLiteral("–");
    case Rows: return rowsOf(*run);
    case Started: return run->started > 0 ? Format::ago(run->started, QDateTime::currentSecsSinceEpoch()) : QStringLiteral("–");
    default: return {};
  }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) return int(section >= Steps && section <= Rows ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case State: return tr("Status");
    case Run: return tr("Run");
    case Base: return tr("Base");
    case Steps: return tr("Steps");
    case Loss: return tr("Loss");
    case Validation: return tr("Best valid.");
    case Time: return tr("Duration");
    case Rows: return tr("Rows");
    case Started: return tr("Started");
    default: return {};
  }
}

void RunTableModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
  if (!m_runs.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& t = theme();
  const bool selected = option.state & QStyle::State_Selected;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing, false);
  painter->fillRect(option.rect, t.color(selected ? timbre::ui::Role::Selection : timbre::ui::Role::Surface));
  painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.color(timbre::ui::Role::Line));
  painter->setRenderHint(QPainter::Antialiasing, true);
  const QRect box = option.rect.adjusted(t.px(index.column() == 0 ? 24 : 8), 0, -t.px(8), 0);
  const QString text = index.data(Qt::DisplayRole).toString();
  if (index.column() == RunTableModel::State) {
    paintBadge(*painter, box, BadgeKind(index.data(RunTableModel::BadgeKindRole).toInt()), text);
  } else if (index.column() == RunTableModel::Run) {
    const int top = option.rect.center().y() - (t.lineBox(TextRole::Strong) + t.lineBox(TextRole::Small)) / 2;
    drawTextLine(*painter, QRect(box.x(), top, box.width(), t.lineBox(TextRole::Strong)), text, t.font(TextRole::Strong), t.color(timbre::ui::Role::Text1));
    drawTextLine(*painter, QRect(box.x(), top + t.lineBox(TextRole::Strong), box.width(), t.lineBox(TextRole::Small)), index.data(RunTableModel::SecondLine).toString(), t.font(TextRole::Small), t.color(timbre::ui::Role::Text2));
  } else if (index.column() >= RunTableModel::Steps && index.column() <= RunTableModel::Rows) {
    drawTabular(*painter, box, text, t.font(TextRole::Body), t.color(timbre::ui::Role::Text1));
  } else {
    drawTextLine(*painter, box, text, t.font(TextRole::Body), t.color(timbre::ui::Role::Text2));
  }
  if ((option.state & QStyle::State_HasFocus) && index.column() == RunTableModel::Run) {
    painter->setPen(QPen(t.color(timbre::ui::Role::Focus), 2));
    painter->drawRect(option.rect.adjusted(1, 1, -1, -2));
  }
  painter->restore();
}

}  // namespace timbre::ui
