// SPDX-License-Identifier: GPL-3.0-or-later
// Reads pages and single rows for the table, with pending edits laid over them. Lives on the page thread of the service.
#pragma once

#include "core/session/dataset_core.h"

namespace timbre::session {

class PageReader {
 public:
  explicit PageReader(DatasetCore& core) : m_core(core) {}
  void sendPage(std::uint64_t generation, std::int64_t first, std::int64_t count);
  void sendRow(Ticket ticket, RowId row);

 private:
  base::Result<store::Database*> database();
  base::Result<std::vector<RowSummary>> readPage(const Snapshot& view, std::size_t first, std::size_t count);
  base::Result<RowReady> readRow(RowId row);

  DatasetCore& m_core;
  std::unique_ptr<store::Database> m_database;
};

/// The table's line for a row as read (with edits applied when `edited`).
RowSummary summarise(const store::PageLine& line, std::int64_t number, bool edited, bool counted);

}  // namespace timbre::session
