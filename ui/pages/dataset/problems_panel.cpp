// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/problems_panel.h"

#include "ui/bridge/dataset_words.h"
#include "ui/models/problem_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"
#include "ui/widgets/text_block.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace timbre::ui {

namespace {
constexpr int rowHeight = 34, titleAt = 44, titleWidth = 150;
}

class ProblemDelegate : public QStyledItemDelegate {
 public:
  explicit ProblemDelegate(ProblemList* list) : QStyledItemDelegate(list), m_list(list) {}
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, theme().px(rowHeight)}; }
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Theme& t = theme();
    const session::ProblemItem* item = m_list->m_problems->at(index.row());
    if (!item) return;
    const bool current = option.state & QStyle::State_Selected;
    const QRect r = option.rect;
    painter->fillRect(r, t.color(current ? Role::Selection : option.state & QStyle::State_MouseOver ? Role::Hover : Role::Surface));
    const bool error = item->severity == data::Severity::Error;
    Icons::paint(*painter, QRect(r.x() + t.px(19), r.y(), t.px(16), r.height()), error ? "circle-x" : "triangle-alert", t.color(error ? Role::Err : Role::Warn), t.px(15));
    QFont strong = t.font(TextRole::Small);
    strong.setWeight(QFont::DemiBold);
    drawTextLine(*painter, QRect(r.x() + t.px(titleAt), r.y(), t.px(titleWidth), r.height()), DatasetWords::problem(item->problem.kind), strong, t.color(Role::Text1));
    const QRect link = m_list->linkRect(index.row());
    const int reasonAt = r.x() + t.px(titleAt + titleWidth + 10);
    drawTextLine(*painter, QRect(reasonAt, r.y(), link.x() - reasonAt - t.px(10), r.height()), m_list->m_problems->reason(index.row()), t.font(TextRole::Small), t.color(Role::Text2));
    drawTextLine(*painter, link, DatasetWords::row(item->number), t.font(TextRole::Small), t.color(Role::AccentText));
    if (current && m_list->hasFocus()) {
      painter->setPen(QPen(t.color(Role::Focus), 2));
      painter->setBrush(Qt::NoBrush);
      painter->drawRect(QRectF(r).adjusted(1, 1, -1, -1));
    }
  }

 private:
  ProblemList* m_list;
};

ProblemList::ProblemList(ProblemModel* model, QWidget* parent) : QListView(parent), m_problems(model) {
  setObjectName(QStringLiteral("problemList"));
  setModel(model);
  setItemDelegate(new ProblemDelegate(this));
  setFrameShape(QFrame::NoFrame);
  setUniformItemSizes(true);
  setMouseTracking(true);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setEditTriggers(NoEditTriggers);
  setSelectionMode(SingleSelection);
  connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_buttons.clear(); });
  connect(model, &QAbstractItemModel::modelReset, this, [this] { QMetaObject::invokeMethod(this, &ProblemList::placeButtons, Qt::QueuedConnection); });
}

QList<Fix> ProblemList::fixesFor(data::ProblemKind kind) {
  using data::ProblemKind;
  switch (kind) {
    case ProblemKind::EmptyAnswer:
    case ProblemKind::NoAnswer: return {Fix::WriteAnswer, Fix::DeleteRow};
    case ProblemKind::Placeholder: return {Fix::Replace, Fix::EditCell};
    case ProblemKind::RefusalPhrase: return {Fix::EditCell};
    case ProblemKind::InvisibleCharacters: return {Fix::RemoveInvisible};
    case ProblemKind::NoSystem: return {Fix::AddPrompt};
    case ProblemKind::DuplicateRow:
    case ProblemKind::DuplicatePrompt:
    case ProblemKind::NearDuplicate: return {Fix::Compare, Fix::DeleteRow};
    case ProblemKind::NotAnObject:
    case ProblemKind::NoMessages:
    case ProblemKind::BadMessage:
    case ProblemKind::BadContent:
    case ProblemKind::BadWeight:
    case ProblemKind::BadToolCall:
    case ProblemKind::BadPreference:
    case ProblemKind::UnreadPart:
    case ProblemKind::UnknownKey: return {Fix::EditJson, Fix::DeleteRow};
    case ProblemKind::UnknownRole:
    case ProblemKind::NothingTrained:
    case ProblemKind::TooLong:
    case ProblemKind::RoleOrder:
    case ProblemKind::NoUser:
    case ProblemKind::NotEncodable: return {Fix::OpenConversation, Fix::DeleteRow};
  }
  return {};
}

QString ProblemList::fixText(Fix fix) {
  switch (fix) {
    case Fix::GoTo: return tr("Go to row");
    case Fix::WriteAnswer: return tr("Write answer");
    case Fix::EditCell: return tr("Edit");
    case Fix::OpenConversation: return tr("Open");
    case Fix::EditJson: return tr("Edit JSON");
    case Fix::DeleteRow: return tr("Delete row");
    case Fix::Replace: return tr("Replace");
    case Fix::RemoveInvisible: return tr("Remove them");
    case Fix::AddPrompt: return tr("Add prompt");
    case Fix::Compare: return tr("Compare");
  }
  return {};
}

