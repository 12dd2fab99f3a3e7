// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_files.h"

#include "core/base/messages.h"
#include "core/data/conversation.h"
#include "core/data/foreign_rows.h"
#include "core/data/record_reader.h"
#include "core/data/row_checks.h"
#include "core/data/row_writer.h"
#include "core/data/text_scan.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>

namespace timbre::session {

using base::Error;
using base::Result;
using data::Conversation;
using store::StoredRow;

namespace {

constexpr std::size_t batchRows = 1'000;
constexpr std::size_t batchBytes = std::size_t(4) << 20;
constexpr std::size_t listedBadLines = 200;
constexpr std::int64_t positionGap = std::int64_t(1) << 32;

/// Runs a job on the writer thread and waits for its commit.
Result<void> commit(DatasetCore& core, store::Writer::Job job, store::Writer::Priority priority) {
  auto promise = std::make_shared<std::promise<Result<void>>>();
  auto future = promise->get_future();
  core.writer().post(std::move(job), [promise](const Result<void>& done) { promise->set_value(done); }, priority);
  return future.get();
}

/// Tells progress at most ten times a second.
class ProgressTeller {
 public:
  ProgressTeller(DatasetCore& core, Ticket ticket) : m_core(core), m_ticket(ticket) {}
  void tell(double fraction, std::int64_t rows) {
    const auto now = std::chrono::steady_clock::now();
    if (now < m_next) return;
    m_next = now + std::chrono::milliseconds(100);
    m_core.emit(FileProgress{m_ticket, std::clamp(fraction, 0.0, 1.0), rows});
  }

 private:
  DatasetCore& m_core;
  Ticket m_ticket;
  std::chrono::steady_clock::time_point m_next = std::chrono::steady_clock::now();
};

// ---- import ---------------------------------------------------------------------------------------------------------

/// One import: rows are staged in batches and become visible in one commit.
class Import {
 public:
  Import(DatasetCore& core, Ticket ticket, const std::filesystem::path& path, const base::CancelToken& cancel)
      : m_core(core), m_cancel(cancel), m_path(path), m_teller(core, ticket) {}

  Result<store::EditOutcome> run(ImportDone& report) {
    TIMBRE_ASSIGN(auto reader, data::RecordReader::open(m_path));
    report.format = data::formatName(reader.format());
    TIMBRE_TRY(begin());
    auto read = readAll(reader, report);
    if (read.ok()) read = flush();
    if (!read.ok()) {
      drop();
      return std::move(read).error();
    }
    return show();
  }

 private:
  Result<void> begin() {
    const std::string name = base::displayPath(m_path.filename());
    return commit(
        m_core,
        [this, name](store::Database& database) -> Result<void> {
          store::EditRecorder recorder(database, static_cast<std::int64_t>(EditLabel::Import), 0, name);
          TIMBRE_ASSIGN(m_batch, recorder.beginStaged());
          TIMBRE_ASSIGN(const auto room, store::makeRoom(database, store::atEnd, 1));
          m_position = room[0];
          return {};
        },
        store::Writer::Priority::Normal);
  }

  Result<void> readAll(data::RecordReader& reader, ImportDone& report) {
    for (;;) {
      if (m_cancel.cancelled()) return Error("cancelled");
      TIMBRE_ASSIGN(auto item, reader.next());
      if (!item) return {};
      if (auto* record = std::get_if<data::Record>(&*item)) {
        addRecord(record->row, report);
        ++report.rows;
      } else {
        reject(std::get<data::BadRecord>(*item), report);
      }
      if (m_rows.size() >= batchRows || m_bytes >= batchBytes || m_bad.size() >= batchRows) TIMBRE_TRY(flush());
      m_teller.tell(reader.size() ? static_cast<double>(reader.bytesRead()) / static_cast<double>(reader.size()) : 0, report.rows);
    }
  }

  void addRecord(const Conversation& row, ImportDone& report) {
    const auto converted = data::fromForeign(row);
    if (!converted) return add(row);
    // Named once: a file rarely mixes formats, and the first one tells what was recognised.
    if (std::exchange(m_foreign, true) == false) report.format += std::string(" (") + data::formatName(converted->format) + ")";
    add(converted->row);
  }

  void add(const Conversation& row) {
    StoredRow stored;
    stored.position = m_position;
    stored.kind = static_cast<std::int64_t>(row.kind());
    stored.content = row.raw();
    m_position += positionGap;
    m_bytes += stored.content.size();
    m_rows.push_back(std::move(stored));
  }

  void reject(const data::BadRecord& bad, ImportDone& report) {
    ++report.badLines;
    if (report.bad.size() < listedBadLines)
      report.bad.push_back({bad.error.line.value_or(0), bad.error.column.value_or(0), bad.error, bad.text});
    m_bad.push_back(bad);
  }

