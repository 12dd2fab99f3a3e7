// SPDX-License-Identifier: GPL-3.0-or-later
// Layout and state of the page.
#include "ui/pages/dataset/dataset_page.h"

#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/error_text.h"
#include "ui/models/history_mirror.h"
#include "ui/pages/dataset/bulk_bar.h"
#include "ui/pages/dataset/bulk_panel.h"
#include "ui/pages/dataset/conversation_panel.h"
#include "ui/pages/dataset/filter_bar.h"
#include "ui/pages/dataset/numbers_strip.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QAction>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {
constexpr int sideWidth = 360, problemsHeight = 181;
constexpr int sideNeedsWindow = 1280;  ///< below this the side panel closes first
constexpr int layoutMs = 500;
}  // namespace

DatasetPage::DatasetPage(DatasetBridge* bridge, QWidget* parent) : Page(parent), m_bridge(bridge), m_model(new RowTableModel(bridge, this)) {
  setObjectName(QStringLiteral("page.dataset"));
  build();
  connectTable();
  connectPanels();
  connectBridge();
  m_rowTimer.setSingleShot(true);
  m_rowTimer.setInterval(40);
  connect(&m_rowTimer, &QTimer::timeout, this, &DatasetPage::requestCurrentRow);
  m_selectionTimer.setSingleShot(true);
  m_selectionTimer.setInterval(80);
  connect(&m_selectionTimer, &QTimer::timeout, this, &DatasetPage::askSelection);
  m_layoutTimer.setSingleShot(true);
  m_layoutTimer.setInterval(layoutMs);
  connect(&m_layoutTimer, &QTimer::timeout, this, &DatasetPage::saveLayout);
  m_fileTimer.setSingleShot(true);
  onLanguageChange(this, [this] { retranslate(); });
}

DatasetPage::~DatasetPage() = default;

session::DatasetService* DatasetPage::service() const { return m_bridge->service(); }

void DatasetPage::build() {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  m_stack = new QStackedWidget(this);
  column->addWidget(m_stack, 1);
  auto* work = new Pane(Role::Surface, {}, m_stack);
  auto* workColumn = new QVBoxLayout(work);
  workColumn->setContentsMargins(0, 0, 0, 0);
  workColumn->setSpacing(0);
  m_across = new QSplitter(Qt::Horizontal, work);
  m_across->setObjectName(QStringLiteral("acrossSplitter"));
  m_across->setHandleWidth(1);
  m_across->setChildrenCollapsible(false);
  auto* left = new Pane(Role::Surface, {}, m_across);
  auto* leftColumn = new QVBoxLayout(left);
  leftColumn->setContentsMargins(0, 0, 0, 0);
  leftColumn->setSpacing(0);
  m_filter = new FilterBar(left);
  leftColumn->addWidget(m_filter);
  auto* bannerHolder = new QWidget(left);
  auto* bannerRow = new QVBoxLayout(bannerHolder);
  bannerRow->setContentsMargins(t.px(20), t.px(10), t.px(16), t.px(10));
  m_banner = new Banner(BadgeKind::Error, bannerHolder);
  m_banner->setObjectName(QStringLiteral("datasetBanner"));
  bannerRow->addWidget(m_banner);
  bannerHolder->hide();
  leftColumn->addWidget(bannerHolder);
  m_down = new QSplitter(Qt::Vertical, left);
  m_down->setObjectName(QStringLiteral("downSplitter"));
  m_down->setHandleWidth(1);
  m_down->setChildrenCollapsible(false);
  m_tableArea = new Pane(Role::Surface, {}, m_down);
  auto* areaColumn = new QVBoxLayout(m_tableArea);
  areaColumn->setContentsMargins(0, 0, 0, 0);
  m_table = new RowTableView(m_model, m_tableArea);
  areaColumn->addWidget(m_table);
  m_nothing = new Label({}, TextRole::Body, Role::Text2, m_tableArea);
  m_nothing->setObjectName(QStringLiteral("noRowsFound"));
  m_nothing->setAlignment(Qt::AlignCenter);
  m_nothing->hide();
  m_bulkBar = new BulkBar(m_tableArea);
  m_problems = new ProblemsPanel(m_down);
  m_down->addWidget(m_tableArea);
  m_down->addWidget(m_problems);
  m_down->setStretchFactor(0, 1);
  m_down->setStretchFactor(1, 0);
  m_problems->setMinimumHeight(m_problems->headHeight());
  m_down->setSizes({t.px(10000), t.px(problemsHeight)});
  leftColumn->addWidget(m_down, 1);
  m_side = new QStackedWidget(m_across);
  m_side->setObjectName(QStringLiteral("sidePanel"));
  m_side->setMinimumWidth(t.px(280));
  m_conversation = new ConversationPanel(m_side);
  m_bulk = new BulkPanel(m_side);
  m_side->addWidget(m_conversation);
  m_side->addWidget(m_bulk);
  m_across->addWidget(left);
  m_across->addWidget(m_side);
  m_across->setStretchFactor(0, 1);
  m_across->setStretchFactor(1, 0);
  m_across->setSizes({t.px(10000), t.px(sideWidth)});
  workColumn->addWidget(m_across, 1);
  m_numbers = new NumbersStrip(work);
  workColumn->addWidget(m_numbers);
  m_stack->addWidget(work);
  m_empty = new EmptyPage(m_stack);
  m_stack->addWidget(m_empty);
  m_stack->addWidget(new Pane(Role::Surface, {}, m_stack));
}

