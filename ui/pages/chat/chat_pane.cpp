// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/chat_pane.h"

#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/bubble.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace timbre::ui {

namespace {

constexpr int kNameInset = 3;  ///< of the words in a button of the kind "name"

class IdentityLine : public QWidget {
 public:
  IdentityLine(Role role, QWidget* parent) : QWidget(parent), m_role(role) { setFixedHeight(3); }
  void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), theme().color(m_role)); }
  Role m_role;
};

class IdentityDot : public QWidget {
 public:
  IdentityDot(Role role, QWidget* parent) : QWidget(parent), m_role(role) { setFixedSize(theme().px(10), theme().px(10)); }
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    paintRounded(painter, rect(), width() / 2.0, theme().color(m_role));
  }
  Role m_role;
};

}  // namespace

ChatPane::ChatPane(Voice voice, QWidget* parent) : Pane(Role::Surface, {}, parent), m_voice(voice) {
  setObjectName(voice == Voice::Base ? QStringLiteral("chatPaneBase") : QStringLiteral("chatPaneTuned"));
  build();
  onLanguageChange(this, [this] { retranslate(); });
}

void ChatPane::build() {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(new IdentityLine(m_voice == Voice::Base ? Role::C0 : Role::Accent, this));
  buildHeader(column);
  auto* strip = new Pane(Role::Window, Qt::BottomEdge, this);
  strip->setFixedHeight(t.px(30));
  auto* stripRow = new QHBoxLayout(strip);
  stripRow->setContentsMargins(t.px(14), 0, t.px(4), 0);
  stripRow->setSpacing(t.px(6));
  m_shield = new IconView("shield-check", Role::Ok, 14, strip);
  m_provenance = new Label({}, TextRole::Mono, Role::Text2, strip);
  m_provenance->setObjectName(QStringLiteral("provenance"));
  m_provenance->setElide(Qt::ElideRight);
  stripRow->addWidget(m_shield);
  stripRow->addWidget(m_provenance, 1);
  m_copyProvenance = makeIconButton("copy", {}, strip);
  m_copyProvenance->setObjectName(QStringLiteral("copyProvenance"));
  m_copyProvenance->setFixedSize(t.px(24), t.px(24));
  stripRow->addWidget(m_copyProvenance);
  connect(m_copyProvenance, &QToolButton::clicked, this, [this] { Q_EMIT provenanceCopyRequested(provenanceReport()); });
  column->addWidget(strip);
  m_scroll = new QScrollArea(this);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setWidgetResizable(true);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* ground = new Pane(Role::Surface, {}, m_scroll);
  m_talk = new QVBoxLayout(ground);
  m_talk->setContentsMargins(t.px(20), t.px(16), t.px(20), t.px(16));
  m_talk->setSpacing(t.px(6));
  m_empty = new Label({}, TextRole::Small, Role::Text2, ground);
  m_empty->setWrap(true);
  m_talk->addWidget(m_empty);
  m_talk->addStretch(1);
  m_scroll->setWidget(ground);
  column->addWidget(m_scroll, 1);
  QScrollBar* bar = m_scroll->verticalScrollBar();
  connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int most) { if (m_follow) bar->setValue(most); });
  connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) { m_follow = value >= bar->maximum() - theme().px(24); });
}

