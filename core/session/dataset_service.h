// SPDX-License-Identifier: GPL-3.0-or-later
// The dataset of an open project as the window and the command line see it. Every call returns at once; answers are values
// handed to the sink, which is called on worker threads of the service (never on the caller's, never two calls at a time).
// The destructor waits for the commits of what was submitted; after it returned the sink is not called any more.
//
// Rows are named by id; numbers are for people only. A view is a snapshot of ids for one filter and order, with a
// generation: pages are asked for a generation and answers of older ones may be dropped by the receiver. An edit of text,
// split or tags neither moves nor hides its row until setView is called again. Edits that add, remove or move rows patch
// the view by themselves and announce it with ViewReady (new generation, `patched`).
//
// Reading one's own writes: a page or row asked for after submit() shows the edit, also before it is committed.
// An edit is saved when EditDone says ok; kill -9 after that loses nothing. A failed edit is taken back everywhere.
#pragma once

#include "core/session/dataset_messages.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace timbre::text {
class ChatEncoder;
}

namespace timbre::session {

class Project;

class DatasetService {
 public:
  virtual ~DatasetService() = default;

  virtual Ticket setView(const ViewSpec& spec) = 0;
  /// `count` is cut to 1,000. A later request for the same generation may overtake an earlier one.
  virtual void requestPage(std::uint64_t generation, std::int64_t first, std::int64_t count) = 0;
  virtual Ticket requestRow(RowId row) = 0;
  /// Where a row stands in the current view.
  virtual Ticket locate(RowId row) = 0;
  /// The next row of the view (or, when it has none, of the dataset) with a problem, wrapping around; `afterRow` 0: the first.
  virtual Ticket nextProblem(RowId afterRow) = 0;
  virtual Ticket requestPrompts() = 0;
  virtual Ticket summariseSelection(const std::vector<RowId>& rows) = 0;

  virtual Ticket submit(Edit edit) = 0;
  virtual Ticket undo() = 0;
  virtual Ticket redo() = 0;
  /// Name shown for a system prompt; empty removes it. Not an undo step. Answered by PromptsReady with ticket 0.
  virtual void namePrompt(const std::string& text, const std::string& name) = 0;

  /// Appends the file's rows as one undo step.
  virtual Ticket importFile(const std::filesystem::path& path) = 0;
  virtual Ticket exportFile(const std::filesystem::path& path, const ExportOptions& options = {}) = 0;
  /// Overwrites `path`.
  virtual Ticket freezeRows(const std::filesystem::path& path) = 0;
  /// Import, export or freeze with this ticket ends with error code "cancelled".
  virtual void cancel(Ticket ticket) = 0;
  virtual Ticket parseClipboard(std::string text) = 0;
  virtual Ticket copyRows(const std::vector<RowId>& rows, const std::vector<Cell>& cells) = 0;

  /// The model whose template and tokenizer count tokens; nullptr: none. Rows are counted anew when `label` or the
  /// tokenizer's or template's hash differ from those the stored figures were made with.
  virtual void setEncoder(std::shared_ptr<const text::ChatEncoder> encoder, const std::string& label) = 0;
  /// The tokens that hosted services bill by, counting one text; `label` is the encoding's full name ("o200k_base"): prices of
  /// other encodings stay estimates. nullptr: none. Rows are counted anew when the label differs.
  virtual void setHostedCounter(data::TokenCounter counter, const std::string& label) = 0;
  virtual void setTokenLimit(std::int64_t tokens) = 0;
  /// 0: the default by OpenAI's rule. Kept in the project.
  virtual void setEpochs(std::int64_t epochs) = 0;
  virtual void setPrices(std::vector<data::Price> prices, const std::string& chosen) = 0;
};

/// At once: HistoryChanged, ProblemsChanged, NumbersChanged and a ViewReady for the whole dataset follow through the sink.
std::unique_ptr<DatasetService> createDatasetService(std::shared_ptr<Project> project, DatasetSink sink);

}  // namespace timbre::session
