// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataset/paste_dialog.h"

#include "ui/bridge/dataset_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QRadioButton>
#include <QTableWidget>

namespace timbre::ui {

namespace {
constexpr int previewRows = 6;
constexpr int mappedColumns = 6;  ///< more columns than a row has cells cannot be meant
}  // namespace

PasteDialog::PasteDialog(QWidget* window, const session::ClipboardParsed& parsed, PasteTarget target)
    : Dialog(window, 720), m_parsed(parsed), m_target(std::move(target)) {
  const Theme& t = theme();
  const QLocale locale;
  const int columns = int(std::min<std::size_t>(parsed.table->columns, mappedColumns));
  setHead(BadgeKind::Mute, tr("Paste cells"), tr("%1 rows with %2 columns are on the clipboard. Say what each column is.").arg(locale.toString(qlonglong(parsed.table->rows.size())), locale.toString(qlonglong(parsed.table->columns))));
  auto* maps = new QHBoxLayout;
  maps->setSpacing(t.px(8));
  for (int c = 0; c < columns; ++c) {
    auto* one = new QVBoxLayout;
    one->setSpacing(t.px(4));
    auto* label = new Label(tr("Column %1").arg(locale.toString(c + 1)), TextRole::Caption, Role::Text2, this);
    auto* map = new QComboBox(this);
    map->setObjectName(QStringLiteral("pasteColumn%1").arg(c));
    map->addItem(tr("Not pasted"), -1);
    for (const data::Cell cell : {data::Cell::System, data::Cell::User, data::Cell::Assistant}) map->addItem(DatasetWords::cell(cell), int(cell));
    if (std::size_t(c) < parsed.columns.size() && parsed.columns[std::size_t(c)]) map->setCurrentIndex(1 + int(*parsed.columns[std::size_t(c)]));
    label->setBuddy(map);
    one->addWidget(label);
    one->addWidget(map);
    maps->addLayout(one, 1);
    m_maps.append(map);
    connect(map, &QComboBox::currentIndexChanged, this, &PasteDialog::refresh);
  }
  body()->addLayout(maps);
  m_preview = new QTableWidget(previewRows, columns, this);
  m_preview->setObjectName(QStringLiteral("pastePreview"));
  m_preview->setAccessibleName(tr("First rows"));
  m_preview->horizontalHeader()->hide();
  m_preview->verticalHeader()->hide();
  m_preview->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  m_preview->verticalHeader()->setMinimumSectionSize(t.px(20));
  m_preview->verticalHeader()->setDefaultSectionSize(t.px(28));
  m_preview->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_preview->setSelectionMode(QAbstractItemView::NoSelection);
  m_preview->setFocusPolicy(Qt::NoFocus);
  m_preview->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_preview->setShowGrid(false);
  const int shown = int(std::min<std::size_t>(parsed.table->rows.size(), previewRows));
  m_preview->setRowCount(shown);
  m_preview->setFixedHeight(t.px(28) * shown + 2);
  for (int r = 0; r < shown; ++r) {
    const auto& row = parsed.table->rows[std::size_t(r)];
    for (int c = 0; c < columns; ++c) {
      const QString text = std::size_t(c) < row.size() ? QString::fromStdString(row[std::size_t(c)].substr(0, 400)).simplified() : QString();
      m_preview->setItem(r, c, new QTableWidgetItem(text));
    }
  }
  body()->addWidget(m_preview);
  m_header = new QCheckBox(tr("The first row is a header"), this);
  m_header->setObjectName(QStringLiteral("pasteHeader"));
  m_header->setChecked(parsed.headerLikely);
  connect(m_header, &QCheckBox::toggled, this, &PasteDialog::refresh);
  body()->addWidget(m_header);
  m_add = new QRadioButton(this);
  m_add->setObjectName(QStringLiteral("pasteAdd"));
  m_over = new QRadioButton(this);
  m_over->setObjectName(QStringLiteral("pasteOver"));
  m_add->setChecked(true);
  connect(m_over, &QRadioButton::toggled, this, &PasteDialog::refresh);
  body()->addWidget(m_add);
  body()->addWidget(m_over);
  m_over->setVisible(!m_target.onto.empty());
  m_note = new Label({}, TextRole::Small, Role::Text2, this);
  m_note->setWrap(true);
  body()->addWidget(m_note);
  QPushButton* cancel = makeButton(ButtonKind::Secondary, tr("Cancel"), {}, this);
  m_paste = makeButton(ButtonKind::Primary, {}, {}, this);
  m_paste->setObjectName(QStringLiteral("pasteApply"));
  connect(cancel, &QPushButton::clicked, this, &Dialog::closeDialog);
  connect(m_paste, &QPushButton::clicked, this, [this] {
    Q_EMIT pasteRequested(value());
    closeDialog();
  });
  addButton(cancel);
  addButton(m_paste, true);
  refresh();
}

session::PasteTable PasteDialog::value() const {
  session::PasteTable paste;
  paste.table = m_parsed.table;
  paste.skipHeader = m_header->isChecked();
  for (const QComboBox* map : m_maps) {
    const int cell = map->currentData().toInt();
    paste.columns.push_back(cell < 0 ? std::nullopt : std::optional(data::Cell(cell)));
  }
  if (m_over->isChecked()) paste.onto = m_target.onto;
  paste.insertAfter = m_target.insertAfter;
  return paste;
}

void PasteDialog::refresh() {
  const QLocale locale;
  const int rows = std::max(0, int(m_parsed.table->rows.size()) - (m_header->isChecked() ? 1 : 0));
  const int over = std::min(rows, int(m_target.onto.size()));
  m_add->setText(tr("Add %n row(s)", nullptr, rows));
  m_over->setText(rows > over ? tr("Overwrite from row %1 on: %2 rows change, %3 are added").arg(locale.toString(qlonglong(m_target.firstNumber)), locale.toString(over), locale.toString(rows - over))
                              : tr("Overwrite from row %1 on: %2 rows change").arg(locale.toString(qlonglong(m_target.firstNumber)), locale.toString(over)));
  int mapped = 0, twice = 0, used[3] = {0, 0, 0};
  for (const QComboBox* map : m_maps)
    if (const int cell = map->currentData().toInt(); cell >= 0) {
      ++mapped;
      if (++used[cell] > 1) ++twice;
    }
  m_note->setText(mapped == 0 ? tr("No column is chosen: nothing would be pasted.")
                  : twice > 0 ? tr("Two columns are the same cell. Choose another for one of them.")
                  : m_parsed.table->columns > mappedColumns ? tr("Only the first %1 columns can be pasted.").arg(locale.toString(mappedColumns))
                                                            : tr("The paste is one undo step."));
  m_note->setTone(mapped == 0 || twice > 0 ? Role::Err : Role::Text2);
  m_paste->setText(m_over->isChecked() ? tr("Paste over rows") : tr("Add %n row(s)", nullptr, rows));
  m_paste->setEnabled(mapped > 0 && twice == 0 && rows > 0);
  for (int c = 0; c < m_preview->columnCount(); ++c)
    for (int r = 0; r < m_preview->rowCount(); ++r) {
      const bool off = m_maps[c]->currentData().toInt() < 0 || (r == 0 && m_header->isChecked());
      if (QTableWidgetItem* item = m_preview->item(r, c)) item->setForeground(theme().color(off ? Role::Disabled : Role::Text1));
    }
}

}  // namespace timbre::ui
