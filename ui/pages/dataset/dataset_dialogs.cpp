// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/dataset_dialogs.h"

#include "ui/bridge/dataset_words.h"
#include "ui/bridge/error_text.h"
#include "ui/pages/dataset/message_edit.h"
#include "ui/widgets/bubble.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/pane.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QRadioButton>
#include <QScrollArea>
#include <QTableWidget>
#include <QVBoxLayout>

namespace timbre::ui {

ReplaceDialog::ReplaceDialog(QWidget* window, const QString& find, qint64 selected, qint64 viewRows) : Dialog(window, 560) {
  const QLocale locale;
  setHead(BadgeKind::Mute, tr("Replace text"), {});
  m_find = new QLineEdit(find, this);
  m_find->setObjectName(QStringLiteral("replaceFind"));
  m_with = new QLineEdit(this);
  m_with->setObjectName(QStringLiteral("replaceWith"));
  m_where = new QComboBox(this);
  m_where->setObjectName(QStringLiteral("replaceWhere"));
  if (selected > 0) m_where->addItem(tr("Selected rows (%1)").arg(locale.toString(selected)), true);
  m_where->addItem(tr("All rows of the view (%1)").arg(locale.toString(viewRows)), false);
  m_cells = new QComboBox(this);
  m_cells->addItem(tr("Every message"), -1);
  for (const data::Cell cell : {data::Cell::System, data::Cell::User, data::Cell::Assistant}) m_cells->addItem(DatasetWords::cell(cell), int(cell));
  const std::pair<QString, QWidget*> rows[] = {{tr("Find"), m_find}, {tr("Replace by"), m_with}, {tr("Rows"), m_where}, {tr("Cells"), m_cells}};
  for (const auto& [label, field] : rows) {
    auto* row = new FormRow(label, field, this);
    row->setLabelWidth(110);
    field->setMinimumWidth(theme().px(380));
    body()->addWidget(row);
  }
  m_case = new QCheckBox(tr("Match case"), this);
  m_word = new QCheckBox(tr("Whole words"), this);
  auto* options = new QHBoxLayout;
  options->addSpacing(theme().px(124));
  options->addWidget(m_case);
  options->addSpacing(theme().px(16));
  options->addWidget(m_word);
  options->addStretch(1);
  body()->addLayout(options);
  QPushButton* cancel = makeButton(ButtonKind::Secondary, tr("Cancel"), {}, this);
  m_apply = makeButton(ButtonKind::Primary, tr("Replace"), {}, this);
  m_apply->setObjectName(QStringLiteral("replaceApply"));
  connect(cancel, &QPushButton::clicked, this, &Dialog::closeDialog);
  connect(m_apply, &QPushButton::clicked, this, [this] {
    session::ReplaceText replace;
    replace.find = m_find->text().toStdString();
    replace.replacement = m_with->text().toStdString();
    replace.matchCase = m_case->isChecked();
    replace.wholeWord = m_word->isChecked();
    if (const int cell = m_cells->currentData().toInt(); cell >= 0) replace.cells = {data::Cell(cell)};
    const bool selection = m_where->currentData().toBool();
    closeDialog();
    Q_EMIT replaceRequested(replace, selection);
  });
  addButton(cancel);
  addButton(m_apply, true);
  connect(m_find, &QLineEdit::textChanged, this, &ReplaceDialog::refresh);
  refresh();
}

void ReplaceDialog::refresh() { m_apply->setEnabled(!m_find->text().isEmpty()); }

CompareDialog::CompareDialog(QWidget* window, const session::RowReady& left, const session::RowReady& right, bool readOnly) : Dialog(window, 860) {
  const Theme& t = theme();
  setHead(BadgeKind::Warn, tr("Two rows that say nearly the same"), tr("Keep both only if two answers to one question are meant."));
  auto* columns = new QHBoxLayout;
  columns->setSpacing(t.px(16));
  for (const session::RowReady* row : {&left, &right}) {
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFixedHeight(t.px(320));
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(DatasetWords::row(row->summary.number));
    auto* list = new Pane(Role::Raised, {}, scroll);
    auto* column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, t.px(10), 0);
    column->setSpacing(t.px(10));
    column->addWidget(new Label(DatasetWords::row(row->summary.number), TextRole::Strong, Role::Text1, list));
    int shown = 0;
    for (const base::Json& message : row->messages) {
      if (++shown > 12) break;
      auto* bubble = new Bubble(list);
      BubbleData words;
      const std::string role = messageRole(message);
      words.who = role == "user" ? BubbleData::Who::User : role == "assistant" ? BubbleData::Who::Tuned : BubbleData::Who::System;
      words.name = DatasetWords::role(role);
      words.text = messageText(message);
      bubble->setData(words);
      column->addWidget(bubble);
    }
    column->addStretch(1);
    scroll->setWidget(list);
    columns->addWidget(scroll, 1);
  }
  body()->addLayout(columns);
  for (const session::RowReady* row : {&left, &right}) {
    QPushButton* remove = makeButton(ButtonKind::Danger, tr("Delete row %1").arg(QLocale().toString(qlonglong(row->summary.number))), QStringLiteral("trash-2"), this);
    remove->setEnabled(!readOnly);
    connect(remove, &QPushButton::clicked, this, [this, id = row->summary.id] {
      closeDialog();
      Q_EMIT deleteRequested(id);
    });
    addHelper(remove);
  }
  QPushButton* keep = makeButton(ButtonKind::Primary, tr("Keep both"), {}, this);
  connect(keep, &QPushButton::clicked, this, &Dialog::closeDialog);
  addButton(keep, true);
}