  Result<void> flush() {
    if (m_rows.empty() && m_bad.empty()) return {};
    auto rows = std::exchange(m_rows, {});
    auto bad = std::exchange(m_bad, {});
    m_bytes = 0;
    const std::string file = base::displayPath(m_path);
    return commit(
        m_core,
        [this, rows = std::move(rows), bad = std::move(bad), file](store::Database& database) -> Result<void> {
          for (const StoredRow& row : rows) {
            TIMBRE_ASSIGN(const RowId id, store::EditRecorder::insertStaged(database, m_batch, row));
            if (m_first == 0 || id < m_first) m_first = id;
          }
          for (const data::BadRecord& record : bad) TIMBRE_TRY(store::addRejected(database, m_batch, file, record.error, record.text));
          return {};
        },
        store::Writer::Priority::Background);
  }

  Result<store::EditOutcome> show() {
    store::EditOutcome outcome;
    const std::string name = base::displayPath(m_path.filename());
    auto shown = commit(
        m_core,
        [&](store::Database& database) -> Result<void> {
          store::EditRecorder recorder(database, static_cast<std::int64_t>(EditLabel::Import), 0, name);
          TIMBRE_ASSIGN(outcome, recorder.finishStaged(m_batch, m_first));
          return {};
        },
        store::Writer::Priority::Normal);
    if (!shown.ok()) {
      drop();
      return std::move(shown).error();
    }
    return outcome;
  }

  void drop() {
    // If this fails too, the next opening of the project removes what was staged.
    (void)commit(m_core, [this](store::Database& database) { return store::EditRecorder::dropStaged(database, m_batch, m_first); },
                 store::Writer::Priority::Normal);
  }

  DatasetCore& m_core;
  const base::CancelToken& m_cancel;
  std::filesystem::path m_path;
  ProgressTeller m_teller;
  std::int64_t m_batch = 0;
  std::int64_t m_position = 0;
  RowId m_first = 0;
  std::vector<StoredRow> m_rows;
  std::vector<data::BadRecord> m_bad;
  std::size_t m_bytes = 0;
  bool m_foreign = false;
};

}  // namespace

ImportDone importRows(DatasetCore& core, Ticket ticket, const std::filesystem::path& path, const base::CancelToken& cancel,
                      const ImportVisible& visible) {
  ImportDone report;
  report.ticket = ticket;
  const auto start = std::chrono::steady_clock::now();
  if (core.project().readOnly()) {
    report.error = Error("store.read_only", {}, base::displayPath(core.project().folder()));
    return report;
  }
  Import import(core, ticket, path, cancel);
  auto outcome = import.run(report);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!outcome.ok()) {
    report.error = outcome.error();
    report.rows = 0;
    return report;
  }
  if (report.rows > 0) visible(*outcome);
  return report;
}

// ---- export and freeze ----------------------------------------------------------------------------------------------

namespace {

/// Hands out rows in dataset order (or those of `only`) from one read transaction.
class RowSource {
 public:
  static Result<RowSource> open(DatasetCore& core, const std::vector<RowId>* only) {
    RowSource source;
    TIMBRE_ASSIGN(source.m_database, core.project().store().reader());
    TIMBRE_TRY(source.m_database->execute("BEGIN"));
    TIMBRE_ASSIGN(source.m_version, store::datasetVersion(*source.m_database));
    if (only) {
      source.m_ids = *only;
    } else {
      TIMBRE_ASSIGN(source.m_ids, store::allRows(*source.m_database));
    }
    return source;
  }
  std::size_t size() const { return m_ids.size(); }
  std::int64_t version() const { return m_version; }
  Result<std::optional<StoredRow>> row(std::size_t index) { return store::readRow(*m_database, m_ids[index]); }
  /// Errors as stored when the checks are of this very content, else checked here: nothing unchecked gets through.
  Result<bool> hasErrors(const StoredRow& row) {
    TIMBRE_ASSIGN(const auto checks, store::readChecks(*m_database, row.id));
    if (checks && checks->revision == row.revision) return checks->severity >= static_cast<std::int64_t>(data::Severity::Error);
    const auto parsed = Conversation::parse(row.content);
    return !parsed.ok() || data::worst(data::problemSet(data::checkRow(*parsed))) == data::Severity::Error;
  }

 private:
  std::unique_ptr<store::Database> m_database;
  std::vector<RowId> m_ids;
  std::int64_t m_version = 0;
};

Result<void> writeRows(DatasetCore& core, const std::filesystem::path& path, const ExportOptions& options, const base::CancelToken& cancel,
                       ExportDone& report) {
  const auto view = core.snapshot();
  TIMBRE_ASSIGN(auto source, RowSource::open(core, options.onlyView ? &view->ids : nullptr));
  base::FileOps ops;
  TIMBRE_ASSIGN(auto writer, data::RowWriter::create(ops, path, options.overwrite));
  ProgressTeller teller(core, report.ticket);
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (cancel.cancelled()) return Error("cancelled");
    TIMBRE_ASSIGN(const auto row, source.row(i));
    if (!row) continue;
    if (options.leaveOutErrors) {
      TIMBRE_ASSIGN(const bool broken, source.hasErrors(*row));
      report.leftOut += broken;
      if (broken) continue;
    }
    TIMBRE_TRY(writer.write(row->content));
    teller.tell(static_cast<double>(i) / static_cast<double>(source.size()), writer.rows());
  }
  TIMBRE_TRY(writer.finish());
  report.rows = writer.rows();
  report.bytes = writer.bytes();
  report.sha256 = writer.sha256();
  return {};
}

