// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/export/verdict_view.h"

#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"
#include "ui/widgets/small_table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <cmath>

namespace timbre::ui {

namespace {
QString small(double value) { return std::isfinite(value) ? Format::rate(value) : QStringLiteral("∞"); }
}  // namespace

VerdictView::VerdictView(QWidget* parent) : QWidget(parent) {
  build();
  onLanguageChange(this, [this] { showAll(); });
}

void VerdictView::build() {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(28), t.px(18), t.px(28), t.px(18));
  column->setSpacing(t.px(10));
  m_head = new Pane(Role::Window, {}, this);
  m_head->setObjectName(QStringLiteral("verdict"));
  m_head->setRounded(10);
  auto* head = new QHBoxLayout(m_head);
  head->setContentsMargins(t.px(20), t.px(14), t.px(20), t.px(14));
  head->setSpacing(t.px(16));
  m_headIcon = new IconView("circle-dashed", Role::Text2, 32, m_head);
  head->addWidget(m_headIcon);
  auto* words = new QVBoxLayout;
  words->setSpacing(t.px(2));
  m_headTitle = new Label({}, TextRole::Page, Role::Text1, m_head);
  m_headText = new Label({}, TextRole::Body, Role::Text2, m_head);
  m_headText->setWrap(true);
  words->addWidget(m_headTitle);
  words->addWidget(m_headText);
  head->addLayout(words, 1);
  column->addWidget(m_head);
  auto* rows = new QVBoxLayout;
  rows->setSpacing(0);
  for (Row& row : m_rows) row = makeRow(rows);
  column->addLayout(rows);
  m_why = new Pane(Role::InfoSoft, {}, this);
  m_why->setRounded(10);
  auto* why = new QVBoxLayout(m_why);
  why->setContentsMargins(t.px(14), t.px(10), t.px(14), t.px(10));
  m_whyTitle = new Label({}, TextRole::Strong, Role::Text1, m_why);
  m_whyText = new Label({}, TextRole::Small, Role::Text2, m_why);
  m_whyText->setWrap(true);
  why->addWidget(m_whyTitle);
  why->addWidget(m_whyText);
  column->addWidget(m_why);
  m_buttons = new QWidget(this);
  auto* buttons = new QHBoxLayout(m_buttons);
  buttons->setContentsMargins(0, 0, 0, 0);
  buttons->setSpacing(t.px(8));
  m_again = makeButton(ButtonKind::Primary, {}, "refresh-cw", m_buttons);
  m_again->setObjectName(QStringLiteral("exportAgainFp32"));
  m_open = makeButton(ButtonKind::Secondary, {}, "folder-open", m_buttons);
  m_open->setObjectName(QStringLiteral("openExportFolder"));
  m_copy = makeButton(ButtonKind::Ghost, {}, "copy", m_buttons);
  buttons->addWidget(m_again);
  buttons->addWidget(m_open);
  buttons->addWidget(m_copy);
  buttons->addStretch(1);
  connect(m_again, &QPushButton::clicked, this, &VerdictView::againRequested);
  connect(m_open, &QPushButton::clicked, this, &VerdictView::openRequested);
  connect(m_copy, &QPushButton::clicked, this, &VerdictView::copyRequested);
  column->addWidget(m_buttons);
  m_answersHead = new SectionHeader({}, this);
  column->addWidget(m_answersHead);
  m_answers = new QTableWidget(0, 3, this);
  m_answers->setObjectName(QStringLiteral("comparedAnswers"));
  makeSmallTable(m_answers, 30);
  m_answers->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  m_answers->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  column->addWidget(m_answers, 1);
  column->addStretch(0);  // takes the rest while there are no answers: the head would grow over half the page
}

