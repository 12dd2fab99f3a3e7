// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/sampling_panel.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {

QHBoxLayout* rowOf(QVBoxLayout* column, QWidget* left, QWidget* right) {
  auto* row = new QHBoxLayout;
  row->setSpacing(theme().px(8));
  row->addWidget(left, 1);
  row->addWidget(right);
  column->addLayout(row);
  return row;
}

}  // namespace

SamplingPanel::Slide SamplingPanel::makeSlide(QVBoxLayout* column, const char* objectName, int low, int high) {
  Slide out{};
  out.name = new Label({}, TextRole::Body, Role::Text1, this);
  out.value = new Label({}, TextRole::Strong, Role::Text1, this);
  out.value->setTabular(true);
  out.slider = new QSlider(Qt::Horizontal, this);
  out.slider->setObjectName(QString::fromLatin1(objectName));
  out.slider->setRange(low, high);
  out.slider->setSingleStep(1);
  out.slider->setPageStep(5);
  out.name->setBuddy(out.slider);
  rowOf(column, out.name, out.value);
  column->addWidget(out.slider);
  connect(out.slider, &QSlider::valueChanged, this, [this] {
    showValues();
    Q_EMIT changed();
  });
  return out;
}

SamplingPanel::SamplingPanel(QWidget* parent) : Pane(Role::Surface, Qt::LeftEdge, parent) {
  const Theme& t = theme();
  setObjectName(QStringLiteral("samplingPanel"));
  setFixedWidth(t.px(264));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(t.px(20), t.px(16), t.px(20), t.px(16));
  column->setSpacing(t.px(8));
  m_head = new SectionHeader({}, this);
  m_reset = makeButton(ButtonKind::Link, {}, {}, m_head);
  m_head->addTrailing(m_reset);
  column->addWidget(m_head);
  m_same = new Label({}, TextRole::Body, Role::Text1, this);
  m_sameHelp = new Label({}, TextRole::Caption, Role::Text3, this);
  m_sameHelp->setWrap(true);
  column->addWidget(m_same);
  column->addWidget(m_sameHelp);
  m_seedName = new Label({}, TextRole::Body, Role::Text1, this);
  m_seed = new QLineEdit(this);
  m_seed->setObjectName(QStringLiteral("seed"));
  m_seed->setFixedWidth(t.px(100));
  m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,15}")), m_seed));
  m_seedName->setBuddy(m_seed);
  m_dice = makeIconButton("dices", {}, this);
  rowOf(column, m_seedName, m_seed)->addWidget(m_dice);
  column->addSpacing(t.px(4));
  column->addWidget(new Hairline(Qt::Horizontal, this));
  column->addSpacing(t.px(4));
  m_greedyName = new Label({}, TextRole::Body, Role::Text1, this);
  m_greedy = new Switch(this);
  m_greedy->setObjectName(QStringLiteral("greedy"));
  rowOf(column, m_greedyName, m_greedy);
  m_temperature = makeSlide(column, "temperature", 0, 40);
  m_topP = makeSlide(column, "topP", 1, 20);
  const auto number = [&](Label*& name, QSpinBox*& box, const char* objectName, int low, int high) {
    name = new Label({}, TextRole::Body, Role::Text1, this);
    box = new QSpinBox(this);
    box->setObjectName(QString::fromLatin1(objectName));
    box->setRange(low, high);
    box->setFixedWidth(t.px(90));
    name->setBuddy(box);
    rowOf(column, name, box);
    connect(box, &QSpinBox::valueChanged, this, &SamplingPanel::changed);
  };
  number(m_topKName, m_topK, "topK", 0, 1000);
  m_topKHelp = new Label({}, TextRole::Caption, Role::Text3, this);
  column->addWidget(m_topKHelp);
  number(m_longestName, m_longest, "maxTokens", 1, 8192);
  column->addSpacing(t.px(4));
  column->addWidget(new Hairline(Qt::Horizontal, this));
  column->addSpacing(t.px(4));
  m_view = new SectionHeader({}, this);
  column->addWidget(m_view);
  const auto toggle = [&](Label*& name, Switch*& box, const char* objectName) {
    name = new Label({}, TextRole::Body, Role::Text1, this);
    box = new Switch(this);
    box->setObjectName(QString::fromLatin1(objectName));
    box->setChecked(true);
    rowOf(column, name, box);
    connect(box, &QAbstractButton::toggled, this, &SamplingPanel::viewChanged);
  };
  toggle(m_differencesName, m_differences, "wordDifferences");
  toggle(m_togetherName, m_together, "scrollTogether");
  column->addStretch(1);
  connect(m_reset, &QPushButton::clicked, this, [this] { setOptions({.seed = 42}); });
  connect(m_dice, &QToolButton::clicked, this, [this] {
    m_seed->setText(QString::number(QRandomGenerator::global()->bounded(1, 1000000)));
    Q_EMIT changed();
  });
  connect(m_seed, &QLineEdit::textEdited, this, &SamplingPanel::changed);
  connect(m_greedy, &QAbstractButton::toggled, this, [this] {
    showValues();
    Q_EMIT changed();
  });
  setOptions({.seed = 42});
  onLanguageChange(this, [this] { retranslate(); });
}

