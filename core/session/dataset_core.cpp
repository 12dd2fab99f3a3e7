// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_core.h"

#include <algorithm>

namespace timbre::session {

using base::Json;
using data::Problem;

void Overlay::add(Ticket ticket, std::shared_ptr<const RowChanger> changer) {
  std::lock_guard lock(m_mutex);
  m_entries.push_back({ticket, std::move(changer), -1});
}

void Overlay::committed(Ticket ticket, std::int64_t version) {
  std::lock_guard lock(m_mutex);
  for (Entry& entry : m_entries)
    if (entry.ticket == ticket) entry.version = version;
}

void Overlay::drop(Ticket ticket) {
  std::lock_guard lock(m_mutex);
  std::erase_if(m_entries, [&](const Entry& entry) { return entry.ticket == ticket; });
}

bool Overlay::apply(store::StoredRow& row, std::int64_t version) const {
  std::lock_guard lock(m_mutex);
  bool applied = false;
  for (const Entry& entry : m_entries) {
    if ((entry.version >= 0 && entry.version <= version) || !entry.changer->touches(row.id)) continue;
    // An edit that does not fit will fail in the commit too and say so there.
    applied |= entry.changer->change(row).ok();
  }
  return applied;
}

void Overlay::prune(std::int64_t version) {
  std::lock_guard lock(m_mutex);
  std::erase_if(m_entries, [&](const Entry& entry) { return entry.version >= 0 && entry.version <= version; });
}

store::CheckBits checkBits() {
  store::CheckBits bits;
  bits.duplicateRow = problemBit(ProblemKind::DuplicateRow);
  bits.duplicatePrompt = problemBit(ProblemKind::DuplicatePrompt);
  bits.nearDuplicate = problemBit(ProblemKind::NearDuplicate);
  for (int i = 0; i < data::problemKindCount; ++i)
    if (const auto kind = static_cast<ProblemKind>(i); severity(kind) == data::Severity::Error) bits.errors |= problemBit(kind);
  return bits;
}

namespace {
bool hasColumn(ProblemKind kind) {
  return kind == ProblemKind::DuplicateRow || kind == ProblemKind::DuplicatePrompt || kind == ProblemKind::TooLong ||
         kind == ProblemKind::NoSystem;
}
}  // namespace

std::string problemsToJson(const std::vector<Problem>& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    if (hasColumn(problem.kind)) continue;
    list.push_back(Json::array({static_cast<int>(problem.kind), problem.message.value_or(-1), problem.detail}));
  }
  return list.empty() ? std::string() : base::dumpJson(list);
}

std::vector<Problem> problemsOf(std::uint64_t set, const std::string& details, std::int64_t other, std::int64_t tokens) {
  std::vector<Problem> out;
  const auto list = details.empty() ? base::Result<Json>(Json::array()) : base::parseJson(details);
  if (list.ok() && list->is_array())
    for (const Json& entry : *list) {
      if (!entry.is_array() || entry.size() != 3 || !entry[0].is_number_integer() || !entry[1].is_number_integer() || !entry[2].is_string()) continue;
      const auto kind = entry[0].get<std::int64_t>();
      if (kind < 0 || kind >= data::problemKindCount) continue;
      Problem problem{static_cast<ProblemKind>(kind), {}, entry[2].get<std::string>(), 0};
      if (!(set & problemBit(problem.kind))) continue;
      if (problem.kind == ProblemKind::NearDuplicate) problem.otherRow = other;
      if (const auto message = entry[1].get<std::int64_t>(); message >= 0) problem.message = static_cast<int>(message);
      out.push_back(std::move(problem));
    }
  if (set & problemBit(ProblemKind::TooLong)) out.push_back({ProblemKind::TooLong, {}, std::to_string(tokens), 0});
  if (set & problemBit(ProblemKind::NoSystem)) out.push_back({ProblemKind::NoSystem, {}, {}, 0});
  for (const ProblemKind kind : {ProblemKind::DuplicateRow, ProblemKind::DuplicatePrompt})
    if (set & problemBit(kind)) out.push_back({kind, {}, {}, other});
  std::stable_sort(out.begin(), out.end(), [](const Problem& a, const Problem& b) {
    return severity(a.kind) != severity(b.kind) ? severity(a.kind) > severity(b.kind) : a.kind < b.kind;
  });
  return out;
}

}  // namespace timbre::session
