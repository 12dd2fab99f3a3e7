// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_card.h"

#include "core/base/file_ops.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/model_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/models/memory_view.h"
#include "ui/pages/models/token_playground.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/remark.h"
#include "ui/widgets/retranslate.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace timbre::ui {

namespace {

void clear(QLayout* layout) {
  while (QLayoutItem* item = layout->takeAt(0)) {
    delete item->widget();
    delete item;
  }
}

QVBoxLayout* plainColumn(QWidget* owner, int spacing) {
  auto* column = new QVBoxLayout(owner);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme().px(spacing));
  return column;
}

}  // namespace

ModelCard::ModelCard(ModelBridge* bridge, QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(24), t.px(20), t.px(24), t.px(20));
  column->setSpacing(t.px(14));
  auto* head = new QHBoxLayout;
  head->setSpacing(t.px(10));
  m_name = new Label({}, TextRole::Page, Role::Text1, this);
  m_name->setObjectName(QStringLiteral("models.name"));
  m_name->setElide(Qt::ElideMiddle);
  m_badge = new Badge(BadgeKind::Ok, {}, {}, this);
  m_badge->setObjectName(QStringLiteral("models.state"));
  head->addWidget(m_name, 1);
  head->addWidget(m_badge, 0, Qt::AlignVCenter);
  column->addLayout(head);
  m_path = new Label({}, TextRole::Mono, Role::Text2, this);
  m_path->setObjectName(QStringLiteral("models.path"));
  m_path->setElide(Qt::ElideMiddle);
  column->addWidget(m_path);
  m_state = new Label({}, TextRole::Body, Role::Text2, this);
  m_state->setObjectName(QStringLiteral("models.words"));
  m_state->setWrap(true);
  column->addWidget(m_state);
  m_problems = new QWidget(this);
  m_problems->setObjectName(QStringLiteral("models.problems"));
  m_problemColumn = plainColumn(m_problems, 6);
  column->addWidget(m_problems);
  m_facts = new QWidget(this);
  m_facts->setObjectName(QStringLiteral("models.facts"));
  m_factGrid = new QGridLayout(m_facts);
  m_factGrid->setContentsMargins(0, 0, 0, 0);
  m_factGrid->setHorizontalSpacing(t.px(16));
  m_factGrid->setVerticalSpacing(t.px(4));
  m_factGrid->setColumnStretch(1, 1);
  m_factGrid->setColumnStretch(3, 1);
  column->addWidget(m_facts);
  m_memory = new MemoryView(this);
  column->addWidget(m_memory);
  m_template = new QWidget(this);
  auto* templateColumn = plainColumn(m_template, 8);
  m_templateHead = new SectionHeader({}, m_template);
  m_templateOrigin = new Label({}, TextRole::Small, Role::Text2, m_templateHead);
  m_templateOrigin->setElide(Qt::ElideMiddle);
  m_templateHead->addBeside(m_templateOrigin);
  templateColumn->addWidget(m_templateHead);
  m_legend = new TokenLegend(m_template);
  templateColumn->addWidget(m_legend);
  m_templateView = new TokenView(m_template);
  m_templateView->setObjectName(QStringLiteral("models.template"));
  templateColumn->addWidget(m_templateView);
  m_templateNote = new Label({}, TextRole::Small, Role::Text2, m_template);
  m_templateNote->setObjectName(QStringLiteral("models.templateNote"));
  m_templateNote->setWrap(true);
  templateColumn->addWidget(m_templateNote);
  column->addWidget(m_template);
  m_playground = new TokenPlayground(bridge, this);
  column->addWidget(m_playground);
  column->addStretch(1);
  onLanguageChange(this, [this] { showAll(); });
}

void ModelCard::setPending(const session::KnownModel& model) {
  m_known = model;
  m_read.reset();
  m_none.reset();
  showAll();
}

void ModelCard::setRead(const session::ModelRead& read) {
  m_read = read;
  showAll();
}

void ModelCard::setNone(const std::optional<base::Error>& error) {
  m_known.reset();
  m_read.reset();
  m_none = error;
  showAll();
}

void ModelCard::setDevice(const std::optional<jobs::DeviceInfo>& device) { m_memory->setDevice(device); }

bool ModelCard::usable() const { return m_read && m_read->model && jobs::isTrainable(*m_read->model); }

void ModelCard::showAll() {
  showHead();
  showProblems();
  showFacts();
  const bool known = m_read && m_read->model;
  m_memory->setModel(known ? m_read->model : std::nullopt);
  showTemplate();
  const bool tokenizer = known && !m_read->model->tokenizerKind.empty();
  m_playground->setModel(tokenizer ? m_read->folder : std::filesystem::path(), tokenizer ? RunWords::tokenizerKind(m_read->model->tokenizerKind) : QString());
}

