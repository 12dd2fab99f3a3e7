// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_views.h"

#include "core/data/conversation.h"
#include "core/data/text_scan.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace timbre::session {

using base::Result;

namespace {

constexpr std::size_t mostAdded = 1'000;

store::RowFilter filterOf(const ViewSpec& spec) {
  store::RowFilter out;
  out.text = data::foldAscii(spec.text);
  out.onlyProblems = spec.onlyProblems;
  if (spec.problem) out.problemBit = problemBit(*spec.problem);
  if (spec.split) out.split = static_cast<std::int64_t>(*spec.split);
  if (spec.tag) out.tag = *spec.tag;
  out.minTokens = spec.minTokens;
  out.maxTokens = spec.maxTokens;
  if (spec.systemGroup) out.systemId = *spec.systemGroup + 1;
  out.order = static_cast<store::OrderKey>(spec.sort);
  out.descending = spec.descending;
  return out;
}
static_assert(static_cast<int>(SortKey::Split) == static_cast<int>(store::OrderKey::Split));

bool rowMatches(const std::vector<std::string_view>& arguments) {
  const std::string_view content = arguments[0], tags = arguments[1], prompt = arguments[2], needle = arguments[3];
  return data::containsFolded(tags, needle) || data::containsFolded(prompt, needle) || data::rowContains(content, needle);
}

/// Row numbers of `ids` given the order of all rows.
std::vector<std::int64_t> numbersFor(const std::vector<RowId>& ids, const std::vector<RowId>& base) {
  if (ids.size() == base.size() && ids == base) return {};
  std::vector<std::pair<RowId, std::int64_t>> index;
  index.reserve(base.size());
  for (std::size_t i = 0; i < base.size(); ++i) index.emplace_back(base[i], static_cast<std::int64_t>(i) + 1);
  std::sort(index.begin(), index.end());
  std::vector<std::int64_t> numbers;
  numbers.reserve(ids.size());
  for (const RowId id : ids) {
    const auto at = std::lower_bound(index.begin(), index.end(), std::pair<RowId, std::int64_t>(id, 0));
    numbers.push_back(at != index.end() && at->first == id ? at->second : 0);
  }
  return numbers;
}

}  // namespace

Result<store::Database*> ViewBuilder::database() {
  if (!m_database) {
    TIMBRE_ASSIGN(auto opened, m_core.project().store().reader());
    TIMBRE_TRY(opened->addPredicate("row_matches", 4, rowMatches));
    std::lock_guard lock(m_databaseMutex);
    m_database = std::move(opened);
  }
  return m_database.get();
}

void ViewBuilder::interruptOlder() {
  std::lock_guard lock(m_databaseMutex);
  if (m_database && m_building) m_database->interrupt();
}

Result<std::shared_ptr<Snapshot>> ViewBuilder::build(const ViewSpec& spec) {
  TIMBRE_ASSIGN(store::Database * db, database());
  TIMBRE_ASSIGN(auto transaction, store::Transaction::begin(*db, store::Transaction::Kind::Read));
  auto view = std::make_shared<Snapshot>();
  view->spec = spec;
  TIMBRE_ASSIGN(view->ids, store::filteredRows(*db, filterOf(spec)));
  TIMBRE_ASSIGN(auto base, store::allRows(*db));
  view->numbers = numbersFor(view->ids, base);
  view->total = static_cast<std::int64_t>(base.size());
  TIMBRE_ASSIGN(view->version, store::datasetVersion(*db));
  m_base = std::move(base);
  return view;
}

void ViewBuilder::install(std::shared_ptr<Snapshot> view, ViewReady ready) {
  view->generation = ready.generation = ++m_generation;
  ready.count = static_cast<std::int64_t>(view->ids.size());
  ready.total = view->total;
  ready.version = view->version;
  m_core.setSnapshot(std::move(view));
  m_core.emit(std::move(ready));
}

