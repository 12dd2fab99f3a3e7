// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_table_model.h"

#include "ui/bridge/dataset_bridge.h"

#include <algorithm>

namespace timbre::ui {

namespace {
constexpr int refreshMs = 250;    ///< figures change while rows are being counted: visible rows follow at this pace
constexpr int collectRows = 1000; ///< the service's largest page
}  // namespace

RowTableModel::RowTableModel(DatasetBridge* bridge, QObject* parent) : QAbstractTableModel(parent), m_bridge(bridge) {
  connect(bridge, &DatasetBridge::viewReady, this, &RowTableModel::takeView);
  connect(bridge, &DatasetBridge::pageReady, this, &RowTableModel::takePage);
  connect(bridge, &DatasetBridge::editDone, this, &RowTableModel::takeEdit);
  connect(bridge, &DatasetBridge::rowsChecked, this, &RowTableModel::takeChecked);
  connect(bridge, &DatasetBridge::serviceChanged, this, [this] {
    m_generation = 0;
    takeView({});
  });
  m_sendTimer.setSingleShot(true);
  m_sendTimer.setInterval(0);
  connect(&m_sendTimer, &QTimer::timeout, this, &RowTableModel::send);
  m_refreshTimer.setSingleShot(true);
  m_refreshTimer.setInterval(refreshMs);
  connect(&m_refreshTimer, &QTimer::timeout, this, [this] {
    for (int p = m_first / pageRows; p <= m_last / pageRows && m_count > 0; ++p)
      if (const auto page = m_pages.constFind(p); page != m_pages.constEnd() && page->stale) want(p);
  });
}

int RowTableModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_count; }
int RowTableModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

session::RowSummary* RowTableModel::held(int viewIndex) const {
  const auto page = m_pages.find(viewIndex / pageRows);
  if (page == m_pages.end()) return nullptr;
  const auto row = page->rows.find(viewIndex % pageRows);
  return row == page->rows.end() ? nullptr : &*row;
}

const session::RowSummary* RowTableModel::rowAt(int viewIndex) const {
  if (viewIndex < 0 || viewIndex >= m_count) return nullptr;
  const int number = viewIndex / pageRows;
  const auto page = m_pages.constFind(number);
  const session::RowSummary* row = held(viewIndex);
  if (!row || page->stale) want(number);
  if (row) touch(number);
  return row;
}

session::RowId RowTableModel::idAt(int viewIndex) const {
  const session::RowSummary* row = rowAt(viewIndex);
  return row ? row->id : 0;
}

int RowTableModel::indexOf(session::RowId row) const {
  const auto at = m_indexOf.constFind(row);
  return at == m_indexOf.constEnd() || *at >= m_count ? -1 : *at;
}

int RowTableModel::heldRows() const {
  int rows = 0;
  for (const Page& page : m_pages) rows += int(page.rows.size());
  return rows;
}

void RowTableModel::touch(int page) const {
  if (!m_recent.empty() && m_recent.front() == page) return;
  m_recent.remove(page);
  m_recent.push_front(page);
}

void RowTableModel::want(int page) const {
  if (!hasView() || m_inFlight.contains(page)) return;
  m_wanted.removeOne(page);
  m_wanted.append(page);
  if (!m_sendTimer.isActive()) m_sendTimer.start();
}

void RowTableModel::setViewport(int first, int last) {
  m_first = std::max(0, first);
  m_last = std::max(m_first, last);
  // The next screen in either direction, so that a steady scroll finds its rows there.
  const int screen = m_last - m_first + 1;
  for (const int row : {m_last + screen, m_first - screen})
    if (row >= 0 && row < m_count) rowAt(row);
}

void RowTableModel::send() {
  if (!m_bridge->service()) return;
  const int nearFirst = m_first / pageRows - 1, nearLast = m_last / pageRows + 1;
  m_wanted.removeIf([&](int page) { return page < nearFirst || page > nearLast; });
  while (!m_wanted.isEmpty() && m_inFlight.size() < maxInFlight) {
    const int page = m_wanted.takeLast();
    m_inFlight.insert(page);
    ++m_requested;
    m_bridge->service()->requestPage(m_generation, qint64(page) * pageRows, pageRows);
  }
}

void RowTableModel::takeView(const session::ViewReady& view) {
  const bool patched = view.patched && hasView();
  beginResetModel();
  m_generation = view.generation;
  m_count = int(std::min<std::int64_t>(view.count, std::numeric_limits<int>::max() / 256));
  m_total = view.total;
  m_inFlight.clear();
  m_wanted.clear();
  if (patched) {
    for (Page& page : m_pages) page.stale = true;
    const int pages = (m_count + pageRows - 1) / pageRows;
    m_pages.removeIf([&](QHash<int, Page>::iterator page) { return page.key() >= pages; });
    m_recent.remove_if([&](int page) { return page >= pages; });
  } else {
    m_pages.clear();
    m_recent.clear();
    m_indexOf.clear();
    m_first = 0;
    m_last = 0;
  }
  endResetModel();
  if (m_collect) {
    auto done = std::move(m_collect->done);
    m_collect.reset();
    done({});
  }
  Q_EMIT viewChanged(view);
}

