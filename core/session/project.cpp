// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/project.h"

#include "core/base/clock.h"
#include "core/base/file_ops.h"
#include "core/store/project_store.h"
#include "core/store/row_store.h"

#include <system_error>

namespace timbre::session {

using base::Error;
using base::Json;
using base::Result;
namespace fs = std::filesystem;

Project::Project(fs::path folder, std::unique_ptr<store::ProjectStore> projectStore)
    : m_folder(std::move(folder)), m_store(std::move(projectStore)) {}
Project::~Project() = default;

std::string Project::name() const {
  const Json set = setting("name");
  if (set.is_string() && !set.get_ref<const std::string&>().empty()) return set.get<std::string>();
  const fs::path last = m_folder.has_filename() ? m_folder.filename() : m_folder.parent_path().filename();
  return base::displayPath(last);
}

bool Project::readOnly() const { return m_store->readOnly(); }
std::optional<Error> Project::readOnlyReason() const { return m_store->readOnlyReason(); }

Json Project::setting(const std::string& key, const Json& fallback) const {
  const auto text = m_store->setting(key);
  if (!text) return fallback;
  auto value = base::parseJson(*text);
  return value.ok() ? std::move(value).value() : fallback;
}

void Project::setSetting(const std::string& key, const Json& value) { m_store->putSetting(key, base::dumpJson(value)); }

void Project::putDraft(const std::string& key, const std::string& text) {
  m_store->post("INSERT OR REPLACE INTO drafts(key, text) VALUES(?1, ?2)", {key, text});
}

void Project::removeDraft(const std::string& key) { m_store->post("DELETE FROM drafts WHERE key=?1", {key}); }

std::vector<std::pair<std::string, std::string>> Project::leftDrafts() const { return m_store->leftDrafts(); }

void Project::putChat(const ChatRecord& chat) {
  m_store->post("INSERT OR REPLACE INTO chats(id, title, changed, content) VALUES(?1, ?2, CAST(?3 AS INTEGER), ?4)",
                {chat.id, chat.title, std::to_string(chat.changed), base::dumpJson(chat.content)});
}

void Project::removeChat(const std::string& id) { m_store->post("DELETE FROM chats WHERE id=?1", {id}); }

Result<std::vector<ChatRecord>> Project::chats() const {
  TIMBRE_ASSIGN(auto reader, m_store->reader());
  TIMBRE_ASSIGN(auto list, reader->prepare("SELECT id, title, changed, content FROM chats ORDER BY changed DESC"));
  std::vector<ChatRecord> out;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list.step());
    if (!row) return out;
    auto content = base::parseJson(list.asView(3));
    if (!content.ok()) continue;  // one unreadable chat does not hide the others
    out.push_back({list.asText(0), list.asText(1), list.asInteger(2), std::move(content).value()});
  }
}

void Project::putRun(const RunIndexEntry& run) {
  m_store->post("INSERT OR REPLACE INTO runs(name, summary) VALUES(?1, ?2)", {run.name, base::dumpJson(run.summary)});
}

Result<std::vector<RunIndexEntry>> Project::runs() const {
  TIMBRE_ASSIGN(auto reader, m_store->reader());
  TIMBRE_ASSIGN(auto list, reader->prepare("SELECT name, summary FROM runs ORDER BY name"));
  std::vector<RunIndexEntry> out;
  for (;;) {
    TIMBRE_ASSIGN(const bool row, list.step());
    if (!row) return out;
    auto summary = base::parseJson(list.asView(1));
    if (summary.ok()) out.push_back({list.asText(0), std::move(summary).value()});
  }
}

Result<void> Project::rebuildRunIndex(const std::function<std::optional<Json>(const fs::path&)>& summarise) {
  m_store->post("DELETE FROM runs", {});
  std::error_code code;
  for (fs::directory_iterator at(runsFolder(), code), end; !code && at != end; at.increment(code)) {
    if (!at->is_directory(code)) continue;
    if (auto summary = summarise(at->path())) putRun({base::displayPath(at->path().filename()), *summary});
  }
  return flush();
}

Result<void> Project::flush() {
  m_store->writer().flush();
  if (auto failure = m_store->takeFailure()) return *failure;
  return {};
}

// ---- opening --------------------------------------------------------------------------------------------------------

namespace {

Result<fs::path> projectFolder(const fs::path& path) {
  std::error_code code;
  fs::path absolute = fs::absolute(path, code).lexically_normal();
  if (code) return Error("project.missing", {}, base::displayPath(path));
  if (absolute.filename() == "project.timbre") absolute = absolute.parent_path();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  return absolute;
}

}  // namespace

Result<std::shared_ptr<Project>> createProject(const fs::path& folder, const std::string& name) {
  TIMBRE_ASSIGN(const fs::path target, projectFolder(folder));
  TIMBRE_ASSIGN(auto opened, store::ProjectStore::create(target));
  auto project = std::make_shared<Project>(target, std::move(opened));
  if (!name.empty()) {
    project->setSetting("name", name);
    TIMBRE_TRY(project->flush());
  }
  return project;
}

Result<std::shared_ptr<Project>> openProject(const fs::path& path, const OpenOptions& options) {
  TIMBRE_ASSIGN(const fs::path folder, projectFolder(path));
  TIMBRE_ASSIGN(auto opened, store::ProjectStore::open(folder, options.readOnly));
  return std::make_shared<Project>(folder, std::move(opened));
}

Result<std::shared_ptr<Project>> repairProject(const fs::path& path, const fs::path& target) {
  TIMBRE_ASSIGN(const fs::path folder, projectFolder(path));
  TIMBRE_ASSIGN(const fs::path fresh, projectFolder(target));
  TIMBRE_ASSIGN(const std::int64_t rows, store::salvage(folder / "project.timbre", fresh));
  (void)rows;
  return openProject(fresh);
}

}  // namespace timbre::session
