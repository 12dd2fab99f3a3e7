// SPDX-License-Identifier: GPL-3.0-or-later
// The dataset's events as signals on the GUI thread.
//
// `sink()` gives the function for createDatasetService: it may be called on any thread, keeps values in a mailbox and wakes the
// GUI thread at most once until the mailbox is drained. Facts (pages, rows, finished edits …) arrive in order; readings
// (numbers, problems, progress, pending edits, history) keep only the newest value and are delivered at most 30 times a second.
// Pages of an older view generation are dropped here.
//
// Owns nothing but the mailbox; the service is a reference that its owner sets and takes away (nullptr) before it dies. Every
// call of sink() starts a new mailbox, so late events of a closed project never reach the next one. GUI thread but for the sink.
#pragma once

#include "core/session/dataset_service.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace timbre::ui {

class DatasetBridge : public QObject {
  Q_OBJECT
 public:
  explicit DatasetBridge(QObject* parent = nullptr);
  ~DatasetBridge() override;

  session::DatasetSink sink();
  void setService(session::DatasetService* service);
  session::DatasetService* service() const { return m_service; }

 Q_SIGNALS:
  void serviceChanged();
  void viewReady(const timbre::session::ViewReady& view);
  void pageReady(const timbre::session::PageReady& page);
  void rowReady(const timbre::session::RowReady& row);
  void found(const timbre::session::FoundRow& row);
  void editDone(const timbre::session::EditDone& done);
  void historyChanged(const timbre::session::HistoryChanged& history);
  void pendingChanged(const timbre::session::PendingChanged& pending);
  void problemsChanged(const timbre::session::ProblemsChanged& problems);
  void rowsChecked(const timbre::session::RowsChecked& rows);
  void numbersChanged(const timbre::session::NumbersChanged& numbers);
  void promptsReady(const timbre::session::PromptsReady& prompts);
  void selectionSummary(const timbre::session::SelectionSummary& summary);
  void fileProgress(const timbre::session::FileProgress& progress);
  void importDone(const timbre::session::ImportDone& done);
  void exportDone(const timbre::session::ExportDone& done);
  void clipboardParsed(const timbre::session::ClipboardParsed& parsed);
  void copyReady(const timbre::session::CopyReady& copy);
  void freezeDone(const timbre::session::FreezeDone& done);
  void failed(const timbre::session::Failed& failed);

 private:
  struct Mailbox;
  void drain();
  void deliver(const session::DatasetEvent& event);

  std::shared_ptr<Mailbox> m_mailbox;
  session::DatasetService* m_service = nullptr;
  std::uint64_t m_generation = 0;
  QElapsedTimer m_lastReadings;
  QTimer m_readings;
};

}  // namespace timbre::ui