void ViewBuilder::apply(Ticket ticket, const ViewSpec& spec, std::uint64_t request) {
  if (request != m_newest) return;  // a newer one waits behind this
  m_building = true;
  auto view = build(spec);
  m_building = false;
  if (!view.ok()) {
    if (view.error().code != "cancelled") return m_core.emit(Failed{ticket, view.error()});
    if (request == m_newest) return apply(ticket, spec, request);  // the interruption was meant for an older one
    return;
  }
  ViewReady ready;
  ready.ticket = ticket;
  install(std::move(view).value(), ready);
}

Result<ViewReady> ViewBuilder::patched() {
  TIMBRE_ASSIGN(store::Database * db, database());
  TIMBRE_ASSIGN(auto transaction, store::Transaction::begin(*db, store::Transaction::Kind::Read));
  TIMBRE_ASSIGN(const std::int64_t version, store::datasetVersion(*db));
  TIMBRE_ASSIGN(auto base, store::allRows(*db));
  const auto before = m_core.snapshot();
  const std::unordered_set<RowId> shown(before->ids.begin(), before->ids.end());
  const std::unordered_set<RowId> known(m_base.begin(), m_base.end());
  ViewReady ready;
  ready.patched = true;
  auto view = std::make_shared<Snapshot>();
  view->spec = before->spec;
  view->version = version;
  view->total = static_cast<std::int64_t>(base.size());
  auto isNew = [&](RowId id) { return !known.contains(id); };
  if (before->spec.sort == SortKey::Position && !before->spec.descending) {
    for (const RowId id : base)
      if (shown.contains(id) || isNew(id)) view->ids.push_back(id);
  } else {
    // New rows stand behind the row they follow in the dataset, or at the beginning when that is not in the view.
    std::unordered_map<RowId, std::vector<RowId>> behind;
    std::unordered_set<RowId> alive;
    RowId anchor = 0;
    for (const RowId id : base) {
      alive.insert(id);
      if (isNew(id)) behind[anchor].push_back(id);
      else if (shown.contains(id)) anchor = id;
    }
    auto add = [&](RowId after) {
      if (const auto at = behind.find(after); at != behind.end()) view->ids.insert(view->ids.end(), at->second.begin(), at->second.end());
    };
    add(0);
    for (const RowId id : before->ids) {
      if (alive.contains(id)) view->ids.push_back(id);
      add(id);
    }
  }
  for (std::size_t i = 0; i < view->ids.size() && ready.added.size() < mostAdded; ++i) {
    if (!isNew(view->ids[i])) continue;
    if (ready.added.empty()) ready.firstAdded = static_cast<std::int64_t>(i);
    ready.added.push_back(view->ids[i]);
  }
  view->numbers = numbersFor(view->ids, base);
  m_base = std::move(base);
  install(std::move(view), ready);
  return ready;
}

void ViewBuilder::patch() {
  // An interruption meant for a view that was just being built can hit this one: then once more.
  for (int attempt = 0; attempt < 3; ++attempt) {
    auto done = patched();
    if (done.ok()) return;
    if (done.error().code != "cancelled") return m_core.emit(Failed{0, done.error()});
  }
}

void ViewBuilder::locate(Ticket ticket, RowId row) {
  const auto view = m_core.snapshot();
  const auto at = std::find(view->ids.begin(), view->ids.end(), row);
  m_core.emit(FoundRow{ticket, row, at == view->ids.end() ? -1 : at - view->ids.begin()});
}

void ViewBuilder::nextProblem(Ticket ticket, RowId after) {
  auto db = database();
  if (!db.ok()) return m_core.emit(Failed{ticket, db.error()});
  const auto problems = store::problemRows(**db);
  if (!problems.ok()) return m_core.emit(Failed{ticket, problems.error()});
  const std::unordered_set<RowId> bad(problems->begin(), problems->end());
  const auto view = m_core.snapshot();
  auto search = [&](const std::vector<RowId>& ids) -> std::int64_t {
    const auto at = std::find(ids.begin(), ids.end(), after);
    const std::size_t start = at == ids.end() ? 0 : static_cast<std::size_t>(at - ids.begin()) + 1;
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (const std::size_t index = (start + i) % ids.size(); bad.contains(ids[index])) return static_cast<std::int64_t>(index);
    return -1;
  };
  FoundRow found{ticket, 0, search(view->ids)};
  if (found.viewIndex >= 0) found.row = view->ids[static_cast<std::size_t>(found.viewIndex)];
  else if (const std::int64_t index = search(m_base); index >= 0) found.row = m_base[static_cast<std::size_t>(index)];
  m_core.emit(found);
}

