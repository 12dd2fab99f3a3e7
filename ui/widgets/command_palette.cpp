// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/command_palette.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/label.h"
#include "ui/widgets/overlay.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/text_block.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace timbre::ui {

int fuzzyScore(const QString& query, const QString& text, QList<int>* marks) {
  const QString q = query.simplified().toCaseFolded(), t = text.toCaseFolded();
  if (q.isEmpty()) return 1;
  if (marks) marks->clear();
  const auto wordStart = [&](qsizetype i) { return i == 0 || !t[i - 1].isLetterOrNumber(); };
  // A whole occurrence beats scattered characters; at a word start it beats one inside a word.
  if (const qsizetype at = t.indexOf(q); at >= 0) {
    qsizetype best = at;
    for (qsizetype i = at; i >= 0; i = t.indexOf(q, i + 1))
      if (wordStart(i)) {
        best = i;
        break;
      }
    if (marks)
      for (qsizetype i = 0; i < q.size(); ++i) marks->append(int(best + i));
    return 1000 + (best == 0 ? 200 : wordStart(best) ? 100 : 0) - int(std::min<qsizetype>(90, t.size() - q.size()));
  }
  int score = 100;
  qsizetype from = 0, last = -2;
  for (const QChar c : q) {
    if (c == u' ') continue;
    const qsizetype at = t.indexOf(c, from);
    if (at < 0) return 0;
    if (marks) marks->append(int(at));
    score += (at == last + 1 ? 12 : 0) + (wordStart(at) ? 10 : 0) - int(std::min<qsizetype>(6, at - from));
    last = at;
    from = at + 1;
  }
  return std::max(1, score);
}

void PaletteModel::setEntries(QList<PaletteEntry> entries) {
  m_entries = std::move(entries);
  setQuery({});
}

void PaletteModel::setQuery(const QString& query) {
  beginResetModel();
  m_hits.clear();
  for (int i = 0; i < m_entries.size(); ++i) {
    Hit hit{i, 0, {}};
    hit.score = fuzzyScore(query, m_entries[i].text, query.trimmed().isEmpty() ? nullptr : &hit.marks);
    const int alias = fuzzyScore(query, m_entries[i].alias);
    if (!m_entries[i].alias.isEmpty() && alias > hit.score) {
      hit.score = alias;
      hit.marks.clear();
    }
    if (hit.score <= 0) continue;
    if (!m_entries[i].enabled) hit.score -= 40;
    m_hits.append(hit);
  }
  std::stable_sort(m_hits.begin(), m_hits.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
  endResetModel();
}

const PaletteEntry* PaletteModel::entry(int row) const { return row >= 0 && row < m_hits.size() ? &m_entries[m_hits[row].entry] : nullptr; }
int PaletteModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_hits.size()); }

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
  const PaletteEntry* found = entry(index.row());
  if (!found) return {};
  switch (role) {
    case Qt::DisplayRole: return found->text;
    case Qt::AccessibleTextRole:
      return QStringList{found->text, found->group, found->keys, found->enabled ? QString() : found->reason}.filter(QRegularExpression(".")).join(", ");
    case MarksRole: return QVariant::fromValue(m_hits[index.row()].marks);
    case GroupRole: return found->group;
    case IconRole: return found->icon;
    case KeysRole: return found->keys;
    case ReasonRole: return found->reason;
    case EnabledRole: return found->enabled;
    default: return {};
  }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex&) const { return Qt::ItemIsSelectable | Qt::ItemIsEnabled; }

namespace {

class PaletteDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {theme().px(200), theme().px(38)}; }

  void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Theme& t = theme();
    const QRect row = option.rect.adjusted(t.px(6), 0, -t.px(6), 0);
    if (option.state & QStyle::State_Selected) paintRounded(*p, row, t.px(6), t.color(Role::Selection));
    const bool enabled = index.data(PaletteModel::EnabledRole).toBool();
    const QColor tone = t.color(enabled ? Role::Text1 : Role::Text3);
    const QString icon = index.data(PaletteModel::IconRole).toString();
    if (!icon.isEmpty()) Icons::paint(*p, QRect(row.x() + t.px(12), row.y(), t.px(16), row.height()), icon, t.color(enabled ? Role::Text2 : Role::Disabled), t.px(16));
    int right = row.right() - t.px(12);
    const QStringList keys = KeyCaps::split(index.data(PaletteModel::KeysRole).toString());
    if (!keys.isEmpty()) right -= KeyCaps::paint(*p, QRect(row.x(), row.y(), right - row.x() + 1, row.height()), keys, true) + t.px(10);
    const QFont& small = t.font(TextRole::Caption);
    const QString group = index.data(PaletteModel::GroupRole).toString();
    const int groupWidth = QFontMetrics(small).horizontalAdvance(group) + 2;
    drawTextLine(*p, QRect(right - groupWidth, row.y(), groupWidth + 1, row.height()), group, small, t.color(Role::Text2), Qt::AlignRight, Qt::ElideNone);
    right -= groupWidth + t.px(12);
    const int x = row.x() + t.px(38);
    const int used = drawMarked(*p, QRect(x, row.y(), right - x, row.height()), index, tone);
    if (!enabled && x + used + t.px(10) < right)
      drawTextLine(*p, QRect(x + used + t.px(10), row.y(), right - x - used - t.px(10), row.height()), index.data(PaletteModel::ReasonRole).toString(), small, t.color(Role::Text2));
  }

 private:
  static int drawMarked(QPainter& p, const QRect& box, const QModelIndex& index, const QColor& tone) {
    const QString text = index.data().toString();
    TextBlock block(text, theme().font(TextRole::Body), box.height());
    QList<QTextLayout::FormatRange> formats;
    const auto marks = index.data(PaletteModel::MarksRole).value<QList<int>>();
    for (const int at : marks) {
      QTextLayout::FormatRange format;
      format.start = at;
      format.length = 1;
      format.format.setFontWeight(QFont::DemiBold);
      format.format.setForeground(theme().color(Role::AccentText));
      formats.append(format);
    }
    block.setFormats(formats);
    block.layout(box.width(), 1);
    block.draw(p, box, tone);
    return block.usedWidth();
  }
};

}  // namespace