void SamplingPanel::retranslate() {
  m_head->setTitle(tr("Sampling"));
  m_reset->setText(tr("Reset"));
  m_same->setText(tr("Same seed in both"));
  m_sameHelp->setText(tr("Differences come from the weights only."));
  m_seedName->setText(tr("Seed"));
  m_seed->setAccessibleName(tr("Seed"));
  setIconButtonName(m_dice, tr("Another seed"));
  m_greedyName->setText(tr("Always the likeliest token"));
  m_greedy->setAccessibleName(tr("Always the likeliest token"));
  m_temperature.name->setText(tr("Temperature"));
  m_temperature.slider->setAccessibleName(tr("Temperature"));
  m_topP.name->setText(tr("Top-p"));
  m_topP.slider->setAccessibleName(tr("Top-p"));
  m_topKName->setText(tr("Top-k"));
  m_topK->setAccessibleName(tr("Top-k"));
  m_topKHelp->setText(tr("0 takes all tokens."));
  m_view->setTitle(tr("View"));
  m_differencesName->setText(tr("Word differences"));
  m_differences->setAccessibleName(tr("Word differences"));
  m_differences->setToolTip(tr("Marks the words of the checkpoint that the base model did not say."));
  m_togetherName->setText(tr("Scroll together"));
  m_together->setAccessibleName(tr("Scroll together"));
  m_longestName->setText(tr("Longest answer"));
  m_longest->setAccessibleName(tr("Longest answer, in tokens"));
  showValues();
}

void SamplingPanel::showValues() {
  m_temperature.value->setText(QLocale().toString(m_temperature.slider->value() * 0.05, 'f', 2));
  m_topP.value->setText(QLocale().toString(m_topP.slider->value() * 0.05, 'f', 2));
  for (QWidget* widget : std::initializer_list<QWidget*>{m_temperature.slider, m_topP.slider, m_topK}) widget->setEnabled(!m_greedy->isChecked());
}

void SamplingPanel::nextSeed() {
  m_seed->setText(QString::number(m_seed->text().toULongLong() + 1));
  Q_EMIT changed();
}

bool SamplingPanel::wordDifferences() const { return m_differences->isChecked(); }
bool SamplingPanel::scrollTogether() const { return m_together->isChecked(); }

jobs::SamplingOptions SamplingPanel::options() const {
  jobs::SamplingOptions out;
  out.greedy = m_greedy->isChecked() || m_temperature.slider->value() == 0;
  out.temperature = m_temperature.slider->value() * 0.05;
  out.topP = m_topP.slider->value() * 0.05;
  out.topK = m_topK->value();
  out.seed = m_seed->text().toULongLong();
  out.maxTokens = m_longest->value();
  return out;
}

void SamplingPanel::setOptions(const jobs::SamplingOptions& options) {
  m_greedy->setChecked(options.greedy);
  m_temperature.slider->setValue(qRound(options.temperature / 0.05));
  m_topP.slider->setValue(qRound(options.topP / 0.05));
  m_topK->setValue(options.topK);
  m_seed->setText(QString::number(options.seed));
  m_longest->setValue(options.maxTokens);
  showValues();
}

}  // namespace timbre::ui