QRect ProblemList::linkRect(int row) const {
  const QRect r = visualRect(m_problems->index(row));
  const session::ProblemItem* item = m_problems->at(row);
  const int width = QFontMetrics(theme().font(TextRole::Small)).horizontalAdvance(item ? DatasetWords::row(item->number) : QString()) + 2;
  // Links stand in one column, left of the widest pair of buttons.
  const int x = std::max(r.x() + theme().px(titleAt + titleWidth + 60), r.right() - theme().px(272));
  return {x, r.y(), width, r.height()};
}

void ProblemList::placeButtons() {
  const Theme& t = theme();
  const int count = m_problems->rowCount();
  const QModelIndex top = indexAt(QPoint(4, 1));
  const int first = top.isValid() ? top.row() : 0;
  const int last = std::min(count - 1, first + viewport()->height() / std::max(1, t.px(rowHeight)) + 1);
  for (auto it = m_buttons.begin(); it != m_buttons.end();) {
    if (it.key() >= first && it.key() <= last) {
      ++it;
      continue;
    }
    if (!it.value()->isAncestorOf(focusWidget())) {
      setIndexWidget(m_problems->index(it.key()), nullptr);
      it = m_buttons.erase(it);
    } else {
      ++it;
    }
  }
  for (int row = first; row <= last; ++row) {
    if (m_buttons.contains(row) || !m_problems->at(row)) continue;
    auto* holder = new QWidget(viewport());
    auto* line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, t.px(14), 0);
    line->setSpacing(t.px(6));
    line->addStretch(1);
    for (const Fix fix : fixesFor(m_problems->at(row)->problem.kind)) {
      QPushButton* button = makeButton(ButtonKind::Small, fixText(fix), {}, holder);
      button->setObjectName(QStringLiteral("fix.%1.%2").arg(row).arg(int(fix)));
      button->setAccessibleName(tr("%1, %2").arg(fixText(fix), DatasetWords::row(m_problems->at(row)->number)));
      button->setEnabled(!property("readOnly").toBool() || fix == Fix::Compare || fix == Fix::OpenConversation);
      connect(button, &QPushButton::clicked, this, [this, row, fix] {
        setCurrentIndex(m_problems->index(row));
        if (const session::ProblemItem* item = m_problems->at(row)) Q_EMIT fixRequested(session::ProblemItem(*item), fix);
      });
      line->addWidget(button);
    }
    holder->setAttribute(Qt::WA_NoMousePropagation, false);
    setIndexWidget(m_problems->index(row), holder);
    m_buttons.insert(row, holder);
  }
}

void ProblemList::scrollContentsBy(int dx, int dy) {
  QListView::scrollContentsBy(dx, dy);
  placeButtons();
}

void ProblemList::resizeEvent(QResizeEvent* event) {
  QListView::resizeEvent(event);
  placeButtons();
}

void ProblemList::keyPressEvent(QKeyEvent* event) {
  const session::ProblemItem* item = m_problems->at(currentIndex().row());
  if (item && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
    Q_EMIT fixRequested(session::ProblemItem(*item), Fix::GoTo);
    return;
  }
  QListView::keyPressEvent(event);
}

