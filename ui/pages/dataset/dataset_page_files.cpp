// SPDX-License-Identifier: GPL-3.0-or-later
// Clipboard and files: copy, paste, import, export.
#include "ui/pages/dataset/dataset_page.h"

#include "core/base/file_ops.h"
#include "ui/bridge/dataset_bridge.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/run_words.h"
#include "ui/pages/dataset/dataset_dialogs.h"
#include "ui/pages/dataset/filter_bar.h"
#include "ui/pages/dataset/paste_dialog.h"
#include "ui/pages/dataset/row_table_view.h"
#include "ui/widgets/buttons.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMimeData>
#include <QThreadPool>

namespace timbre::ui {

namespace {
const QString rowsMime = QStringLiteral("application/x-timbre-rows");
constexpr qsizetype rowsMimeLimit = 4 << 20;  ///< larger clipboards go through the table parser off the GUI thread
constexpr int dialogAfterMs = 400;
}  // namespace

void DatasetPage::copy(bool cut) {
  if (!service()) return;
  const bool whole = m_table->wholeRowCount() > 0;
  std::vector<data::Cell> cells;
  for (const data::Cell cell : {data::Cell::System, data::Cell::User, data::Cell::Assistant}) {
    const int column = RowTableModel::columnOf(cell);
    bool taken = whole;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection()) taken |= !whole && range.left() <= column && range.right() >= column && !m_table->isColumnHidden(column);
    if (taken) cells.push_back(cell);
  }
  if (cells.empty()) return;
  m_copyWholeRows = whole;
  m_cutAfterCopy = cut && !m_project.readOnly;
  m_model->collectIds(m_table->touchedRows(), [this, cells](Ids ids) {
    if (!ids.empty() && service()) service()->copyRows(ids, cells);
  });
}

void DatasetPage::takeCopy(const session::CopyReady& copy) {
  auto* mime = new QMimeData;
  mime->setText(QString::fromStdString(copy.tsv));
  mime->setHtml(QString::fromStdString(copy.html));
  if (m_copyWholeRows) mime->setData(rowsMime, QByteArray::fromStdString(copy.jsonl));
  QApplication::clipboard()->setMimeData(mime);
  if (std::exchange(m_cutAfterCopy, false)) clearCells();
}

void DatasetPage::paste() {
  if (!service() || m_project.readOnly) return;
  finishEditing();
  const QMimeData* mime = QApplication::clipboard()->mimeData();
  if (!mime) return;
  if (const QByteArray rows = mime->data(rowsMime); !rows.isEmpty() && rows.size() <= rowsMimeLimit) return pasteRows(rows);
  const QString text = mime->text();
  if (!text.isEmpty()) m_clipTicket = service()->parseClipboard(text.toStdString());
}

void DatasetPage::pasteRows(const QByteArray& jsonl) {
  session::InsertRows insert;
  for (const QByteArray& line : jsonl.split('\n')) {
    if (line.trimmed().isEmpty()) continue;
    auto value = base::parseJson(std::string_view(line.constData(), std::size_t(line.size())));
    if (value.ok()) insert.rows.push_back({*value, {}, data::Split::Auto});
  }
  if (insert.rows.empty()) return;
  const bool ordered = m_sort.sort == session::SortKey::Position && !m_sort.descending;
  const auto spans = m_table->touchedRows();
  const session::RowId after = ordered && !spans.isEmpty() ? m_model->idAt(spans.last().second) : 0;
  insert.after = after > 0 ? after : -1;
  m_addedByUser = true;
  m_editWhenThere = 0;
  service()->submit(std::move(insert));
}