NameDialog::NameDialog(QWidget* window, const QString& prompt, const QString& name) : Dialog(window, 480) {
  setHead(BadgeKind::Mute, tr("Name this system prompt"), prompt.simplified().left(300));
  auto* field = new QLineEdit(name, this);
  field->setObjectName(QStringLiteral("promptName"));
  field->setMaxLength(60);
  auto* row = new FormRow(tr("Name"), field, this);
  row->setLabelWidth(90);
  field->setMinimumWidth(theme().px(320));
  row->setHelp(tr("Shown in the table instead of the text. Empty removes it."));
  body()->addWidget(row);
  QPushButton* cancel = makeButton(ButtonKind::Secondary, tr("Cancel"), {}, this);
  QPushButton* apply = makeButton(ButtonKind::Primary, tr("Name prompt"), {}, this);
  connect(cancel, &QPushButton::clicked, this, &Dialog::closeDialog);
  connect(apply, &QPushButton::clicked, this, [this, field] {
    const QString text = field->text().simplified();
    closeDialog();
    Q_EMIT named(text);
  });
  addButton(cancel);
  addButton(apply, true);
}

ExportDialog::ExportDialog(QWidget* window, qint64 all, qint64 view, qint64 errors) : Dialog(window, 480) {
  const QLocale locale;
  setHead(BadgeKind::Mute, tr("Export rows"), tr("JSON Lines, one row a line. Rows that were never edited leave byte for byte as they came."));
  auto* every = new QRadioButton(tr("All rows (%1)").arg(locale.toString(all)), this);
  auto* shown = new QRadioButton(tr("Rows of the view (%1)").arg(locale.toString(view)), this);
  every->setChecked(view < 0);
  shown->setChecked(view >= 0);
  shown->setVisible(view >= 0);
  every->setVisible(view >= 0);
  auto* without = new QCheckBox(tr("Leave out rows with errors (%1)").arg(locale.toString(errors)), this);
  without->setVisible(errors > 0);
  for (QWidget* w : std::initializer_list<QWidget*>{every, shown, without}) body()->addWidget(w);
  QPushButton* cancel = makeButton(ButtonKind::Secondary, tr("Cancel"), {}, this);
  QPushButton* choose = makeButton(ButtonKind::Primary, tr("Choose file"), {}, this);
  choose->setObjectName(QStringLiteral("exportChoose"));
  connect(cancel, &QPushButton::clicked, this, &Dialog::closeDialog);
  connect(choose, &QPushButton::clicked, this, [this, shown, without] {
    session::ExportOptions options;
    options.onlyView = shown->isChecked();
    options.leaveOutErrors = without->isChecked();
    closeDialog();
    Q_EMIT chosen(options);
  });
  addButton(cancel);
  addButton(choose, true);
}

FileDialog::FileDialog(QWidget* window, const QString& title, const QString& path) : Dialog(window, 480) {
  setHead(BadgeKind::Mute, title, path);
  m_meter = new Meter(6, this);
  m_meter->setAccessibleName(title);
  m_text = new Label({}, TextRole::Small, Role::Text2, this);
  body()->addWidget(m_meter);
  body()->addWidget(m_text);
  QPushButton* cancel = makeButton(ButtonKind::Secondary, tr("Cancel"), {}, this);
  cancel->setObjectName(QStringLiteral("fileCancel"));
  connect(cancel, &QPushButton::clicked, this, &FileDialog::cancelRequested);
  connect(this, &Dialog::rejected, this, &FileDialog::cancelRequested);
  addButton(cancel);
}

