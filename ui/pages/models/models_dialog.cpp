// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/models_dialog.h"

#include "core/base/file_ops.h"
#include "ui/bridge/model_bridge.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/models/hub_panel.h"
#include "ui/pages/models/model_card.h"
#include "ui/pages/models/model_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/drop_frame.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/local_paths.h"
#include "ui/widgets/overlay.h"
#include "ui/widgets/path_dialogs.h"
#include "ui/widgets/retranslate.h"

#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace timbre::ui {

namespace {

constexpr int kLeftMost = 300, kLeftLeast = 200;  // px of the list; a narrow window takes from it first
constexpr int kReadMs = 60;  // holding an arrow key down does not read every folder on the way

QString shown(const std::filesystem::path& path) { return QString::fromStdString(base::displayPath(path)); }

QScrollArea* scrolled(QWidget* content, QWidget* parent) {
  auto* area = new QScrollArea(parent);
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setProperty("ringInside", true);
  auto* ground = new Pane(Role::Surface, {}, area);
  auto* column = new QVBoxLayout(ground);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(content);
  area->setWidget(ground);
  return area;
}

}  // namespace

ModelsDialog::ModelsDialog(ModelBridge& bridge, const ModelsRequest& request)
    : m_bridge(bridge), m_wanted(toPath(request.current)) {
  setObjectName(QStringLiteral("models"));
  setAcceptDrops(true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(1, 1, 1, 1);
  row->setSpacing(0);
  row->addWidget(buildLeft());
  row->addWidget(buildRight(), 1);
  m_dropFrame = new DropFrame(this);
  m_card->setDevice(request.device);
  if (request.dropped > 1) noteDropped(m_wanted, request.dropped);
  m_readLater.setSingleShot(true);
  m_readLater.setInterval(kReadMs);
  connect(&m_readLater, &QTimer::timeout, this, [this] {
    m_bridge.read(m_current, {tr("You are a lighthouse keeper.").toStdString(), tr("Who are you?").toStdString(),
                              tr("The one who keeps the lamp.").toStdString()});
  });
  connectBridge();
  onLanguageChange(this, [this] { retranslate(); });
  m_card->setNone({});
  showHub(m_bridge.hubState().phase == HubPhase::Downloading);
  m_bridge.list();
}

QWidget* ModelsDialog::buildLeft() {
  const Theme& t = theme();
  auto* left = m_left = new Pane(Role::Window, {}, this);
  left->setRounded(11);
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins(t.px(8), t.px(14), t.px(8), t.px(14));
  column->setSpacing(t.px(8));
  m_filter = new SearchField(left);
  m_filter->setObjectName(QStringLiteral("models.filter"));
  column->addWidget(m_filter);
  m_list = new QListView(left);
  m_list->setObjectName(QStringLiteral("models.list"));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setMouseTracking(true);
  m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->viewport()->setAutoFillBackground(false);
  m_model = new ModelListModel(m_list);
  m_list->setModel(m_model);
  m_list->setItemDelegate(new ModelListDelegate(m_list));
  column->addWidget(m_list, 1);
  m_empty = new EmptyState(QStringLiteral("search"), left);
  m_empty->setObjectName(QStringLiteral("models.empty"));
  m_clear = makeButton(ButtonKind::Secondary, {}, {}, m_empty);
  m_clear->setObjectName(QStringLiteral("models.clearFilter"));
  m_empty->setButton(m_clear);
  column->addWidget(m_empty, 1);
  connect(m_clear, &QPushButton::clicked, this, [this] {
    m_filter->setFocus(Qt::OtherFocusReason);  // the button goes with the filter
    m_filter->clear();
  });
  m_open = makeButton(ButtonKind::Secondary, {}, QStringLiteral("folder-open"), left);
  m_open->setObjectName(QStringLiteral("models.openFolder"));
  m_byName = makeButton(ButtonKind::Secondary, {}, QStringLiteral("download"), left);
  m_byName->setObjectName(QStringLiteral("models.byName"));
  for (QPushButton* button : {m_open, m_byName}) {
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    column->addWidget(button);
  }
  connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
    const auto kept = m_current;
    m_model->setFilter(text);
    showEmpty();
    select(kept);
  });
  connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &ModelsDialog::showSelected);
  connect(m_list, &QListView::clicked, this, [this] { showHub(false); });
  connect(m_list, &QListView::activated, this, &ModelsDialog::use);
  connect(m_open, &QPushButton::clicked, this, &ModelsDialog::openFolder);
  connect(m_byName, &QPushButton::clicked, this, [this] { showHub(true); });
  return left;
}

