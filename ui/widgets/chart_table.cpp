// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_table.h"

#include "ui/widgets/text_block.h"

#include <QHeaderView>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace timbre::ui {

namespace {

std::optional<double> valueAt(const events::CurvePyramid& curve, double x) {
  const std::size_t i = curve.lowerBound(x);
  if (i == curve.size() || curve.at(i).x != x) return std::nullopt;
  return curve.at(i).y;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string number(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.9g", value);
  return buffer;
}

}  // namespace

std::vector<double> ChartSnapshot::distinctX() const {
  std::vector<double> all;
  for (const auto& curve : curves)
    for (std::size_t i = 0; i < curve.size(); ++i) all.push_back(curve.at(i).x);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::string ChartSnapshot::csv() const {
  std::string out = quoted(xName);
  for (const std::string& name : names) out += "," + quoted(name);
  out += "\r\n";
  for (const double x : distinctX()) {
    out += number(x);
    for (const auto& curve : curves) {
      out += ",";
      if (const auto y = valueAt(curve, x)) out += number(*y);
    }
    out += "\r\n";
  }
  return out;
}

ChartTableModel::ChartTableModel(ChartSnapshot snapshot, QObject* parent) : QAbstractTableModel(parent), m_snapshot(std::move(snapshot)), m_x(m_snapshot.distinctX()) {}

int ChartTableModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_x.size()); }
int ChartTableModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_snapshot.curves.size()) + 1; }

QVariant ChartTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  const double x = m_x[std::size_t(index.row())];
  if (index.column() == 0) return QLocale().toString(x, 'g', 10);
  const auto y = valueAt(m_snapshot.curves[std::size_t(index.column() - 1)], x);
  if (!y) return QString();
  return std::isfinite(*y) ? QLocale().toString(*y, 'g', 6) : tr("not a number");
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return QString::fromStdString(section == 0 ? m_snapshot.xName : m_snapshot.names[std::size_t(section - 1)]);
}

ChartLegend::ChartLegend(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); }

void ChartLegend::setEntries(const QList<SeriesSpec>& entries) {
  m_entries = entries;
  QStringList names;
  for (const SeriesSpec& entry : entries) names << entry.name;
  setAccessibleName(names.join(QStringLiteral(", ")));
  updateGeometry();
  update();
}

QSize ChartLegend::sizeHint() const {
  const Theme& t = theme();
  int width = 0;
  for (const SeriesSpec& entry : m_entries) width += QFontMetrics(t.font(TextRole::Small)).horizontalAdvance(entry.name) + t.px(44);
  return {std::max(0, width - t.px(16)), t.px(20)};
}

void ChartLegend::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter p(this);
  p.setRenderHint(QPainter::Antialiasing);
  int x = 0;
  for (const SeriesSpec& entry : m_entries) {
    const double mid = height() / 2.0;
    if (entry.points) {
      p.setPen(Qt::NoPen);
      p.setBrush(t.color(entry.color));
      p.drawEllipse(QPointF(x + t.px(11), mid), 4.5, 4.5);
    } else {
      p.setPen(seriesPen(entry));
      p.drawLine(QPointF(x, mid), QPointF(x + t.px(22), mid));
    }
    const int width = QFontMetrics(t.font(TextRole::Small)).horizontalAdvance(entry.name) + 2;
    drawTextLine(p, QRect(x + t.px(28), 0, width, height()), entry.name, t.font(TextRole::Small), t.color(Role::Text2), Qt::AlignLeft, Qt::ElideNone);
    x += width - 2 + t.px(44);
  }
}

ChartTable::ChartTable(QWidget* parent) : QTableView(parent) {
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  verticalHeader()->hide();
  verticalHeader()->setDefaultSectionSize(theme().px(28));
  setEditTriggers(QAbstractItemView::NoEditTriggers);
}

void ChartTable::display(ChartSnapshot snapshot) {
  QAbstractItemModel* old = model();
  setModel(new ChartTableModel(std::move(snapshot), this));
  delete old;
}

void ChartTable::clear() {
  QAbstractItemModel* old = model();
  setModel(nullptr);
  delete old;
}

}  // namespace timbre::ui
