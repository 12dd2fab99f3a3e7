// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcome/welcome_page.h"

#include "ui/pages/welcome/recent_row.h"
#include "ui/pages/welcome/template_card.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {

bool chinese() { return QLocale().language() == QLocale::Chinese; }

void clearLayout(QLayout* layout) {
  while (QLayoutItem* item = layout->takeAt(0)) {
    if (item->widget()) {
      item->widget()->hide();
      item->widget()->deleteLater();
    }
    delete item;
  }
}

QScrollArea* scrolled(QWidget* content, QWidget* parent) {
  auto* area = new QScrollArea(parent);
  area->setWidget(content);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setFocusPolicy(Qt::NoFocus);
  area->viewport()->setAutoFillBackground(false);
  content->setAutoFillBackground(false);
  return area;
}

}  // namespace

WelcomePage::WelcomePage(QWidget* parent) : Page(parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  m_left = makeLeft();
  m_right = makeRight();
  row->addWidget(m_left);
  row->addWidget(m_right, 1);
}

QString WelcomePage::title() const { return tr("Welcome"); }
QString WelcomePage::statusText() const { return tr("Ready"); }
QList<QWidget*> WelcomePage::regions() { return {m_left, m_right}; }

QWidget* WelcomePage::makeLeft() {
  const Theme& t = theme();
  auto* pane = new Pane(Role::Window, Qt::RightEdge, this);
  pane->setFixedWidth(t.px(340));
  auto* outer = new QVBoxLayout(pane);
  outer->setContentsMargins(t.px(20), t.px(30), t.px(20), t.px(20));
  outer->setSpacing(t.px(9));
  // Recent rows reach 8 px further out, so that their letters line up with the buttons above.
  auto* column = new QVBoxLayout;
  column->setContentsMargins(t.px(8), 0, t.px(8), 0);
  column->setSpacing(t.px(9));
  outer->addLayout(column);
  auto* identity = new QHBoxLayout;
  identity->setSpacing(t.px(10));
  identity->addWidget(new IconView("audio-waveform", Role::AccentText, 30, pane));
  identity->addWidget(new Label(QStringLiteral("Timbre"), TextRole::Page, Role::Text1, pane));
  identity->addStretch();
  column->addLayout(identity);
  auto* motto = new Label({}, TextRole::Body, Role::Text2, pane);
  motto->setWrap(true);
  column->addWidget(motto);
  column->addSpacing(t.px(8));
  auto* create = makeButton(ButtonKind::Primary, {}, "plus", pane);
  auto* open = makeButton(ButtonKind::Secondary, {}, "folder-open", pane);
  auto* import = makeButton(ButtonKind::Secondary, {}, "download", pane);
  create->setObjectName("welcome.new");
  open->setObjectName("welcome.open");
  import->setObjectName("welcome.import");
  auto* models = makeButton(ButtonKind::Secondary, {}, "box", pane);
  models->setObjectName("welcome.models");
  column->addWidget(create);
  auto* pair = new QHBoxLayout;
  pair->setSpacing(t.px(8));
  pair->addWidget(open, 1);
  pair->addWidget(import, 1);
  column->addLayout(pair);
  column->addWidget(models);
  column->addSpacing(t.px(20));
  m_recentTitle = new Label({}, TextRole::Small, Role::Text2, pane);
  m_recentTitle->setStrong(true);
  column->addWidget(m_recentTitle);
  auto* recent = new QWidget(pane);
  m_recentColumn = new QVBoxLayout(recent);
  m_recentColumn->setContentsMargins(0, 0, 0, 0);
  m_recentColumn->setSpacing(0);
  outer->addWidget(scrolled(recent, pane), 1);
  auto* foot = new QVBoxLayout;
  foot->setContentsMargins(t.px(8), 0, t.px(8), 0);
  foot->setSpacing(t.px(9));
  foot->addWidget(new Hairline(Qt::Horizontal, pane));
  m_factColumn = new QVBoxLayout;
  m_factColumn->setSpacing(t.px(2));
  foot->addLayout(m_factColumn);
  outer->addLayout(foot);
  onLanguageChange(pane, [=, this] {
    motto->setText(tr("Give a language model a voice, on this computer."));
    create->setText(tr("New project"));
    open->setText(tr("Open"));
    import->setText(tr("Import data"));
    models->setText(tr("Choose a model"));
    m_recentTitle->setText(tr("Recent"));
  });
  connect(create, &QPushButton::clicked, this, &WelcomePage::newProjectRequested);
  connect(open, &QPushButton::clicked, this, &WelcomePage::openProjectRequested);
  connect(import, &QPushButton::clicked, this, &WelcomePage::importRequested);
  connect(models, &QPushButton::clicked, this, &WelcomePage::modelsRequested);
  return pane;
}