void ChatPane::buildHeader(QVBoxLayout* column) {
  const Theme& t = theme();
  auto* head = new Pane(Role::Surface, Qt::BottomEdge, this);
  head->setFixedHeight(t.px(52));
  auto* row = new QHBoxLayout(head);
  row->setContentsMargins(t.px(20), 0, t.px(12), 0);
  row->setSpacing(t.px(4));
  row->addWidget(new IdentityDot(m_voice == Voice::Base ? Role::C0 : Role::Accent, head));
  auto* words = new QVBoxLayout;
  words->setSpacing(0);
  words->setContentsMargins(0, t.px(2), 0, t.px(4));
  m_name = makeButton(ButtonKind::Small, {}, m_voice == Voice::Tuned ? QStringLiteral("chevrons-up-down") : QString(), head);
  if (m_voice == Voice::Base) {  // a name, not a choice
    m_name->setFocusPolicy(Qt::NoFocus);
    m_name->setAttribute(Qt::WA_TransparentForMouseEvents);
  }
  m_name->setObjectName(m_voice == Voice::Base ? QStringLiteral("baseVoice") : QStringLiteral("tunedVoice"));
  m_name->setProperty("k", "name");
  m_name->setProperty("iconBehind", true);
  m_detail = new Label({}, TextRole::Small, Role::Text2, head);
  m_detail->setObjectName(QStringLiteral("voiceDetail"));
  m_detail->setElide(Qt::ElideRight);
  words->addWidget(m_name, 0, Qt::AlignLeft);
  auto* below = new QHBoxLayout;  // in line with the name, which stands inside its button
  below->setContentsMargins(t.px(kNameInset), 0, 0, 0);
  below->addWidget(m_detail);
  words->addLayout(below);
  row->addLayout(words, 1);
  m_stop = makeButton(ButtonKind::Small, {}, "square", head);
  m_stop->hide();
  connect(m_stop, &QPushButton::clicked, this, &ChatPane::stopRequested);
  row->addWidget(m_stop);
  column->addWidget(head);
}

void ChatPane::retranslate() {
  m_stop->setText(tr("Stop"));
  setIconButtonName(m_copyProvenance, tr("Copy provenance"));
  showInvitation();
  if (!m_voiceName.isEmpty()) m_name->setText(m_voiceName);
  showNote();
  showProvenance();
}

void ChatPane::showInvitation() {
  if (m_voice == Voice::Base)
    m_empty->setText(tr("The base model answers here, without the adapter."));
  else if (m_adapter.empty())
    m_empty->setText(tr("A run saves checkpoints while it trains. Each of them can be asked here, beside the base model; so can an adapter from any folder."));
  else
    m_empty->setText(tr("The chosen checkpoint answers here. Both get the same question, the same seed and the same settings."));
}

void ChatPane::setVoice(const QString& name, const QString& detail, const std::filesystem::path& adapter) {
  const bool other = adapter != m_adapter || (m_voice == Voice::Base && detail != m_voiceDetail);
  m_adapter = adapter;
  m_voiceName = name;
  m_voiceDetail = detail;
  m_name->setText(name);
  m_name->setAccessibleName(m_voice == Voice::Base ? name : tr("Checkpoint: %1").arg(name));
  m_scroll->setAccessibleName(tr("Talk with %1").arg(name));
  m_detail->setText(detail);
  showInvitation();
  if (!other) return;
  m_known.reset();
  showProvenance();
  if (m_turns.isEmpty()) return;
  auto* seam = new Label(tr("From here: %1").arg(name), TextRole::Caption, Role::Text3);
  seam->setAlignment(Qt::AlignHCenter);
  m_talk->insertWidget(m_talk->count() - 1, seam);
}

void ChatPane::setStopVisible(bool visible) { m_stop->setVisible(visible); }

base::Json ChatPane::messages(const QString& system, const QString& question) const {
  base::Json out = base::Json::array();
  const auto add = [&](const char* role, const QString& text) { out.push_back({{"role", role}, {"content", text.toStdString()}}); };
  if (!system.isEmpty()) add("system", system);
  for (const ChatTurn& turn : m_turns) {
    if (turn.error || turn.answer.isEmpty()) continue;
    add("user", turn.question);
    add("assistant", turn.answer);
  }
  add("user", question);
  return out;
}

void ChatPane::ask(const QString& question) {
  m_turns.append(ChatTurn{question, {}, false, {}, {}});
  addRow(question);
  m_loading = -2;
  m_follow = true;
  showNote();
  scrollDown();
}

