// SPDX-License-Identifier: GPL-3.0-or-later
// The service itself: hands calls to its threads and edits to the project's writer. How the parts share state is in
// dataset_core.h; what each thread does is in dataset_pages, dataset_views, dataset_checker and dataset_files.
#include "core/session/dataset_service.h"

#include "core/data/text_scan.h"
#include "core/session/dataset_checker.h"
#include "core/session/dataset_core.h"
#include "core/session/dataset_files.h"
#include "core/session/dataset_pages.h"
#include "core/session/dataset_thread.h"
#include "core/session/dataset_views.h"
#include "core/text/chat_encoder.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>

namespace timbre::session {

using base::Json;
using base::Result;

namespace {

constexpr std::size_t waitingPages = 8;
constexpr std::int64_t mostEpochs = 1'000;
constexpr std::int64_t mostTokens = std::int64_t(1) << 32;

HistoryEntry historyEntry(const store::EditInfo& info) {
  // Numbers in a project file may be anything.
  const auto label = std::clamp<std::int64_t>(info.label, 0, static_cast<std::int64_t>(EditLabel::Import));
  const auto cell = std::clamp<std::int64_t>(info.cell, 0, static_cast<std::int64_t>(Cell::Assistant));
  return {static_cast<EditLabel>(label), info.rows, static_cast<Cell>(cell), info.detail};
}

HistoryChanged historyChanged(const store::History& history) {
  HistoryChanged out;
  if (history.undo) out.undo = historyEntry(*history.undo);
  if (history.redo) out.redo = historyEntry(*history.redo);
  return out;
}

/// What a writer job hands to its acknowledgement.
struct Committed {
  store::EditOutcome outcome;
  store::History history;
};

class Service final : public DatasetService {
 public:
  Service(std::shared_ptr<Project> project, DatasetSink sink)
      : m_core(std::move(project), std::move(sink)), m_pages(m_core), m_views(m_core) {
    m_core.changeCounting([&](Counting& counting) {
      counting.epochs = std::clamp<std::int64_t>(number("dataset.epochs", 0), 0, mostEpochs);
      counting.limit = std::clamp<std::int64_t>(number("dataset.limit", 1024), 1, mostTokens);
    });
    m_pageThread = std::make_unique<TaskThread>();
    m_viewThread = std::make_unique<TaskThread>();
    m_fileThread = std::make_unique<TaskThread>();
    m_viewThread->post([this] { sendHistory(); });
    const std::uint64_t request = m_views.announce();
    m_viewThread->post([this, request] { m_views.apply(0, {}, request); });
    m_checker = std::make_unique<DatasetChecker>(m_core);
  }

  ~Service() override {
    {
      std::lock_guard lock(m_cancelMutex);
      for (auto& [ticket, source] : m_cancels) source.cancel();
    }
    m_fileThread->stop();
    m_checker->stop();
    m_viewThread->stop();
    m_pageThread->stop();
    // Acknowledgements of edits on the way point here.
    m_core.writer().flush();
    m_core.close();
  }

  // ---- reading
  Ticket setView(const ViewSpec& spec) override {
    const Ticket ticket = m_core.nextTicket();
    const std::uint64_t request = m_views.announce();
    m_views.interruptOlder();
    m_viewThread->post([this, ticket, spec, request] { m_views.apply(ticket, spec, request); });
    return ticket;
  }
  void requestPage(std::uint64_t generation, std::int64_t first, std::int64_t count) override {
    m_pageThread->postFirst([this, generation, first, count] { m_pages.sendPage(generation, first, count); }, waitingPages);
  }
  Ticket requestRow(RowId row) override {
    const Ticket ticket = m_core.nextTicket();
    m_pageThread->post([this, ticket, row] { m_pages.sendRow(ticket, row); });
    return ticket;
  }
  Ticket locate(RowId row) override {
    return onViewThread([this, row](Ticket ticket) { m_views.locate(ticket, row); });
  }
  Ticket nextProblem(RowId afterRow) override {
    return onViewThread([this, afterRow](Ticket ticket) { m_views.nextProblem(ticket, afterRow); });
  }
  Ticket requestPrompts() override {
    return onViewThread([this](Ticket ticket) { m_views.prompts(ticket); });
  }
  Ticket summariseSelection(const std::vector<RowId>& rows) override {
    return onViewThread([this, rows](Ticket ticket) { m_views.selection(ticket, rows); });
  }
  Ticket parseClipboard(std::string text) override {
    return onViewThread([this, text = std::move(text)](Ticket ticket) { m_core.emit(parseClipboardText(ticket, text)); });
  }
  Ticket copyRows(const std::vector<RowId>& rows, const std::vector<Cell>& cells) override {
    return onViewThread([this, rows, cells](Ticket ticket) { m_views.copy(ticket, rows, cells); });
  }