void DatasetPage::takeClipboard(const session::ClipboardParsed& parsed) {
  if (parsed.ticket != m_clipTicket || !service()) return;
  if (parsed.error) {
    const ErrorText words = errorText(*parsed.error);
    showBanner(BadgeKind::Error, words.sentence, words.hint);
    return;
  }
  if (!parsed.table || parsed.table->rows.empty()) return;
  const QModelIndex at = m_table->currentIndex();
  const bool single = parsed.table->rows.size() == 1 && parsed.table->columns == 1 && at.isValid() && m_total > 0;
  if (single && RowTableModel::cellOf(at.column())) {
    const std::string text = parsed.table->rows.front().empty() ? std::string() : parsed.table->rows.front().front();
    const data::Cell cell = *RowTableModel::cellOf(at.column());
    withRows([this, text, cell](Ids ids) {
      if (ids.size() == 1) service()->submit(session::SetCell{ids.front(), cell, text});
      else service()->submit(session::FillCell{std::move(ids), cell, text});
    });
    return;
  }
  const int rows = int(std::min<std::size_t>(parsed.table->rows.size(), 1'000'000));
  const auto open = [this, parsed](Ids onto) {
    PasteTarget target;
    target.onto = std::move(onto);
    const QModelIndex current = m_table->currentIndex();
    if (const session::RowSummary* row = m_model->rowAt(current.row())) {
      target.firstNumber = row->number;
      if (m_sort.sort == session::SortKey::Position && !m_sort.descending) target.insertAfter = row->id;
    }
    auto* dialog = new PasteDialog(window(), parsed, std::move(target));
    connect(dialog, &PasteDialog::pasteRequested, this, [this](const session::PasteTable& value) {
      session::PasteTable edit = value;
      // Overwritten rows come first; what is left over goes behind them.
      if (!edit.onto.empty()) edit.insertAfter = edit.onto.back();
      m_addedByUser = true;
      m_editWhenThere = 0;
      if (service()) service()->submit(std::move(edit));
    });
    dialog->openDialog();
  };
  if (!at.isValid() || m_model->rowCount() == 0) return open({});
  m_model->collectIds({{at.row(), std::min(at.row() + rows, m_model->rowCount()) - 1}}, open);
}

// ---- files ------------------------------------------------------------------------------------------------------------

void DatasetPage::chooseImport() {
  if (!service() || m_project.readOnly) return;
  auto* dialog = new QFileDialog(this, tr("Import data"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFiles);
  dialog->setNameFilters({tr("Datasets (*.jsonl *.json *.ndjson *.txt)"), tr("All files (*)")});
  connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) { importFiles(files); });
  dialog->open();
}

void DatasetPage::importFiles(const QStringList& paths, bool announce) {
  if (!service()) return;
  if (m_project.readOnly) {
    Q_EMIT notice({BadgeKind::Error, tr("The rows were not imported"), whyReadOnly(), {}, {}});
    return;
  }
  finishEditing();
  m_announceImport = announce;
  m_importQueue += paths;
  if (m_fileTicket == 0) nextImport();
}

void DatasetPage::nextImport() {
  if (m_importQueue.isEmpty() || !service()) return;
  m_filePath = m_importQueue.takeFirst();
  m_fileIsImport = true;
  m_addedByUser = true;
  m_editWhenThere = 0;
  m_fileTicket = service()->importFile(toPath(m_filePath));
  QTimer::singleShot(dialogAfterMs, this, [this, ticket = m_fileTicket] {
    if (m_fileTicket != ticket || m_fileDialog) return;
    m_fileDialog = new FileDialog(window(), m_fileIsImport ? tr("Importing rows") : tr("Exporting rows"), QFileInfo(m_filePath).fileName());
    connect(m_fileDialog, &FileDialog::cancelRequested, this, [this] { if (service() && m_fileTicket) service()->cancel(m_fileTicket); });
    m_fileDialog->openDialog();
  });
}