VerdictView::Row VerdictView::makeRow(QVBoxLayout* column) {
  const Theme& t = theme();
  auto* line = new Pane(Role::Surface, Qt::BottomEdge, this);
  line->setMinimumHeight(t.px(42));
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(0, t.px(4), 0, t.px(4));
  row->setSpacing(t.px(12));
  Row out{};
  out.icon = new IconView("circle-dashed", Role::Text3, 16, line);
  out.name = new Label({}, TextRole::Body, Role::Text1, line);
  out.value = new NumberLabel({}, TextRole::Strong, Role::Text1, line);
  out.limit = new Label({}, TextRole::Small, Role::Text2, line);
  out.limit->setFixedWidth(t.px(215));
  out.limit->setElide(Qt::ElideRight);
  row->addWidget(out.icon);
  row->addWidget(out.name, 1);
  row->addWidget(out.value);
  row->addWidget(out.limit);
  column->addWidget(line);
  return out;
}

void VerdictView::clear() {
  m_report.reset();
  m_failure.reset();
  showAll();
}

void VerdictView::setReport(const jobs::ExportReport& report, bool sixteenBit, bool adapterOnly) {
  m_report = report;
  m_failure.reset();
  m_sixteenBit = sixteenBit;
  m_adapterOnly = adapterOnly;
  showAll();
}

void VerdictView::setFailure(const base::Error& error) {
  m_report.reset();
  m_failure = error;
  showAll();
}

void VerdictView::setRow(int row, std::optional<bool> passed, const QString& value, const QString& limit) {
  Row& r = m_rows[row];
  r.icon->setIcon(!passed ? "circle-dashed" : *passed ? "check" : "x", !passed ? Role::Text3 : *passed ? Role::Ok : Role::Err);
  r.value->setText(value);
  r.limit->setText(limit);
  r.name->parentWidget()->setAccessibleName(QStringLiteral("%1: %2, %3").arg(r.name->text(), value, limit));
}

void VerdictView::showHead(BadgeKind kind, const QString& title, const QString& text) {
  m_head->setGround(kind == BadgeKind::Mute ? Role::Window : badgeGround(kind));
  m_headIcon->setIcon(kind == BadgeKind::Ok ? "badge-check" : kind == BadgeKind::Error ? "circle-x" : "circle-dashed", kind == BadgeKind::Mute ? Role::Text2 : badgeTone(kind));
  m_headTitle->setTone(kind == BadgeKind::Mute ? Role::Text1 : badgeTone(kind));
  m_headTitle->setText(title);
  m_headText->setText(text);
  m_head->setAccessibleName(title + QStringLiteral(". ") + text);
}

void VerdictView::showRows() {
  const QString names[] = {tr("Greedy text the same"), tr("First choice the same"), tr("Largest logit difference"), tr("Mean KL divergence"), tr("Weights written")};
  for (int i = 0; i < 5; ++i) m_rows[i].name->setText(names[i]);
  const QString none = QStringLiteral("–");
  if (!m_report || !m_report->verificationRan) {
    const QString limits[] = {tr("16 prompts or more"), tr("where the model is decided"), tr("limit %1 for fp32").arg(small(jobs::kMaxLogitDifference)), tr("limit %1 for 16 bit").arg(small(jobs::kMaxMeanKl)), QString()};
    for (int i = 0; i < 4; ++i) setRow(i, std::nullopt, none, limits[i]);
  } else {
    const auto& r = *m_report;
    const bool texts = r.identicalTexts == r.prompts;
    const auto judged = [](bool counts, bool passed) { return counts ? std::optional<bool>(passed) : std::nullopt; };
    const QString told = tr("told only, the weights are rounded");
    setRow(0, judged(!m_sixteenBit || texts, texts), QStringLiteral("%1 / %2").arg(Format::number(r.identicalTexts), Format::number(r.prompts)), m_sixteenBit && !texts ? told : tr("prompts"));
    setRow(1, r.firstChoiceAgreement >= 1, Format::percent(r.firstChoiceAgreement, 1), tr("limit %1").arg(Format::percent(1)));
    setRow(2, judged(!m_sixteenBit, r.maxLogitDifference <= jobs::kMaxLogitDifference), small(r.maxLogitDifference), m_sixteenBit ? told : tr("limit %1").arg(small(jobs::kMaxLogitDifference)));
    setRow(3, r.meanKl <= jobs::kMaxMeanKl, small(r.meanKl), tr("limit %1").arg(small(jobs::kMaxMeanKl)));
  }
  if (m_report && !m_report->sha256.empty()) setRow(4, true, Format::shortHash(QString::fromStdString(m_report->sha256)), tr("SHA-256 of the weights"));
  else setRow(4, std::nullopt, none, tr("SHA-256 of the weights"));
}

