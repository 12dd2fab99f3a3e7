// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/live_side.h"

#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"
#include "ui/theme/paint.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"
#include "ui/widgets/small_table.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace timbre::ui {

namespace {

constexpr int kMostEvents = 60;

/// One answer on the time line: dot and line at the left, step above, text below.
class SampleItem : public QWidget {
 public:
  SampleItem(const QString& step, const QString& answer, bool newest, bool base, QWidget* parent) : QWidget(parent), m_newest(newest), m_base(base) {
    const Theme& t = theme();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(t.px(24), 0, 0, t.px(10));
    column->setSpacing(t.px(2));
    auto* head = new Label(step, TextRole::Small, base ? Role::Text2 : Role::AccentText, this);
    head->setStrong(true);
    auto* text = new Label(answer, TextRole::Body, newest ? Role::Text1 : Role::Text2, this);
    text->setWrap(true, newest ? 12 : 3);
    column->addWidget(head);
    column->addWidget(text);
    setAccessibleName(step + QStringLiteral(": ") + answer);
  }
  void paintEvent(QPaintEvent*) override {
    const Theme& t = theme();
    QPainter painter(this);
    painter.fillRect(QRect(t.px(7), 0, 2, height()), t.color(Role::Press));
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF dot(t.px(3), t.px(4), t.px(10), t.px(10));
    const QColor tone = t.color(m_base ? Role::C0 : Role::Accent);
    painter.setPen(QPen(tone, 2));
    painter.setBrush(m_newest ? tone : t.color(Role::Surface));
    painter.drawEllipse(dot);
  }

 private:
  bool m_newest, m_base;
};

void clearColumn(QVBoxLayout* column) {
  while (QLayoutItem* item = column->takeAt(0)) {
    delete item->widget();
    delete item;
  }
}

}  // namespace

LiveSide::LiveSide(QWidget* parent) : Pane(Role::Surface, Qt::LeftEdge, parent) {
  const Theme& t = theme();
  setObjectName(QStringLiteral("liveSide"));
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(1, 0, 0, 0);
  auto* scroll = m_scroll = new QScrollArea(this);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* body = new Pane(Role::Surface, {}, scroll);
  scroll->setWidget(body);
  outer->addWidget(scroll);
  auto* column = new QVBoxLayout(body);
  column->setContentsMargins(t.px(18), t.px(14), t.px(18), t.px(14));
  column->setSpacing(t.px(8));
  m_sampleHead = new SectionHeader({}, body);
  m_prompt = new QComboBox(m_sampleHead);
  m_prompt->setObjectName(QStringLiteral("samplePrompt"));
  m_prompt->setMaximumWidth(t.px(170));
  m_prompt->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_prompt->setMinimumContentsLength(12);
  m_sampleHead->addTrailing(m_prompt);
  column->addWidget(m_sampleHead);
  m_noSamples = new Label({}, TextRole::Small, Role::Text2, body);
  m_noSamples->setWrap(true);
  column->addWidget(m_noSamples);
  m_samples = new QWidget(body);
  m_sampleColumn = new QVBoxLayout(m_samples);
  m_sampleColumn->setContentsMargins(0, 0, 0, 0);
  m_sampleColumn->setSpacing(0);
  column->addWidget(m_samples);
  column->addWidget(new Hairline(Qt::Horizontal, body));
  m_checkpointHead = new SectionHeader({}, body);
  m_chat = makeButton(ButtonKind::Small, {}, "message-circle", m_checkpointHead);
  m_chat->setObjectName(QStringLiteral("chatWithCheckpoint"));
  m_checkpointHead->addTrailing(m_chat);
  column->addWidget(m_checkpointHead);
  m_noCheckpoints = new Label({}, TextRole::Small, Role::Text2, body);
  m_noCheckpoints->setWrap(true);
  column->addWidget(m_noCheckpoints);
  m_checkpoints = new QTableWidget(0, 4, body);
  m_checkpoints->setObjectName(QStringLiteral("liveCheckpoints"));
  makeSmallTable(m_checkpoints, 28);
  m_checkpoints->horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_checkpoints->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  m_checkpoints->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  column->addWidget(m_checkpoints);
  m_eventHead = new SectionHeader({}, body);
  m_eventBadge = new Badge(BadgeKind::Warn, {}, {}, m_eventHead);
  m_eventHead->addTrailing(m_eventBadge);
  column->addSpacing(t.px(8));
  column->addWidget(m_eventHead);
  m_noEvents = new Label({}, TextRole::Small, Role::Text2, body);
  column->addWidget(m_noEvents);
  m_eventColumn = new QVBoxLayout;
  m_eventColumn->setSpacing(t.px(6));
  column->addLayout(m_eventColumn);
  column->addStretch(1);
  connect(m_prompt, &QComboBox::currentIndexChanged, this, [this] {
    m_sampleCount = 0;
    showSamples(m_log);
  });
  connect(m_checkpoints, &QTableWidget::itemSelectionChanged, this, [this] {
    m_picked = true;
    nameChat();
  });
  connect(m_checkpoints, &QTableWidget::cellDoubleClicked, this, [this] { Q_EMIT chatRequested(chosenStep()); });
  connect(m_chat, &QPushButton::clicked, this, [this] { Q_EMIT chatRequested(chosenStep()); });
  onLanguageChange(this, [this] { retranslate(); });
}