void DatasetPage::connectTable() {
  connect(m_table, &RowTableView::selectionMoved, this, [this] {
    m_rowTimer.start();
    m_selectionTimer.start();
    m_selectionTokens = -1;
    if (m_table->bulk()) showPanels();
    updateActions();
    Q_EMIT statusChanged();
  });
  connect(m_table, &RowTableView::bulkChanged, this, [this](bool bulk) {
    if (bulk) m_bulk->reset();
    showPanels();
  });
  connect(m_table, &RowTableView::conversationRequested, this, [this] {
    if (!m_side->isVisible()) action("dataset.panel") ? action("dataset.panel")->trigger() : void();
    m_conversation->editRole({});
  });
  connect(m_table, &RowTableView::rowsDropped, this, &DatasetPage::dropRows);
  connect(m_table, &RowTableView::menuRequested, this, &DatasetPage::openMenu);
  connect(m_table, &RowTableView::widthsChanged, &m_layoutTimer, qOverload<>(&QTimer::start));
  connect(m_table, &RowTableView::draft, this, [this](session::RowId row, data::Cell cell, const QString& text) {
    m_project.putDraft(QStringLiteral("row:%1:cell:%2").arg(row).arg(int(cell)), text);
  });
  connect(m_table, &RowTableView::draftEnded, this, [this](session::RowId row, data::Cell cell) { m_project.removeDraft(QStringLiteral("row:%1:cell:%2").arg(row).arg(int(cell))); });
  connect(m_table, &RowTableView::fullTextWanted, this, [this](session::RowId row) { if (service()) m_fullTicket = service()->requestRow(row); });
  connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this, &DatasetPage::sortBy);
  connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
    const QModelIndex at = m_table->currentIndex();
    m_keep = {m_model->idAt(at.row()), at.row(), at.isValid() ? at.column() : int(RowTableModel::User), m_table->verticalScrollBar()->value()};
  });
  connect(m_model, &RowTableModel::viewChanged, this, &DatasetPage::takeView);
  connect(m_model, &RowTableModel::rowsArrived, this, &DatasetPage::rowsArrived);
}