void ViewBuilder::prompts(Ticket ticket) {
  auto db = database();
  if (!db.ok()) return m_core.emit(Failed{ticket, db.error()});
  auto uses = store::promptUses(**db, 200);
  if (!uses.ok()) return m_core.emit(Failed{ticket, uses.error()});
  PromptsReady ready;
  ready.ticket = ticket;
  for (store::PromptUse& use : *uses) ready.prompts.push_back({use.id - 1, std::move(use.name), std::move(use.text), use.rows});
  m_core.emit(std::move(ready));
}

Result<SelectionSummary> ViewBuilder::summarise(const std::vector<RowId>& rows) {
  TIMBRE_ASSIGN(store::Database * db, database());
  SelectionSummary out;
  const bool counted = m_core.counting().encoder != nullptr;
  if (counted) out.tokens = 0;
  std::map<std::int64_t, DistinctPrompt> prompts;
  std::map<std::string, std::int64_t> tags;
  for (const RowId id : rows) {
    TIMBRE_ASSIGN(const auto line, store::pageLine(*db, id));
    if (!line) continue;
    ++out.rows;
    if (counted && line->tokens > 0) out.tokens += line->tokens;
    for (const std::string& tag : store::splitTags(line->row.tags)) ++tags[tag];
    const auto split = splitOf(line->row);
    ++(split == Split::Train ? out.trainRows : split == Split::Validation ? out.validationRows : out.autoRows);
    DistinctPrompt& prompt = prompts[line->systemId];
    if (prompt.rows++ == 0) {
      prompt.group = line->systemId - 1;
      prompt.name = line->promptName;
      bool cut = false;
      const auto row = data::Conversation::parse(line->row.content);
      if (row.ok()) prompt.text = data::cutText(row->projection().systemText, 4'000, cut);
    }
  }
  for (auto& [id, prompt] : prompts) out.prompts.push_back(std::move(prompt));
  std::stable_sort(out.prompts.begin(), out.prompts.end(), [](const auto& a, const auto& b) { return a.rows > b.rows; });
  out.tags.assign(tags.begin(), tags.end());
  return out;
}

void ViewBuilder::selection(Ticket ticket, const std::vector<RowId>& rows) {
  auto out = summarise(rows);
  if (!out.ok()) return m_core.emit(Failed{ticket, out.error()});
  out->ticket = ticket;
  m_core.emit(std::move(out).value());
}

Result<CopyReady> ViewBuilder::copied(const std::vector<RowId>& rows, const std::vector<Cell>& cells) {
  TIMBRE_ASSIGN(store::Database * db, database());
  CopyReady out;
  data::TextTable table;
  table.columns = cells.size();
  for (const RowId id : rows) {
    TIMBRE_ASSIGN(const auto stored, store::readRow(*db, id));
    if (!stored) continue;
    out.jsonl += stored->content + '\n';
    const auto row = data::Conversation::parse(stored->content);
    if (!row.ok()) continue;
    data::Projection texts = row->projection();
    auto& line = table.rows.emplace_back();
    for (const Cell cell : cells)
      line.push_back(cell == Cell::System ? texts.systemText : cell == Cell::User ? texts.userText : texts.assistantText);
  }
  out.tsv = data::writeTextTable(table);
  out.html = data::writeHtmlTable(table);
  return out;
}

void ViewBuilder::copy(Ticket ticket, const std::vector<RowId>& rows, const std::vector<Cell>& cells) {
  auto out = copied(rows, cells);
  if (!out.ok()) return m_core.emit(Failed{ticket, out.error()});
  out->ticket = ticket;
  m_core.emit(std::move(out).value());
}

}  // namespace timbre::session
