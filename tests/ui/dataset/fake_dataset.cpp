// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/dataset/fake_dataset.h"

#include <algorithm>

namespace timbre::ui::testing {

using namespace session;

FakeDataset::FakeDataset(std::int64_t rows, Make make, DatasetSink sink) : m_count(rows), m_make(std::move(make)), m_sink(std::move(sink)) {}

RowSummary FakeDataset::row(std::int64_t index) const {
  if (const auto edited = m_edited.find(index + 1); edited != m_edited.end()) return edited->second;
  RowSummary made = m_make(index);
  made.id = index + 1;
  made.number = index + 1;
  return made;
}

void FakeDataset::publish() {
  m_sink(HistoryChanged{});
  m_sink(problems);
  m_sink(numbers);
  m_sink(PendingChanged{0});
  setView({});
}

Ticket FakeDataset::setView(const ViewSpec&) {
  ViewReady view;
  view.ticket = ++m_ticket;
  view.generation = ++m_generation;
  view.count = view.total = m_count;
  view.version = 7;
  m_sink(view);
  return m_ticket;
}

void FakeDataset::requestPage(std::uint64_t generation, std::int64_t first, std::int64_t count) {
  ++m_pages;
  PageReady page{generation, first, {}};
  for (std::int64_t i = first; i < std::min(first + count, m_count); ++i) page.rows.push_back(row(i));
  m_sink(page);
}

Ticket FakeDataset::requestRow(RowId id) {
  RowReady ready;
  ready.ticket = ++m_ticket;
  ready.summary = row(id - 1);
  ready.messages = base::Json::array();
  if (messagesOf) {
    ready.messages = messagesOf(ready.summary);
  } else {
    if (ready.summary.hasSystem) ready.messages.push_back({{"role", "system"}, {"content", ready.summary.system}});
    ready.messages.push_back({{"role", "user"}, {"content", ready.summary.user}});
    ready.messages.push_back({{"role", "assistant"}, {"content", ready.summary.assistant}});
  }
  ready.row["messages"] = ready.messages;
  if (tokensOf) ready.messageTokens = tokensOf(ready.summary);
  m_sink(ready);
  return m_ticket;
}

Ticket FakeDataset::locate(RowId id) {
  m_sink(FoundRow{++m_ticket, id, id - 1});
  return m_ticket;
}

Ticket FakeDataset::nextProblem(RowId) {
  m_sink(FoundRow{++m_ticket, 0, -1});
  return m_ticket;
}

Ticket FakeDataset::requestPrompts() {
  m_sink(PromptsReady{++m_ticket, {}});
  return m_ticket;
}

Ticket FakeDataset::summariseSelection(const std::vector<RowId>&) {
  SelectionSummary summary = selection;
  summary.ticket = ++m_ticket;
  m_sink(summary);
  return m_ticket;
}

Ticket FakeDataset::submit(Edit edit) {
  EditDone done;
  done.ticket = ++m_ticket;
  done.version = 7;
  if (const auto* cell = std::get_if<SetCell>(&edit)) {
    RowSummary changed = row(cell->row - 1);
    (cell->cell == Cell::System ? changed.system : cell->cell == Cell::User ? changed.user : changed.assistant) = cell->text;
    m_edited[cell->row] = changed;
    done.affected = {cell->row};
    done.affectedCount = 1;
  }
  m_sink(done);
  return m_ticket;
}

Ticket FakeDataset::parseClipboard(std::string text) {
  ClipboardParsed parsed;
  parsed.ticket = ++m_ticket;
  if (auto table = data::parseTextTable(text); table.ok()) parsed.table = std::make_shared<data::TextTable>(*table);
  parsed.columns = {Cell::User, Cell::Assistant};
  m_sink(parsed);
  return m_ticket;
}

void FakeDataset::setEpochs(std::int64_t epochs) {
  numbers.totalTokens = numbers.tokens * epochs;
  numbers.epochs = epochs;
  m_sink(numbers);
}

}  // namespace timbre::ui::testing
