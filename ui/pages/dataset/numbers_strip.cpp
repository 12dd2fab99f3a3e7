// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/numbers_strip.h"

#include "ui/bridge/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/retranslate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace timbre::ui {

namespace {

QString money(double amount, const std::string& currency) {
  const QString number = QLocale().toString(amount, 'f', amount < 0.1 && amount > 0 ? 3 : 2);
  if (currency == "USD") return QStringLiteral("$") + number;
  if (currency == "CNY") return QStringLiteral("¥") + number;
  return number + QLatin1Char(' ') + QString::fromStdString(currency);
}

}  // namespace

NumbersStrip::NumbersStrip(QWidget* parent) : Pane(Role::Surface, Qt::TopEdge, parent) {
  setObjectName(QStringLiteral("numbers"));
  const Theme& t = theme();
  setFixedHeight(t.px(68));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(t.px(20), t.px(9), t.px(16), t.px(8));
  row->setSpacing(t.px(16));
  const auto figure = [&](const char* name) {
    auto* f = new Figure(this, TextRole::Title);
    f->setObjectName(QString::fromLatin1(name));
    f->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    f->setFixedHeight(t.px(50));  // the value stands level with the spin box
    return f;
  };
  const auto line = [&] {
    auto* l = new Hairline(Qt::Vertical, this);
    row->addWidget(l);
    return l;
  };
  row->addWidget(m_rows = figure("figureRows"), 0, Qt::AlignTop);
  line();
  row->addWidget(m_tokens = figure("figureTokens"), 0, Qt::AlignTop);
  line();
  row->addWidget(m_trained = figure("figureTrained"), 0, Qt::AlignTop);
  line();
  auto* epochs = new QVBoxLayout;
  epochs->setSpacing(t.px(2));
  m_epochsLabel = new Label({}, TextRole::Small, Role::Text2, this);
  m_epochs = new QSpinBox(this);
  m_epochs->setObjectName(QStringLiteral("epochs"));
  m_epochs->setRange(1, 1000);
  m_epochs->setFixedWidth(t.px(58));
  m_epochsLabel->setBuddy(m_epochs);
  epochs->addWidget(m_epochsLabel);
  epochs->addWidget(m_epochs);
  row->addLayout(epochs);
  row->addWidget(m_total = figure("figureTotal"), 0, Qt::AlignTop);
  m_hostedLine = line();
  m_hosted = new QWidget(this);
  m_hosted->setObjectName(QStringLiteral("figureHosted"));
  m_hosted->setFixedHeight(t.px(50));
  auto* hosted = new QVBoxLayout(m_hosted);
  hosted->setContentsMargins(0, 0, 0, 0);
  hosted->setSpacing(0);
  m_hostedLabel = new Label({}, TextRole::Small, Role::Text2, m_hosted);
  m_hostedValue = new NumberLabel({}, TextRole::Title, Role::Text1, m_hosted);
  m_hostedSource = makeButton(ButtonKind::Link, {}, {}, m_hosted);
  m_hostedSource->setObjectName(QStringLiteral("hostedSource"));
  auto* hostedRow = new QHBoxLayout;
  hostedRow->setSpacing(t.px(7));
  hostedRow->addWidget(m_hostedValue);
  hostedRow->addWidget(m_hostedSource, 0, Qt::AlignVCenter);
  hostedRow->addStretch();
  hosted->addWidget(m_hostedLabel);
  hosted->addLayout(hostedRow);
  row->addWidget(m_hosted, 0, Qt::AlignTop);
  connect(m_hostedSource, &QPushButton::clicked, this, &NumbersStrip::hostedClicked);
  m_priceLine = line();
  row->addWidget(m_price = figure("figurePrice"), 0, Qt::AlignTop);
  m_lengthsLine = line();
  m_lengths = new QWidget(this);
  auto* lengths = new QVBoxLayout(m_lengths);
  lengths->setContentsMargins(0, 0, 0, 0);
  lengths->setSpacing(t.px(2));
  m_lengthsLabel = new Label({}, TextRole::Small, Role::Text2, m_lengths);
  m_histogram = new Histogram(m_lengths);
  m_histogram->setObjectName(QStringLiteral("lengthHistogram"));
  m_histogram->setFixedSize(t.px(150), t.px(30));
  lengths->addWidget(m_lengthsLabel);
  lengths->addWidget(m_histogram);
  row->addWidget(m_lengths, 0, Qt::AlignTop);
  row->addStretch(1);
  m_epochsTimer.setSingleShot(true);
  m_epochsTimer.setInterval(200);
  connect(m_epochs, &QSpinBox::valueChanged, this, [this] { m_epochsTimer.start(); });
  connect(&m_epochsTimer, &QTimer::timeout, this, [this] {
    if (m_epochs->value() != m_numbers.epochs) Q_EMIT epochsChanged(m_epochs->value());
  });
  connect(m_histogram, &Histogram::binClicked, this, [this](int bin, double, double) {
    if (std::size_t(bin) >= m_numbers.histogram.size()) return;
    const session::HistogramBar& bar = m_numbers.histogram[std::size_t(bin)];
    Q_EMIT lengthsClicked(bar.from, std::max(bar.from, bar.to - 1));
  });
  onLanguageChange(this, [this] { retranslate(); });
}