void VerdictView::showAnswers() {
  m_answersHead->setTitle(tr("Compared answers"));
  m_answers->setHorizontalHeaderLabels({tr("Prompt"), tr("Base plus adapter"), tr("Export")});
  m_answers->setAccessibleName(tr("Compared answers"));
  const bool any = m_report && !m_report->answers.empty();
  m_answersHead->setVisible(any);
  m_answers->setVisible(any);
  m_answers->setRowCount(any ? int(m_report->answers.size()) : 0);
  for (int i = 0; i < m_answers->rowCount(); ++i) {
    const auto& answer = m_report->answers[std::size_t(i)];
    const QString cells[] = {QString::fromStdString(answer.prompt), QString::fromStdString(answer.expected), answer.same ? tr("the same") : QString::fromStdString(answer.got)};
    for (int c = 0; c < 3; ++c) {
      auto* item = new QTableWidgetItem(cells[c].simplified());
      item->setToolTip(cells[c]);
      setTone(item, c == 0 ? Role::Text2 : c == 1 ? Role::Text1 : answer.same ? Role::Ok : Role::Err);
      setStrong(item, c == 2 && answer.same);
      m_answers->setItem(i, c, item);
    }
  }
}

void VerdictView::showAll() {
  m_whyTitle->setText(tr("Where and why"));
  m_again->setText(tr("Export again as fp32"));
  m_open->setText(tr("Open folder"));
  m_copy->setText(tr("Copy report"));
  showRows();
  showAnswers();
  m_buttons->setVisible(m_report.has_value());
  m_again->setVisible(m_report && m_report->verificationRan && !m_report->verified && m_sixteenBit);
  m_why->setVisible(false);
  if (m_failure) {
    const ErrorText text = errorText(*m_failure);
    const bool cancelled = m_failure->code == "cancelled";
    showHead(cancelled ? BadgeKind::Mute : BadgeKind::Error, cancelled ? tr("Cancelled") : tr("Not exported"), cancelled ? tr("Nothing was left behind.") : text.both());
  } else if (!m_report) {
    showHead(BadgeKind::Mute, tr("Not exported yet"), tr("After writing, the model is opened again and compared with base plus adapter on real prompts. The figures appear here."));
  } else if (m_adapterOnly) {
    showHead(BadgeKind::Ok, tr("Adapter written"), tr("It needs the same base model on the other side. Nothing was merged, so nothing has to be compared."));
  } else if (m_report->verified) {
    showHead(BadgeKind::Ok, tr("Verified"), tr("The exported model was opened again and answers like base plus adapter."));
  } else {
    showHead(BadgeKind::Error, tr("Not verified"), tr("The exported model answers differently from base plus adapter. The files are complete but not marked as verified."));
    if (m_report->reason) {
      m_why->setVisible(true);
      m_whyText->setText(errorText(*m_report->reason).both());
    }
  }
}

QString VerdictView::reportText() const {
  QString out = m_headTitle->text() + QLatin1Char('\n');
  for (const Row& row : m_rows) out += QStringLiteral("%1: %2 (%3)\n").arg(row.name->text(), row.value->text(), row.limit->text());
  if (m_report) out += QStringLiteral("sha256: %1\n").arg(QString::fromStdString(m_report->sha256));
  return out;
}

}  // namespace timbre::ui
