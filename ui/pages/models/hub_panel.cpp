// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/hub_panel.h"

#include "core/base/file_ops.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/remark.h"
#include "ui/widgets/retranslate.h"
#include "ui/widgets/small_table.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableWidget>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {
constexpr std::size_t kMostRows = 300;  // a repository may list thousands of files
}

HubPanel::HubPanel(ModelBridge* bridge, QWidget* parent) : QWidget(parent), m_bridge(bridge) {
  build();
  connect(m_bridge, &ModelBridge::hubChanged, this, &HubPanel::follow);
  connect(m_name, &QLineEdit::returnPressed, this, &HubPanel::lookUp);
  // Another name: what was found for the old one is no longer what would be fetched.
  connect(m_name, &QLineEdit::textEdited, this, [this] { m_bridge->resetHub(); });
  connect(m_ask, &QPushButton::clicked, this, &HubPanel::lookUp);
  connect(m_back, &QPushButton::clicked, this, &HubPanel::backRequested);
  connect(m_yes, &QPushButton::clicked, m_bridge, &ModelBridge::download);
  connect(m_cancel, &QPushButton::clicked, m_bridge, &ModelBridge::cancelHub);
  connect(m_base, &QPushButton::clicked, this, [this] {
    m_name->setText(QString::fromStdString(m_bridge->hubState().answer.model.base));
    m_name->setFocus(Qt::OtherFocusReason);  // the button goes with the answer
    lookUp();
  });
  m_name->setText(m_bridge->hubState().name);
  onLanguageChange(this, [this] { follow(); });
}

void HubPanel::build() {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(24), t.px(20), t.px(24), t.px(20));
  column->setSpacing(t.px(12));
  m_title = new Label({}, TextRole::Page, Role::Text1, this);
  m_text = new Label({}, TextRole::Body, Role::Text2, this);
  m_text->setWrap(true);
  column->addWidget(m_title);
  column->addWidget(m_text);
  auto* ask = new QHBoxLayout;
  ask->setSpacing(t.px(8));
  m_name = new QLineEdit(this);
  m_name->setObjectName(QStringLiteral("hub.name"));
  m_name->setMaxLength(300);
  m_ask = makeButton(ButtonKind::Secondary, {}, QStringLiteral("search"), this);
  m_ask->setObjectName(QStringLiteral("hub.ask"));
  ask->addWidget(m_name, 1);
  ask->addWidget(m_ask);
  column->addLayout(ask);
  m_error = new Remark(this);
  m_error->label()->setObjectName(QStringLiteral("hub.error"));
  column->addWidget(m_error);
  m_answer = new QWidget(this);
  auto* answer = new QVBoxLayout(m_answer);
  answer->setContentsMargins(0, 0, 0, 0);
  answer->setSpacing(t.px(12));
  m_facts = new QGridLayout;
  m_facts->setHorizontalSpacing(t.px(16));
  m_facts->setVerticalSpacing(t.px(4));
  m_facts->setColumnStretch(1, 1);
  answer->addLayout(m_facts);
  m_warning = new Remark(m_answer);
  m_warning->label()->setObjectName(QStringLiteral("hub.warning"));
  answer->addWidget(m_warning);
  column->addWidget(m_answer);
  m_progress = new QWidget(this);
  auto* progress = new QVBoxLayout(m_progress);
  progress->setContentsMargins(0, 0, 0, 0);
  progress->setSpacing(t.px(4));
  m_meter = new Meter(6, m_progress);
  m_progressText = new Label({}, TextRole::Small, Role::Text2, m_progress);
  m_progressText->setObjectName(QStringLiteral("hub.progress"));
  m_progressText->setTabular(true);
  progress->addWidget(m_meter);
  progress->addWidget(m_progressText);
  column->addWidget(m_progress);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(t.px(8));
  m_back = makeButton(ButtonKind::Ghost, {}, QStringLiteral("arrow-left"), this);
  m_back->setObjectName(QStringLiteral("hub.back"));
  m_cancel = makeButton(ButtonKind::Secondary, {}, {}, this);
  m_cancel->setObjectName(QStringLiteral("hub.cancel"));
  // Not a default button: Enter alone must not fetch anything.
  m_yes = makeButton(ButtonKind::Primary, {}, QStringLiteral("download"), this);
  m_yes->setObjectName(QStringLiteral("hub.yes"));
  buttons->addWidget(m_back);
  buttons->addStretch(1);
  m_base = makeButton(ButtonKind::Secondary, {}, QStringLiteral("search"), this);
  m_base->setObjectName(QStringLiteral("hub.lookUpBase"));
  buttons->addWidget(m_base);
  buttons->addWidget(m_cancel);
  buttons->addWidget(m_yes);
  column->addLayout(buttons);
  // Last: what is said yes to, and how far it is, must be in sight without scrolling past the list.
  m_files = new QTableWidget(0, 2, this);
  m_files->setObjectName(QStringLiteral("hub.files"));
  makeSmallTable(m_files, 28);
  m_files->setSelectionMode(QAbstractItemView::NoSelection);
  m_files->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  m_files->setColumnWidth(1, t.px(110));
  column->addWidget(m_files);
  column->addStretch(1);
}