void NumbersStrip::setReadOnly(bool readOnly) { m_epochs->setEnabled(!readOnly); }

void NumbersStrip::setNumbers(const session::NumbersChanged& numbers) {
  m_numbers = numbers;
  if (!m_epochsTimer.isActive() && numbers.epochs > 0 && m_epochs->value() != numbers.epochs) {
    const QSignalBlocker block(m_epochs);
    m_epochs->setValue(int(std::min<std::int64_t>(numbers.epochs, m_epochs->maximum())));
  }
  retranslate();
}

void NumbersStrip::retranslate() {
  const QLocale locale;
  const auto number = [&](std::int64_t n) { return n < 0 ? QStringLiteral("–") : locale.toString(qlonglong(n)); };
  const session::NumbersChanged& n = m_numbers;
  setAccessibleName(tr("Numbers"));
  m_rows->setCaption(tr("Rows"));
  m_rows->setValue(number(n.rows), tr("%1 used").arg(number(n.usedRows)));
  m_tokens->setCaption(tr("Tokens"));
  const bool counted = n.tokens >= 0 && n.usedRows > 0;
  m_tokens->setValue(number(n.tokens), counted ? n.complete || n.countedRows >= n.usedRows ? tr("avg %1").arg(number(std::llround(n.lengths.count > 0 ? n.lengths.mean : double(n.tokens) / double(n.usedRows))))
                                                                                           : tr("%1 rows counted").arg(number(n.countedRows))
                                               : n.rows > 0 ? tr("no model chosen") : QString());
  m_trained->setCaption(tr("Trained"));
  m_trained->setValue(number(n.trainedTokens), n.trainedTokens >= 0 && n.tokens > 0 ? Format::percent(double(n.trainedTokens) / double(n.tokens), 1) : QString());
  m_trained->setToolTip(n.encoder.empty() ? QString() : tr("Tokens that are trained with this model in one epoch, counted with %1.").arg(QString::fromStdString(n.encoder)));
  m_epochsLabel->setText(tr("Epochs"));
  m_epochs->setAccessibleName(tr("Epochs"));
  m_epochs->setToolTip(n.defaultEpochs > 0 ? tr("Default for this many rows: %1").arg(number(n.defaultEpochs)) : QString());
  m_total->setCaption(tr("Total"));
  m_total->setValue(number(n.totalTokens));
  m_lengthsLabel->setText(n.limit > 0 ? tr("Length, limit %1").arg(number(n.limit)) : tr("Length"));
  QList<qint64> bins;
  double top = 0;
  for (const session::HistogramBar& bar : n.histogram) {
    bins.append(bar.rows);
    top = std::max(top, double(bar.to));
  }
  m_histogram->setBins(bins, top, n.limit > 0 ? double(n.limit) : -1);
  QString words = tr("Row lengths");
  if (n.lengths.count > 0) words = tr("Row lengths: median %1, 95 % below %2, longest %3 tokens; %4 above the limit").arg(number(std::llround(n.lengths.median)), number(std::llround(n.lengths.p95)), number(std::llround(n.lengths.max)), number(n.overLimit));
  m_histogram->setAccessibleName(words);
  showHosted();
  showPrice();
  fit();
}