void ChatPane::addRow(const QString& question) {
  m_empty->hide();
  const int at = m_talk->count() - 1;
  auto* user = new Bubble;
  user->setData({.who = BubbleData::Who::User, .text = question, .name = {}, .note = {}, .state = {}, .ranges = {}});
  m_talk->insertWidget(at, user);
  Row row;
  row.user = user;
  row.answer = new Bubble;
  row.answer->setObjectName(QStringLiteral("answer"));
  row.answer->setData({.who = m_voice == Voice::Base ? BubbleData::Who::Base : BubbleData::Who::Tuned, .text = {}, .name = {}, .note = {}, .state = {}, .caret = true, .ranges = {}});
  m_talk->insertWidget(at + 1, row.answer);
  auto* line = row.line = new QWidget;
  auto* lineRow = new QHBoxLayout(line);
  lineRow->setContentsMargins(0, 0, 0, theme().px(8));
  lineRow->setSpacing(theme().px(2));
  row.note = new Label({}, TextRole::Caption, Role::Text3, line);
  row.note->setObjectName(QStringLiteral("answerNote"));
  row.note->setWrap(true);
  row.note->setTabular(true);
  auto* copy = makeIconButton("copy", tr("Copy answer"), line);
  copy->hide();
  const int index = int(m_rows.size());
  connect(copy, &QToolButton::clicked, this, [this, index] { Q_EMIT copyRequested(m_turns[index].answer); });
  row.copy = copy;
  row.again = makeIconButton("refresh-cw", tr("Ask again, with the next seed"), line);
  row.again->setObjectName(QStringLiteral("askAgain"));
  row.again->hide();
  connect(row.again, &QToolButton::clicked, this, &ChatPane::againRequested);
  lineRow->addWidget(row.note, 1);
  lineRow->addWidget(copy, 0, Qt::AlignTop);
  lineRow->addWidget(row.again, 0, Qt::AlignTop);
  m_talk->insertWidget(at + 2, line);
  m_rows.append(row);
}

void ChatPane::loading(double fraction) {
  m_loading = fraction;
  showNote();
}

void ChatPane::started() {
  m_loading = -2;
  showNote();
}

void ChatPane::piece(const QString& text) {
  if (!answering()) return;
  m_loading = -2;
  m_turns.last().answer += text;
  m_rows.last().answer->setText(m_turns.last().answer, true);
  showNote();
}

void ChatPane::finish(const jobs::GenerateDone& done) {
  if (!answering()) return;
  ChatTurn& turn = m_turns.last();
  turn.finished = true;
  turn.done = done;
  if (!done.text.empty()) turn.answer = QString::fromStdString(done.text);
  m_rows.last().answer->setText(turn.answer, false);
  m_rows.last().answer->setVisible(!turn.answer.isEmpty());
  m_rows.last().copy->setVisible(!turn.answer.isEmpty());
  if (!done.provenance.baseHash.empty()) m_known = done.provenance;
  m_loading = -2;
  showNote();
  showProvenance();
}

void ChatPane::fail(const base::Error& error) {
  if (!answering()) return;
  m_turns.last().finished = true;
  m_turns.last().error = error;
  m_rows.last().answer->setText(m_turns.last().answer, false);
  m_rows.last().answer->setVisible(!m_turns.last().answer.isEmpty());
  m_loading = -2;
  showNote();
}

void ChatPane::clear() {
  m_turns.clear();
  m_rows.clear();
  while (m_talk->count() > 2) {
    QLayoutItem* item = m_talk->takeAt(1);
    delete item->widget();
    delete item;
  }
  m_empty->show();
  m_known.reset();
  showProvenance();
}

QString ChatPane::takeLast() {
  if (m_turns.isEmpty()) return {};
  const QString question = m_turns.takeLast().question;
  const Row row = m_rows.takeLast();
  for (QWidget* widget : std::initializer_list<QWidget*>{row.user, row.answer, row.line}) {
    m_talk->removeWidget(widget);
    widget->hide();
    widget->deleteLater();  // the button that asked for this stands in it
  }
  m_empty->setVisible(m_turns.isEmpty());
  showNote();
  return question;
}

