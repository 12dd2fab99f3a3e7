// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_checker.h"

#include "core/base/messages.h"
#include "core/data/conversation.h"
#include "core/data/row_checks.h"
#include "core/data/script_checks.h"
#include "core/data/text_scan.h"
#include "core/text/chat_encoder.h"

#include <algorithm>
#include <future>
#include <numeric>
#include <unordered_map>

namespace timbre::session {

using base::Json;
using data::Conversation;
using data::Problem;
using Clock = std::chrono::steady_clock;

namespace {
constexpr std::int64_t batchRows = 200;
constexpr std::size_t sortKeyBytes = 80;
constexpr std::int64_t mostListed = 500;
constexpr std::size_t mostAnnounced = 1'000;
constexpr auto publishEvery = std::chrono::milliseconds(300);

std::string sortKey(std::string_view text) {
  bool cut = false;
  return data::foldAscii(data::cutText(text, sortKeyBytes, cut));
}

struct Counts {
  std::int64_t tokens = -1, trained = -1;
  std::string refused;  ///< why the template does not take the row
};

Counts countRow(const Conversation& row, const text::ChatEncoder& encoder) {
  Counts out;
  if (row.kind() == RowKind::Text) {
    const auto ids = encoder.tokenizer().encode(base::stringOr(row.json(), "text"));
    if (ids.ok()) out.tokens = out.trained = static_cast<std::int64_t>(ids->ids.size());
    return out;
  }
  Json conversation = row.kind() == RowKind::Preference ? Json::object() : row.json();
  conversation["messages"] = row.trainedMessages();
  const auto encoded = encoder.encode(conversation);
  if (!encoded.ok()) {
    out.refused = base::errorSentence(encoded.error());
    return out;
  }
  out.tokens = static_cast<std::int64_t>(encoded->ids.size());
  out.trained = std::accumulate(encoded->mask.begin(), encoded->mask.end(), std::int64_t(0));
  return out;
}
}  // namespace

struct DatasetChecker::Result {
  store::RowChecks checks;
  std::int64_t systemHash = 0;
  std::string systemText;
};

DatasetChecker::DatasetChecker(DatasetCore& core) : m_core(core), m_thread([this] { loop(); }) {}
DatasetChecker::~DatasetChecker() { stop(); }

void DatasetChecker::wake() {
  std::lock_guard lock(m_mutex);
  m_woken = true;
  m_wake.notify_one();
}

void DatasetChecker::stop() {
  {
    std::lock_guard lock(m_mutex);
    m_stop = true;
    m_wake.notify_one();
  }
  if (m_thread.joinable()) m_thread.join();
}

bool DatasetChecker::stopped() {
  std::lock_guard lock(m_mutex);
  return m_stop;
}

void DatasetChecker::loop() {
  for (;;) {
    {
      std::unique_lock lock(m_mutex);
      m_wake.wait(lock, [&] { return m_stop || m_woken; });
      if (m_stop) return;
      m_woken = false;
    }
    if (!m_database) {
      auto reader = m_core.project().store().reader();
      if (!reader.ok()) {
        m_core.emit(Failed{0, reader.error()});
        continue;
      }
      m_database = std::move(reader).value();
    }
    while (workBatch()) publish(false);
    if (stopped()) return;
    settle();
    publish(true);
  }
}

namespace {

/// Above this many rows the index would take too much memory; exact duplicates are found all the same.
constexpr std::size_t mostIndexed = 200'000;

/// What a person asks in a row, comparable with other rows.
std::u32string questionOf(const Conversation& row) {
  std::string question;
  for (const data::Message& message : row.readMessages()) {
    if (message.role == "assistant") break;
    if (message.role == "user") question += message.text + "\n";
  }
  return data::comparable(question);
}

}  // namespace

void DatasetChecker::fillIndex() {
  m_indexed = true;
  const auto ids = store::allRows(*m_database);
  if (!ids.ok() || ids->size() > mostIndexed) return;
  for (const RowId id : *ids) {
    if (stopped()) return;
    const auto checks = store::readChecks(*m_database, id);
    if (!checks.ok() || !*checks) continue;  // indexed when it is checked
    const auto stored = store::readRow(*m_database, id);
    const auto row = stored.ok() && *stored ? Conversation::parse((*stored)->content) : base::Result<Conversation>(base::Error("store.rows_gone"));
    if (!row.ok()) continue;
    if (const std::u32string question = questionOf(*row); !question.empty())
      m_similar.put(id, data::rowKeys(*row).system, data::sketchOf(question));
  }
}

void DatasetChecker::findNearDuplicate(const Conversation& row, Result& result, std::vector<Problem>& problems) {
  const RowId id = result.checks.id;
  const std::u32string question = questionOf(row);
  if (question.empty() || m_similar.size() > mostIndexed) return m_similar.remove(id);
  const data::Sketch sketch = data::sketchOf(question);
  const std::int64_t group = data::rowKeys(row).system;
  for (const RowId other : m_similar.candidates(id, group, sketch)) {
    const auto stored = store::readRow(*m_database, other);
    if (!stored.ok() || !*stored) continue;
    const auto earlier = Conversation::parse((*stored)->content);
    const int percent = earlier.ok() ? data::similarPercent(questionOf(*earlier), question) : 0;
    if (percent == 0) continue;
    problems.push_back({ProblemKind::NearDuplicate, {}, std::to_string(percent), other});
    result.checks.other = other;
    break;
  }
  m_similar.put(id, group, sketch);
}

DatasetChecker::Result DatasetChecker::check(const store::StoredRow& stored, const Counting& counting) {
  Result out;
  out.checks.id = stored.id;
  out.checks.revision = stored.revision;
  const auto row = Conversation::parse(stored.content);
  if (!row.ok()) {
    const std::vector<Problem> problems{{ProblemKind::NotAnObject, {}, {}, 0}};
    out.checks.problems = data::problemSet(problems);
    out.checks.details = problemsToJson(problems);
    return out;
  }
  std::vector<Problem> problems = data::checkRow(*row);
  const bool broken = data::worst(data::problemSet(problems)) == data::Severity::Error;
  if (counting.encoder && !broken) {
    const Counts counts = countRow(*row, *counting.encoder);
    out.checks.tokens = counts.tokens;
    out.checks.trained = counts.trained;
    bool cut = false;
    if (!counts.refused.empty()) problems.push_back({ProblemKind::NotEncodable, {}, data::cutText(counts.refused, 200, cut), 0});
    if (counts.tokens > counting.limit) problems.push_back({ProblemKind::TooLong, {}, {}, 0});
  }
  if (counting.hosted && !broken) out.checks.hosted = data::hostedTokens(row->trainedMessages(), counting.hosted);
  findNearDuplicate(*row, out, problems);
  const data::Projection cells = row->projection();
  const data::RowKeys keys = data::rowKeys(*row);
  out.checks.problems = data::problemSet(problems);
  out.checks.details = problemsToJson(problems);
  out.checks.messages = cells.messages;
  out.checks.promptHash = keys.prompt;
  out.checks.answerHash = keys.answer;
  out.checks.systemKey = sortKey(cells.systemText);
  out.checks.userKey = sortKey(cells.userText);
  out.checks.answerKey = sortKey(cells.assistantText);
  if (cells.system >= 0) {
    bool cut = false;
    out.systemHash = data::textHash(cells.systemText);
    out.systemText = data::cutText(cells.systemText, 4'000, cut);
  }
  return out;
}

bool DatasetChecker::workBatch() {
  if (stopped() || m_core.project().readOnly()) return false;
  const auto ids = store::todoRows(*m_database, batchRows);
  if (!ids.ok() || ids->empty()) return false;
  if (!m_indexed) fillIndex();
  const Counting counting = m_core.counting();
  const std::uint64_t epoch = counting.epoch;
  std::vector<Result> results;
  for (const RowId id : *ids) {
    if (stopped()) return false;
    const auto row = store::readRow(*m_database, id);
    if (row.ok() && *row) {
      results.push_back(check(**row, counting));
    } else {
      Result gone;
      gone.checks.id = id;
      m_similar.remove(id);
      results.push_back(std::move(gone));
    }
  }
  return store(std::move(results), epoch);
}

bool DatasetChecker::store(std::vector<Result> results, std::uint64_t epoch) {
  RowsChecked announced;
  for (const Result& result : results)
    if (announced.rows.size() < mostAnnounced) announced.rows.push_back(result.checks.id);
  auto written = std::make_shared<std::promise<bool>>();
  std::future<bool> done = written->get_future();
  m_core.writer().post(
      [this, results = std::move(results), epoch](store::Database& database) -> base::Result<void> {
        // Counted with what is not used any more: the rows stay in the list and are counted again.
        if (m_core.countingEpoch() != epoch) return {};
        const store::CheckBits bits = checkBits();
        for (const Result& result : results)
          TIMBRE_TRY(store::putChecks(database, result.checks, result.systemHash, result.systemText, bits));
        return {};
      },
      [written](const base::Result<void>& result) { written->set_value(result.ok()); }, store::Writer::Priority::Background);
  if (!done.get()) return false;  // a full disk: tried again with the next change
  m_core.emit(std::move(announced));
  return true;
}

/// What depends on all rows together: a row without a system prompt is odd where most rows have one.
void DatasetChecker::settle() {
  const auto todo = store::todoCount(*m_database);
  const auto use = store::systemUse(*m_database);
  if (m_core.project().readOnly() || !todo.ok() || *todo > 0 || !use.ok()) return;
  const bool wanted = use->with > use->without && use->without > 0;
  const std::uint64_t bit = problemBit(ProblemKind::NoSystem);
  const auto differs = store::markNoSystem(*m_database, wanted, bit, checkBits(), true);
  if (!differs.ok() || !*differs) return;
  auto written = std::make_shared<std::promise<void>>();
  m_core.writer().post(
      [wanted, bit](store::Database& database) -> base::Result<void> {
        const auto marked = store::markNoSystem(database, wanted, bit, checkBits(), false);
        return marked.ok() ? base::Result<void>() : base::Result<void>(marked.error());
      },
      [written](const base::Result<void>&) { written->set_value(); }, store::Writer::Priority::Background);
  written->get_future().wait();
}

void DatasetChecker::publish(bool force) {
  const auto now = Clock::now();
  if (!force && now < m_nextPublish) return;
  const auto total = store::rowCount(*m_database);
  const auto todo = store::todoCount(*m_database);
  if (!total.ok() || !todo.ok()) return;
  publishProblems(*m_database, *total, *todo);
  publishNumbers(*m_database, *total, *todo);
  // Publishing over a million rows must not eat the time of the checks themselves.
  const auto cost = Clock::now() - now;
  m_nextPublish = Clock::now() + std::max<Clock::duration>(publishEvery, cost * 10);
}

void DatasetChecker::publishProblems(store::Database& database, std::int64_t total, std::int64_t todo) {
  ProblemsChanged out;
  out.total = total;
  out.checked = std::max<std::int64_t>(0, total - todo);
  const auto sets = store::problemSets(database);
  const auto found = store::foundProblems(database, mostListed);
  const auto order = store::allRows(database);
  if (!sets.ok() || !found.ok() || !order.ok()) return;
  std::vector<std::int64_t> counts(data::problemKindCount, 0);
  for (const std::uint64_t set : *sets) {
    (data::worst(set) == data::Severity::Error ? out.errors : out.warnings) += 1;
    for (const ProblemKind kind : data::problemKinds(set)) ++counts[static_cast<std::size_t>(kind)];
  }
  for (int i = 0; i < data::problemKindCount; ++i)
    if (counts[static_cast<std::size_t>(i)] > 0) out.kinds.push_back({static_cast<ProblemKind>(i), counts[static_cast<std::size_t>(i)]});
  std::unordered_map<RowId, std::int64_t> numbers;
  for (const store::FoundProblem& row : *found) {
    numbers.emplace(row.id, 0);
    if (row.other) numbers.emplace(row.other, 0);
  }
  for (std::size_t i = 0; i < order->size(); ++i)
    if (const auto at = numbers.find((*order)[i]); at != numbers.end()) at->second = static_cast<std::int64_t>(i) + 1;
  for (const store::FoundProblem& row : *found)
    for (Problem& problem : problemsOf(row.problems, row.details, row.other, 0)) {
      if (out.list.size() >= static_cast<std::size_t>(mostListed)) break;
      const data::Severity severe = data::severity(problem.kind);
      out.list.push_back({row.id, numbers[row.id], problem.otherRow ? numbers[problem.otherRow] : 0, severe, std::move(problem)});
    }
  std::stable_sort(out.list.begin(), out.list.end(), [](const ProblemItem& a, const ProblemItem& b) {
    return a.severity != b.severity ? a.severity > b.severity : a.number < b.number;
  });
  m_core.emit(std::move(out));
}

void DatasetChecker::publishNumbers(store::Database& database, std::int64_t total, std::int64_t todo) {
  const auto figures = store::allFigures(database);
  // Hosted services bill the rows they train on; a validation file costs nothing.
  const auto unbilled = store::rowsOfSplit(database, static_cast<std::int64_t>(Split::Validation));
  if (!figures.ok() || !unbilled.ok()) return;
  const Counting counting = m_core.counting();
  NumbersChanged out = numbersOf(*figures, *unbilled, counting);
  out.rows = total;
  out.complete = todo == 0;
  auto count = [&](Split split) {
    auto list = database.prepare("SELECT count(*) FROM rows WHERE gone=0 AND split<>0 AND split=?1");
    if (!list.ok()) return std::int64_t(0);
    const auto value = list->bind(1, static_cast<std::int64_t>(split)).integer();
    return value.ok() ? value->value_or(0) : 0;
  };
  out.trainRows = count(Split::Train);
  out.validationRows = count(Split::Validation);
  m_core.emit(std::move(out));
}

}  // namespace timbre::session
