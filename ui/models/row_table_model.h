// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the current view as a table model that never holds all of them.
//
// Rows come in pages of `pageRows`; at most `maxPages` stay in memory, least recently used go first. A row that has not arrived
// has no summary (data() is empty, rowAt() is nullptr) and is asked for by that very call; requests that scrolled out of reach
// before they were sent are dropped, at most `maxInFlight` run at a time. After an edit the old texts stay visible until the new
// page arrives, so nothing flickers; a new view (filter, order) starts empty.
//
// Edits leave through setData() and the submit… functions as values named by row id. The model never waits. GUI thread.
#pragma once

#include "core/session/dataset_service.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <functional>
#include <list>
#include <optional>

namespace timbre::ui {

class DatasetBridge;

class RowTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Number, Status, System, User, Assistant, Tokens, Tags, SplitColumn, ColumnCount };
  static constexpr int pageRows = 100;
  static constexpr int maxPages = 60;
  static constexpr int maxInFlight = 3;

  explicit RowTableModel(DatasetBridge* bridge, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  /// DisplayRole: the cell in one line; EditRole: its text; ToolTipRole: what is cut or wrong; AccessibleTextRole: spoken form.
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

  /// nullptr while the row is on its way. Valid until the event loop runs again.
  const session::RowSummary* rowAt(int viewIndex) const;
  session::RowId idAt(int viewIndex) const;
  /// Among the rows in memory; −1 otherwise.
  int indexOf(session::RowId row) const;
  static std::optional<data::Cell> cellOf(int column);
  static int columnOf(data::Cell cell);
  /// Text of a cell as far as it is known here; `cut` says whether more exists.
  static QString cellText(const session::RowSummary& row, data::Cell cell, bool* cut = nullptr);
  static bool hasCell(const session::RowSummary& row, data::Cell cell);

  qint64 total() const { return m_total; }
  std::uint64_t generation() const { return m_generation; }
  bool hasView() const { return m_generation != 0; }

  /// What is on the screen: pages around it are fetched first.
  void setViewport(int first, int last);
  /// Sets the text of a cell at once; undo, saving and errors come back as events.
  void submitCell(session::RowId row, data::Cell cell, const QString& text);
  /// Ids of the view's rows in these inclusive ranges, fetched page by page where they are not in memory. `done` is called once,
  /// with an empty list when the view changed meanwhile. A newer call replaces an older one.
  void collectIds(QList<std::pair<int, int>> ranges, std::function<void(std::vector<session::RowId>)> done);

  void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
  bool readOnly() const { return m_readOnly; }
  /// For tests: how many pages were asked for, and how many rows are held.
  int requestedPages() const { return m_requested; }
  int heldRows() const;

 Q_SIGNALS:
  /// After the reset of a new or patched view.
  void viewChanged(const timbre::session::ViewReady& view);
  /// Rows first … last (inclusive) are in memory now.
  void rowsArrived(int first, int last);

 private:
  struct Page {
    QHash<int, session::RowSummary> rows;  ///< by offset in the page
    bool stale = false;
  };
  struct Collect {
    QList<std::pair<int, int>> ranges;
    std::vector<session::RowId> ids;
    int next = -1;
    std::function<void(std::vector<session::RowId>)> done;
  };
  void takeView(const session::ViewReady& view);
  void takePage(const session::PageReady& page);
  void takeEdit(const session::EditDone& done);
  void takeChecked(const session::RowsChecked& checked);
  void want(int page) const;
  void send();
  void touch(int page) const;
  void evict();
  void collectMore(const session::PageReady* page);
  session::RowSummary* held(int viewIndex) const;

  DatasetBridge* m_bridge;
  std::uint64_t m_generation = 0;
  int m_count = 0;
  qint64 m_total = 0;
  bool m_readOnly = false;
  int m_requested = 0;
  int m_first = 0, m_last = 0;
  mutable QHash<int, Page> m_pages;
  mutable QHash<session::RowId, int> m_indexOf;
  mutable std::list<int> m_recent;   ///< page numbers, most recent first
  mutable QList<int> m_wanted;       ///< newest last
  mutable QTimer m_sendTimer;
  QSet<int> m_inFlight;
  QTimer m_refreshTimer;
  std::optional<Collect> m_collect;
};

}  // namespace timbre::ui
