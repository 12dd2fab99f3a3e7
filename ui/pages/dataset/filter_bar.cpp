// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/filter_bar.h"

#include "ui/bridge/dataset_words.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/retranslate.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>

#include <algorithm>

namespace timbre::ui {

namespace {
constexpr int typingMs = 150;
constexpr std::int64_t longRow = 200;  ///< tokens; the chip's threshold
}  // namespace

FilterBar::FilterBar(QWidget* parent) : Pane(Role::Surface, Qt::BottomEdge, parent) {
  setObjectName(QStringLiteral("filterBar"));
  const Theme& t = theme();
  setFixedHeight(t.px(44));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(t.px(20), 0, t.px(14), 0);
  row->setSpacing(t.px(7));
  m_search = new SearchField(this);
  m_search->setObjectName(QStringLiteral("search"));
  m_search->setMinimumWidth(t.px(110));
  m_search->setMaximumWidth(t.px(219));
  m_search->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  row->addWidget(m_search, 10);
  m_problems = new Chip({}, QStringLiteral("triangle-alert"), this);
  m_problems->setObjectName(QStringLiteral("problemsOnly"));
  m_problems->setCheckable(true);
  m_tokens = new Chip({}, {}, this);
  m_tokens->setObjectName(QStringLiteral("longRows"));
  m_tokens->setCheckable(true);
  m_split = new Chip({}, {}, this);
  m_split->setObjectName(QStringLiteral("splitFilter"));
  m_splitMenu = new QMenu(this);
  m_split->setMenu(m_splitMenu);
  m_chips = new QHBoxLayout;
  m_chips->setSpacing(t.px(7));
  for (Chip* chip : {m_problems, m_tokens, m_split}) m_chips->addWidget(chip);
  row->addLayout(m_chips);
  m_more = makeButton(ButtonKind::Ghost, {}, QStringLiteral("plus"), this);
  m_more->setObjectName(QStringLiteral("moreFilters"));
  m_filterMenu = new QMenu(this);
  connect(m_more, &QPushButton::clicked, this, [this] {
    Q_EMIT promptsWanted();
    fillFilterMenu();
    m_filterMenu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
  });
  row->addWidget(m_more);
  row->addStretch(1);
  m_tools = new QHBoxLayout;
  m_tools->setSpacing(t.px(8));
  row->addLayout(m_tools);

  m_typing.setSingleShot(true);
  m_typing.setInterval(typingMs);
  connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
  connect(m_search, &QLineEdit::returnPressed, this, [this] { m_typing.start(0); });
  connect(&m_typing, &QTimer::timeout, this, [this] {
    const std::string text = m_search->text().trimmed().toStdString();
    if (text == m_spec.text) return;
    m_spec.text = text;
    changed();
  });
  connect(m_problems, &QAbstractButton::toggled, this, [this](bool on) {
    if (m_spec.onlyProblems == on) return;
    m_spec.onlyProblems = on;
    changed();
  });
  connect(m_tokens, &QAbstractButton::toggled, this, [this](bool on) {
    if (m_range && !on) return;
    m_range = false;
    m_spec.minTokens = on ? std::optional<std::int64_t>(longRow + 1) : std::nullopt;
    m_spec.maxTokens.reset();
    changed();
  });
  onLanguageChange(this, [this] { retranslate(); });
}

void FilterBar::retranslate() {
  m_search->setPlaceholderText(tr("Search rows"));
  m_search->setAccessibleName(tr("Search rows"));
  m_problems->setText(tr("Problems only"));
  m_tokens->setText(tr("Tokens > %1").arg(QLocale().toString(qlonglong(longRow))));
  m_more->setText(tr("Filter"));
  m_splitMenu->clear();
  const std::pair<QString, std::optional<data::Split>> choices[] = {
      {tr("All"), std::nullopt}, {DatasetWords::split(data::Split::Train), data::Split::Train},
      {DatasetWords::split(data::Split::Validation), data::Split::Validation}, {DatasetWords::split(data::Split::Auto), data::Split::Auto}};
  for (const auto& [text, split] : choices) {
    QAction* action = m_splitMenu->addAction(text);
    action->setCheckable(true);
    action->setChecked(m_spec.split == split);
    connect(action, &QAction::triggered, this, [this, split = split] {
      m_spec.split = split;
      changed();
    });
  }
  m_split->setText(m_spec.split ? tr("Split: %1").arg(DatasetWords::split(*m_spec.split)) : tr("Split: all"));
  for (QWidget* w : std::initializer_list<QWidget*>{m_problems, m_tokens, m_split}) w->updateGeometry();
  showExtras();
}

session::ViewSpec FilterBar::spec() const { return m_spec; }

bool FilterBar::active() const { return !(m_spec == session::ViewSpec{}); }

void FilterBar::clear() {
  if (!active() && m_search->text().isEmpty()) return;
  m_typing.stop();
  m_range = false;
  m_spec = {};
  const QSignalBlocker a(m_search), b(m_problems), c(m_tokens);
  m_search->clear();
  m_problems->setChecked(false);
  m_tokens->setChecked(false);
  changed();
}

void FilterBar::focusSearch() {
  m_search->setFocus(Qt::ShortcutFocusReason);
  m_search->selectAll();
}

void FilterBar::setTokenRange(std::int64_t from, std::int64_t to) {
  m_range = true;
  const QSignalBlocker block(m_tokens);
  m_tokens->setChecked(false);
  m_spec.minTokens = from;
  m_spec.maxTokens = to;
  changed();
}

void FilterBar::setOnlyProblems(bool on) { m_problems->setChecked(on); }

void FilterBar::setProblemKinds(const std::vector<session::ProblemCount>& kinds) { m_kinds = kinds; }

void FilterBar::addTags(const std::vector<session::RowSummary>& rows) {
  for (const auto& row : rows)
    for (const std::string& tag : row.tags)
      if (m_tags.size() < 100) m_tags.insert(QString::fromStdString(tag));
}

void FilterBar::setPrompts(const std::vector<session::DistinctPrompt>& prompts) { m_prompts = prompts; }

void FilterBar::fillFilterMenu() {
  m_filterMenu->clear();
  QMenu* problems = m_filterMenu->addMenu(tr("Problem"));
  for (const auto& count : m_kinds) {
    QAction* action = problems->addAction(tr("%1 (%2)").arg(DatasetWords::problem(count.kind), QLocale().toString(qlonglong(count.rows))));
    connect(action, &QAction::triggered, this, [this, kind = count.kind] {
      m_spec.problem = kind;
      changed();
    });
  }
  problems->setEnabled(!m_kinds.empty());
  QMenu* tags = m_filterMenu->addMenu(tr("Tag"));
  QStringList names(m_tags.begin(), m_tags.end());
  names.sort(Qt::CaseInsensitive);
  for (const QString& tag : names)
    connect(tags->addAction(tag), &QAction::triggered, this, [this, tag] {
      m_spec.tag = tag.toStdString();
      changed();
    });
  tags->setEnabled(!names.isEmpty());
  QMenu* prompts = m_filterMenu->addMenu(tr("System prompt"));
  for (const auto& prompt : m_prompts) {
    if (prompts->actions().size() >= 20) break;
    const QString name = QString::fromStdString(prompt.name.empty() ? prompt.text : prompt.name).simplified();
    QAction* action = prompts->addAction(tr("%1 (%2)").arg(name.size() > 48 ? name.left(47) + QChar(0x2026) : name, QLocale().toString(qlonglong(prompt.rows))));
    connect(action, &QAction::triggered, this, [this, group = prompt.group] {
      m_spec.systemGroup = group;
      changed();
    });
  }
  prompts->setEnabled(!m_prompts.empty());
  m_filterMenu->addSeparator();
  connect(m_filterMenu->addAction(tr("Clear filters")), &QAction::triggered, this, &FilterBar::clear);
  m_filterMenu->actions().last()->setEnabled(active());
}

Chip* FilterBar::extra(const QString& key, const QString& text, std::function<void()> remove) {
  Chip* chip = m_extras.value(key);
  if (!chip) {
    chip = new Chip(text, {}, this);
    chip->setObjectName(QStringLiteral("filter.") + key);
    chip->setCheckable(true);
    chip->setRemovable(true);
    m_chips->addWidget(chip);
    m_extras.insert(key, chip);
    const auto gone = [this, remove = std::move(remove)] {
      remove();
      changed();
    };
    connect(chip, &Chip::removed, this, gone);
    connect(chip, &QAbstractButton::clicked, this, gone);
  }
  chip->setChecked(true);
  chip->setText(text);
  chip->setAccessibleName(tr("Remove filter %1").arg(text));
  chip->updateGeometry();
  chip->show();
  return chip;
}

void FilterBar::showExtras() {
  for (Chip* chip : std::as_const(m_extras)) chip->hide();
  if (m_spec.problem) extra("problem", DatasetWords::problem(*m_spec.problem), [this] { m_spec.problem.reset(); });
  if (m_spec.tag) extra("tag", QString::fromStdString(*m_spec.tag), [this] { m_spec.tag.reset(); });
  if (m_spec.systemGroup) {
    QString name;
    for (const auto& prompt : m_prompts)
      if (prompt.group == *m_spec.systemGroup) name = QString::fromStdString(prompt.name.empty() ? prompt.text : prompt.name).simplified().left(24);
    extra("system", tr("System: %1").arg(name), [this] { m_spec.systemGroup.reset(); });
  }
  if (m_range) {
    const QLocale locale;
    extra("tokens", tr("%1 to %2 tokens").arg(locale.toString(qlonglong(m_spec.minTokens.value_or(0))), locale.toString(qlonglong(m_spec.maxTokens.value_or(0)))), [this] {
      m_range = false;
      m_spec.minTokens.reset();
      m_spec.maxTokens.reset();
    });
  }
}

void FilterBar::changed() {
  m_split->setText(m_spec.split ? tr("Split: %1").arg(DatasetWords::split(*m_spec.split)) : tr("Split: all"));
  m_split->updateGeometry();
  const QList<QAction*> choices = m_splitMenu->actions();
  const std::optional<data::Split> order[] = {std::nullopt, data::Split::Train, data::Split::Validation, data::Split::Auto};
  for (int i = 0; i < choices.size() && i < 4; ++i) choices[i]->setChecked(order[i] == m_spec.split);
  showExtras();
  Q_EMIT specChanged();
}

QToolButton* FilterBar::addTool(QAction* action, QMenu* menu) {
  QToolButton* tool = makeIconButton({}, {}, this);
  tool->setObjectName(QStringLiteral("tool.") + action->objectName());
  if (menu) {
    bindAction(tool, action);
    disconnect(tool, &QToolButton::clicked, action, nullptr);
    connect(tool, &QToolButton::clicked, menu, [tool, menu] { menu->popup(tool->mapToGlobal(QPoint(tool->width() - menu->sizeHint().width(), tool->height() + 2))); });
  } else {
    bindAction(tool, action);
  }
  m_tools->addWidget(tool);
  return tool;
}

void FilterBar::addLine() {
  auto* line = new Hairline(Qt::Vertical, this);
  line->setFixedHeight(theme().px(44));
  m_tools->addWidget(line);
}

void FilterBar::resizeEvent(QResizeEvent* event) {
  Pane::resizeEvent(event);
  // A very narrow bar keeps the first chip, the search and the tools; the rest is in the filter menu and the side.
  const bool tight = width() < theme().px(640);
  m_tokens->setVisible(!tight);
  m_more->setText(tight ? QString() : tr("Filter"));
  m_more->setAccessibleName(tr("Filter"));
}

}  // namespace timbre::ui