void DatasetPage::connectPanels() {
  connect(m_filter, &FilterBar::specChanged, this, &DatasetPage::applyView);
  connect(m_filter, &FilterBar::promptsWanted, this, [this] { if (service()) m_promptTicket = service()->requestPrompts(); });
  connect(m_problems->list(), &ProblemList::fixRequested, this, &DatasetPage::runFix);
  connect(m_problems, &ProblemsPanel::collapseToggled, this, [this] {
    placeProblems();
    m_layoutTimer.start();
  });
  connect(m_problems, &ProblemsPanel::lowChanged, this, [this] {
    placeProblems();
    m_table->scrollTo(m_table->currentIndex());  // the panel may have come up over it
  });
  connect(m_conversation, &ConversationPanel::messagesEdited, this, [this](session::RowId row, const base::Json& messages) { if (service()) service()->submit(session::SetMessages{row, messages}); });
  connect(m_conversation, &ConversationPanel::jsonEdited, this, [this](session::RowId row, const base::Json& value) { if (service()) service()->submit(session::SetRowJson{row, value}); });
  connect(m_conversation, &ConversationPanel::cellEdited, m_model, &RowTableModel::submitCell);
  connect(m_conversation, &ConversationPanel::stepRequested, this, &DatasetPage::stepRow);
  connect(m_conversation, &ConversationPanel::draft, this, [this](const QString& key, const QString& text) { m_project.putDraft(key, text); });
  connect(m_conversation, &ConversationPanel::draftEnded, this, [this](const QString& key) { m_project.removeDraft(key); });
  connect(m_bulk, &BulkPanel::applyRequested, this, &DatasetPage::applyBulk);
  connect(m_bulk, &BulkPanel::closeRequested, m_table, &RowTableView::endBulk);
  connect(m_numbers, &NumbersStrip::epochsChanged, this, [this](std::int64_t epochs) { if (service()) service()->setEpochs(epochs); });
  connect(m_numbers, &NumbersStrip::hostedClicked, this, &DatasetPage::hostedAsked);
  connect(m_numbers, &NumbersStrip::lengthsClicked, m_filter, &FilterBar::setTokenRange);
  connect(m_empty, &EmptyPage::importRequested, this, &DatasetPage::chooseImport);
  connect(m_empty, &EmptyPage::pasteRequested, this, &DatasetPage::paste);
  connect(m_empty, &EmptyPage::writeRequested, this, &DatasetPage::addRow);
  connect(m_empty, &EmptyPage::templateChosen, this, [this](const QString& file) { importFiles({file}); });
  for (QSplitter* splitter : {m_across, m_down}) connect(splitter, &QSplitter::splitterMoved, &m_layoutTimer, qOverload<>(&QTimer::start));
}

void DatasetPage::retranslate() {
  if (m_version) m_version->setBadge(BadgeKind::Mute, tr("Version %1").arg(QLocale().toString(m_versionNumber)));
  if (m_encoder) m_encoder->setText(m_numbers->numbers().encoder.empty() ? QString() : tr("tokenizer %1").arg(QString::fromStdString(m_numbers->numbers().encoder)));
  m_nothing->setText(tr("No row matches the filter."));
  m_table->setAccessibleName(tr("Rows"));
  if (m_history) m_history->refresh();
  m_table->viewport()->update();
  m_table->horizontalHeader()->viewport()->update();
  Q_EMIT badgeChanged();
  Q_EMIT statusChanged();
}

QList<QWidget*> DatasetPage::headerState() {
  m_version = new Badge(BadgeKind::Mute, {}, {}, nullptr);
  m_version->setObjectName(QStringLiteral("datasetVersion"));
  m_version->hide();
  m_encoder = new Label({}, TextRole::Small, Role::Text2);
  m_encoder->setObjectName(QStringLiteral("datasetEncoder"));
  return {m_version, m_encoder};
}

QList<QWidget*> DatasetPage::regions() {
  if (m_stack->currentWidget() == m_empty) return {m_empty};
  return {m_filter, m_table, m_problems, m_side, m_numbers};
}

void DatasetPage::enter() {
  m_active = true;
  if (m_history) m_history->setActive(!m_project.readOnly);
  updateActions();
}

void DatasetPage::leave() {
  finishEditing();
  m_active = false;
  if (m_history) m_history->setActive(false);
  updateActions();
}

