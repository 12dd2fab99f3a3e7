// SPDX-License-Identifier: GPL-3.0-or-later
// What the dataset service is asked to do and what it answers (dataset_service.h), as plain values.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/data/problem.h"
#include "core/data/row_kind.h"
#include "core/data/statistics.h"
#include "core/data/text_table.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace timbre::session {

using RowId = std::int64_t;     ///< > 0, never used twice in a project
using Ticket = std::uint64_t;   ///< names one call; its answer carries the same number
using data::Cell;
using data::ProblemKind;
using data::RowKind;
using data::Split;

// ---- views and rows -------------------------------------------------------------------------------------------------

enum class SortKey : std::uint8_t { Position, Status, System, User, Assistant, Turns, Tokens, TrainedTokens, Tags, Split };

struct ViewSpec {
  std::string text = {};                      ///< substring of any message, tag or system prompt name; case-insensitive
  bool onlyProblems = false;
  std::optional<ProblemKind> problem = {};    ///< rows with this problem
  std::optional<Split> split = {};
  std::optional<std::string> tag = {};
  std::optional<std::int64_t> minTokens = {}, maxTokens = {};  ///< inclusive; rows not counted yet are left out
  std::optional<std::int64_t> systemGroup = {};           ///< RowSummary::systemGroup
  SortKey sort = SortKey::Position;
  bool descending = false;
  bool operator==(const ViewSpec&) const = default;
};

enum class RowCheck : std::uint8_t { NotChecked, Passed, Warning, Error };

/// One table row. Texts are cut to at most 400 bytes (whole characters); `…Cut` says so.
struct RowSummary {
  RowId id = 0;
  std::int64_t number = 0;   ///< position in the dataset, from 1, whatever the view's order
  RowKind kind = RowKind::Conversation;
  RowCheck check = RowCheck::NotChecked;
  std::vector<ProblemKind> problems;  ///< worst first
  std::string system, user, assistant;
  bool systemCut = false, userCut = false, assistantCut = false;
  bool hasSystem = false, hasUser = false, hasAssistant = false;  ///< false: no such message (an empty one is true)
  std::string systemName;         ///< name given to this system prompt, or ""
  std::int64_t systemGroup = -1;  ///< same number for the same system prompt, small numbers first used; −1: none
  int messages = 0;
  int extraTurns = 0;             ///< messages beyond the projected ones
  std::int64_t tokens = -1;       ///< by the chosen model's template; −1: not counted
  std::int64_t trainedTokens = -1;
  std::vector<std::string> tags;
  Split split = Split::Auto;
  bool saved = true;              ///< false while an edit of it waits for its commit
};

struct ViewReady {
  Ticket ticket = 0;              ///< of setView; 0 when an edit patched the view
  std::uint64_t generation = 0;
  std::int64_t count = 0;         ///< rows in the view
  std::int64_t total = 0;         ///< rows in the dataset
  std::int64_t version = 0;       ///< dataset version it was read at
  bool patched = false;           ///< rows were added, removed or moved; filter and order are as before
  std::vector<RowId> added;       ///< patched only; at most 1,000 (the first ones)
  std::int64_t firstAdded = -1;   ///< view index of added[0]
};
struct PageReady {
  std::uint64_t generation = 0;
  std::int64_t first = 0;         ///< view index of rows[0]
  std::vector<RowSummary> rows;   ///< fewer than asked for only at the end of the view
};
struct RowReady {
  Ticket ticket = 0;
  RowSummary summary;
  base::Json row;                          ///< the whole row, keys in their order, unknown ones included
  base::Json messages;                     ///< its message list ([] when it has none); for Preference rows the input's
  std::vector<data::Problem> problems;
  std::vector<std::int64_t> messageTokens; ///< per message; empty without an encoder
  bool missing = false;                    ///< the row does not exist (any more)
};
struct FoundRow {                 ///< answer of nextProblem and locate
  Ticket ticket = 0;
  RowId row = 0;                  ///< 0: none
  std::int64_t viewIndex = -1;    ///< −1: not in the view
};

// ---- edits ----------------------------------------------------------------------------------------------------------

