// SPDX-License-Identifier: GPL-3.0-or-later
// A dataset that answers at once from memory, for pictures and for measuring the window alone. Rows are made by a function of
// their index, so a million of them cost nothing; edits change the few that were touched. What a picture needs beyond rows
// (numbers, problems) is set by the caller as values.
#pragma once

#include "core/session/dataset_service.h"

#include <functional>
#include <map>

namespace timbre::ui::testing {

class FakeDataset : public session::DatasetService {
 public:
  using Make = std::function<session::RowSummary(std::int64_t index)>;
  FakeDataset(std::int64_t rows, Make make, session::DatasetSink sink);

  std::function<base::Json(const session::RowSummary&)> messagesOf;  ///< default: the three cells
  std::function<std::vector<std::int64_t>(const session::RowSummary&)> tokensOf;
  session::NumbersChanged numbers;
  session::ProblemsChanged problems;
  session::SelectionSummary selection;
  void publish();
  int pagesAsked() const { return m_pages; }

  session::Ticket setView(const session::ViewSpec& spec) override;
  void requestPage(std::uint64_t generation, std::int64_t first, std::int64_t count) override;
  session::Ticket requestRow(session::RowId row) override;
  session::Ticket locate(session::RowId row) override;
  session::Ticket nextProblem(session::RowId afterRow) override;
  session::Ticket requestPrompts() override;
  session::Ticket summariseSelection(const std::vector<session::RowId>& rows) override;
  session::Ticket submit(session::Edit edit) override;
  session::Ticket undo() override { return ++m_ticket; }
  session::Ticket redo() override { return ++m_ticket; }
  void namePrompt(const std::string&, const std::string&) override {}
  session::Ticket importFile(const std::filesystem::path&) override { return ++m_ticket; }
  session::Ticket exportFile(const std::filesystem::path&, const session::ExportOptions&) override { return ++m_ticket; }
  session::Ticket freezeRows(const std::filesystem::path&) override { return ++m_ticket; }
  void cancel(session::Ticket) override {}
  session::Ticket parseClipboard(std::string text) override;
  session::Ticket copyRows(const std::vector<session::RowId>&, const std::vector<session::Cell>&) override { return ++m_ticket; }
  void setEncoder(std::shared_ptr<const text::ChatEncoder>, const std::string&) override {}
  void setHostedCounter(data::TokenCounter, const std::string&) override {}
  void setTokenLimit(std::int64_t) override {}
  void setEpochs(std::int64_t epochs) override;
  void setPrices(std::vector<data::Price>, const std::string&) override {}

 private:
  session::RowSummary row(std::int64_t index) const;
  std::int64_t m_count;
  Make m_make;
  session::DatasetSink m_sink;
  std::map<session::RowId, session::RowSummary> m_edited;
  session::Ticket m_ticket = 0;
  std::uint64_t m_generation = 0;
  int m_pages = 0;
};

}  // namespace timbre::ui::testing