void ChatPane::setDifferences(int turn, const QList<BubbleRange>& ranges) {
  if (turn >= m_rows.size()) return;
  BubbleData shown = m_rows[turn].answer->data();
  if (shown.ranges.isEmpty() && ranges.isEmpty()) return;
  shown.ranges = ranges;
  m_rows[turn].answer->setData(shown);
}

QScrollBar* ChatPane::scrollBar() const { return m_scroll->verticalScrollBar(); }

void ChatPane::showNote() {
  for (int i = 0; i < m_rows.size(); ++i) {
    const ChatTurn& turn = m_turns[i];
    m_rows[i].again->setVisible(turn.finished && i == m_rows.size() - 1);
    Label* note = m_rows[i].note;
    if (turn.error) {
      note->setTone(Role::Err);
      note->setText(errorText(*turn.error).both());
    } else if (!turn.finished) {
      note->setTone(Role::AccentText);
      note->setText(m_loading >= 0 ? tr("loading the model, %1").arg(Format::percent(m_loading)) : m_loading > -2 ? tr("loading the model") : turn.answer.isEmpty() ? tr("waiting") : tr("answering"));
    } else {
      note->setTone(Role::Text3);
      QStringList parts;
      if (turn.done.tokens > 0) parts << tr("%n token(s)", nullptr, turn.done.tokens);
      if (turn.done.tokensPerSecond > 0) parts << tr("%1/s").arg(Format::decimal(turn.done.tokensPerSecond, 1));
      if (turn.done.firstTokenMs > 0) parts << tr("first after %1 s").arg(Format::decimal(turn.done.firstTokenMs / 1000, 2));
      parts << RunWords::stop(turn.done.stop);
      note->setText(parts.join(QStringLiteral(" · ")));
    }
    note->setAccessibleName(note->text());
  }
}

QString ChatPane::provenanceText() const {
  if (!m_known) return tr("known when an answer was made");
  const QString base = tr("base %1").arg(Format::shortHash(QString::fromStdString(m_known->baseHash)));
  const QString adapter = m_known->adapterHash.empty() ? tr("adapter off")
                                                       : tr("adapter %1 ×%2").arg(Format::shortHash(QString::fromStdString(m_known->adapterHash)), QLocale().toString(m_known->adapterScale, 'g', 4));
  return QStringList{base, adapter, tr("template %1").arg(QString::fromStdString(m_known->templateHash).left(4)), tr("seed %1").arg(QString::number(m_known->seed))}.join(QStringLiteral(" "));
}

QString ChatPane::provenanceReport() const {
  if (!m_known) return {};
  QStringList lines{m_voiceName, QStringLiteral("base %1").arg(QString::fromStdString(m_known->baseHash)),
                    m_known->adapterHash.empty() ? QStringLiteral("adapter off") : QStringLiteral("adapter %1 x%2").arg(QString::fromStdString(m_known->adapterHash)).arg(m_known->adapterScale),
                    QStringLiteral("template %1").arg(QString::fromStdString(m_known->templateHash)), QStringLiteral("seed %1").arg(m_known->seed),
                    QStringLiteral("computed in %1 on %2").arg(QString::fromStdString(m_known->dtype), QString::fromStdString(m_known->device))};
  return lines.join(QLatin1Char('\n'));
}

void ChatPane::showProvenance() {
  m_copyProvenance->setEnabled(m_known.has_value());
  m_provenance->setText(provenanceText());
  m_provenance->setTone(m_known ? Role::Text2 : Role::Text3);
  m_provenance->setAccessibleName(tr("Provenance: %1").arg(provenanceText()));
  m_shield->setVisible(m_known.has_value());
}

void ChatPane::scrollDown() {
  QScrollBar* bar = m_scroll->verticalScrollBar();
  bar->setValue(bar->maximum());
}

}  // namespace timbre::ui