void ProblemList::mouseMoveEvent(QMouseEvent* event) {
  const QModelIndex at = indexAt(event->pos());
  viewport()->setCursor(at.isValid() && linkRect(at.row()).contains(event->pos()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
  QListView::mouseMoveEvent(event);
}

void ProblemList::mouseReleaseEvent(QMouseEvent* event) {
  QListView::mouseReleaseEvent(event);
  const QModelIndex at = indexAt(event->pos());
  if (event->button() != Qt::LeftButton || !at.isValid()) return;
  if (const session::ProblemItem* item = m_problems->at(at.row())) Q_EMIT fixRequested(session::ProblemItem(*item), Fix::GoTo);
}

void ProblemList::changeEvent(QEvent* event) {
  QListView::changeEvent(event);
  if (event->type() != QEvent::LanguageChange) return;
  for (auto it = m_buttons.begin(); it != m_buttons.end(); ++it) setIndexWidget(m_problems->index(it.key()), nullptr);
  m_buttons.clear();
  placeButtons();
}

ProblemsPanel::ProblemsPanel(QWidget* parent) : Pane(Role::Surface, {}, parent), m_model(new ProblemModel(this)) {
  setObjectName(QStringLiteral("problems"));
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* head = new QWidget(this);
  head->setFixedHeight(t.px(40));
  auto* row = new QHBoxLayout(head);
  row->setContentsMargins(t.px(20), 0, t.px(12), 0);
  row->setSpacing(t.px(8));
  m_title = new Label({}, TextRole::Strong, Role::Text1, head);
  m_errors = new Badge(BadgeKind::Error, {}, {}, head);
  m_warnings = new Badge(BadgeKind::Warn, {}, {}, head);
  m_none = new Badge(BadgeKind::Ok, {}, {}, head);
  m_errors->setObjectName(QStringLiteral("errorCount"));
  m_warnings->setObjectName(QStringLiteral("warningCount"));
  m_hint = new Label({}, TextRole::Small, Role::Text2, head);
  m_hint->setElide(Qt::ElideRight);
  m_next = new Label({}, TextRole::Small, Role::Text2, head);
  m_key = new KeyCaps(QStringLiteral("F8"), head);
  m_collapse = makeIconButton(QStringLiteral("chevron-down"), {}, head);
  m_collapse->setObjectName(QStringLiteral("collapseProblems"));
  row->addWidget(m_title);
  for (Badge* badge : {m_errors, m_warnings, m_none}) row->addWidget(badge);
  row->addWidget(m_hint, 1);
  row->addWidget(m_next);
  row->addWidget(m_key);
  row->addWidget(m_collapse);
  column->addWidget(head);
  m_list = new ProblemList(m_model, this);
  column->addWidget(m_list, 1);
  showList();
  connect(m_collapse, &QToolButton::clicked, this, [this] {
    setCollapsed(!m_collapsed);
    Q_EMIT collapseToggled(m_collapsed);
  });
  onLanguageChange(this, [this] { retranslate(); });
}

int ProblemsPanel::headHeight() const { return theme().px(40); }

void ProblemsPanel::retranslate() {
  const QLocale locale;
  setAccessibleName(tr("Problems"));
  m_list->setAccessibleName(tr("Problems"));
  m_title->setText(tr("Problems"));
  m_errors->setBadge(BadgeKind::Error, tr("%n error(s)", nullptr, int(m_state.errors)));
  m_warnings->setBadge(BadgeKind::Warn, tr("%n warning(s)", nullptr, int(m_state.warnings)));
  m_none->setBadge(BadgeKind::Ok, tr("None"));
  m_errors->setVisible(m_state.errors > 0);
  m_warnings->setVisible(m_state.warnings > 0);
  const bool checking = m_state.checked < m_state.total;
  m_none->setVisible(m_state.errors == 0 && m_state.warnings == 0 && !checking && m_state.total > 0);
  m_hint->setText(checking ? tr("%1 of %2 rows checked.").arg(locale.toString(qlonglong(m_state.checked)), locale.toString(qlonglong(m_state.total)))
                           : tr("Errors keep a row out of training. Warnings do not."));
  m_next->setText(tr("Next problem"));
  m_next->setVisible(m_state.errors + m_state.warnings > 0);
  m_key->setVisible(m_state.errors + m_state.warnings > 0);
  setIconButtonName(m_collapse, m_collapsed ? tr("Show problems") : tr("Hide problems"));
}

void ProblemsPanel::setProblems(const session::ProblemsChanged& problems) {
  const session::ProblemItem* current = m_model->at(m_list->currentIndex().row());
  const std::optional<session::ProblemItem> keep = current ? std::optional(*current) : std::nullopt;
  const int keepRow = m_list->currentIndex().row();
  std::int64_t all = 0;
  for (const auto& kind : problems.kinds) all += kind.rows;
  m_complete = all <= std::int64_t(problems.list.size());
  const bool sameList = m_state.list.size() == problems.list.size() &&
                        std::equal(m_state.list.begin(), m_state.list.end(), problems.list.begin(), [](const auto& a, const auto& b) { return a.row == b.row && a.number == b.number && a.problem == b.problem; });
  const bool was = low();
  m_state = problems;
  retranslate();
  showList();
  if (was != low()) Q_EMIT lowChanged(low());
  if (sameList) return;
  m_model->setProblems(problems.list);
  int row = keep ? m_model->find(keep->row, keep->problem.kind) : -1;
  // After a repair the next problem has moved into its place.
  if (row < 0 && keep && m_model->rowCount() > 0) row = std::min(keepRow, m_model->rowCount() - 1);
  if (row >= 0) m_list->setCurrentIndex(m_model->index(row));
}

void ProblemsPanel::setReadOnly(bool readOnly) { m_list->setProperty("readOnly", readOnly); }

const session::ProblemItem* ProblemsPanel::step(int direction) {
  const int count = m_model->rowCount();
  if (count == 0) return nullptr;
  const int current = m_list->currentIndex().row();
  const int next = current < 0 ? (direction > 0 ? 0 : count - 1) : (current + direction + count) % count;
  m_list->setCurrentIndex(m_model->index(next));
  return m_model->at(next);
}

void ProblemsPanel::showRow(session::RowId row) {
  const session::ProblemItem* current = m_model->at(m_list->currentIndex().row());
  if (current && current->row == row) return;
  const int at = m_model->find(row);
  if (at >= 0) m_list->setCurrentIndex(m_model->index(at));
  else m_list->setCurrentIndex({});
}

void ProblemsPanel::setCollapsed(bool collapsed) {
  m_collapsed = collapsed;
  showList();
  m_collapse->setIcon(Icons::icon(collapsed ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down")));
  retranslate();
}

bool ProblemsPanel::low() const { return m_collapsed || m_state.errors + m_state.warnings == 0; }

void ProblemsPanel::showList() {
  m_list->setVisible(!low());
  m_collapse->setVisible(m_state.errors + m_state.warnings > 0);
}

}  // namespace timbre::ui