/// Clearing the System cell removes the message; a cell without its message gets one (system first, assistant last).
struct SetCell {
  RowId row = 0;
  Cell cell = Cell::Assistant;
  std::string text;
};
struct SetCells {                 ///< one undo step
  std::vector<SetCell> cells;
};
struct FillCell {                 ///< the same text into many rows
  std::vector<RowId> rows;
  Cell cell = Cell::System;
  std::string text;
};
struct SetMessages {              ///< from the conversation panel: the complete message list
  RowId row = 0;
  base::Json messages;
};
struct SetRowJson {               ///< the whole row, for kinds the panel has no form for
  RowId row = 0;
  base::Json value;
};
struct NewRow {
  base::Json value = nullptr;     ///< {"messages": […]} …; null: an empty conversation (user and assistant, both "")
  std::vector<std::string> tags = {};
  Split split = Split::Auto;
};
struct InsertRows {
  RowId after = 0;                ///< 0: at the beginning; −1: at the end
  std::vector<NewRow> rows;
};
struct DuplicateRows {            ///< each copy stands behind its original
  std::vector<RowId> rows;
};
struct DeleteRows {
  std::vector<RowId> rows;
};
struct MoveRows {
  std::vector<RowId> rows;        ///< in the order they will stand in
  RowId after = 0;                ///< 0: to the beginning; −1: to the end
};
struct SetSplit {
  std::vector<RowId> rows;
  Split split = Split::Auto;
};
struct SetTags {
  std::vector<RowId> rows;
  std::vector<std::string> add = {}, remove = {};
  bool clear = false;             ///< remove all before adding
};
struct ReplaceText {
  std::vector<RowId> rows;        ///< empty: all rows of the current view
  std::vector<Cell> cells;        ///< empty: every message
  std::string find, replacement;
  bool matchCase = false;
  bool wholeWord = false;
};
enum class TextTransform : std::uint8_t { TrimSpaces, CollapseSpaces, FullWidthPunctuation, HalfWidthPunctuation, RemoveInvisible };
struct TransformText {
  std::vector<RowId> rows;
  std::vector<Cell> cells;        ///< empty: every message
  TextTransform transform = TextTransform::TrimSpaces;
};
/// A table from the clipboard. Table rows overwrite `onto` in order; what is left over is inserted after `insertAfter`.
struct PasteTable {
  std::shared_ptr<const data::TextTable> table;
  bool skipHeader = false;
  std::vector<std::optional<Cell>> columns;  ///< what each table column is; nullopt: not pasted
  std::vector<RowId> onto;
  RowId insertAfter = -1;
};

using Edit = std::variant<SetCell, SetCells, FillCell, SetMessages, SetRowJson, InsertRows, DuplicateRows, DeleteRows, MoveRows,
                          SetSplit, SetTags, ReplaceText, TransformText, PasteTable>;

/// For the menu: "Undo %1". The window makes the sentence.
enum class EditLabel : std::uint8_t {
  EditCell, EditCells, EditMessages, AddRows, DuplicateRows, DeleteRows, MoveRows, SetSplit, SetTags, Replace, Transform, Paste, Import
};
struct HistoryEntry {
  EditLabel label = EditLabel::EditCell;
  std::int64_t rows = 0;          ///< rows it touched
  Cell cell = Cell::Assistant;    ///< for EditCell
  std::string detail;             ///< file name of an import
};

enum class EditCause : std::uint8_t { Submitted, Undo, Redo, Import };

struct EditDone {
  Ticket ticket = 0;
  EditCause cause = EditCause::Submitted;
  std::optional<base::Error> error = {};  ///< set: nothing was changed, the overlay is taken back
  std::vector<RowId> affected;        ///< changed or added rows, at most 1,000 (the first ones)
  std::int64_t affectedCount = 0;     ///< 0 with no error: nothing differed, no undo entry was made
  std::int64_t version = 0;           ///< dataset version afterwards
  bool structure = false;             ///< rows were added, removed or moved: a ViewReady follows
};
struct HistoryChanged {
  std::optional<HistoryEntry> undo, redo;  ///< what the next undo() / redo() would do
};
struct PendingChanged {
  std::int64_t pending = 0;       ///< edits not yet committed: 0 is "All edits saved"
};

// ---- checks and numbers ---------------------------------------------------------------------------------------------

struct ProblemItem {
  RowId row = 0;
  std::int64_t number = 0;        ///< row number when the list was made
  std::int64_t otherNumber = 0;   ///< of problem.otherRow; 0: none
  data::Severity severity = data::Severity::Error;
  data::Problem problem;
};
struct ProblemCount {
  ProblemKind kind{};
  std::int64_t rows = 0;
};
struct ProblemsChanged {
  std::int64_t errors = 0;        ///< rows with an error
  std::int64_t warnings = 0;      ///< rows with warnings only
  std::int64_t checked = 0, total = 0;
  std::vector<ProblemCount> kinds;
  std::vector<ProblemItem> list;  ///< errors first, then by row; at most 500
};

/// These rows were checked and counted anew: pages that show them may be asked for again.
struct RowsChecked {
  std::vector<RowId> rows;        ///< at most 1,000
  bool more = false;              ///< there were more than that
};

