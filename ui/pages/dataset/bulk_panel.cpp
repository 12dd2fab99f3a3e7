// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/bulk_panel.h"

#include "ui/bridge/dataset_words.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>

namespace timbre::ui {

namespace {
QString listed(const QStringList& words) { return words.join(QLocale().language() == QLocale::Chinese ? QStringLiteral("、") : QStringLiteral(", ")); }
}  // namespace

BulkPanel::BulkPanel(QWidget* parent) : Pane(Role::Surface, {}, parent) {
  setObjectName(QStringLiteral("bulkPanel"));
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* head = new Pane(Role::Surface, Qt::BottomEdge, this);
  head->setFixedHeight(t.px(44));
  auto* headRow = new QHBoxLayout(head);
  headRow->setContentsMargins(t.px(18), 0, t.px(12), 0);
  m_title = new Label({}, TextRole::Title, Role::Text1, head);
  m_close = makeIconButton(QStringLiteral("x"), {}, head);
  headRow->addWidget(m_title, 1);
  headRow->addWidget(m_close);
  connect(m_close, &QToolButton::clicked, this, &BulkPanel::closeRequested);
  column->addWidget(head);
  auto* body = new QVBoxLayout;
  body->setContentsMargins(t.px(18), t.px(18), t.px(18), t.px(14));
  body->setSpacing(t.px(4));
  column->addLayout(body, 1);
  const auto tick = [&](const char* name) {
    auto* box = new QCheckBox(this);
    box->setObjectName(QString::fromLatin1(name));
    connect(box, &QCheckBox::toggled, this, &BulkPanel::refresh);
    body->addWidget(box, 0, Qt::AlignLeft);
    return box;
  };
  const auto note = [&] {
    auto* label = new Label({}, TextRole::Caption, Role::Text2, this);
    label->setWrap(true);
    body->addWidget(label);
    body->addSpacing(t.px(12));
    return label;
  };
  m_systemOn = tick("bulkSystemOn");
  m_system = makeTextEdit(this);
  m_system->setObjectName(QStringLiteral("bulkSystem"));
  m_system->setFixedHeight(t.px(76));
  connect(m_system, &QPlainTextEdit::textChanged, this, [this] { if (m_system->hasFocus()) m_systemOn->setChecked(true); });
  body->addWidget(m_system);
  m_systemNote = note();
  m_tagsOn = tick("bulkTagsOn");
  m_tagHolder = new QWidget(this);
  m_tagRow = new QHBoxLayout(m_tagHolder);
  m_tagRow->setContentsMargins(0, 0, 0, 0);
  m_tagRow->setSpacing(t.px(6));
  m_tagRow->addStretch(1);
  body->addWidget(m_tagHolder);
  m_tagEdit = new QLineEdit(this);
  m_tagEdit->setObjectName(QStringLiteral("bulkTag"));
  m_tagEdit->setMaxLength(64);
  connect(m_tagEdit, &QLineEdit::returnPressed, this, [this] { addTag(m_tagEdit->text()); });
  body->addWidget(m_tagEdit);
  m_tagNote = note();
  m_splitOn = tick("bulkSplitOn");
  m_split = new Segmented(this);
  m_split->setObjectName(QStringLiteral("bulkSplit"));
  for (const data::Split split : {data::Split::Train, data::Split::Validation, data::Split::Auto}) m_split->addItem({}, int(split));
  connect(m_split, &Segmented::currentChanged, this, [this] { m_splitOn->setChecked(true); });
  body->addWidget(m_split, 0, Qt::AlignLeft);
  m_splitNote = note();
  m_cleanOn = tick("bulkCleanOn");
  m_cleanLabel = new Label({}, TextRole::Caption, Role::Text2, this);
  m_clean = new QComboBox(this);
  m_clean->setObjectName(QStringLiteral("bulkClean"));
  m_cleanLabel->setBuddy(m_clean);
  m_cleanLabel->hide();
  for (int i = 0; i < 5; ++i) m_clean->addItem({}, i);
  connect(m_clean, &QComboBox::activated, this, [this] { m_cleanOn->setChecked(true); });
  body->addWidget(m_clean);
  body->addStretch(1);
  m_info = new Pane(Role::InfoSoft, {}, this);
  m_info->setRounded(8);
  auto* infoRow = new QHBoxLayout(m_info);
  infoRow->setContentsMargins(t.px(12), t.px(10), t.px(12), t.px(10));
  infoRow->setSpacing(t.px(8));
  infoRow->addWidget(new IconView(QStringLiteral("info"), Role::Info, 16, m_info), 0, Qt::AlignTop);
  auto* words = new QVBoxLayout;
  words->setSpacing(t.px(2));
  m_infoTitle = new Label({}, TextRole::Strong, Role::Text1, m_info);
  m_infoText = new Label({}, TextRole::Small, Role::Text2, m_info);
  m_infoText->setWrap(true);
  words->addWidget(m_infoTitle);
  words->addWidget(m_infoText);
  infoRow->addLayout(words, 1);
  body->addWidget(m_info);
  body->addSpacing(t.px(8));
  auto* buttons = new QHBoxLayout;
  m_discard = makeButton(ButtonKind::Secondary, {}, {}, this);
  m_discard->setObjectName(QStringLiteral("bulkDiscard"));
  m_apply = makeButton(ButtonKind::Primary, {}, {}, this);
  m_apply->setObjectName(QStringLiteral("bulkApply"));
  buttons->addStretch(1);
  buttons->addWidget(m_discard);
  buttons->addWidget(m_apply);
  body->addLayout(buttons);
  connect(m_discard, &QPushButton::clicked, this, [this] {
    reset();
    setSummary(m_summary);
  });
  connect(m_apply, &QPushButton::clicked, this, [this] {
    if (!m_tagEdit->text().trimmed().isEmpty()) addTag(m_tagEdit->text());
    Q_EMIT applyRequested(edits());
    for (QCheckBox* box : {m_systemOn, m_tagsOn, m_splitOn, m_cleanOn}) box->setChecked(false);
  });
  onLanguageChange(this, [this] { retranslate(); });
}

void BulkPanel::retranslate() {
  setAccessibleName(tr("Selected rows"));
  setIconButtonName(m_close, tr("End the selection"));
  m_systemOn->setText(tr("System prompt"));
  m_system->setAccessibleName(tr("System prompt"));
  m_tagsOn->setText(tr("Add tags"));
  m_tagEdit->setPlaceholderText(tr("Tag, then Enter"));
  m_tagEdit->setAccessibleName(tr("New tag"));
  m_splitOn->setText(DatasetWords::tr("Split"));
  m_split->setAccessibleName(DatasetWords::tr("Split"));
  m_split->setItemText(0, DatasetWords::split(data::Split::Train));
  m_split->setItemText(1, DatasetWords::split(data::Split::Validation));
  m_split->setItemText(2, DatasetWords::split(data::Split::Auto));
  m_cleanOn->setText(tr("Clean text"));
  m_cleanLabel->setText(tr("Clean text"));
  for (int i = 0; i < 5; ++i) m_clean->setItemText(i, DatasetWords::transform(session::TextTransform(i)));
  m_discard->setText(tr("Discard"));
  setSummary(m_summary);
}

void BulkPanel::reset() {
  for (QCheckBox* box : {m_systemOn, m_tagsOn, m_splitOn, m_cleanOn}) box->setChecked(false);
  m_tags.clear();
  m_tagEdit->clear();
  m_system->clear();
  m_summary = {};
  showTags();
}

void BulkPanel::setReadOnly(bool readOnly) {
  m_readOnly = readOnly;
  refresh();
}

void BulkPanel::focusTags() {
  m_tagsOn->setChecked(true);
  m_tagEdit->setFocus(Qt::ShortcutFocusReason);
}

void BulkPanel::setCount(qint64 rows) {
  m_rows = rows;
  refresh();
}

void BulkPanel::setSummary(const session::SelectionSummary& summary) {
  m_summary = summary;
  const QLocale locale;
  if (!m_systemOn->isChecked() && !summary.prompts.empty()) {
    const QSignalBlocker block(m_system);
    m_system->setPlainText(QString::fromStdString(summary.prompts.front().text));
  }
  QStringList counts;
  for (std::size_t i = 0; i < summary.prompts.size() && i < 4; ++i) counts << tr("%n row(s)", nullptr, int(summary.prompts[i].rows));
  if (summary.prompts.size() > 4) counts << QStringLiteral("…");
  m_systemNote->setText(summary.prompts.size() > 1 ? tr("%n different values now: %1.", nullptr, int(summary.prompts.size())).arg(listed(counts))
                        : summary.prompts.empty() && summary.rows > 0 ? tr("None of these rows has one now.")
                        : summary.rows > 0                            ? tr("The same in all of these rows now.")
                                                                      : QString());
  QStringList tags;
  for (const auto& [tag, rows] : summary.tags) {
    tags << QStringLiteral("%1 (%2)").arg(QString::fromStdString(tag), locale.toString(qlonglong(rows)));
    if (tags.size() >= 6) break;
  }
  m_tagNote->setText(tags.isEmpty() ? QString() : tr("Now: %1").arg(listed(tags)));
  QStringList splits;
  if (summary.trainRows > 0) splits << tr("%1 train").arg(locale.toString(qlonglong(summary.trainRows)));
  if (summary.validationRows > 0) splits << tr("%1 validation").arg(locale.toString(qlonglong(summary.validationRows)));
  if (summary.autoRows > 0) splits << tr("%1 auto").arg(locale.toString(qlonglong(summary.autoRows)));
  m_splitNote->setText(splits.isEmpty() ? QString() : splits.size() > 1 ? tr("Mixed now: %1.").arg(listed(splits)) : tr("Now: %1").arg(splits.first()));
  if (!m_splitOn->isChecked() && summary.rows > 0) {
    const QSignalBlocker block(m_split);
    m_split->setCurrent(summary.trainRows >= summary.validationRows && summary.trainRows >= summary.autoRows ? 0 : summary.validationRows >= summary.autoRows ? 1 : 2);
  }
  refresh();
}

void BulkPanel::addTag(const QString& raw) {
  const QString tag = raw.simplified();
  m_tagEdit->clear();
  if (tag.isEmpty() || m_tags.contains(tag)) return;
  m_tags << tag;
  m_tagsOn->setChecked(true);
  showTags();
}

void BulkPanel::showTags() {
  while (m_tagRow->count() > 1) {
    QLayoutItem* item = m_tagRow->takeAt(0);
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  for (const QString& tag : std::as_const(m_tags)) {
    auto* chip = new Chip(tag, {}, m_tagHolder);
    chip->setCheckable(true);
    chip->setChecked(true);
    chip->setRemovable(true);
    chip->setAccessibleName(tr("Remove tag %1").arg(tag));
    m_tagRow->insertWidget(m_tagRow->count() - 1, chip);
    const auto gone = [this, tag] {
      m_tags.removeOne(tag);
      showTags();
    };
    connect(chip, &Chip::removed, this, gone);
    connect(chip, &QAbstractButton::clicked, this, gone);
  }
  m_tagHolder->setVisible(!m_tags.isEmpty());
  refresh();
}

std::vector<session::Edit> BulkPanel::edits() const {
  std::vector<session::Edit> list;
  if (m_systemOn->isChecked()) list.push_back(session::FillCell{{}, data::Cell::System, m_system->toPlainText().toStdString()});
  if (m_tagsOn->isChecked() && !m_tags.isEmpty()) {
    session::SetTags tags;
    for (const QString& tag : m_tags) tags.add.push_back(tag.toStdString());
    list.push_back(std::move(tags));
  }
  if (m_splitOn->isChecked()) list.push_back(session::SetSplit{{}, data::Split(m_split->currentData().toInt())});
  if (m_cleanOn->isChecked()) list.push_back(session::TransformText{{}, {}, session::TextTransform(m_clean->currentData().toInt())});
  return list;
}

void BulkPanel::refresh() {
  const int rows = int(m_rows);
  m_title->setText(tr("Edit %n row(s)", nullptr, rows));
  m_apply->setText(tr("Apply to %n row(s)", nullptr, rows));
  const int fields = int(m_systemOn->isChecked()) + int(m_tagsOn->isChecked() && (!m_tags.isEmpty() || !m_tagEdit->text().isEmpty())) + int(m_splitOn->isChecked()) + int(m_cleanOn->isChecked());
  m_apply->setEnabled(fields > 0 && rows > 0 && !m_readOnly);
  m_discard->setEnabled(fields > 0 || !m_tags.isEmpty());
  m_infoTitle->setText(fields > 0 ? tr("Up to %n row(s) will change", nullptr, rows) : tr("Nothing is ticked"));
  const QString now = m_summary.tokens >= 0 ? tr("%1 tokens now.").arg(QLocale().toString(qlonglong(m_summary.tokens))) + QLatin1Char(' ') : QString();
  m_infoText->setText(fields > 1 ? now + tr("Each of the %n field(s) is one undo step.", nullptr, fields) : fields == 1 ? now + tr("The change is one undo step.") : tr("Tick the fields that shall be the same in all rows."));
}

}  // namespace timbre::ui
