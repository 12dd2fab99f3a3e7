// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/memory_view.h"

#include "core/recipe/memory_figures.h"
#include "ui/bridge/format.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"
#include "ui/widgets/small_table.h"

#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {

constexpr std::int64_t kStepTokens = 1024;  // tokens at once of the plan that is shown
constexpr int kRow = 32;

}  // namespace

MemoryView::MemoryView(QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(t.px(6));
  const auto caption = [this, column](const char* name) {
    auto* label = new Label({}, TextRole::Caption, Role::Text2, this);
    label->setObjectName(QString::fromLatin1(name));
    label->setWrap(true);
    column->addWidget(label);
    return label;
  };
  m_trainHead = new SectionHeader({}, this);
  column->addWidget(m_trainHead);
  m_train = makeTable("models.trainMemory", 4);
  column->addWidget(m_train);
  m_terms = caption("models.trainTerms");
  m_sources = caption("models.trainSources");
  column->addSpacing(t.px(10));
  m_chatHead = new SectionHeader({}, this);
  column->addWidget(m_chatHead);
  m_chat = makeTable("models.chatMemory", 5);
  column->addWidget(m_chat);
  m_chatNote = caption("models.chatNote");
  onLanguageChange(this, [this] { showFigures(); });
}

QTableWidget* MemoryView::makeTable(const char* name, int columns) {
  auto* table = new QTableWidget(0, columns, this);
  table->setObjectName(QString::fromLatin1(name));
  makeSmallTable(table, kRow);
  table->setSelectionMode(QAbstractItemView::NoSelection);
  table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
  return table;
}

void MemoryView::setModel(const std::optional<jobs::ModelSummary>& model) {
  m_model = model;
  showFigures();
}

void MemoryView::setDevice(const std::optional<jobs::DeviceInfo>& device) {
  m_device = device;
  showFigures();
}

void MemoryView::setLine(QTableWidget* table, int row, const QStringList& cells) {
  for (int i = 0; i < cells.size(); ++i) {
    auto* item = new QTableWidgetItem(cells[i]);
    if (i > 0 && i + 1 < table->columnCount()) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table->setItem(row, i, item);
  }
}

void MemoryView::putFit(QTableWidget* table, int row, int column, std::uint64_t bytes) {
  auto* item = new QTableWidgetItem;
  table->setItem(row, column, item);
  if (!m_device || m_device->memoryBytes == 0) return;
  const bool fits = bytes <= m_device->memoryBytes;
  setBadge(item, fits ? BadgeKind::Ok : BadgeKind::Error, fits ? tr("fits") : tr("does not fit"));
}

void MemoryView::showFigures() {
  m_trainHead->setTitle(tr("Memory to train"));
  m_chatHead->setTitle(tr("Memory to chat"));
  m_train->setAccessibleName(tr("Memory to train"));
  m_chat->setAccessibleName(tr("Memory to chat"));
  const QString device = m_device && m_device->memoryBytes > 0 ? tr("In %1").arg(Format::bytes(m_device->memoryBytes)) : QString();
  m_train->setHorizontalHeaderLabels({tr("Method"), tr("Published rule"), tr("Our plan"), device});
  m_chat->setHorizontalHeaderLabels({tr("Tokens"), tr("Weights"), tr("KV cache"), tr("Together"), device});
  for (QTableWidget* table : {m_train, m_chat})
    for (int i = 0; i < table->columnCount(); ++i)
      table->horizontalHeaderItem(i)->setTextAlignment((i > 0 && i + 1 < table->columnCount() ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  const bool known = m_model && m_model->parameters > 0;
  setVisible(known);
  if (!known) return;
  const recipe::ModelFacts facts = jobs::factsOf(*m_model);
  const std::string_view dtype = recipe::computeType(facts, m_device ? m_device->computeType : "fp32");
  showTraining(facts, dtype);
  showChat(facts, dtype);
}

QString MemoryView::planTerms(const QString& method, const recipe::Plan& plan) {
  return tr("%1: weights %2 + adapter or gradients %3 + optimizer %4 + activations %5 + program %6")
      .arg(method, Format::bytes(plan.weightBytes), Format::bytes(plan.adapterBytes),
           Format::bytes(plan.optimizerBytes), Format::bytes(plan.activationBytes), Format::bytes(plan.otherBytes));
}

void MemoryView::showTraining(const recipe::ModelFacts& facts, std::string_view dtype) {
  using recipe::PublishedMethod;
  const auto rule = [&](PublishedMethod method) {
    return Format::bytes(recipe::publishedTrainingBytes(method, facts.parameters));
  };
  const recipe::Plan full = recipe::methodPlan("full", facts, kStepTokens, dtype);
  const recipe::Plan lora = recipe::methodPlan("lora", facts, kStepTokens, dtype);
  m_train->setRowCount(3);
  setLine(m_train, 0, {tr("Full"), rule(PublishedMethod::Full), Format::bytes(full.memoryBytes), {}});
  setLine(m_train, 1, {QStringLiteral("LoRA"), rule(PublishedMethod::Lora), Format::bytes(lora.memoryBytes), {}});
  setLine(m_train, 2, {QStringLiteral("QLoRA"), rule(PublishedMethod::Qlora), tr("not offered"), {}});
  setTone(m_train->item(2, 2), Role::Text2);
  putFit(m_train, 0, 3, full.memoryBytes);
  putFit(m_train, 1, 3, lora.memoryBytes);
  m_train->setFixedHeight(fullHeight(m_train));
  m_terms->setText(planTerms(tr("Full"), full) + QLatin1Char('\n') + planTerms(QStringLiteral("LoRA"), lora));
  const std::int64_t tokens = facts.context > 0 ? std::min(kStepTokens, facts.context) : kStepTokens;
  m_sources->setText(tr("Published rule: the hardware table of LLaMA-Factory, full training in bfloat16, QLoRA with 4 bits. Our plan: %1 tokens at once, rank 16, computed in %2.")
                         .arg(Format::number(tokens), dtype == "bf16" ? QStringLiteral("bfloat16") : QStringLiteral("float32")));
}

void MemoryView::showChat(const recipe::ModelFacts& facts, std::string_view dtype) {
  const auto lines = recipe::chatMemory(facts, dtype);
  const bool cache = recipe::cacheBytes(facts, 1, dtype) > 0;
  m_chat->setRowCount(int(lines.size()));
  for (int row = 0; row < int(lines.size()); ++row) {
    const auto& line = lines[std::size_t(row)];
    setLine(m_chat, row, {Format::number(line.tokens), Format::bytes(line.weightBytes), cache ? Format::bytes(line.cacheBytes) : QStringLiteral("–"), Format::bytes(line.total()), {}});
    putFit(m_chat, row, 4, line.total());
  }
  m_chat->setFixedHeight(fullHeight(m_chat));
  m_chatNote->setText(cache ? tr("Keys and values: 2 × %1 layers × %2 heads × %3 wide × tokens × %4 bytes. The last line is the model's whole context.")
                                  .arg(Format::number(facts.layers), Format::number(facts.kvHeads), Format::number(facts.headDim), dtype == "bf16" ? QStringLiteral("2") : QStringLiteral("4"))
                            : QString());
  m_chatNote->setVisible(cache);
}

}  // namespace timbre::ui