void ModelCard::showHead() {
  m_name->setText(m_known ? QString::fromStdString(m_known->name) : tr("No model chosen"));
  const QString path = m_known ? QString::fromStdString(base::displayPath(m_known->folder)) : QString();
  m_path->setText(path);
  m_path->setToolTip(path);
  m_path->setVisible(!path.isEmpty());
  QString words;
  if (m_none) words = errorText(*m_none).both();
  else if (!m_known) words = tr("Choose one from the list, drop a folder here, or download one by name.");
  else if (!m_read) words = tr("Reading the folder…");
  m_state->setText(words);
  m_state->setTone(m_none ? Role::Err : Role::Text2);
  m_state->setVisible(!words.isEmpty());
  m_badge->setVisible(m_read.has_value());
  if (usable() && !m_read->model->problems.empty()) m_badge->setBadge(BadgeKind::Warn, tr("Needs a chat template"));
  else if (usable()) m_badge->setBadge(BadgeKind::Ok, tr("Can be trained"));
  else m_badge->setBadge(BadgeKind::Error, tr("Cannot be used"));
}

void ModelCard::showProblems() {
  clear(m_problemColumn);
  const auto add = [this](const base::Error& error) {
    auto* line = new Remark(m_problems);
    line->setWords(jobs::isOfTemplate(error) && usable() ? BadgeKind::Warn : BadgeKind::Error, errorText(error).both());
    m_problemColumn->addWidget(line);
  };
  if (m_read && m_read->error) add(*m_read->error);
  if (m_read && m_read->model)
    for (const base::Error& problem : m_read->model->problems) add(problem);
  if (usable() && m_read->model->picturesBytes > 0) {
    auto* line = new Remark(m_problems);
    line->setWords(BadgeKind::Info, tr("It reads and writes text here. The part of it that sees pictures (%1) is not used and stays as it is in an export.").arg(Format::bytes(m_read->model->picturesBytes)));
    m_problemColumn->addWidget(line);
  }
  m_problems->setVisible(m_problemColumn->count() > 0);
}

void ModelCard::showFacts() {
  clear(m_factGrid);
  m_facts->setVisible(m_read && m_read->model);
  if (!m_read || !m_read->model) return;
  const jobs::ModelSummary& model = *m_read->model;
  std::uint64_t bytes = 0;
  for (const auto& file : model.files) bytes += file.bytes;
  const QString none = QStringLiteral("–");
  const auto text = [&](const std::string& value) { return value.empty() ? none : QString::fromStdString(value); };
  const auto number = [&](std::int64_t value) { return value > 0 ? Format::number(value) : none; };
  const QPair<QString, QString> facts[] = {
      {tr("Family"), text(model.family)},
      {tr("Parameters"), model.parameters > 0 ? Format::parameters(model.parameters) : none},
      {tr("Architecture"), text(model.architecture)},
      {tr("Stored as"), model.dtype.empty() ? none : QString::fromStdString(model.dtype).toLower()},
      {tr("Context"), model.context > 0 ? tr("%1 tokens").arg(Format::number(model.context)) : none},
      {tr("Vocabulary"), number(model.vocab)},
      {tr("Layers"), number(model.layers)},
      {tr("Size on disk"), Format::bytes(bytes)},
      {tr("Licence"), model.licence.empty() ? tr("not said in the folder") : QString::fromStdString(model.licence)},
      {tr("Files"), Format::number(qint64(model.files.size()))},
  };
  int at = 0;
  for (const auto& [name, value] : facts) {
    auto* caption = new Label(name, TextRole::Small, Role::Text2, m_facts);
    auto* words = new Label(value, TextRole::Body, Role::Text1, m_facts);
    words->setElide(Qt::ElideRight);
    words->setToolTip(value);
    words->setAccessibleName(QStringLiteral("%1: %2").arg(name, value));
    m_factGrid->addWidget(caption, at / 2, (at % 2) * 2);
    m_factGrid->addWidget(words, at / 2, (at % 2) * 2 + 1);
    ++at;
  }
}

void ModelCard::showTemplate() {
  m_template->setVisible(m_read && m_read->model);
  if (!m_read || !m_read->model) return;
  m_templateHead->setTitle(tr("Chat template"));
  m_templateOrigin->setText(m_read->preview ? RunWords::templateOrigin(m_read->preview->origin) : QString());
  m_templateView->setName(tr("Chat template, as tokens"));
  m_templateView->setTokens(m_read->preview ? tokenRuns(m_read->preview->tokens, false) : QList<TokenRun>());
  m_templateView->setVisible(m_read->preview.has_value());
  m_legend->setVisible(m_read->preview.has_value());
  QString note;
  const auto& problems = m_read->model->problems;
  const bool told = m_read->previewError && std::any_of(problems.begin(), problems.end(), [this](const base::Error& one) { return one.code == m_read->previewError->code; });
  if (m_read->previewError && !told) note = errorText(*m_read->previewError).both();
  else if (m_read->preview && !m_read->preview->withSystem) note = tr("This template takes no system message.");
  m_templateNote->setText(note);
  m_templateNote->setTone(m_read->previewError ? Role::Err : Role::Text2);
  m_templateNote->setVisible(!note.isEmpty());
}

}  // namespace timbre::ui
