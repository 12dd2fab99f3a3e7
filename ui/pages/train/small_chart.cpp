// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/live_view.h"
#include "ui/theme/icons.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chart_files.h"
#include "ui/widgets/chart_table.h"
#include "ui/widgets/label.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace timbre::ui {

SmallChart::SmallChart(const SeriesSpec& spec, QWidget* parent) : Pane(Role::Surface, {}, parent) {
  const Theme& t = theme();
  setRounded(10, Role::Line);
  setFixedHeight(t.px(150));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(12), t.px(9), t.px(10), t.px(6));
  column->setSpacing(t.px(4));
  auto* head = new QHBoxLayout;
  head->setSpacing(t.px(6));
  m_title = new Label({}, TextRole::Small, Role::Text2, this);
  m_title->setElide(Qt::ElideRight);
  m_value = new NumberLabel({}, TextRole::Strong, Role::Text1, this);
  m_value->setAlignment(Qt::AlignRight);
  m_value->setMinimumWidth(t.px(56));  // a learning rate gets longer from step to step
  m_unit = new Label({}, TextRole::Caption, Role::Text3, this);
  m_unit->setObjectName(QStringLiteral("smallChartUnit"));
  head->addWidget(m_title, 1);
  head->addWidget(m_value);
  head->addWidget(m_unit);
  m_menu = makeIconButton("ellipsis", {}, this);
  m_menu->setObjectName(QStringLiteral("smallChartMenu"));
  m_menu->setFixedSize(t.px(22), t.px(20));
  connect(m_menu, &QToolButton::clicked, this, &SmallChart::openMenu);
  head->addWidget(m_menu);
  column->addLayout(head);
  m_stack = new QStackedWidget(this);
  m_chart = new ChartView(m_stack);
  m_chart->setCompact(true);
  m_chart->addSeries(spec);
  m_table = new ChartTable(m_stack);
  m_table->setObjectName(QStringLiteral("smallChartTable"));
  m_stack->addWidget(m_chart);
  m_stack->addWidget(m_table);
  column->addWidget(m_stack, 1);
}

void SmallChart::showTable(bool table) {
  if (table) m_table->display(m_chart->snapshot());
  else m_table->clear();
  m_stack->setCurrentIndex(table ? 1 : 0);
}

void SmallChart::setTitle(const QString& title) {
  m_title->setText(title);
  m_chart->setTitle(title);
  m_table->setAccessibleName(title);
  setIconButtonName(m_menu, tr("Table and files of %1").arg(title));
}

void SmallChart::setValue(const QString& value, const QString& unit) {
  m_value->setText(value);
  m_unit->setText(unit);
  fitHead();
}

void SmallChart::fitHead() {
  const auto width = [](const Label* label, TextRole role) { return QFontMetrics(theme().font(role)).horizontalAdvance(label->text()) + 2; };
  const QMargins edges = layout()->contentsMargins();
  const int taken = m_value->minimumSizeHint().width() + m_menu->width() + edges.left() + edges.right() + 3 * theme().px(6);
  m_unit->setVisible(!m_unit->text().isEmpty() && width(m_title, TextRole::Small) + width(m_unit, TextRole::Caption) <= this->width() - taken);
}

void SmallChart::resizeEvent(QResizeEvent* event) {
  Pane::resizeEvent(event);
  fitHead();
}

void SmallChart::openMenu() {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const QString name = m_title->text();
  QAction* table = menu->addAction(Icons::icon("table-2"), tr("Values as a table"));
  table->setCheckable(true);
  table->setChecked(m_stack->currentIndex() == 1);
  connect(table, &QAction::toggled, this, &SmallChart::showTable);
  const auto offer = [this](const ChartFile& file) { Q_EMIT saveRequested(file.name, file.make); };
  connect(menu->addAction(Icons::icon("file-spreadsheet"), tr("Save the values as CSV")), &QAction::triggered, this,
          [this, offer, name] { offer(csvOf(*m_chart, name)); });
  connect(menu->addAction(Icons::icon("image"), tr("Save the picture as PNG")), &QAction::triggered, this,
          [this, offer, name] { offer(pngOf(*m_chart, name)); });
  menu->popup(m_menu->mapToGlobal(QPoint(0, m_menu->height())));
}

}  // namespace timbre::ui