void FileDialog::setProgress(const session::FileProgress& progress) {
  m_meter->setValue(progress.fraction);
  m_text->setText(tr("%1 rows, %2 %").arg(QLocale().toString(qlonglong(progress.rows)), QLocale().toString(int(progress.fraction * 100))));
}

QString ImportReport::asTable(const session::ImportDone& done) {
  QStringList lines{QStringLiteral("line\tcolumn\treason\ttext")};
  for (const session::BadLine& bad : done.bad) {
    QString text = QString::fromStdString(bad.text);
    text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
    lines << QStringLiteral("%1\t%2\t%3\t%4").arg(bad.line).arg(bad.column).arg(errorText(bad.error).sentence.simplified(), text);
  }
  return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

ImportReport::ImportReport(QWidget* window, const session::ImportDone& done, const QString& fileName) : Dialog(window, 720) {
  const Theme& t = theme();
  const QLocale locale;
  setObjectName(QStringLiteral("importReport"));
  setHead(BadgeKind::Warn, tr("%1 rows were added, %2 lines were set aside").arg(locale.toString(qlonglong(done.rows)), locale.toString(qlonglong(done.badLines))), fileName);
  setKept(tr("The lines that were set aside are kept in the project with their reason. The import is one undo step."));
  auto* table = new QTableWidget(int(done.bad.size()), 4, this);
  table->setObjectName(QStringLiteral("badLines"));
  table->setAccessibleName(tr("Lines that were set aside"));
  table->setHorizontalHeaderLabels({tr("Line"), tr("Column"), tr("Reason"), tr("Text")});
  table->verticalHeader()->hide();
  table->verticalHeader()->setMinimumSectionSize(t.px(20));
  table->verticalHeader()->setDefaultSectionSize(t.px(28));
  table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table->setColumnWidth(0, t.px(64));
  table->setColumnWidth(1, t.px(72));
  table->setColumnWidth(2, t.px(290));
  table->horizontalHeader()->setStretchLastSection(true);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setShowGrid(false);
  table->setWordWrap(false);
  for (int i = 0; i < int(done.bad.size()); ++i) {
    const session::BadLine& bad = done.bad[std::size_t(i)];
    // File, line and column stand beside it: the cell has room for the reason only.
    const auto why = bad.error.args.find("reason");
    const bool syntax = bad.error.code == "json.syntax" && why != bad.error.args.end();
    const QString reason = syntax ? tr("Not valid JSON: %1").arg(reasonText(why->second)) : errorText(bad.error).sentence;
    table->setItem(i, 0, new QTableWidgetItem(locale.toString(qlonglong(bad.line))));
    table->setItem(i, 1, new QTableWidgetItem(bad.column > 0 ? locale.toString(qlonglong(bad.column)) : QStringLiteral("–")));
    table->setItem(i, 2, new QTableWidgetItem(reason));
    table->item(i, 2)->setToolTip(reason);
    table->setItem(i, 3, new QTableWidgetItem(QString::fromStdString(bad.text).simplified()));
  }
  table->setFixedHeight(t.px(32) + t.px(28) * std::clamp(int(done.bad.size()), 2, 8) + 2 * table->frameWidth());
  body()->addWidget(table);
  if (done.badLines > std::int64_t(done.bad.size()))
    body()->addWidget(new Label(tr("The first %1 are shown.").arg(locale.toString(qlonglong(done.bad.size()))), TextRole::Small, Role::Text2, this));
  QPushButton* save = makeButton(ButtonKind::Ghost, tr("Save this list"), QStringLiteral("save"), this);
  save->setObjectName(QStringLiteral("saveBadLines"));
  connect(save, &QPushButton::clicked, this, [this, text = asTable(done)] { Q_EMIT saveRequested(text); });
  addHelper(save);
  QPushButton* close = makeButton(ButtonKind::Primary, tr("Close"), {}, this);
  close->setObjectName(QStringLiteral("closeReport"));
  connect(close, &QPushButton::clicked, this, &Dialog::closeDialog);
  addButton(close, true);
}

}  // namespace timbre::ui