void DatasetPage::takeImport(const session::ImportDone& done) {
  if (done.ticket != m_fileTicket) return;
  m_fileTicket = 0;
  if (m_fileDialog) m_fileDialog->closeDialog();
  const QString name = QFileInfo(m_filePath).fileName();
  if (done.error) {
    m_addedByUser = false;
    if (done.error->code != "cancelled") {
      const ErrorText words = errorText(*done.error);
      ErrorReport report;
      report.title = tr("%1 was not imported").arg(name);
      report.text = words.both();
      report.kept = tr("No row was added; the dataset is as it was.");
      report.details = words.details;
      showErrorDialog(window(), report);
    }
    m_importQueue.clear();
    return;
  }
  if (done.badLines > 0) {
    auto* report = new ImportReport(window(), done, name);
    connect(report, &ImportReport::saveRequested, this, [this, name](const QString& table) { saveText(QFileInfo(name).completeBaseName() + QStringLiteral("-rejected.tsv"), table); });
    report->openDialog();
  } else if (m_announceImport) {
    Q_EMIT notice({BadgeKind::Ok, tr("%n row(s) added", nullptr, int(done.rows)), tr("%1, %2").arg(name, QString::fromStdString(done.format)), tr("Undo"), [this] { if (service()) service()->undo(); }});
  }
  nextImport();
}

void DatasetPage::chooseExport() {
  if (!service()) return;
  finishEditing();
  auto* dialog = new ExportDialog(window(), m_total, m_filter->active() ? m_viewCount : -1, m_problemState.errors);
  connect(dialog, &ExportDialog::chosen, this, [this](const session::ExportOptions& options) {
    auto* files = new QFileDialog(this, tr("Export rows"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setNameFilters({tr("JSON Lines (*.jsonl)"), tr("All files (*)")});
    files->setDefaultSuffix(QStringLiteral("jsonl"));
    files->selectFile((m_project.name.isEmpty() ? QStringLiteral("dataset") : m_project.name) + QStringLiteral(".jsonl"));
    connect(files, &QFileDialog::fileSelected, this, [this, options](const QString& path) {
      if (!service()) return;
      session::ExportOptions with = options;
      with.overwrite = true;  // the file dialog has asked
      m_filePath = path;
      m_fileIsImport = false;
      m_fileTicket = service()->exportFile(path.toStdString(), with);
    });
    files->open();
  });
  dialog->openDialog();
}

void DatasetPage::takeExport(const session::ExportDone& done) {
  if (done.ticket != m_fileTicket) return;
  m_fileTicket = 0;
  if (m_fileDialog) m_fileDialog->closeDialog();
  const QString name = QFileInfo(m_filePath).fileName();
  if (done.error) {
    if (done.error->code == "cancelled") return;
    const ErrorText words = errorText(*done.error);
    ErrorReport report;
    report.title = tr("%1 was not written").arg(name);
    report.text = words.both();
    report.kept = tr("A file that was there before is unchanged.");
    report.details = words.details;
    showErrorDialog(window(), report);
    return;
  }
  const QString left = done.leftOut > 0 ? tr("%n row(s) with errors left out", nullptr, int(done.leftOut)) : QString();
  Q_EMIT notice({BadgeKind::Ok, tr("%n row(s) exported to %1", nullptr, int(done.rows)).arg(name), left, {}, {}});
}

void DatasetPage::saveText(const QString& suggested, const QString& text) {
  auto* files = new QFileDialog(this, tr("Save the list"));
  files->setAttribute(Qt::WA_DeleteOnClose);
  files->setAcceptMode(QFileDialog::AcceptSave);
  files->selectFile(suggested);
  connect(files, &QFileDialog::fileSelected, this, [this, text](const QString& path) {
    const QPointer<DatasetPage> self(this);
    QThreadPool::globalInstance()->start([self, path, bytes = text.toStdString()] {
      base::FileOps ops;
      const auto written = base::writeFileAtomic(ops, path.toStdString(), bytes);
      if (written.ok()) return;
      QMetaObject::invokeMethod(qApp, [self, error = written.error()] {
        if (self) self->showBanner(BadgeKind::Error, errorText(error).sentence, errorText(error).hint);
      });
    });
  });
  files->open();
}

}  // namespace timbre::ui
