// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/plan_panel.h"

#include "ui/bridge/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/retranslate.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace timbre::ui {

namespace {

constexpr int kDiskNeeds = 560;  ///< panel width below which the disk tile goes; its figure stands in the checks as well

struct Swatch : QWidget {
  Swatch(Role role, QWidget* parent) : QWidget(parent), m_role(role) { setFixedSize(theme().px(8), theme().px(8)); }
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    paintRounded(painter, rect(), 2, theme().color(m_role));
  }
  Role m_role;
};

constexpr Role kPartTones[] = {Role::C0, Role::C3, Role::C1, Role::C2, Role::C4};

}  // namespace

PlanPanel::PlanPanel(QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(24), t.px(16), t.px(24), t.px(20));
  column->setSpacing(t.px(12));
  auto* tiles = new QHBoxLayout;
  tiles->setSpacing(t.px(10));
  column->setSpacing(t.px(10));
  m_memory = new Tile("memory-stick", this);
  m_memory->setObjectName(QStringLiteral("tileMemory"));
  m_steps = new Tile("clock", this);
  m_steps->setObjectName(QStringLiteral("tileSteps"));
  m_weights = new Tile("layers", this);
  m_disk = new Tile("hard-drive", this);
  m_parts = new StackMeter(m_memory);
  m_memory->body()->addWidget(m_parts);
  m_legend = new QWidget(m_memory);
  auto* grid = new QGridLayout(m_legend);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(t.px(10));
  grid->setVerticalSpacing(t.px(1));
  for (int i = 0; i < 5; ++i) {
    auto* line = new QHBoxLayout;
    line->setSpacing(t.px(5));
    auto* words = new Label({}, TextRole::Caption, Role::Text2, m_legend);
    words->setElide(Qt::ElideRight);
    m_partWords << words;
    line->addWidget(new Swatch(kPartTones[i], m_legend));
    line->addWidget(words, 1);
    grid->addLayout(line, i / 3, i % 3);
    grid->setColumnStretch(i % 3, 1);
  }
  m_memory->body()->addWidget(m_legend);
  column->addWidget(m_memory);
  tiles->addWidget(m_steps, 3);
  tiles->addWidget(m_weights, 3);
  tiles->addWidget(m_disk, 3);
  column->addLayout(tiles);
  m_head = new SectionHeader({}, this);
  m_errors = new Badge(BadgeKind::Error, {}, {}, m_head);
  m_warnings = new Badge(BadgeKind::Warn, {}, {}, m_head);
  m_passed = new Badge(BadgeKind::Ok, {}, {}, m_head);
  for (Badge* badge : {m_errors, m_warnings, m_passed}) m_head->addBeside(badge);
  auto* again = makeIconButton("refresh-cw", {}, m_head);
  again->setObjectName(QStringLiteral("checkAgain"));
  m_head->addTrailing(again);
  connect(again, &QToolButton::clicked, this, &PlanPanel::refreshRequested);
  column->addWidget(m_head);
  m_checks = new QVBoxLayout;
  m_checks->setSpacing(t.px(2));
  column->addLayout(m_checks);
  column->addStretch(1);
  onLanguageChange(this, [this, again] {
    m_head->setTitle(tr("Before the start"));
    m_memory->setCaption(tr("Memory, estimate"));
    m_steps->setCaption(tr("Steps"));
    m_weights->setCaption(tr("Trained weights"));
    m_disk->setCaption(tr("Disk"));
    setIconButtonName(again, tr("Check again"));
  });
}

void PlanPanel::showMemory(const TrainFacts& facts) {
  const recipe::Plan& plan = facts.plan;
  const QString names[] = {tr("weights %1"), tr("adapter %1"), tr("activations %1"), tr("optimizer %1"), tr("program %1")};
  const std::uint64_t bytes[] = {plan.weightBytes, plan.adapterBytes, plan.activationBytes, plan.optimizerBytes, plan.otherBytes};
  QList<StackMeter::Part> parts;
  QStringList spoken;
  for (int i = 0; i < 5; ++i) {
    const QString words = names[i].arg(Format::bytes(bytes[i]));
    m_partWords[i]->setText(words);
    spoken << words;
    parts << StackMeter::Part{words, double(bytes[i]), kPartTones[i]};
  }
  const jobs::DeviceInfo* device = facts.chosenDevice();
  const double whole = std::max(double(plan.memoryBytes), device ? double(device->memoryBytes) : 0.0);
  m_parts->setParts(parts, std::max(1.0, whole), device && device->memoryBytes > 0 ? double(device->memoryBytes) : -1);
  m_parts->setAccessibleName(tr("Memory by estimate: %1").arg(spoken.join(QStringLiteral(", "))));
  m_memory->setFigure(Format::bytes(plan.memoryBytes));
  m_memory->setNote(device && device->memoryBytes > 0 ? tr("of %1").arg(Format::bytes(device->memoryBytes)) : QString());
}

