// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/hub_panel.h"

#include "core/base/file_ops.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/retranslate.h"
#include "ui/widgets/small_table.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableWidget>
#include <QVBoxLayout>

namespace timbre::ui {

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
  m_error = new Label({}, TextRole::Body, Role::Err, this);
  m_error->setObjectName(QStringLiteral("hub.error"));
  m_error->setWrap(true);
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
  m_files = new QTableWidget(0, 2, m_answer);
  m_files->setObjectName(QStringLiteral("hub.files"));
  makeSmallTable(m_files, 28);
  m_files->setSelectionMode(QAbstractItemView::NoSelection);
  m_files->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  m_files->setColumnWidth(1, t.px(110));
  answer->addWidget(m_files);
  m_warning = new Label({}, TextRole::Small, Role::Warn, m_answer);
  m_warning->setWrap(true);
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
  buttons->addWidget(m_cancel);
  buttons->addWidget(m_yes);
  column->addLayout(buttons);
  column->addStretch(1);
}

void HubPanel::lookUp() {
  const QString name = m_name->text().trimmed();
  if (!name.isEmpty() && m_ask->isEnabled()) m_bridge->lookUp(name);
}

void HubPanel::addFact(const QString& name, const QString& value, const char* id, bool mono) {
  const int row = m_facts->rowCount();
  auto* caption = new Label(name, TextRole::Small, Role::Text2, m_answer);
  auto* words = new Label(value, mono ? TextRole::Mono : TextRole::Body, Role::Text1, m_answer);
  words->setObjectName(QString::fromLatin1(id));
  words->setWrap(true);
  words->setAccessibleName(QStringLiteral("%1: %2").arg(name, value));
  m_facts->addWidget(caption, row, 0, Qt::AlignTop);
  m_facts->addWidget(words, row, 1);
}

void HubPanel::showAnswer(const session::HubAnswer& answer) {
  while (QLayoutItem* item = m_facts->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  addFact(tr("Model"), QString::fromStdString(answer.model.repo), "hub.repo");
  addFact(tr("Licence"), answer.model.license.empty() ? tr("not said by the hub") : QString::fromStdString(answer.model.license), "hub.licence");
  addFact(tr("From"), QString::fromStdString(answer.host), "hub.host");
  addFact(tr("Goes to"), QString::fromStdString(base::displayPath(answer.folder)), "hub.folder", true);
  const QString size = Format::bytes(answer.bytes);
  addFact(tr("Size"), answer.freeBytes > 0 ? tr("%1, %2 free there").arg(size, Format::bytes(answer.freeBytes)) : size, "hub.size");
  if (answer.already > 0) addFact(tr("Already here"), tr("%1 of an earlier download, which goes on").arg(Format::bytes(answer.already)), "hub.already");
  m_files->setRowCount(int(answer.files.size()));
  m_files->setHorizontalHeaderLabels({tr("File"), tr("Size")});
  m_files->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_files->horizontalHeaderItem(1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  for (int row = 0; row < m_files->rowCount(); ++row) {
    const auto& file = answer.files[std::size_t(row)];
    m_files->setItem(row, 0, new QTableWidgetItem(QString::fromStdString(file.name)));
    auto* bytes = new QTableWidgetItem(Format::bytes(file.bytes));
    bytes->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_files->setItem(row, 1, bytes);
  }
  m_files->setFixedHeight(std::min(fullHeight(m_files), theme().px(230)));
  const bool tight = !answer.fits();
  m_warning->setText(tight ? tr("There is not enough space: %1 are free, and %2 stay free beside a download.").arg(Format::bytes(answer.freeBytes), Format::bytes(net::kSpareBytes))
                     : answer.model.gated ? tr("The hub asks for an accepted licence and an access token (HF_TOKEN) for this model.")
                                          : QString());
  m_warning->setVisible(!m_warning->text().isEmpty());
  m_yes->setEnabled(!tight && !answer.files.empty());
}

void HubPanel::follow() {
  const HubState& state = m_bridge->hubState();
  const bool asking = state.phase == HubPhase::Asking, listed = state.phase == HubPhase::Listed, loading = state.phase == HubPhase::Downloading;
  m_title->setText(tr("Download a model by name"));
  m_text->setText(asking ? tr("%1 is asked for the list of files…").arg(m_bridge->hubHost())
                         : tr("%1 is asked for the list of files. Nothing is fetched before you say yes to it.").arg(m_bridge->hubHost()));
  m_name->setPlaceholderText(tr("organisation/name"));
  m_name->setAccessibleName(tr("Name of the model"));
  m_ask->setText(tr("Look up"));
  m_ask->setAccessibleDescription(tr("Asks %1").arg(m_bridge->hubHost()));
  m_back->setText(tr("Back to the list"));
  m_cancel->setText(loading ? tr("Stop the download") : tr("Cancel"));
  m_name->setEnabled(!loading && !asking);
  m_ask->setEnabled(!loading && !asking);
  m_error->setText(state.error ? errorText(*state.error).both() : QString());
  m_error->setVisible(state.error.has_value());
  if (listed || loading) showAnswer(state.answer);
  m_files->setAccessibleName(tr("Files"));
  m_answer->setVisible(listed || loading);
  m_progress->setVisible(loading);
  m_meter->setValue(state.total > 0 ? double(state.done) / double(state.total) : 0);
  m_progressText->setText(tr("%1 of %2").arg(Format::bytes(state.done), Format::bytes(state.total)));
  m_meter->setAccessibleName(tr("Download: %1").arg(m_progressText->text()));
  m_cancel->setVisible(loading || asking);
  m_yes->setVisible(listed);
  const QString size = Format::bytes(state.answer.bytes), host = QString::fromStdString(state.answer.host);
  m_yes->setText(state.answer.already > 0 ? tr("Yes, go on with %1 from %2").arg(size, host) : tr("Yes, download %1 from %2").arg(size, host));
  m_yes->setAccessibleDescription(tr("Into %1").arg(QString::fromStdString(base::displayPath(state.answer.folder))));
}

}  // namespace timbre::ui