void DatasetPage::finishEditing() {
  m_table->commitOpenEditor();
  m_conversation->finishEditing();
  if (!m_layoutTimer.isActive()) return;
  m_layoutTimer.stop();
  saveLayout();
}

void DatasetPage::setTemplates(const QList<RowTemplate>& templates) { m_empty->setTemplates(templates); }

QString DatasetPage::whyReadOnly() const {
  return m_project.readOnlyReason ? errorText(*m_project.readOnlyReason).both() : tr("It was opened to look at.");
}

void DatasetPage::setProject(ProjectAccess project) {
  m_project = std::move(project);
  m_model->setReadOnly(m_project.readOnly);
  m_conversation->setReadOnly(m_project.readOnly);
  m_bulk->setReadOnly(m_project.readOnly);
  m_problems->setReadOnly(m_project.readOnly);
  m_numbers->setReadOnly(m_project.readOnly);
  m_empty->setReadOnly(m_project.readOnly);
  m_conversation->clear();
  m_filter->clear();
  m_sort = {};
  m_pending = 0;
  m_everSaved = false;
  m_versionNumber = 0;
  if (m_version) m_version->hide();
  m_banner->parentWidget()->hide();
  m_rowAnswers.clear();
  m_prompts.clear();
  m_importQueue.clear();
  m_fileTicket = 0;
  loadLayout();
  if (m_history) m_history->setActive(m_active && !m_project.readOnly);
  if (m_project.readOnly) {
    showBanner(BadgeKind::Info, tr("This project is read-only"), whyReadOnly());
  } else {
    offerDrafts();
  }
  updateActions();
  Q_EMIT statusChanged();
}

QRect DatasetPage::noticeArea() const {
  // Over rows, which can be scrolled: beside the panel's buttons, above the problems and the numbers.
  if (!m_tableArea->isVisible()) return rect();
  QRect area(m_tableArea->mapTo(this, QPoint(0, 0)), m_tableArea->size());
  if (m_bulkBar->isVisible()) area.setBottom(m_bulkBar->mapTo(this, QPoint(0, 0)).y());
  return area;
}

void DatasetPage::showBanner(BadgeKind kind, const QString& title, const QString& text, const QString& button, std::function<void()> run) {
  m_banner->clearButtons();
  m_banner->setMessage(kind, title, text);
  if (!button.isEmpty()) {
    QPushButton* act = m_banner->addButton(makeButton(ButtonKind::Small, button, {}, m_banner));
    act->setObjectName(QStringLiteral("bannerAction"));
    connect(act, &QPushButton::clicked, this, [this, run = std::move(run)] {
      m_banner->parentWidget()->hide();
      if (run) run();
    });
  }
  QPushButton* close = m_banner->addButton(makeButton(ButtonKind::Small, tr("Close"), {}, m_banner));
  close->setObjectName(QStringLiteral("bannerClose"));
  connect(close, &QPushButton::clicked, this, [this] { m_banner->parentWidget()->hide(); });
  m_banner->parentWidget()->show();
}

void DatasetPage::placeProblems() {
  const bool low = m_problems->low();
  const int head = m_problems->headHeight();
  m_problems->setMaximumHeight(low ? head : QWIDGETSIZE_MAX);
  // The splitter keeps the sizes that it had while it was hidden, whatever the new limits: it has to be told.
  const int height = low ? head : std::clamp(m_problemsHeight, head, theme().px(600));
  m_down->setSizes({std::max(theme().px(200), m_down->height() - height), height});
}

void DatasetPage::showEmpty() {
  const bool empty = m_hasView && m_total == 0;
  // Until it is known whether there are rows, neither the table nor the four ways in are shown.
  const int page = empty ? 1 : service() && !m_hasView ? 2 : 0;
  if (page != m_stack->currentIndex()) {
    m_stack->setCurrentIndex(page);
    if (page == 0) placeProblems();
  }
  const bool none = m_hasView && !empty && m_viewCount == 0;
  m_nothing->setVisible(none);
  if (none) m_nothing->setGeometry(m_table->geometry().adjusted(0, theme().px(40), 0, -theme().px(40)));
}