void PlanPanel::setFacts(const TrainFacts& facts) {
  const bool known = facts.model.has_value() && facts.model->parameters > 0;
  const recipe::Plan& plan = facts.plan;
  m_parts->setVisible(known);
  m_legend->setVisible(known);
  if (known) {
    showMemory(facts);
  } else {
    m_memory->setFigure(QStringLiteral("–"));
    m_memory->setNote(tr("Known when a base model is chosen."));
  }
  const bool rows = facts.numbers && facts.numbers->usedRows > 0;
  m_steps->setFigure(rows ? Format::number(plan.steps) : QStringLiteral("–"));
  m_steps->setNote(rows ? tr("%1 an epoch, %2 rows and %3 for validation").arg(Format::number(plan.stepsPerEpoch), Format::number(plan.trainRows), Format::number(plan.validationRows)) : tr("Known when the dataset has rows."));
  m_weights->setFigure(known ? Format::parameters(plan.trainableParameters) : QStringLiteral("–"));
  m_weights->setNote(known ? tr("%1 of %2").arg(Format::percent(double(plan.trainableParameters) / double(facts.model->parameters), 2), Format::parameters(facts.model->parameters)) : QString());
  m_disk->setFigure(known ? Format::bytes(facts.diskBytes()) : QStringLiteral("–"));
  QString disk = known ? tr("up to %1 checkpoints of %2").arg(Format::number(facts.recipe.keep + 1), Format::bytes(plan.checkpointBytes)) : QString();
  if (known && facts.machine && facts.machine->freeDiskBytes) disk += tr(", %1 free").arg(Format::bytes(*facts.machine->freeDiskBytes));
  m_disk->setNote(disk);
}

void PlanPanel::setChecks(const QList<TrainCheck>& checks) {
  int errors = 0, warnings = 0, passed = 0;
  for (const TrainCheck& check : checks) {
    errors += check.kind == BadgeKind::Error;
    warnings += check.kind == BadgeKind::Warn;
    passed += check.kind == BadgeKind::Ok;
  }
  m_errors->setBadge(BadgeKind::Error, tr("%n to fix", nullptr, errors));
  m_errors->setVisible(errors > 0);
  m_warnings->setBadge(BadgeKind::Warn, tr("%n warning(s)", nullptr, warnings));
  m_warnings->setVisible(warnings > 0);
  m_passed->setBadge(BadgeKind::Ok, tr("%n passed", nullptr, passed));
  m_passed->setVisible(passed > 0);
  const auto same = [](const TrainCheck& a, const TrainCheck& b) { return a.kind == b.kind && a.title == b.title && a.text == b.text && a.button == b.button; };
  if (std::equal(checks.begin(), checks.end(), m_shown.begin(), m_shown.end(), same)) return;  // keeps the focus where it is
  m_shown = checks;
  while (QLayoutItem* item = m_checks->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (const TrainCheck& check : checks) m_checks->addWidget(makeCheck(check));
}

QWidget* PlanPanel::makeCheck(const TrainCheck& check) {
  const Theme& t = theme();
  const bool error = check.kind == BadgeKind::Error, warning = check.kind == BadgeKind::Warn;
  auto* line = new Pane(error ? Role::ErrSoft : Role::Surface, {}, this);
  line->setObjectName(QStringLiteral("check"));
  line->setRounded(6);
  line->setAccessibleName(check.title + QStringLiteral(": ") + check.text);
  line->setMinimumHeight(t.px(34));
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(t.px(14), t.px(4), t.px(10), t.px(4));
  row->setSpacing(t.px(10));
  const QString icon = error ? "circle-x" : warning ? "triangle-alert" : check.kind == BadgeKind::Ok ? "check" : "circle-dashed";
  row->addWidget(new IconView(icon, error ? Role::Err : warning ? Role::Warn : check.kind == BadgeKind::Ok ? Role::Ok : Role::Text3, 16, line));
  auto* title = new Label(check.title, error || warning ? TextRole::Strong : TextRole::Body, Role::Text1, line);
  title->setWrap(true);
  title->setFixedWidth(t.px(130));
  row->addWidget(title);
  auto* text = new Label(check.text, TextRole::Small, Role::Text2, line);
  text->setWrap(true);
  row->addWidget(text, 1);
  if (!check.button.isEmpty()) {
    auto* button = makeButton(ButtonKind::Small, check.button, {}, line);
    connect(button, &QPushButton::clicked, this, [this, page = check.page] { Q_EMIT pageRequested(page); });
    row->addWidget(button);
  }
  return line;
}

void PlanPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_disk->setVisible(width() >= theme().px(kDiskNeeds));
}

}  // namespace timbre::ui
