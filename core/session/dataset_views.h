// SPDX-License-Identifier: GPL-3.0-or-later
// Builds views (orders of row ids) and answers questions about them, on the view thread of the service.
#pragma once

#include "core/session/dataset_core.h"

namespace timbre::session {

class ViewBuilder {
 public:
  explicit ViewBuilder(DatasetCore& core) : m_core(core) {}

  // Any thread: a newer setView makes a running older one stop.
  std::uint64_t announce() { return ++m_newest; }
  void interruptOlder();

  // View thread.
  void apply(Ticket ticket, const ViewSpec& spec, std::uint64_t request);
  /// After rows were added, removed or moved: rows that were in the view stay, new ones come in, filters are not asked.
  void patch();
  void locate(Ticket ticket, RowId row);
  void nextProblem(Ticket ticket, RowId after);
  void prompts(Ticket ticket);
  void selection(Ticket ticket, const std::vector<RowId>& rows);
  void copy(Ticket ticket, const std::vector<RowId>& rows, const std::vector<Cell>& cells);

 private:
  base::Result<store::Database*> database();
  base::Result<std::shared_ptr<Snapshot>> build(const ViewSpec& spec);
  base::Result<ViewReady> patched();
  void install(std::shared_ptr<Snapshot> view, ViewReady ready);
  base::Result<SelectionSummary> summarise(const std::vector<RowId>& rows);
  base::Result<CopyReady> copied(const std::vector<RowId>& rows, const std::vector<Cell>& cells);

  DatasetCore& m_core;
  std::mutex m_databaseMutex;  // guards the pointer against interruptOlder()
  std::unique_ptr<store::Database> m_database;
  std::atomic<std::uint64_t> m_newest{0};
  std::atomic<bool> m_building{false};
  std::vector<RowId> m_base;   // all rows, as the current view knew them
  std::uint64_t m_generation = 0;
};

}  // namespace timbre::session