void DatasetPage::showPanels() {
  const bool bulk = m_table->bulk();
  const bool wide = window()->width() >= theme().px(sideNeedsWindow);
  const bool panel = m_panelWanted && (wide || m_panelForced);
  m_side->setCurrentIndex(bulk ? 1 : 0);
  if (m_side->isHidden() == panel) m_side->setVisible(panel);
  if (QAction* toggle = action("dataset.panel"); toggle && toggle->isChecked() != panel) {
    {
      const QSignalBlocker block(toggle);
      toggle->setChecked(panel);
    }
    Q_EMIT toggle->changed();
  }
  m_problems->setVisible(!bulk);
  m_bulkBar->setVisible(bulk);
  if (!bulk) return;
  m_bulkBar->setCount(m_table->wholeRowCount());
  m_bulk->setCount(m_table->wholeRowCount());
}

void DatasetPage::resizeEvent(QResizeEvent* event) {
  Page::resizeEvent(event);
  showPanels();
  showEmpty();
}

void DatasetPage::changeEvent(QEvent* event) {
  Page::changeEvent(event);
  if (event->type() == QEvent::StyleChange) showPanels();
}

void DatasetPage::saveLayout() {
  QJsonArray hidden, shown;
  for (int c = 0; c < RowTableModel::ColumnCount; ++c) {
    const auto wish = m_table->columnWish(c);
    if (wish == RowTableView::ColumnWish::Hidden) hidden.append(c);
    if (wish == RowTableView::ColumnWish::Shown) shown.append(c);
  }
  QJsonObject layout{{QStringLiteral("height"), int(m_table->rowHeight_())}, {QStringLiteral("panel"), m_panelWanted}, {QStringLiteral("problems"), !m_problems->collapsed()},
                     {QStringLiteral("hidden"), hidden}, {QStringLiteral("shown"), shown}, {QStringLiteral("user"), m_table->userShare()}};
  if (m_side->isVisible()) layout.insert(QStringLiteral("side"), m_side->width());
  if (m_problems->isVisible() && !m_problems->low()) m_problemsHeight = m_problems->height();
  layout.insert(QStringLiteral("down"), m_problemsHeight);
  if (!m_project.readOnly) m_project.setSetting(QStringLiteral("dataset.layout"), layout);
}

void DatasetPage::loadLayout() {
  const QJsonObject layout = m_project.setting(QStringLiteral("dataset.layout")).toObject();
  const Theme& t = theme();
  m_panelWanted = layout.value(QStringLiteral("panel")).toBool(true);
  m_panelForced = false;
  m_table->setRowHeight(RowTableView::RowHeight(std::clamp(layout.value(QStringLiteral("height")).toInt(1), 0, 2)));
  for (int c = 0; c < RowTableModel::ColumnCount; ++c) m_table->setColumnWish(c, RowTableView::ColumnWish::Auto);
  for (const auto& [key, wish] : {std::pair("shown", RowTableView::ColumnWish::Shown), std::pair("hidden", RowTableView::ColumnWish::Hidden)})
    for (const QJsonValue column : layout.value(QLatin1String(key)).toArray())
      if (column.toInt() > RowTableModel::Number && column.toInt() < RowTableModel::ColumnCount) m_table->setColumnWish(column.toInt(), wish);
  m_table->forgetFilled();
  m_table->setUserShare(layout.value(QStringLiteral("user")).toDouble(0.5));
  m_problems->setCollapsed(!layout.value(QStringLiteral("problems")).toBool(true));
  const int side = std::clamp(layout.value(QStringLiteral("side")).toInt(t.px(sideWidth)), t.px(280), t.px(720));
  m_problemsHeight = layout.value(QStringLiteral("down")).toInt(t.px(problemsHeight));
  m_across->setSizes({std::max(t.px(400), m_across->width() - side), side});
  placeProblems();
  showPanels();
}

}  // namespace timbre::ui