QWidget* ModelsDialog::buildRight() {
  const Theme& t = theme();
  auto* right = new Pane(Role::Surface, {}, this);
  right->setRounded(11);
  auto* column = new QVBoxLayout(right);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  m_stack = new QStackedWidget(right);
  m_card = new ModelCard(&m_bridge, nullptr);
  m_cardScroll = scrolled(m_card, m_stack);
  m_cardScroll->setObjectName(QStringLiteral("models.card"));
  m_hub = new HubPanel(&m_bridge, nullptr);
  m_hubScroll = scrolled(m_hub, m_stack);
  m_stack->addWidget(m_cardScroll);
  m_stack->addWidget(m_hubScroll);
  column->addSpacing(t.px(6));
  column->addWidget(m_stack, 1);
  column->addWidget(new Hairline(Qt::Horizontal, right));
  auto* foot = new QHBoxLayout;
  foot->setContentsMargins(t.px(24), t.px(11), t.px(20), t.px(11));
  foot->setSpacing(t.px(8));
  m_hint = new Label({}, TextRole::Small, Role::Text2, right);
  m_hint->setObjectName(QStringLiteral("models.hint"));
  m_hint->setElide(Qt::ElideRight);
  m_forget = makeButton(ButtonKind::Secondary, {}, {}, right);
  m_forget->setObjectName(QStringLiteral("models.forget"));
  m_close = makeButton(ButtonKind::Secondary, {}, {}, right);
  m_close->setObjectName(QStringLiteral("models.close"));
  m_use = makeButton(ButtonKind::Primary, {}, QStringLiteral("check"), right);
  m_use->setObjectName(QStringLiteral("models.use"));
  foot->addWidget(m_hint, 1);
  for (QPushButton* button : {m_forget, m_close, m_use}) foot->addWidget(button);
  column->addLayout(foot);
  connect(m_hub, &HubPanel::backRequested, this, &ModelsDialog::leaveHub);
  connect(m_close, &QPushButton::clicked, this, &ModelsDialog::close);
  connect(m_use, &QPushButton::clicked, this, &ModelsDialog::use);
  connect(m_forget, &QPushButton::clicked, this, [this] {
    m_list->setFocus(Qt::OtherFocusReason);  // the button goes with its entry
    m_bridge.forget(m_current);
  });
  return right;
}

void ModelsDialog::connectBridge() {
  connect(&m_bridge, &ModelBridge::listed, this, &ModelsDialog::takeList);
  connect(&m_bridge, &ModelBridge::found, this, &ModelsDialog::takeFound);
  connect(&m_bridge, &ModelBridge::modelRead, this, [this](const session::ModelRead& read) {
    if (read.folder != m_current) return;
    m_card->setRead(read);
    showFoot();
  });
  connect(&m_bridge, &ModelBridge::downloaded, this, [this](const std::filesystem::path& folder) {
    m_wanted = folder;
    showHub(false);
  });
}

ModelsDialog* ModelsDialog::open(QWidget* window, ModelBridge& bridge, const ModelsRequest& request) {
  auto* dialog = new ModelsDialog(bridge, request);
  dialog->m_overlay = new Overlay(window, dialog, Overlay::Place::Centre, 12);
  connect(dialog->m_overlay, &Overlay::dismissed, dialog->m_overlay, &Overlay::close);
  dialog->m_overlay->open(dialog->m_list);
  return dialog;
}

QSize ModelsDialog::sizeHint() const { return {theme().px(1040), theme().px(760)}; }

void ModelsDialog::close() {
  if (m_overlay) m_overlay->close();
}

void ModelsDialog::retranslate() {
  setWindowTitle(tr("Choose a model"));
  setAccessibleName(tr("Choose a model"));
  m_filter->setPlaceholderText(tr("Filter by name"));
  m_filter->setAccessibleName(tr("Filter by name"));
  m_list->setAccessibleName(tr("Models on this computer"));
  m_cardScroll->setAccessibleName(tr("The selected model"));
  m_hubScroll->setAccessibleName(tr("Download a model by name"));
  m_open->setText(tr("Open folder…"));
  m_byName->setText(tr("Download by name…"));
  m_close->setText(tr("Close"));
  m_use->setText(tr("Use this model"));
  m_forget->setText(tr("Remove from the list"));
  m_clear->setText(tr("Clear the filter"));
  m_model->retranslate();
  showEmpty();
  select(m_current);
  showFoot();
}

void ModelsDialog::takeList(const std::vector<session::KnownModel>& models) {
  const auto kept = m_wanted.empty() ? m_current : m_wanted;
  m_model->setModels(models);
  m_listed = true;
  showEmpty();
  if (m_dropNoteOf.empty()) m_dropNoteOf = kept;
  if (m_model->rowOf(kept) >= 0) m_wanted.clear();
  // A model that is used but not in any list is opened like a folder that somebody chose.
  else if (!m_wanted.empty()) return m_bridge.find(std::exchange(m_wanted, {}));
  select(kept);
}

void ModelsDialog::takeFound(const session::ModelsFound& found) {
  if (found.error) {
    m_list->setCurrentIndex({});
    m_current.clear();
    m_card->setNone(found.error);
    showHub(false);
    return showFoot();
  }
  m_dropNoteOf = found.models.front().folder;
  std::vector<session::KnownModel> fresh;
  for (const auto& model : found.models)
    if (!m_model->holds(model.folder)) fresh.push_back(model);
  m_model->setOpened(std::move(fresh));
  m_filter->clear();
  showEmpty();
  showHub(false);
  select(found.models.front().folder);
}