QWidget* WelcomePage::makeRight() {
  const Theme& t = theme();
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(t.px(48), t.px(44), t.px(48), t.px(24));
  column->setSpacing(t.px(6));
  auto* head = new Label({}, TextRole::Display, Role::Text1, content);
  auto* lead = new Label({}, TextRole::Lead, Role::Text2, content);
  lead->setWrap(true);
  column->addWidget(head);
  column->addWidget(lead);
  column->addSpacing(t.px(14));
  m_cards = new QGridLayout;
  m_cards->setHorizontalSpacing(t.px(14));
  m_cards->setVerticalSpacing(t.px(14));
  m_cards->setColumnStretch(0, 1);
  m_cards->setColumnStretch(1, 1);
  column->addLayout(m_cards);
  column->addSpacing(t.px(8));
  auto* empty = new EmptyProjectRow(content);
  connect(empty, &EmptyProjectRow::clicked, this, &WelcomePage::newProjectRequested);
  column->addWidget(empty);
  column->addStretch(1);
  column->addSpacing(t.px(16));
  column->addWidget(new Hairline(Qt::Horizontal, content));
  column->addWidget(makeSteps(content));
  onLanguageChange(content, [=] {
    head->setText(tr("Start from a persona"));
    lead->setText(tr("Each is an ordinary project. Change every row."));
  });
  return scrolled(content, this);
}

QWidget* WelcomePage::makeSteps(QWidget* parent) {
  const Theme& t = theme();
  auto* steps = new QWidget(parent);
  auto* row = new QHBoxLayout(steps);
  row->setContentsMargins(0, t.px(14), 0, 0);
  row->setSpacing(t.px(10));
  QList<Label*> titles, texts;
  const char* icons[] = {"table-2", "audio-waveform", "message-circle", "package"};
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      row->addStretch(1);
      row->addWidget(new IconView("chevron-right", Role::Text3, 14, steps));
      row->addStretch(1);
    }
    row->addWidget(new IconView(icons[i], Role::AccentText, 17, steps));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    titles.append(new Label({}, TextRole::Strong, Role::Text1, steps));
    texts.append(new Label({}, TextRole::Caption, Role::Text2, steps));
    words->addWidget(titles.last());
    words->addWidget(texts.last());
    row->addLayout(words);
  }
  row->addStretch(1);
  onLanguageChange(steps, [titles, texts] {
    const QString all[4][2] = {{tr("Examples"), tr("a table of conversations")}, {tr("Train"), tr("on this computer")},
                               {tr("Compare"), tr("base and tuned, one prompt")}, {tr("Export"), tr("merged and verified")}};
    for (int i = 0; i < 4; ++i) {
      titles[i]->setText(all[i][0]);
      texts[i]->setText(all[i][1]);
    }
  });
  return steps;
}

void WelcomePage::setRecent(const QList<RecentItem>& items, qint64 now) {
  m_recent = items;
  m_now = now;
  fillRecent();
}

void WelcomePage::fillRecent() {
  clearLayout(m_recentColumn);
  m_recentTitle->setVisible(!m_recent.isEmpty());
  for (const RecentItem& item : m_recent) {
    auto* row = new RecentRow(item, m_now, this);
    row->setObjectName(QStringLiteral("recent.") + item.folder);
    if (!item.missing) connect(row, &RecentRow::clicked, this, [this, folder = item.folder] { Q_EMIT recentChosen(folder); });
    connect(row, &RecentRow::removeRequested, this, [this, folder = item.folder] { Q_EMIT recentRemoved(folder); });
    m_recentColumn->addWidget(row);
  }
  m_recentColumn->addStretch(1);
}

void WelcomePage::setTemplates(const QList<PersonaTemplate>& templates) {
  m_templates = templates;
  fillTemplates();
}

void WelcomePage::fillTemplates() {
  clearLayout(m_cards);
  int i = 0;
  for (const PersonaTemplate& persona : m_templates) {
    auto* card = new TemplateCard(persona, chinese(), this);
    connect(card, &TemplateCard::clicked, this, [this, id = persona.id] { Q_EMIT templateChosen(id); });
    m_cards->addWidget(card, i / 2, i % 2);
    ++i;
  }
}

void WelcomePage::setFacts(const QList<Fact>& facts) {
  clearLayout(m_factColumn);
  for (const Fact& fact : facts) {
    auto* line = new QWidget(m_left);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().px(8));
    row->addWidget(new IconView(fact.icon, fact.tone, 15, line), 0, Qt::AlignTop);
    auto* text = new Label(fact.text, TextRole::Small, Role::Text2, line);
    text->setWrap(true, 3);
    row->addWidget(text, 1);
    m_factColumn->addWidget(line);
  }
}

void WelcomePage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    fillTemplates();
    Q_EMIT titleChanged();
  }
  Page::changeEvent(event);
}

}  // namespace timbre::ui
