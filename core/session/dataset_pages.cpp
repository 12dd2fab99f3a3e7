// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_pages.h"

#include "core/data/conversation.h"
#include "core/data/text_scan.h"
#include "core/text/chat_encoder.h"

#include <algorithm>

namespace timbre::session {

using base::Result;
using data::Conversation;

namespace {
constexpr std::size_t cellBytes = 400;
constexpr std::int64_t mostRows = 1'000;
}  // namespace

RowSummary summarise(const store::PageLine& line, std::int64_t number, bool edited, bool counted) {
  RowSummary out;
  out.id = line.row.id;
  out.number = number;
  out.split = splitOf(line.row);
  out.tags = store::splitTags(line.row.tags);
  out.saved = !edited;
  const bool current = line.checked && !edited && line.checkedRevision == line.row.revision;
  if (current) {
    out.check = line.severity >= 2 ? RowCheck::Error : line.severity == 1 ? RowCheck::Warning : RowCheck::Passed;
    out.problems = data::problemKinds(line.problems);
  }
  if (line.checked && counted) {
    // An edited row keeps its figures until it is counted anew: a number that flickers is harder to read.
    out.tokens = line.tokens;
    out.trainedTokens = line.trained;
  }
  if (current && line.systemId > 0) {
    out.systemGroup = line.systemId - 1;
    out.systemName = line.promptName;
  }
  const auto row = Conversation::parse(line.row.content);
  if (!row.ok()) return out;
  out.kind = row->kind();
  const data::Projection cells = row->projection();
  out.system = data::cutText(cells.systemText, cellBytes, out.systemCut);
  out.user = data::cutText(cells.userText, cellBytes, out.userCut);
  out.assistant = data::cutText(cells.assistantText, cellBytes, out.assistantCut);
  out.hasSystem = cells.system >= 0;
  out.hasUser = cells.user >= 0;
  out.hasAssistant = cells.assistant >= 0;
  out.messages = cells.messages;
  out.extraTurns = cells.extraTurns;
  return out;
}

Result<store::Database*> PageReader::database() {
  if (!m_database) {
    TIMBRE_ASSIGN(m_database, m_core.project().store().reader());
  }
  return m_database.get();
}

Result<std::vector<RowSummary>> PageReader::readPage(const Snapshot& view, std::size_t first, std::size_t count) {
  TIMBRE_ASSIGN(store::Database * db, database());
  TIMBRE_ASSIGN(auto transaction, store::Transaction::begin(*db, store::Transaction::Kind::Read));
  TIMBRE_ASSIGN(const std::int64_t version, store::datasetVersion(*db));
  const bool counted = m_core.counting().encoder != nullptr;
  std::vector<RowSummary> rows;
  rows.reserve(count);
  for (std::size_t i = first; i < first + count; ++i) {
    TIMBRE_ASSIGN(auto line, store::pageLine(*db, view.ids[i]));
    if (!line) {  // deleted since; the view will be patched
      RowSummary gone;
      gone.id = view.ids[i];
      gone.number = view.number(i);
      rows.push_back(std::move(gone));
      continue;
    }
    const bool edited = m_core.overlay.apply(line->row, version);
    rows.push_back(summarise(*line, view.number(i), edited, counted));
  }
  m_core.overlay.prune(version);
  return rows;
}

void PageReader::sendPage(std::uint64_t generation, std::int64_t first, std::int64_t count) {
  const auto view = m_core.snapshot(generation);
  if (!view) return;
  const auto size = static_cast<std::int64_t>(view->ids.size());
  first = std::clamp<std::int64_t>(first, 0, size);
  count = std::clamp<std::int64_t>(count, 0, std::min(mostRows, size - first));
  auto rows = readPage(*view, static_cast<std::size_t>(first), static_cast<std::size_t>(count));
  if (!rows.ok()) return m_core.emit(Failed{0, rows.error()});
  m_core.emit(PageReady{generation, first, std::move(rows).value()});
}

Result<RowReady> PageReader::readRow(RowId id) {
  RowReady out;
  TIMBRE_ASSIGN(store::Database * db, database());
  TIMBRE_ASSIGN(auto transaction, store::Transaction::begin(*db, store::Transaction::Kind::Read));
  TIMBRE_ASSIGN(const std::int64_t version, store::datasetVersion(*db));
  TIMBRE_ASSIGN(auto line, store::pageLine(*db, id));
  out.summary.id = id;
  out.messages = base::Json::array();
  if (!line) {
    out.missing = true;
    return out;
  }
  const Counting counting = m_core.counting();
  const bool edited = m_core.overlay.apply(line->row, version);
  const auto view = m_core.snapshot();
  const auto at = std::find(view->ids.begin(), view->ids.end(), id);
  const std::int64_t number = at == view->ids.end() ? 0 : view->number(static_cast<std::size_t>(at - view->ids.begin()));
  out.summary = summarise(*line, number, edited, counting.encoder != nullptr);
  if (out.summary.check != RowCheck::NotChecked) out.problems = problemsOf(line->problems, line->details, line->other, line->tokens);
  const auto row = Conversation::parse(line->row.content);
  if (!row.ok()) return out;
  out.row = row->json();
  if (const base::Json* messages = row->messages()) out.messages = *messages;
  if (counting.encoder)
    for (const base::Json& message : out.messages) {
      const auto tokens = counting.encoder->tokenizer().encode(data::readMessage(message).text, {.addSpecial = false});
      out.messageTokens.push_back(tokens.ok() ? static_cast<std::int64_t>(tokens->ids.size()) : -1);
    }
  return out;
}

void PageReader::sendRow(Ticket ticket, RowId row) {
  auto ready = readRow(row);
  if (!ready.ok()) return m_core.emit(Failed{ticket, ready.error()});
  ready->ticket = ticket;
  m_core.emit(std::move(ready).value());
}

}  // namespace timbre::session
