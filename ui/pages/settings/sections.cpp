// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the settings dialog.
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/hosted_tokens.h"
#include "ui/bridge/language.h"
#include "ui/pages/settings/encoding_delegate.h"
#include "ui/pages/settings/price_model.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/pages/settings/theme_card.h"
#include "ui/shell/action_registry.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/path_dialogs.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QTableView>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {

const char* themeName(ThemeMode mode) { return mode == ThemeMode::Light ? "light" : mode == ThemeMode::Dark ? "dark" : "system"; }

QTableView* plainTable(QWidget* parent) {
  auto* table = new QTableView(parent);
  table->setShowGrid(false);
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(theme().px(30));
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->setFrameShape(QFrame::NoFrame);
  table->setTabKeyNavigation(false);
  // The dialog's raised ground shows through.
  for (QAbstractScrollArea* area : {static_cast<QAbstractScrollArea*>(table), static_cast<QAbstractScrollArea*>(table->horizontalHeader())})
    area->viewport()->setAutoFillBackground(false);
  table->horizontalHeader()->setProperty("clear", true);
  return table;
}

}  // namespace

void SettingsDialog::addAppearance() {
  QVBoxLayout* column = addSection("sun", QT_TR_NOOP("Appearance"));
  auto* cards = new QWidget(this);
  auto* cardRow = new QHBoxLayout(cards);
  cardRow->setContentsMargins(0, 0, 0, 0);
  cardRow->setSpacing(theme().px(14));
  QList<ThemeCard*> all;
  for (const ThemeMode mode : {ThemeMode::System, ThemeMode::Light, ThemeMode::Dark}) {
    auto* card = new ThemeCard(mode, cards);
    card->setObjectName(QStringLiteral("settings.theme.") + themeName(mode));
    cardRow->addWidget(card);
    all.append(card);
    connect(card, &ThemeCard::toggled, this, [this, mode](bool on) {
      if (on) change([mode](AppSettings& s) { s.theme = themeName(mode); });
    });
  }
  auto* themeRow = new FormRow({}, cards, this);
  column->addWidget(themeRow);

  auto* language = new QComboBox(this);
  language->setObjectName("settings.language");
  auto* languageRow = new FormRow({}, language, this);
  language->setMinimumWidth(theme().px(180));
  language->addItem({}, QString());
  for (const LanguageName& name : LanguageController::available()) language->addItem(name.name, name.code);
  column->addWidget(languageRow);
  connect(language, &QComboBox::activated, this, [this, language] { change([code = language->currentData().toString().toStdString()](AppSettings& s) { s.language = code; }); });

  auto* size = new QComboBox(this);
  size->setMinimumWidth(theme().px(110));
  auto* sizeRow = new FormRow({}, size, this);
  for (const int percent : {100, 110, 125, 150}) size->addItem(Format::percent(percent / 100.0), percent / 100.0);
  column->addWidget(sizeRow);
  connect(size, &QComboBox::activated, this, [this, size] { change([scale = size->currentData().toDouble()](AppSettings& s) { s.textScale = scale; }); });

  auto* motion = new Switch(this);
  motion->setObjectName("settings.motion");
  auto* motionRow = new FormRow({}, motion, this);
  column->addWidget(motionRow);
  connect(motion, &Switch::clicked, this, [this](bool on) { change([on](AppSettings& s) { s.motion = on; }); });
  column->addStretch(1);  // a form row would take its share of the rest, too

  const auto sync = [=, this] {
    const AppSettings& s = m_store.settings();
    for (ThemeCard* card : all)
      if (s.theme == themeName(card->mode())) card->setChecked(true);
    language->setCurrentIndex(std::max(0, language->findData(QString::fromStdString(s.language))));
    size->setCurrentIndex(std::max(0, size->findData(s.textScale)));
    motion->setChecked(s.motion);
  };
  sync();
  m_sync.append(sync);
  m_words.append([=] {
    themeRow->setLabel(tr("Theme"));
    const QString names[] = {tr("System"), tr("Light"), tr("Dark")};
    for (int i = 0; i < 3; ++i) {
      all[i]->setText(names[i]);
      all[i]->setAccessibleName(names[i]);
    }
    languageRow->setLabel(tr("Language"));
    languageRow->setHelp(tr("Takes effect at once."));
    language->setItemText(0, tr("As the system"));
    sizeRow->setLabel(tr("Text size"));
    sizeRow->setHelp(tr("Takes effect at the next start."));
    motionRow->setLabel(tr("Motion"));
    motionRow->setHelp(tr("Short fades. Off when the system asks for less motion."));
  });
}