void NumbersStrip::showHosted() {
  const session::NumbersChanged& n = m_numbers;
  const QLocale locale;
  const bool exact = n.hostedTokens >= 0 && n.hostedRows >= n.usedRows && n.complete;
  const bool counting = n.hostedTokens >= 0 && !exact;
  const std::int64_t tokens = n.hostedTokens >= 0 ? n.hostedTokens : n.hostedEstimate;
  m_hostedLabel->setText(tr("Hosted billing tokens"));
  m_hostedValue->setText(tokens < 0 ? QStringLiteral("–") : locale.toString(qlonglong(tokens)));
  m_hostedSource->setText(exact ? QString::fromStdString(n.hostedEncoding) : counting ? tr("counting") : tr("estimate"));
  QString why;
  if (exact) why = tr("What a hosted service bills for %1 epochs, counted with %2.").arg(locale.toString(qlonglong(n.epochs)), QString::fromStdString(n.hostedEncoding));
  else if (counting) why = tr("%1 of %2 rows are counted with %3.").arg(locale.toString(qlonglong(n.hostedRows)), locale.toString(qlonglong(n.usedRows)), QString::fromStdString(n.hostedEncoding));
  else why = tr("Made from the chosen model's tokens. The service's own tokenizer gives the exact number.");
  m_hosted->setToolTip(why);
  m_hostedSource->setToolTip(why);
  m_hostedSource->setAccessibleName(tr("Hosted billing tokens: %1").arg(m_hostedSource->text()));
  m_hostedSource->setAccessibleDescription(why);
}

void NumbersStrip::showPrice() {
  m_price->setCaption(tr("Hosted price"));
  if (m_numbers.costs.empty()) {
    m_price->setValue(QStringLiteral("–"));
    return;
  }
  const data::Cost& cost = m_numbers.costs.front();
  bool others = false;
  const QString rate = tr("%1 / 1M").arg(money(cost.price.train, cost.price.currency));
  m_price->setValue(money(cost.train, cost.price.currency), m_numbers.costEstimated ? tr("estimate, %1").arg(rate) : rate);
  QStringList lines;
  for (const data::Cost& c : m_numbers.costs) {
    const QString amount = c.estimated && !m_numbers.costEstimated ? tr("about %1").arg(money(c.train, c.price.currency)) : money(c.train, c.price.currency);
    lines << tr("%1: %2 at %3 per million tokens, price of %4").arg(QString::fromStdString(c.price.name), amount, money(c.price.train, c.price.currency), QString::fromStdString(c.price.date));
    others = others || c.estimated;
    if (lines.size() >= 8) break;
  }
  if (m_numbers.costEstimated) lines << tr("Counted with the chosen model's tokenizer: the service counts slightly differently.");
  else if (others) lines << tr("“About”: that service bills other tokens than %1.").arg(QString::fromStdString(m_numbers.hostedEncoding));
  m_price->setToolTip(lines.join(QLatin1Char('\n')));
  m_price->setAccessibleName(tr("Hosted price"));
  m_price->setAccessibleDescription(lines.join(QStringLiteral(". ")));
}

int NumbersStrip::needed(bool hosted, bool price, bool lengths) const {
  const int between = layout()->spacing();
  const QMargins margins = layout()->contentsMargins();
  int width = margins.left() + margins.right();
  const auto add = [&](const QWidget* widget) { width += widget->sizeHint().width() + between; };
  const auto line = [&] { width += 1 + between; };
  add(m_rows);
  line();
  add(m_tokens);
  line();
  add(m_trained);
  line();
  width += std::max(m_epochs->width(), m_epochsLabel->sizeHint().width()) + between;
  add(m_total);
  for (const auto& [shown, widget] : {std::pair<bool, const QWidget*>{hosted, m_hosted}, {price, m_price}, {lengths, m_lengths}}) {
    if (!shown) continue;
    line();
    add(widget);
  }
  return width;
}

QSize NumbersStrip::minimumSizeHint() const { return {needed(false, false, false), height()}; }

void NumbersStrip::resizeEvent(QResizeEvent* event) {
  Pane::resizeEvent(event);
  fit();
}

bool NumbersStrip::event(QEvent* event) {
  const bool done = Pane::event(event);
  if (event->type() == QEvent::LayoutRequest) fit();  // numbers grew or shrank
  return done;
}

void NumbersStrip::fit() {
  // What goes first when the page is narrow: the histogram, then the price, then what it is made of.
  const bool hosted = m_numbers.rows > 0 && width() >= needed(true, false, false);
  const bool price = hosted && !m_numbers.costs.empty() && width() >= needed(true, true, false);
  const bool lengths = !m_numbers.histogram.empty() && m_numbers.lengths.count > 0 && width() >= needed(hosted, price, true) && (price || m_numbers.costs.empty());
  m_hosted->setVisible(hosted);
  m_hostedLine->setVisible(hosted);
  m_price->setVisible(price);
  m_priceLine->setVisible(price);
  m_lengths->setVisible(lengths);
  m_lengthsLine->setVisible(lengths);
}

}  // namespace timbre::ui