std::string withSplit(const StoredRow& row) {
  const auto split = splitOf(row);
  if (split == Split::Auto) return row.content;
  const std::string value = split == Split::Train ? "\"train\"" : "\"validation\"";
  const auto parsed = Conversation::parse(row.content);
  if (!parsed.ok()) return row.content;
  if (const auto own = data::valueSpan(parsed->raw(), {std::string_view("split")})) return data::replaceSpan(parsed->raw(), *own, value);
  return parsed->rawWithMember("split", value);
}

Result<void> writeFrozen(DatasetCore& core, const std::filesystem::path& path, const base::CancelToken& cancel, FreezeDone& report) {
  TIMBRE_ASSIGN(auto source, RowSource::open(core, nullptr));
  base::FileOps ops;
  TIMBRE_ASSIGN(auto writer, data::RowWriter::create(ops, path, true));
  ProgressTeller teller(core, report.ticket);
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (cancel.cancelled()) return Error("cancelled");
    TIMBRE_ASSIGN(const auto row, source.row(i));
    if (!row) continue;
    TIMBRE_ASSIGN(const bool broken, source.hasErrors(*row));
    if (broken) {
      ++report.leftOut;
      continue;
    }
    const auto split = splitOf(*row);
    ++(split == Split::Train ? report.trainRows : split == Split::Validation ? report.validationRows : report.autoRows);
    TIMBRE_TRY(writer.write(withSplit(*row)));
    teller.tell(static_cast<double>(i) / static_cast<double>(source.size()), writer.rows());
  }
  TIMBRE_TRY(writer.finish());
  report.rows = writer.rows();
  report.sha256 = writer.sha256();
  report.version = source.version();
  return {};
}

}  // namespace

ExportDone exportRows(DatasetCore& core, Ticket ticket, const std::filesystem::path& path, const ExportOptions& options,
                      const base::CancelToken& cancel) {
  ExportDone report;
  report.ticket = ticket;
  if (auto done = writeRows(core, path, options, cancel, report); !done.ok()) report.error = done.error();
  return report;
}

FreezeDone freezeRowsTo(DatasetCore& core, Ticket ticket, const std::filesystem::path& path, const base::CancelToken& cancel) {
  FreezeDone report;
  report.ticket = ticket;
  report.path = path;
  if (auto done = writeFrozen(core, path, cancel, report); !done.ok()) report.error = done.error();
  return report;
}

// ---- clipboard ------------------------------------------------------------------------------------------------------

namespace {

std::optional<Cell> cellNamed(const std::string& title) {
  static const std::map<std::string, Cell> names{
      {"system", Cell::System},       {"system prompt", Cell::System}, {"persona", Cell::System},    {"系统", Cell::System},
      {"系统提示", Cell::System},     {"user", Cell::User},            {"question", Cell::User},     {"prompt", Cell::User},
      {"instruction", Cell::User},    {"input", Cell::User},           {"用户", Cell::User},         {"问题", Cell::User},
      {"assistant", Cell::Assistant}, {"answer", Cell::Assistant},     {"response", Cell::Assistant}, {"output", Cell::Assistant},
      {"completion", Cell::Assistant}, {"助手", Cell::Assistant},      {"回答", Cell::Assistant},     {"答案", Cell::Assistant}};
  const auto at = names.find(data::normalised(title));
  return at == names.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace

ClipboardParsed parseClipboardText(Ticket ticket, const std::string& text) {
  ClipboardParsed out;
  out.ticket = ticket;
  auto parsed = data::parseTextTable(text);
  if (!parsed.ok()) {
    out.error = parsed.error();
    return out;
  }
  auto table = std::make_shared<data::TextTable>(std::move(parsed).value());
  out.columns.resize(table->columns);
  if (!table->rows.empty()) {
    std::size_t named = 0;
    const auto& head = table->rows.front();
    for (std::size_t i = 0; i < head.size(); ++i) {
      out.columns[i] = cellNamed(head[i]);
      named += out.columns[i].has_value();
    }
    out.headerLikely = named > 0 && named >= (head.size() + 1) / 2;
  }
  if (!out.headerLikely) {
    // Without titles: one column is answers, two are question and answer, three or more start with the system prompt.
    std::fill(out.columns.begin(), out.columns.end(), std::nullopt);
    const Cell order[] = {Cell::System, Cell::User, Cell::Assistant};
    const std::size_t skip = table->columns >= 3 ? 0 : 3 - std::max<std::size_t>(table->columns, 1);
    for (std::size_t i = 0; i + skip < 3 && i < out.columns.size(); ++i) out.columns[i] = order[i + skip];
  }
  out.table = std::move(table);
  return out;
}

}  // namespace timbre::session