struct HistogramBar {
  std::int64_t from = 0, to = 0;  ///< tokens, from ≤ n < to
  std::int64_t rows = 0;
};
struct NumbersChanged {
  std::int64_t rows = 0;
  std::int64_t usedRows = 0;          ///< rows without errors
  std::int64_t trainRows = 0, validationRows = 0;  ///< as marked; Auto rows are in neither
  std::int64_t countedRows = 0;       ///< rows whose tokens are known; the figures below are over these
  std::string encoder;                ///< label given to setEncoder; "" without one (then tokens are −1)
  std::int64_t tokens = -1;           ///< of the used rows
  std::int64_t trainedTokens = -1;
  data::Distribution lengths;         ///< tokens per used row
  std::vector<HistogramBar> histogram;
  std::int64_t limit = 0;             ///< tokens per row
  std::int64_t overLimit = 0;         ///< rows above it
  std::int64_t epochs = 0;            ///< set by the user, or the default
  std::int64_t defaultEpochs = 0;
  std::int64_t totalTokens = -1;      ///< tokens (each row cut at the limit) × epochs
  /// What the service of the chosen price bills: its counting with its tokens, each row cut at its limit, × epochs, without the
  /// rows marked Validation. −1 while its tokens are not known; then hostedEstimate, from the chosen model's tokens, stands in.
  std::int64_t hostedTokens = -1;
  std::int64_t hostedEstimate = -1;
  std::int64_t hostedRows = 0;        ///< rows that hostedTokens is over
  std::string hostedEncoding;         ///< label given to setHostedCounter, or ""
  std::vector<data::Cost> costs;      ///< first is the chosen price
  bool costEstimated = false;         ///< of the chosen price
  bool complete = false;              ///< all rows are checked and counted
};
struct DistinctPrompt {
  std::int64_t group = 0;             ///< RowSummary::systemGroup
  std::string name;
  std::string text;                   ///< at most 4,000 bytes
  std::int64_t rows = 0;
};
struct PromptsReady {
  Ticket ticket = 0;
  std::vector<DistinctPrompt> prompts;  ///< most used first, at most 200
};
/// What the bulk form shows about a selection.
struct SelectionSummary {
  Ticket ticket = 0;
  std::int64_t rows = 0;
  std::int64_t tokens = -1;
  std::vector<DistinctPrompt> prompts;
  std::vector<std::pair<std::string, std::int64_t>> tags;  ///< tag, rows
  std::int64_t autoRows = 0, trainRows = 0, validationRows = 0;
};

// ---- files and clipboard --------------------------------------------------------------------------------------------

struct BadLine {
  long long line = 0;             ///< physical line, from 1
  long long column = 0;           ///< byte in that line, from 1
  base::Error error;
  std::string text;               ///< the line's first 200 bytes
};
struct FileProgress {
  Ticket ticket = 0;
  double fraction = 0;            ///< 0…1
  std::int64_t rows = 0;
};
struct ImportDone {
  Ticket ticket = 0;
  std::optional<base::Error> error;  ///< set (also on cancel): no row was added
  std::string format;             ///< "JSONL", "JSON array", "CSV" …
  std::int64_t rows = 0;
  std::int64_t badLines = 0;
  std::vector<BadLine> bad;       ///< the first 200; all of them are in the project's rejected list
  double seconds = 0;
};
struct ExportOptions {
  bool onlyView = false;          ///< rows of the current view, else all
  bool leaveOutErrors = false;
  bool overwrite = false;
};
struct ExportDone {
  Ticket ticket = 0;
  std::optional<base::Error> error;  ///< set: the target is as it was
  std::int64_t rows = 0, leftOut = 0;
  std::uint64_t bytes = 0;
  std::string sha256;
};
struct ClipboardParsed {
  Ticket ticket = 0;
  std::optional<base::Error> error;
  std::shared_ptr<const data::TextTable> table;
  bool headerLikely = false;
  std::vector<std::optional<Cell>> columns;  ///< guess
};
struct CopyReady {
  Ticket ticket = 0;
  std::string tsv, html, jsonl;
};
/// The rows a run will use. One line a row, verbatim; a row marked Train or Validation gets the last member "split":
/// "train" or "validation", of the Auto rows the run holds out its recipe's share. Rows with errors are left out.
struct FreezeDone {
  Ticket ticket = 0;
  std::optional<base::Error> error;
  std::filesystem::path path;
  std::int64_t rows = 0, trainRows = 0, validationRows = 0, autoRows = 0, leftOut = 0;
  std::int64_t version = 0;
  std::string sha256;
};

/// A question that could not be answered (the file became unreadable). `ticket` 0: a page.
struct Failed {
  Ticket ticket = 0;
  base::Error error;
};

using DatasetEvent =
    std::variant<ViewReady, PageReady, RowReady, FoundRow, EditDone, HistoryChanged, PendingChanged, ProblemsChanged, RowsChecked,
                 NumbersChanged, PromptsReady, SelectionSummary, FileProgress, ImportDone, ExportDone, ClipboardParsed, CopyReady, FreezeDone, Failed>;
using DatasetSink = std::function<void(const DatasetEvent&)>;

}  // namespace timbre::session