void SettingsDialog::addShortcuts() {
  QVBoxLayout* column = addSection("keyboard", QT_TR_NOOP("Shortcuts"));
  auto* search = new SearchField(this);
  auto* table = plainTable(this);
  auto* model = new QStandardItemModel(table);
  table->setModel(model);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->horizontalHeader()->setStretchLastSection(true);
  column->addWidget(search);
  column->addWidget(table, 1);
  const auto fill = [=, this] {
    model->clear();
    model->setHorizontalHeaderLabels({tr("Command"), tr("Menu"), tr("Keys")});
    for (const QAction* action : m_actions->actions()) {
      if (action->shortcut().isEmpty()) continue;
      const QString text = ActionRegistry::plainWords(action->text());
      if (!search->text().isEmpty() && !text.contains(search->text(), Qt::CaseInsensitive) && !m_actions->englishOf(action).contains(search->text(), Qt::CaseInsensitive)) continue;
      const QString menu = ActionRegistry::plainWords(ActionRegistry::menuTitle(m_actions->menuOf(action)));
      model->appendRow({new QStandardItem(text), new QStandardItem(menu), new QStandardItem(action->shortcut().toString(QKeySequence::NativeText))});
    }
    table->setColumnWidth(0, theme().px(290));
    table->setColumnWidth(1, theme().px(110));
  };
  connect(search, &QLineEdit::textChanged, table, fill);
  m_words.append([=] {
    search->setPlaceholderText(tr("Search commands"));
    search->setAccessibleName(tr("Search commands"));
    table->setAccessibleName(tr("Shortcuts"));
    fill();
  });
}

void SettingsDialog::addDevices() {
  QVBoxLayout* column = addSection("cpu", QT_TR_NOOP("Devices"));
  auto* device = new QComboBox(this);
  device->setObjectName("settings.device");
  device->setMinimumWidth(theme().px(260));
  auto* deviceRow = new FormRow({}, device, this);
  device->addItem({}, QStringLiteral("auto"));
  for (const session::DeviceInfo& info : m_devices.devices)
    device->addItem(QStringLiteral("%1, %2").arg(QString::fromStdString(info.name), Format::bytes(info.memoryBytes)), QString::fromStdString(info.id));
  column->addWidget(deviceRow);
  auto* threads = new QSpinBox(this);
  threads->setObjectName("settings.threads");
  threads->setRange(0, std::max(1, m_devices.threads));
  auto* threadRow = new FormRow({}, threads, this);
  column->addWidget(threadRow);
  auto* gpu = new Label({}, TextRole::Small, Role::Text2, this);
  gpu->setWrap(true);
  column->addWidget(gpu);
  column->addStretch(1);  // a form row would take its share of the rest, too
  connect(device, &QComboBox::activated, this, [this, device] { change([id = device->currentData().toString().toStdString()](AppSettings& s) { s.device = id; }); });
  connect(threads, &QSpinBox::valueChanged, this, [this](int n) { change([n](AppSettings& s) { s.threads = n; }); });
  const auto sync = [=, this] {
    device->setCurrentIndex(std::max(0, device->findData(QString::fromStdString(m_store.settings().device))));
    threads->setValue(m_store.settings().threads);
  };
  sync();
  m_sync.append(sync);
  m_words.append([=, this] {
    deviceRow->setLabel(tr("Train and chat on"));
    deviceRow->setHelp(tr("Used for new runs and chats. A run that lives keeps its device."));
    device->setItemText(0, tr("The fastest that works"));
    threadRow->setLabel(tr("Compute threads"));
    threads->setSpecialValueText(tr("All"));
    threadRow->setHelp(tr("%n thread(s) on this computer. Fewer leave room for other programs.", nullptr, m_devices.threads));
    if (!m_devices.gpuAbsent) return gpu->hide();
    const ErrorText why = errorText(*m_devices.gpuAbsent);
    gpu->setText(why.both());
  });
}

void SettingsDialog::addFolders() {
  QVBoxLayout* column = addSection("folder", QT_TR_NOOP("Folders"));
  auto* ranks = new QLineEdit(this);
  ranks->setObjectName("settings.rankFolder");
  ranks->setMinimumWidth(theme().px(250));
  auto* row = new FormRow({}, ranks, this);
  auto* choose = makeButton(ButtonKind::Secondary, {}, {}, this);
  row->addBeside(choose);
  column->addWidget(row);
  addHostedState(column);
  column->addStretch(1);  // a form row would take its share of the rest, too
  connect(ranks, &QLineEdit::editingFinished, this, [this, ranks] { change([path = ranks->text().trimmed().toStdString()](AppSettings& s) { s.rankFolder = path; }); });
  connect(choose, &QPushButton::clicked, this, [this, ranks] {
    askForFolder(this, tr("Folder with tokenizer rank files"), ranks->text(), [this, ranks](const QString& folder) {
      ranks->setText(folder);
      change([path = folder.toStdString()](AppSettings& s) { s.rankFolder = path; });
    });
  });
  const auto sync = [=, this] { ranks->setText(QString::fromStdString(m_store.settings().rankFolder)); };
  sync();
  connect(&m_store, &SettingsStore::settingsChanged, ranks, sync);  // also chosen in another dialog
  m_sync.append(sync);
  m_words.append([=] {
    row->setLabel(tr("Tokenizer rank files"));
    row->setHelp(tr("Folder with cl100k_base.tiktoken and o200k_base.tiktoken. With them hosted prices are counted with the service's own tokens."));
    ranks->setPlaceholderText(tr("No folder"));
    choose->setText(tr("Choose"));
  });
}