void ModelsDialog::select(const std::filesystem::path& folder) {
  int row = folder.empty() ? -1 : m_model->rowOf(folder);
  if (row < 0) row = m_model->firstModel();
  if (row >= 0) return m_list->setCurrentIndex(m_model->index(row));
  if (m_filter->text().isEmpty()) return;
  m_current.clear();  // what the list does not show cannot be used
  m_readLater.stop();
  m_card->setNone({});
  showFoot();
}

void ModelsDialog::showSelected() {
  const session::KnownModel* model = m_model->model(m_list->currentIndex().row());
  if (!model) return;
  // Somebody walks through the list; a list that comes in late must not take the way to a new model away.
  if (m_list->hasFocus()) showHub(false);
  if (model->folder == m_current && m_card->read()) return;
  m_current = model->folder;
  m_card->setPending(*model);
  m_readLater.start();
  m_cardScroll->ensureVisible(0, 0);
  showFoot();
}

void ModelsDialog::openFolder() {
  askForFolder(this, tr("Open a model folder"), m_current.empty() ? QString() : shown(m_current.parent_path()), [this](const QString& folder) { m_bridge.find(toPath(folder)); });
}

void ModelsDialog::showHub(bool hub) {
  m_stack->setCurrentWidget(hub ? static_cast<QWidget*>(m_hubScroll) : m_cardScroll);
  if (hub) m_hub->nameField()->setFocus(Qt::OtherFocusReason);
  showFoot();
}

void ModelsDialog::leaveHub() {
  showHub(false);
  (m_list->isVisible() ? static_cast<QWidget*>(m_list) : m_filter)->setFocus(Qt::OtherFocusReason);
}

void ModelsDialog::showEmpty() {
  const bool none = m_listed && m_model->rowCount() == 0, filtered = !m_filter->text().trimmed().isEmpty();
  if (none && m_list->hasFocus()) m_filter->setFocus(Qt::OtherFocusReason);
  m_list->setVisible(!none);
  m_empty->setVisible(none);
  m_clear->setVisible(filtered);
  if (filtered) m_empty->setTexts(tr("No match"), tr("No name contains “%1”.").arg(m_filter->text().trimmed()));
  else m_empty->setTexts(tr("No models yet"), tr("Open a folder, or download a model by name."));
}

void ModelsDialog::noteDropped(const std::filesystem::path& first, int count) {
  //: %n is how many were left alone
  m_dropNote = tr("Of what was dropped, %1 was opened; %n more left alone.", nullptr, count - 1).arg(shown(first.filename()));
}

void ModelsDialog::showFoot() {
  const bool card = m_stack->currentWidget() == m_cardScroll;
  const session::KnownModel* model = m_model->model(m_list->currentIndex().row());
  const bool recent = card && model && model->source == session::KnownModel::Source::Recent;
  m_forget->setVisible(recent);
  m_use->setVisible(card);
  m_use->setEnabled(card && m_card->usable());
  QString hint;
  if (card && !m_dropNote.isEmpty() && m_current == m_dropNoteOf) hint = m_dropNote;
  else if (card && m_card->read() && !m_card->usable()) hint = tr("What is marked red keeps it from being trained.");
  m_hint->setText(hint);
  m_use->setToolTip(hint);
}

void ModelsDialog::use() {
  if (!m_card->usable() || m_card->read()->folder != m_current) return;
  const session::KnownModel* model = m_model->model(m_list->currentIndex().row());
  const QString folder = fromPath(m_current);
  m_bridge.remember(m_current, model ? QString::fromStdString(model->name) : shown(m_current.filename()));
  close();
  Q_EMIT chosen(folder);
}

void ModelsDialog::keyPressEvent(QKeyEvent* event) {
  // One level out at a time: the panel first, the chooser after it.
  if (event->key() == Qt::Key_Escape && m_stack->currentWidget() == m_hubScroll) return leaveHub();
  if (event->matches(QKeySequence::Find)) return m_filter->setFocus(Qt::ShortcutFocusReason);
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && (event->modifiers() & Qt::ControlModifier)) return use();
  QWidget::keyPressEvent(event);
}

void ModelsDialog::dragEnterEvent(QDragEnterEvent* event) {
  if (localPaths(event->mimeData()).empty()) return;
  event->acceptProposedAction();
  m_dropFrame->cover(tr("Drop a model folder"));
}

void ModelsDialog::dragLeaveEvent(QDragLeaveEvent*) { m_dropFrame->hide(); }

void ModelsDialog::dropEvent(QDropEvent* event) {
  m_dropFrame->hide();
  const auto paths = localPaths(event->mimeData());
  if (paths.empty()) return;
  event->acceptProposedAction();
  m_dropNote.clear();
  if (paths.size() > 1) noteDropped(paths.front(), int(paths.size()));
  m_bridge.find(paths.front());
}

void ModelsDialog::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_left->setFixedWidth(std::clamp(width() * 3 / 10, theme().px(kLeftLeast), theme().px(kLeftMost)));
}

}  // namespace timbre::ui