void LiveSide::retranslate() {
  m_scroll->setAccessibleName(tr("Samples, checkpoints and events"));
  m_sampleHead->setTitle(tr("Sample answers"));
  m_prompt->setAccessibleName(tr("Sample question"));
  m_noSamples->setText(tr("The sample questions are answered at each checkpoint."));
  m_checkpointHead->setTitle(tr("Checkpoints"));
  m_noCheckpoints->setText(tr("None yet. The first one is saved at the step that the recipe names."));
  m_checkpoints->setHorizontalHeaderLabels({tr("Step"), tr("Loss"), tr("Valid."), QString()});
  m_checkpoints->setAccessibleName(tr("Checkpoints"));
  m_eventHead->setTitle(tr("Events"));
  m_noEvents->setText(tr("Nothing happened that needs a look."));
  m_sampleCount = 0;
  setLog(RunLog(m_log));
}

void LiveSide::setLog(const RunLog& log) {
  const bool other = log.folder != m_log.folder;
  const bool checkpoints = other || log.checkpoints != m_log.checkpoints || m_checkpoints->rowCount() == 0;
  m_log = log;
  if (other) {
    m_sampleCount = 0;
    m_picked = false;
  }
  showSamples(m_log);
  if (checkpoints) showCheckpoints(m_log);
  showEvents(m_log);
}

void LiveSide::showSamples(const RunLog& log) {
  QStringList prompts;
  for (const auto& sample : log.samples) {
    const QString prompt = QString::fromStdString(sample.prompt);
    if (!prompts.contains(prompt)) prompts << prompt;
  }
  const QString before = m_prompt->currentData().toString();
  if (prompts.size() != m_prompt->count() || (m_prompt->count() > 0 && m_prompt->itemData(0).toString() != prompts.value(0))) {
    const QSignalBlocker quiet(m_prompt);
    m_prompt->clear();
    for (const QString& prompt : std::as_const(prompts)) m_prompt->addItem(prompt, prompt);
    m_prompt->setCurrentIndex(std::max(0, int(prompts.indexOf(before))));
  }
  m_prompt->setVisible(!prompts.isEmpty());
  m_noSamples->setVisible(prompts.isEmpty());
  m_samples->setVisible(!prompts.isEmpty());
  const QString prompt = m_prompt->currentData().toString();
  if (m_sampleCount == log.samples.size() && prompt == m_shownPrompt) return;
  m_sampleCount = log.samples.size();
  m_shownPrompt = prompt;
  std::vector<const events::SampleAnswer*> chosen;
  for (const auto& sample : log.samples)
    if (QString::fromStdString(sample.prompt) == prompt) chosen.push_back(&sample);
  clearColumn(m_sampleColumn);
  for (const auto* sample : chosen)
    m_sampleColumn->addWidget(new SampleItem(sample->step == 0 ? tr("Base") : RunWords::step(sample->step), QString::fromStdString(sample->answer).simplified(), sample == chosen.back(), sample->step == 0, m_samples));
}