/// What the folder above led to, and the way to the file when it led to nothing.
void SettingsDialog::addHostedState(QVBoxLayout* column) {
  if (!m_hosted) return;
  auto* text = new Label({}, TextRole::Small, Role::Text2, this);
  text->setObjectName("settings.hostedState");
  text->setWrap(true);
  auto* more = makeButton(ButtonKind::Small, {}, {}, this);
  more->setObjectName("settings.hosted");
  column->addWidget(text);
  column->addWidget(more, 0, Qt::AlignLeft);
  connect(more, &QPushButton::clicked, this, &SettingsDialog::hostedAsked);
  const auto words = [=, this] {
    const HostedState& state = m_hosted->state();
    const QString encoding = QString::fromStdString(state.file.encoding);
    more->setText(tr("Hosted billing tokens…"));
    switch (state.phase) {
      case HostedPhase::Ready: return text->setText(tr("Hosted billing tokens are counted with %1 from %2.").arg(encoding, QString::fromStdString(base::displayPath(state.path))));
      case HostedPhase::Searching: return text->setText(tr("Looking for the rank file."));
      case HostedPhase::Downloading: return text->setText(tr("Downloading the rank file of %1.").arg(encoding));
      default: return text->setText(encoding.isEmpty() ? tr("Hosted billing tokens are an estimate.") : tr("Hosted billing tokens are an estimate: the rank file of %1 is not on this computer.").arg(encoding));
    }
  };
  connect(m_hosted, &HostedTokens::changed, this, words);
  m_words.append(words);
}

void SettingsDialog::addPrices() {
  QVBoxLayout* column = addSection("coins", QT_TR_NOOP("Prices"));
  auto* note = new Label({}, TextRole::Small, Role::Text2, this);
  note->setWrap(true);
  auto* table = plainTable(this);
  table->setObjectName("settings.prices");
  auto* model = new PriceModel(m_store.prices(), table);
  table->setModel(model);
  table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
  table->setItemDelegateForColumn(PriceModel::Encoding, new EncodingDelegate(table));
  const int widths[] = {0, 94, 74, 84, 72, 98};
  for (int c = PriceModel::Train; c < PriceModel::ColumnCount; ++c) table->setColumnWidth(c, theme().px(widths[c]));
  table->horizontalHeader()->setSectionResizeMode(PriceModel::Name, QHeaderView::Stretch);
  table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* add = makeButton(ButtonKind::Small, {}, "plus", this);
  auto* choose = makeButton(ButtonKind::Small, {}, "arrow-up", this);
  choose->setObjectName("settings.choosePrice");
  auto* remove = makeButton(ButtonKind::Small, {}, "trash-2", this);
  auto* reset = makeButton(ButtonKind::Small, {}, "rotate-ccw", this);
  auto* row = new QHBoxLayout;
  row->setSpacing(theme().px(8));
  for (QPushButton* button : {add, choose, remove, reset}) row->addWidget(button);
  row->addStretch();
  column->setSpacing(theme().px(10));
  column->addWidget(note);
  column->addWidget(table, 1);
  column->addLayout(row);
  column->addSpacing(theme().px(12));
  connect(model, &PriceModel::edited, this, [this, model] { m_store.setPrices(model->table()); });
  connect(add, &QPushButton::clicked, table, [model, table] {
    model->addRow();
    table->setCurrentIndex(model->index(model->rowCount() - 1, 0));
    table->edit(table->currentIndex());
  });
  connect(choose, &QPushButton::clicked, table, [model, table] {
    model->chooseRow(table->currentIndex().row());
    table->scrollToTop();
  });
  connect(remove, &QPushButton::clicked, table, [model, table] { model->removeRowAt(table->currentIndex().row()); });
  connect(reset, &QPushButton::clicked, this, [this, model] {
    m_store.setPrices(m_store.shippedPrices());
    model->setTable(m_store.prices());
  });
  m_sync.append([this, model] { model->setTable(m_store.prices()); });
  m_words.append([=] {
    note->setText(tr("Training prices of hosted services per million tokens, shown beside your own GPU's time. They change: edit them and their date. The first one is shown on the dataset page, with its tokens and its limit per example."));
    table->setAccessibleName(tr("Prices"));
    add->setText(tr("Add price"));
    choose->setText(tr("Show first"));
    remove->setText(tr("Remove price"));
    reset->setText(tr("Shipped prices"));
  });
}

}  // namespace timbre::ui