  // ---- editing
  Ticket submit(Edit edit) override {
    const Ticket ticket = m_core.nextTicket();
    auto changer = std::make_shared<const RowChanger>(std::make_shared<const Edit>(std::move(edit)));
    if (changer->canBeShownEarly() && !changer->rows().empty()) m_core.overlay.add(ticket, changer);
    const auto view = m_core.snapshot();
    postEdit(ticket, EditCause::Submitted,
             [changer, view](store::Database& database) { return applyEdit(database, *changer, view->ids); });
    return ticket;
  }
  Ticket undo() override { return postHistory(EditCause::Undo, store::undo); }
  Ticket redo() override { return postHistory(EditCause::Redo, store::redo); }

  void namePrompt(const std::string& text, const std::string& name) override {
    bool cut = false;
    const std::string kept = data::cutText(text, 4'000, cut);
    const std::int64_t hash = data::textHash(text);
    m_core.writer().post([=](store::Database& database) { return store::namePrompt(database, hash, kept, name); },
                         [this](const Result<void>& done) {
                           if (!done.ok()) return m_core.emit(Failed{0, done.error()});
                           m_viewThread->post([this] { m_views.prompts(0); });
                         });
  }

  // ---- files
  Ticket importFile(const std::filesystem::path& path) override {
    return onFileThread([this, path](Ticket ticket, const base::CancelToken& cancel) {
      auto report = importRows(m_core, ticket, path, cancel, [&](const store::EditOutcome& outcome) {
        announceEdit(ticket, EditCause::Import, outcome);
        m_viewThread->post([this] { sendHistory(); });
      });
      m_core.emit(std::move(report));
    });
  }
  Ticket exportFile(const std::filesystem::path& path, const ExportOptions& options) override {
    return onFileThread([this, path, options](Ticket ticket, const base::CancelToken& cancel) {
      m_core.emit(exportRows(m_core, ticket, path, options, cancel));
    });
  }
  Ticket freezeRows(const std::filesystem::path& path) override {
    return onFileThread([this, path](Ticket ticket, const base::CancelToken& cancel) {
      // What was submitted before belongs to the run.
      m_core.writer().flush();
      m_core.emit(freezeRowsTo(m_core, ticket, path, cancel));
    });
  }
  void cancel(Ticket ticket) override {
    std::lock_guard lock(m_cancelMutex);
    if (const auto at = m_cancels.find(ticket); at != m_cancels.end()) at->second.cancel();
  }

  // ---- counting
  void setEncoder(std::shared_ptr<const text::ChatEncoder> encoder, const std::string& label) override {
    Json identity = nullptr;
    if (encoder) identity = Json{{"label", label}, {"tokenizer", encoder->tokenizer().hash()}, {"template", encoder->chatTemplate().hash()}};
    m_core.changeCounting([&](Counting& counting) {
      counting.encoder = std::move(encoder);
      counting.label = label;
    });
    recount(m_encoderFigures, identity, "INSERT OR IGNORE INTO todo(id) SELECT id FROM checks WHERE tokens<0 AND severity<2");
  }
  void setHostedCounter(data::TokenCounter counter, const std::string& label) override {
    const Json identity = counter ? Json(label) : Json(nullptr);
    const bool same = countedWith(m_hostedFigures, identity);
    m_core.changeCounting([&](Counting& counting) {
      counting.hosted = std::move(counter);
      counting.hostedLabel = label;
      counting.hostedStored = same;
    });
    recount(m_hostedFigures, identity, "INSERT OR IGNORE INTO todo(id) SELECT id FROM checks WHERE hosted<0 AND severity<2", [this, same] {
      if (!same) m_core.changeCounting([](Counting& counting) { counting.hostedStored = true; });
    });
  }
  void setTokenLimit(std::int64_t tokens) override {
    m_core.changeCounting([&](Counting& counting) { counting.limit = std::clamp<std::int64_t>(tokens, 1, mostTokens); });
    m_core.project().setSetting("dataset.limit", tokens);
    m_core.writer().post([tokens](store::Database& database) { return store::markTooLong(database, tokens, problemBit(ProblemKind::TooLong), checkBits()); },
                         [this](const Result<void>&) { m_checker->wake(); });
  }
  void setEpochs(std::int64_t epochs) override {
    m_core.changeCounting([&](Counting& counting) { counting.epochs = std::clamp<std::int64_t>(epochs, 0, mostEpochs); });
    m_core.project().setSetting("dataset.epochs", epochs);
    m_checker->wake();
  }
  void setPrices(std::vector<data::Price> prices, const std::string& chosen) override {
    std::stable_partition(prices.begin(), prices.end(), [&](const data::Price& price) { return price.id == chosen; });
    m_core.changeCounting([&](Counting& counting) { counting.prices = std::move(prices); });
    m_checker->wake();
  }

 private:
  std::int64_t number(const char* key, std::int64_t fallback) {
    const Json value = m_core.project().setting(key);
    return value.is_number_integer() ? value.get<std::int64_t>() : fallback;
  }

  template <class Work>
  Ticket onViewThread(Work work) {
    const Ticket ticket = m_core.nextTicket();
    m_viewThread->post([ticket, work = std::move(work)] { work(ticket); });
    return ticket;
  }
  template <class Work>
  Ticket onFileThread(Work work) {
    const Ticket ticket = m_core.nextTicket();
    base::CancelSource source;
    {
      std::lock_guard lock(m_cancelMutex);
      m_cancels.emplace(ticket, source);
    }
    m_fileThread->post([this, ticket, work = std::move(work), token = source.token()] {
      work(ticket, token);
      std::lock_guard lock(m_cancelMutex);
      m_cancels.erase(ticket);
    });
    return ticket;
  }

  void sendHistory() {
    auto reader = m_core.project().store().reader();
    if (!reader.ok()) return m_core.emit(Failed{0, reader.error()});
    if (const auto history = store::history(**reader); history.ok()) m_core.emit(historyChanged(*history));
  }

  void sendPending(std::int64_t change) {
    m_core.pending += change;
    // Not from here: the sink is never called on the caller's thread.
    m_pageThread->post([this] { m_core.emit(PendingChanged{m_core.pending}); });
  }

  template <class Work>
  void postEdit(Ticket ticket, EditCause cause, Work work) {
    sendPending(+1);
    auto committed = std::make_shared<Committed>();
    m_core.writer().post(
        [committed, work = std::move(work)](store::Database& database) -> Result<void> {
          TIMBRE_ASSIGN(committed->outcome, work(database));
          TIMBRE_ASSIGN(committed->history, store::history(database));
          return {};
        },
        [this, ticket, cause, committed](const Result<void>& done) { acknowledge(ticket, cause, *committed, done); });
  }
  Ticket postHistory(EditCause cause, Result<store::EditOutcome> (*step)(store::Database&)) {
    const Ticket ticket = m_core.nextTicket();
    postEdit(ticket, cause, step);
    return ticket;
  }

  /// On the writer thread, after the commit.
  void acknowledge(Ticket ticket, EditCause cause, const Committed& committed, const Result<void>& done) {
    if (!done.ok()) {
      m_core.overlay.drop(ticket);
      EditDone failed;
      failed.ticket = ticket;
      failed.cause = cause;
      failed.error = done.error();
      m_core.emit(std::move(failed));
      m_viewThread->post([this] { sendHistory(); });
    } else {
      m_core.overlay.committed(ticket, committed.outcome.version);
      announceEdit(ticket, cause, committed.outcome);
      m_core.emit(historyChanged(committed.history));
    }
    sendPending(-1);
  }

  void announceEdit(Ticket ticket, EditCause cause, const store::EditOutcome& outcome) {
    EditDone event;
    event.ticket = ticket;
    event.cause = cause;
    event.affected = outcome.affected;
    event.affectedCount = outcome.edit.id ? outcome.edit.rows : 0;
    event.version = outcome.version;
    event.structure = outcome.structure;
    m_core.emit(std::move(event));
    if (outcome.structure) m_viewThread->post([this] { m_views.patch(); });
    if (outcome.edit.id) m_checker->wake();
  }

  /// What the stored figures were counted with: a setting of the project, and how often it was changed here.
  struct CountedWith {
    const char* key;
    std::atomic<std::uint64_t> changes{0};
  };
  bool countedWith(const CountedWith& figures, const Json& identity) { return m_core.project().setting(figures.key) == identity; }

  /// After the counter changed: all rows when the stored figures were made with another one, else those without a figure.
  /// The setting is empty until the rows are marked: whoever dies in between counts again.
  void recount(CountedWith& figures, const Json& identity, const char* missing, std::function<void()> marked = {}) {
    const std::uint64_t change = ++figures.changes;
    if (identity.is_null()) return m_checker->wake();
    const bool same = countedWith(figures, identity);
    if (!same) m_core.project().setSetting(figures.key, nullptr);
    m_core.writer().post([=](store::Database& database) { return same ? database.execute(missing) : store::checkAllAgain(database); },
                         [=, this, &figures, marked = std::move(marked)](const Result<void>& done) {
                           if (done.ok() && figures.changes == change) {
                             if (!same) m_core.project().setSetting(figures.key, identity);
                             if (marked) marked();
                           }
                           m_checker->wake();
                         });
  }

  CountedWith m_encoderFigures{"dataset.counted_with"}, m_hostedFigures{"dataset.hosted_with"};
  DatasetCore m_core;
  PageReader m_pages;
  ViewBuilder m_views;
  std::mutex m_cancelMutex;
  std::map<Ticket, base::CancelSource> m_cancels;
  std::unique_ptr<TaskThread> m_pageThread, m_viewThread, m_fileThread;
  std::unique_ptr<DatasetChecker> m_checker;
};

}  // namespace

std::unique_ptr<DatasetService> createDatasetService(std::shared_ptr<Project> project, DatasetSink sink) {
  return std::make_unique<Service>(std::move(project), std::move(sink));
}

}  // namespace timbre::session
