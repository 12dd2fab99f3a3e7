// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/workshop.h"

#include "core/model/memory.h"

#include <charconv>
#include <string>
#include <string_view>
#include <unistd.h>

namespace timbre::exporting {

namespace fs = std::filesystem;
using base::Result;

namespace {
constexpr std::string_view kAside = ".old";
}

Workshop::Workshop(base::FileOps& ops, const fs::path& target)
    : m_ops(ops), m_target(target), m_folder(target.parent_path() / ("." + target.filename().string() + ".tmp-" + std::to_string(::getpid()))) {}

Workshop::~Workshop() {
  std::error_code ignored;
  fs::remove_all(m_folder, ignored);
  // Parents made for it go again when nothing came into them; a parent with something in it is not empty and stays.
  for (const fs::path& parent : m_madeParents) fs::remove(parent, ignored);
}

Result<void> Workshop::open() {
  std::error_code ignored;
  for (fs::path parent = m_folder.parent_path(); !parent.empty() && !fs::exists(parent, ignored); parent = parent.parent_path())
    m_madeParents.push_back(parent);
  TIMBRE_TRY(clearStale());
  return m_ops.makeFolder(m_folder);
}

fs::path Workshop::aside() const { return m_folder.string() + std::string(kAside); }

/// Folders of processes that live no more, or of this id.
Result<void> Workshop::clearStale() {
  const std::string name = m_folder.filename().string();
  const std::string prefix = name.substr(0, name.rfind('-') + 1);
  std::error_code ignored;
  std::vector<fs::path> stale, aside;
  for (const auto& entry : fs::directory_iterator(m_folder.parent_path(), ignored)) {
    const std::string other = entry.path().filename().string();
    int pid = 0;
    if (!other.starts_with(prefix)) continue;
    const auto [rest, problem] = std::from_chars(other.data() + prefix.size(), other.data() + other.size(), pid);
    const std::string_view ending(rest, other.data() + other.size());
    if (problem != std::errc() || !(ending.empty() || ending == kAside)) continue;
    if (pid == ::getpid() || model::processStart(pid) == 0) (ending.empty() ? stale : aside).push_back(entry.path());
  }
  for (const fs::path& folder : aside) {
    if (fs::exists(m_target, ignored)) stale.push_back(folder);
    else TIMBRE_TRY(m_ops.rename(folder, m_target));
  }
  for (const fs::path& folder : stale) fs::remove_all(folder, ignored);
  return {};
}

}  // namespace timbre::exporting