void HubPanel::lookUp() {
  const QString name = m_name->text().trimmed();
  if (name.isEmpty() || !m_ask->isEnabled()) return;
  m_focusName = true;
  m_bridge->lookUp(name);
}

void HubPanel::addFact(const QString& name, const QString& value, const char* id, bool mono) {
  const int row = m_facts->rowCount();
  auto* caption = new Label(name, TextRole::Small, Role::Text2, m_answer);
  caption->setFixedHeight(theme().lineBox(mono ? TextRole::Mono : TextRole::Body));  // on the line of its value
  auto* words = new Label(value, mono ? TextRole::Mono : TextRole::Body, Role::Text1, m_answer);
  words->setObjectName(QString::fromLatin1(id));
  words->setWrap(true);
  words->setAccessibleName(QStringLiteral("%1: %2").arg(name, value));
  m_facts->addWidget(caption, row, 0, Qt::AlignTop);
  m_facts->addWidget(words, row, 1);
}

void HubPanel::showFacts(const session::HubAnswer& answer) {
  while (QLayoutItem* item = m_facts->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  addFact(tr("Model"), QString::fromStdString(answer.model.repo), "hub.repo");
  addFact(tr("Licence"), answer.model.license.empty() ? tr("not said by the hub") : QString::fromStdString(answer.model.license), "hub.licence");
  addFact(tr("From"), QString::fromStdString(answer.host), "hub.host");
  if (!answer.usable()) return;
  addFact(tr("Goes to"), QString::fromStdString(base::displayPath(answer.folder)), "hub.folder", true);
  const QString size = Format::bytes(answer.bytes);
  addFact(tr("Size"), answer.freeBytes > 0 ? tr("%1, %2 free there").arg(size, Format::bytes(answer.freeBytes)) : size, "hub.size");
  if (answer.already > 0) addFact(tr("Already here"), tr("%1 of an earlier download, which goes on").arg(Format::bytes(answer.already)), "hub.already");
}

void HubPanel::showFiles(const std::vector<net::HubFile>& files) {
  m_files->setRowCount(int(std::min<std::size_t>(files.size(), kMostRows)));
  m_files->setHorizontalHeaderLabels({tr("File"), tr("Size")});
  m_files->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_files->horizontalHeaderItem(1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  for (int row = 0; row < m_files->rowCount(); ++row) {
    const auto& file = files[std::size_t(row)];
    m_files->setItem(row, 0, new QTableWidgetItem(QString::fromStdString(file.name)));
    auto* bytes = new QTableWidgetItem(Format::bytes(file.bytes));
    bytes->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_files->setItem(row, 1, bytes);
  }
  m_files->setFixedHeight(std::min(fullHeight(m_files), theme().px(230)));
}

QString HubPanel::lackWords(const session::HubAnswer& answer) const {
  QStringList names;
  for (const std::string& name : answer.contents.instead) names << QString::fromStdString(name);
  const QString instead = names.join(QStringLiteral(", ")), base = QString::fromStdString(answer.model.base);
  using enum session::HubLack;
  switch (answer.contents.lack) {
    case NoFiles: return tr("This repository holds no model: there is nothing to download.");
    case Adapter:
      return base.isEmpty() ? tr("This is an adapter, not a model. The hub does not say which base model it was made for.")
                            : tr("This is an adapter, not a model. It was made for the base model %1.").arg(base);
    case OnlyGguf: return tr("This repository holds its weights as GGUF only (%1), which cannot be trained. Look for the one that they were made from.").arg(instead);
    case OtherWeights: return tr("This repository holds its weights in a form that Timbre does not read (%1). It needs model.safetensors or pytorch_model.bin, or their parts with an index.").arg(instead);
    case NoWeights: return tr("This repository holds no weights, so there is no model to download.");
    case NoConfig: return tr("This repository has no config.json, without which its weights cannot be read.");
    case NoTokenizer: return tr("This repository has no tokenizer, without which the model cannot be used.");
    case None: break;
  }
  return {};
}

void HubPanel::showAnswer(const session::HubAnswer& answer) {
  showFacts(answer);
  showFiles(answer.usable() ? answer.files : answer.model.files);
  const bool tight = !answer.fits();
  if (!answer.usable())
    m_warning->setWords(BadgeKind::Error, lackWords(answer));
  else if (tight)
    m_warning->setWords(BadgeKind::Error, tr("There is not enough space: %1 are free, and %2 stay free beside a download.").arg(Format::bytes(answer.freeBytes), Format::bytes(net::kSpareBytes)));
  else
    m_warning->setWords(BadgeKind::Warn, answer.model.gated ? tr("The hub asks for an accepted licence and an access token (HF_TOKEN) for this model.") : QString());
  m_yes->setEnabled(!tight && !answer.files.empty());
}

/// A control that goes or is blocked leaves the focus to whichever stands next, which nobody chose.
void HubPanel::keepFocus(const QWidget* had) {
  const bool asking = m_bridge->hubState().phase == HubPhase::Asking;
  if (m_focusName && !asking) {
    m_focusName = false;
    if (isVisible()) m_name->setFocus(Qt::OtherFocusReason);
  } else if (had && isAncestorOf(had) && isVisible() && (!had->isVisible() || !had->isEnabled())) {
    (m_name->isEnabled() ? static_cast<QWidget*>(m_name) : m_back)->setFocus(Qt::OtherFocusReason);
  }
}

void HubPanel::follow() {
  const HubState& state = m_bridge->hubState();
  const QWidget* had = window()->focusWidget();
  const bool asking = state.phase == HubPhase::Asking, listed = state.phase == HubPhase::Listed, loading = state.phase == HubPhase::Downloading;
  m_title->setText(tr("Download a model by name"));
  if (loading) m_text->setText(tr("The download goes on when this window is closed. The status line shows how far it is."));
  else m_text->setText(asking ? tr("%1 is asked for the list of files…").arg(m_bridge->hubHost())
                         : tr("%1 is asked for the list of files. Nothing is fetched before you say yes to it.").arg(m_bridge->hubHost()));
  m_name->setPlaceholderText(tr("organisation/name"));
  m_name->setAccessibleName(tr("Name of the model"));
  m_ask->setText(tr("Look up"));
  m_ask->setAccessibleDescription(tr("Asks %1").arg(m_bridge->hubHost()));
  m_back->setText(tr("Back to the list"));
  m_cancel->setText(loading ? tr("Stop the download") : tr("Cancel"));
  m_name->setEnabled(!loading && !asking);
  m_ask->setEnabled(!loading && !asking);
  m_error->setWords(BadgeKind::Error, state.error ? hubErrorText(*state.error) : QString());
  if (listed || loading) showAnswer(state.answer);
  m_files->setAccessibleName(tr("Files"));
  m_answer->setVisible(listed || loading);
  m_files->setVisible((listed || loading) && m_files->rowCount() > 0);
  m_progress->setVisible(loading);
  m_meter->setValue(state.total > 0 ? double(state.done) / double(state.total) : 0);
  QString words = tr("%1 of %2").arg(Format::bytes(state.done), Format::bytes(state.total)) + QStringLiteral(" · ") + Format::percent(state.total > 0 ? double(state.done) / double(state.total) : 0);
  if (const auto rate = state.bytesPerSecond; rate && state.total >= state.done)
    words += QStringLiteral(" · ") + tr("%1 a second, %2 left").arg(Format::bytes(std::uint64_t(*rate)), Format::duration(double(state.total - state.done) / *rate));
  m_progressText->setText(words);
  m_meter->setAccessibleName(tr("Download: %1").arg(m_progressText->text()));
  m_cancel->setVisible(loading || asking);
  const bool usable = state.answer.usable();
  m_yes->setVisible(listed && usable);
  const QString base = QString::fromStdString(state.answer.model.base);
  m_base->setVisible(listed && !usable && !base.isEmpty());
  m_base->setText(tr("Look up %1").arg(base));
  m_base->setAccessibleDescription(tr("Asks %1").arg(m_bridge->hubHost()));
  const QString size = Format::bytes(state.answer.bytes), host = QString::fromStdString(state.answer.host);
  m_yes->setText(state.answer.already > 0 ? tr("Yes, go on with %1 from %2").arg(size, host) : tr("Yes, download %1 from %2").arg(size, host));
  m_yes->setAccessibleDescription(tr("Into %1").arg(QString::fromStdString(base::displayPath(state.answer.folder))));
  keepFocus(had);
}

}  // namespace timbre::ui