CommandPalette::CommandPalette(QList<PaletteEntry> entries, QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  setObjectName("palette");
  setAccessibleName(tr("Command palette"));
  setWindowTitle(tr("Command palette"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(1, 0, 1, 0);
  column->setSpacing(0);
  auto* top = new QHBoxLayout;
  top->setContentsMargins(t.px(18), t.px(9), t.px(16), t.px(9));
  top->setSpacing(t.px(10));
  m_field = new QLineEdit(this);
  m_field->setProperty("k", "bare");
  m_field->setFrame(false);
  m_field->setFont(t.font(TextRole::Lead));
  m_field->setMinimumHeight(t.px(30));
  m_field->setPlaceholderText(tr("Type a command"));
  m_field->setAccessibleName(tr("Search commands"));
  QPalette clear = m_field->palette();
  clear.setColor(QPalette::Base, Qt::transparent);
  m_field->setPalette(clear);
  top->addWidget(new IconView("search", Role::Text2, 17, this));
  top->addWidget(m_field, 1);
  top->addWidget(new KeyCaps(tr("Esc"), this));
  column->addLayout(top);
  column->addWidget(new Hairline(Qt::Horizontal, this));
  m_model = new PaletteModel(this);
  m_model->setEntries(std::move(entries));
  m_list = new QListView(this);
  m_list->setModel(m_model);
  m_list->setItemDelegate(new PaletteDelegate(m_list));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->viewport()->setAutoFillBackground(false);
  m_list->setFocusPolicy(Qt::NoFocus);
  m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->setAccessibleName(tr("Commands"));
  m_list->setMouseTracking(true);
  column->addSpacing(t.px(6));
  column->addWidget(m_list, 1);
  column->addSpacing(t.px(6));
  column->addWidget(new Hairline(Qt::Horizontal, this));
  auto* foot = new QHBoxLayout;
  foot->setContentsMargins(t.px(18), t.px(8), t.px(16), t.px(8));
  foot->setSpacing(t.px(7));
  foot->addWidget(new Label(tr("Commands and pages"), TextRole::Caption, Role::Text2, this));
  foot->addStretch();
  foot->addWidget(new KeyCaps(QStringLiteral("↑+↓"), this));
  foot->addWidget(new Label(tr("choose"), TextRole::Caption, Role::Text2, this));
  foot->addWidget(new KeyCaps(tr("Enter"), this));
  foot->addWidget(new Label(tr("run"), TextRole::Caption, Role::Text2, this));
  column->addLayout(foot);
  m_field->installEventFilter(this);
  connect(m_field, &QLineEdit::textChanged, this, [this](const QString& query) {
    m_model->setQuery(query);
    m_list->setCurrentIndex(m_model->index(0, 0));
    resized();
  });
  connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { runRow(index.row()); });
  m_list->setCurrentIndex(m_model->index(0, 0));
}

CommandPalette* CommandPalette::open(QWidget* window, QList<PaletteEntry> entries) {
  auto* palette = new CommandPalette(std::move(entries));
  palette->m_overlay = new Overlay(window, palette, Overlay::Place::Top, 12);
  connect(palette->m_overlay, &Overlay::dismissed, palette->m_overlay, &Overlay::close);
  palette->m_overlay->open(palette->m_field);
  return palette;
}

QSize CommandPalette::sizeHint() const {
  const Theme& t = theme();
  const int rows = std::clamp(m_model->rowCount(), 1, 9);
  return {t.px(640), t.px(49) + t.px(38) * rows + t.px(12) + t.px(40)};
}

void CommandPalette::resized() {
  if (m_overlay) resize(sizeHint().boundedTo({parentWidget()->width(), parentWidget()->height() - y() - theme().px(24)})), m_overlay->update();
}

void CommandPalette::paintEvent(QPaintEvent*) {
  if (m_model->rowCount() > 0) return;
  QPainter painter(this);
  drawTextLine(painter, m_list->geometry(), tr("Nothing is called that"), theme().font(TextRole::Body), theme().color(Role::Text2), Qt::AlignHCenter);
}

void CommandPalette::runRow(int row) {
  const PaletteEntry* found = m_model->entry(row);
  if (!found || !found->enabled) return;
  const auto run = found->run;
  if (m_overlay) m_overlay->close();
  if (run) run();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched != m_field || event->type() != QEvent::KeyPress) return false;
  auto* key = static_cast<QKeyEvent*>(event);
  const int row = m_list->currentIndex().row(), rows = m_model->rowCount();
  const auto go = [&](int to) { m_list->setCurrentIndex(m_model->index(std::clamp(to, 0, std::max(0, rows - 1)), 0)); };
  switch (key->key()) {
    case Qt::Key_Down: go(row + 1 >= rows ? 0 : row + 1); return true;
    case Qt::Key_Up: go(row <= 0 ? rows - 1 : row - 1); return true;
    case Qt::Key_PageDown: go(row + 8); return true;
    case Qt::Key_PageUp: go(row - 8); return true;
    case Qt::Key_Return: case Qt::Key_Enter: runRow(row); return true;
    default: return false;
  }
}

}  // namespace timbre::ui
