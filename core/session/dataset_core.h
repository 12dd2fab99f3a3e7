// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the dataset service share: the project, the way to the sink, the current view, the overlay of pending
// edits and the counting settings. Internal to the service. Each member says which threads may use it.
#pragma once

#include "core/base/cancel.h"
#include "core/session/dataset_apply.h"
#include "core/session/dataset_service.h"
#include "core/session/project.h"
#include "core/store/check_store.h"
#include "core/store/project_store.h"
#include "core/store/view_store.h"

#include <atomic>
#include <deque>
#include <mutex>

namespace timbre::session {

/// The ids of one view. Immutable once made.
struct Snapshot {
  std::uint64_t generation = 0;
  ViewSpec spec;
  std::vector<RowId> ids;
  std::vector<std::int64_t> numbers;  ///< row number of each id; empty: index + 1
  std::int64_t total = 0;             ///< rows in the dataset
  std::int64_t version = 0;           ///< dataset version it was read at
  std::int64_t number(std::size_t index) const { return numbers.empty() ? static_cast<std::int64_t>(index) + 1 : numbers[index]; }
};

/// Edits that were submitted and are not yet known to be in what a reader sees. Any thread.
class Overlay {
 public:
  void add(Ticket ticket, std::shared_ptr<const RowChanger> changer);
  /// The commit that holds it made dataset version `version`.
  void committed(Ticket ticket, std::int64_t version);
  void drop(Ticket ticket);
  /// Applies to `row`, read at dataset version `version`, what that version does not hold. True when something was applied.
  bool apply(store::StoredRow& row, std::int64_t version) const;
  /// Forgets what every reader at `version` or later sees by itself.
  void prune(std::int64_t version);

 private:
  struct Entry {
    Ticket ticket;
    std::shared_ptr<const RowChanger> changer;
    std::int64_t version;  // −1: not committed
  };
  mutable std::mutex m_mutex;
  std::deque<Entry> m_entries;  // in the order of submit
};

/// What counts tokens. Values are copied out under the lock; `epoch` changes with every change.
struct Counting {
  std::shared_ptr<const text::ChatEncoder> encoder;
  std::string label;
  data::TokenCounter hosted;
  std::string hostedLabel;
  bool hostedStored = false;        ///< false while the rows' figures may be those of another encoding
  std::int64_t limit = 1024;
  std::int64_t epochs = 0;
  std::vector<data::Price> prices;  ///< chosen first
  std::uint64_t epoch = 0;
};

class DatasetCore {
 public:
  DatasetCore(std::shared_ptr<Project> project, DatasetSink sink) : m_project(std::move(project)), m_sink(std::move(sink)) {}

  Project& project() { return *m_project; }
  store::Writer& writer() { return m_project->store().writer(); }

  /// One call at a time; nothing after close().
  void emit(const DatasetEvent& event) {
    std::lock_guard lock(m_sinkMutex);
    if (!m_closed) m_sink(event);
  }
  void close() {
    std::lock_guard lock(m_sinkMutex);
    m_closed = true;
  }
  Ticket nextTicket() { return ++m_tickets; }

  std::shared_ptr<const Snapshot> snapshot() const {
    std::lock_guard lock(m_viewMutex);
    return m_views.empty() ? std::make_shared<const Snapshot>() : m_views.back();
  }
  /// A recent view, or nullptr.
  std::shared_ptr<const Snapshot> snapshot(std::uint64_t generation) const {
    std::lock_guard lock(m_viewMutex);
    for (const auto& view : m_views)
      if (view->generation == generation) return view;
    return nullptr;
  }
  void setSnapshot(std::shared_ptr<const Snapshot> view) {
    std::lock_guard lock(m_viewMutex);
    m_views.push_back(std::move(view));
    while (m_views.size() > 3) m_views.pop_front();
  }

  Counting counting() const {
    std::lock_guard lock(m_countingMutex);
    return m_counting;
  }
  template <class Change>
  void changeCounting(const Change& change) {
    std::lock_guard lock(m_countingMutex);
    change(m_counting);
    ++m_counting.epoch;
  }
  std::uint64_t countingEpoch() const {
    std::lock_guard lock(m_countingMutex);
    return m_counting.epoch;
  }

  Overlay overlay;
  std::atomic<std::int64_t> pending{0};

 private:
  std::shared_ptr<Project> m_project;
  DatasetSink m_sink;
  std::mutex m_sinkMutex;
  bool m_closed = false;
  std::atomic<Ticket> m_tickets{0};
  mutable std::mutex m_viewMutex;
  std::deque<std::shared_ptr<const Snapshot>> m_views;
  mutable std::mutex m_countingMutex;
  Counting m_counting;
};

/// Numbers in a project file may be anything.
inline Split splitOf(const store::StoredRow& row) { return row.split == 1 ? Split::Train : row.split == 2 ? Split::Validation : Split::Auto; }

/// Bits of the kinds that are marked from outside of the row itself.
store::CheckBits checkBits();
/// Problems of a row as they are stored (without duplicates and length, which have columns of their own).
std::string problemsToJson(const std::vector<data::Problem>& problems);
/// All problems of a line: the stored ones, the duplicate, the length.
std::vector<data::Problem> problemsOf(std::uint64_t set, const std::string& details, std::int64_t other, std::int64_t tokens);

}  // namespace timbre::session