void LiveSide::showCheckpoints(const RunLog& log) {
  const std::int64_t best = log.bestStep();
  const std::int64_t selected = m_checkpoints->currentRow() >= 0 ? chosenStep() : -1;
  const QSignalBlocker quiet(m_checkpoints);
  m_checkpoints->setRowCount(int(log.checkpoints.size()));
  int select = 0;
  for (std::size_t i = 0; i < log.checkpoints.size(); ++i) {
    const auto& checkpoint = log.checkpoints[log.checkpoints.size() - 1 - i];
    const QString cells[] = {Format::number(checkpoint.step), Format::decimal(checkpoint.trainLoss, 2),
                             checkpoint.validationLoss ? Format::decimal(*checkpoint.validationLoss, 2) : QStringLiteral("–"), checkpoint.step == best ? tr("best") : QString()};
    for (int c = 0; c < 4; ++c) {
      auto* item = new QTableWidgetItem(cells[c]);
      item->setTextAlignment(c < 3 ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
      item->setData(Qt::UserRole, qlonglong(checkpoint.step));
      setStrong(item, checkpoint.step == best && (c == 0 || c == 2));
      if (c == 3 && checkpoint.step == best) setBadge(item, BadgeKind::Solid, cells[c]);
      m_checkpoints->setItem(int(i), c, item);
    }
    if (m_picked ? checkpoint.step == selected : checkpoint.step == best) select = int(i);
  }
  m_checkpoints->setFixedHeight(fullHeight(m_checkpoints));
  const bool any = !log.checkpoints.empty();
  m_checkpoints->setVisible(any);
  m_noCheckpoints->setVisible(!any);
  m_chat->setVisible(any);
  if (any) m_checkpoints->selectRow(select);
  nameChat();
}

std::int64_t LiveSide::chosenStep() const {
  const QTableWidgetItem* item = m_checkpoints->item(std::max(0, m_checkpoints->currentRow()), 0);
  return item ? item->data(Qt::UserRole).toLongLong() : 0;
}

void LiveSide::nameChat() { m_chat->setText(tr("Chat with %1").arg(Format::number(chosenStep()))); }

void LiveSide::showEvents(const RunLog& log) {
  int problems = 0;
  bool errors = false;
  for (const auto& note : log.notes) {
    problems += note.level != events::RunNote::Level::Info;
    errors = errors || note.level == events::RunNote::Level::Error;
  }
  m_eventBadge->setBadge(errors ? BadgeKind::Error : BadgeKind::Warn, Format::number(problems));
  m_eventBadge->setVisible(problems > 0);
  m_noEvents->setVisible(log.notes.empty());
  const int wanted = int(std::min<std::size_t>(log.notes.size(), kMostEvents));
  if (m_eventColumn->count() == wanted && m_eventColumn->property("total").toULongLong() == log.notes.size() && m_eventColumn->property("run").toString() == fromPath(log.folder)) return;
  m_eventColumn->setProperty("total", qulonglong(log.notes.size()));
  m_eventColumn->setProperty("run", fromPath(log.folder));
  clearColumn(m_eventColumn);
  for (int i = 0; i < wanted; ++i) {
    const auto& note = log.notes[log.notes.size() - 1 - std::size_t(i)];
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(8));
    using Level = events::RunNote::Level;
    row->addWidget(new IconView(note.level == Level::Error ? "circle-x" : note.level == Level::Warning ? "triangle-alert" : "info", note.level == Level::Error ? Role::Err : note.level == Level::Warning ? Role::Warn : Role::Text2, 14, line), 0, Qt::AlignTop);
    row->addWidget(new Label(RunWords::step(note.step), TextRole::Small, Role::Text3, line), 0, Qt::AlignTop);
    auto* text = new Label(errorText(note.message).sentence, TextRole::Small, Role::Text1, line);
    text->setWrap(true);
    text->setToolTip(errorText(note.message).hint);
    row->addWidget(text, 1);
    line->setAccessibleName(RunWords::step(note.step) + QStringLiteral(": ") + errorText(note.message).both());
    m_eventColumn->addWidget(line);
  }
}

}  // namespace timbre::ui