void RowTableModel::takePage(const session::PageReady& page) {
  if (page.generation != m_generation) return;
  const int first = int(page.first);
  const int last = first + int(page.rows.size()) - 1;
  if (m_collect && m_collect->next == first) collectMore(&page);
  // Collected pages are large and far away; only a page that was asked for to be shown is kept.
  if (first % pageRows == 0 && m_inFlight.remove(first / pageRows)) {
    Page& held = m_pages[first / pageRows];
    held.stale = false;
    for (const session::RowSummary& old : std::as_const(held.rows))
      if (m_indexOf.value(old.id, -1) / pageRows == first / pageRows) m_indexOf.remove(old.id);
    held.rows.clear();
    for (int i = 0; i < std::min(int(page.rows.size()), pageRows); ++i) {
      held.rows.insert(i, page.rows[std::size_t(i)]);
      m_indexOf.insert(page.rows[std::size_t(i)].id, first + i);
    }
    touch(first / pageRows);
    evict();
    if (last >= first) {
      Q_EMIT dataChanged(index(first, 0), index(std::min(last, m_count - 1), ColumnCount - 1));
      Q_EMIT rowsArrived(first, last);
    }
  }
  if (!m_wanted.isEmpty()) send();
}

void RowTableModel::evict() {
  while (int(m_recent.size()) > maxPages) {
    const int page = m_recent.back();
    m_recent.pop_back();
    const auto gone = m_pages.constFind(page);
    if (gone == m_pages.constEnd()) continue;
    for (auto row = gone->rows.cbegin(); row != gone->rows.cend(); ++row)
      if (m_indexOf.value(row->id, -1) == page * pageRows + row.key()) m_indexOf.remove(row->id);
    m_pages.remove(page);
  }
}

void RowTableModel::takeEdit(const session::EditDone& done) {
  if (done.structure) return;  // a view follows
  const bool all = done.error || std::int64_t(done.affected.size()) < done.affectedCount;
  for (auto page = m_pages.begin(); page != m_pages.end(); ++page) {
    if (all) {
      page->stale = true;
      continue;
    }
    for (const session::RowId id : done.affected)
      if (const int at = indexOf(id); at >= 0 && at / pageRows == page.key()) page->stale = true;
  }
  for (int p = m_first / pageRows; p <= m_last / pageRows && m_count > 0; ++p)
    if (const auto page = m_pages.constFind(p); page != m_pages.constEnd() && page->stale) want(p);
}

void RowTableModel::takeChecked(const session::RowsChecked& checked) {
  if (checked.more) {
    for (Page& page : m_pages) page.stale = true;
  } else {
    for (const session::RowId id : checked.rows)
      if (const int at = indexOf(id); at >= 0)
        if (const auto page = m_pages.find(at / pageRows); page != m_pages.end()) page->stale = true;
  }
  if (!m_refreshTimer.isActive()) m_refreshTimer.start();
}

void RowTableModel::submitCell(session::RowId row, data::Cell cell, const QString& text) {
  if (!m_bridge->service() || m_readOnly || row <= 0) return;
  m_bridge->service()->submit(session::SetCell{row, cell, text.toStdString()});
  const int at = indexOf(row);
  session::RowSummary* summary = at < 0 ? nullptr : held(at);
  if (!summary) return;
  // Shown at once; the page that follows the edit brings the truth.
  const std::string shown = text.left(200).toStdString();
  const bool cut = text.size() > 200;
  switch (cell) {
    case data::Cell::System: summary->system = shown, summary->systemCut = cut, summary->hasSystem = !text.isEmpty(), summary->systemGroup = -1, summary->systemName.clear(); break;
    case data::Cell::User: summary->user = shown, summary->userCut = cut, summary->hasUser = true; break;
    case data::Cell::Assistant: summary->assistant = shown, summary->assistantCut = cut, summary->hasAssistant = true; break;
  }
  summary->saved = false;
  Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
}

void RowTableModel::collectIds(QList<std::pair<int, int>> ranges, std::function<void(std::vector<session::RowId>)> done) {
  if (m_collect) {
    auto old = std::move(m_collect->done);
    m_collect.reset();
    old({});
  }
  m_collect = Collect{std::move(ranges), {}, -1, std::move(done)};
  collectMore(nullptr);
}

void RowTableModel::collectMore(const session::PageReady* page) {
  Collect& work = *m_collect;
  if (page) {
    auto& range = work.ranges.front();
    for (const session::RowSummary& row : page->rows) {
      if (range.first > range.second) break;
      work.ids.push_back(row.id);
      ++range.first;
    }
    if (page->rows.empty()) range.first = range.second + 1;
  }
  work.next = -1;
  while (!work.ranges.isEmpty()) {
    auto& range = work.ranges.front();
    while (range.first <= range.second) {
      const auto at = m_pages.constFind(range.first / pageRows);
      const session::RowSummary* row = at != m_pages.constEnd() && !at->stale ? held(range.first) : nullptr;
      if (!row) break;
      work.ids.push_back(row->id);
      ++range.first;
    }
    if (range.first <= range.second) break;
    work.ranges.removeFirst();
  }
  if (work.ranges.isEmpty()) {
    Collect finished = std::move(work);
    m_collect.reset();
    finished.done(std::move(finished.ids));
    return;
  }
  if (!m_bridge->service()) return;
  work.next = work.ranges.front().first;
  m_bridge->service()->requestPage(m_generation, work.next, std::min(collectRows, work.ranges.front().second - work.next + 1));
}

}  // namespace timbre::ui
