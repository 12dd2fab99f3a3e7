// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/run_fixture.h"

#include "core/engine/checkpoint.h"

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

namespace timbre::testing {

namespace fs = std::filesystem;
using base::Error;
using base::Result;

std::optional<Error> FaultyOps::strike(const fs::path& path) {
  ++m_count;
  if (m_fault == Fault::None || m_count < m_at) return std::nullopt;
  if (m_fault == Fault::Kill) ::kill(::getpid(), SIGKILL);
  if (m_fault == Fault::DiskFull) return Error("disk.full", {{"needed", "4096"}, {"free", "0"}}, path.string());
  if (m_fault == Fault::Unwritable)
    return Error("file.unwritable", {{"reason", "Read-only file system"}}, path.string());
  return std::nullopt;
}

#define STRIKE(path) \
  if (auto error = strike(path)) return *error

Result<int> FaultyOps::create(const fs::path& path) {
  STRIKE(path);
  return FileOps::create(path);
}
Result<int> FaultyOps::openAppend(const fs::path& path) {
  STRIKE(path);
  return FileOps::openAppend(path);
}
Result<void> FaultyOps::write(int descriptor, const void* data, std::size_t bytes, const fs::path& path) {
  if (m_fault == Fault::Torn && m_count + 1 == m_at) {
    (void)FileOps::write(descriptor, data, bytes / 2, path).ok();
    ::kill(::getpid(), SIGKILL);
  }
  STRIKE(path);
  return FileOps::write(descriptor, data, bytes, path);
}
Result<void> FaultyOps::sync(int, const fs::path& path) {
  STRIKE(path);
  return {};  // the tests simulate a killed process, not a lost power line; waiting for the disk would take most of
              // their time
}
Result<void> FaultyOps::close(int descriptor, const fs::path& path) {
  STRIKE(path);
  return FileOps::close(descriptor, path);
}
Result<void> FaultyOps::rename(const fs::path& from, const fs::path& to) {
  STRIKE(to);
  return FileOps::rename(from, to);
}
Result<bool> FaultyOps::exchange(const fs::path& a, const fs::path& b) {
  STRIKE(b);
  if (!m_exchange) return false;
  return FileOps::exchange(a, b);
}
Result<void> FaultyOps::syncFolder(const fs::path& folder) {
  STRIKE(folder);
  return {};
}
Result<void> FaultyOps::makeFolder(const fs::path& folder) {
  STRIKE(folder);
  return FileOps::makeFolder(folder);
}
Result<void> FaultyOps::removeFile(const fs::path& path) {
  STRIKE(path);
  return FileOps::removeFile(path);
}
Result<void> FaultyOps::removeTree(const fs::path& folder) {
  STRIKE(folder);
  return FileOps::removeTree(folder);
}

int inChild(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

RunFixture::RunFixture(bool child) {
  const auto make = [this] {
    writeTinyModel(m_folder.path() / "base");
    return 0;
  };
  if (!child)
    make();
  else if (inChild(make) != 0)
    qFatal("the child could not make the model");
  writeFile(m_folder.path() / "rows.jsonl", tinyRows(24));
}

jobs::RunRequest RunFixture::request(const std::string& name, std::int64_t steps) const {
  jobs::RunRequest request;
  request.recipe = tinyRecipe(steps);
  request.baseModel = m_folder.path() / "base";
  request.data = m_folder.path() / "rows.jsonl";
  request.runFolder = run(name);
  return request;
}

RunResult RunFixture::train(const jobs::RunRequest& request, base::FileOps& ops,
                            const std::function<void(const events::RunEvent&, jobs::RunControl&)>& onEvent,
                            const std::function<void(engine::EngineContext&)>& change) {
  RunResult result;
  jobs::RunControl control;
  engine::EngineContext context;
  context.ops = &ops;
  context.threads = 1;
  if (change) change(context);
  const auto sink = [&](const events::RunEvent& event) {
    result.events.push_back(event);
    if (onEvent) onEvent(event, control);
  };
  auto done = engine::runTraining(request, control, sink, context);
  if (done.ok())
    result.done = *done;
  else
    result.error = done.error();
  return result;
}

RunResult RunFixture::resume(const fs::path& runFolder, base::FileOps& ops) {
  jobs::RunRequest request;
  request.runFolder = runFolder;
  request.resume = true;
  return train(request, ops);
}

std::string fingerprint(const fs::path& runFolder) {
  std::string text;
  const auto metrics = jobs::readMetrics(runFolder);
  if (!metrics.ok()) return metrics.error().code;
  char line[160];
  for (const auto& event : *metrics) {
    if (const auto* s = std::get_if<events::StepMetrics>(&event)) {
      std::snprintf(line, sizeof line, "%lld %a %a %a %lld %lld\n", static_cast<long long>(s->step), s->loss,
                    s->learningRate, s->gradNorm, static_cast<long long>(s->tokens),
                    static_cast<long long>(s->supervisedTokens));
      text += line;
    } else if (const auto* v = std::get_if<events::ValidationMetrics>(&event)) {
      std::snprintf(line, sizeof line, "validation %lld %a\n", static_cast<long long>(v->step), v->loss);
      text += line;
    }
  }
  const auto last = engine::newestVerified(runFolder);
  if (!last) return text + "no checkpoint";
  text += last->folder.filename().string() + "\n";
  for (const char* name : {"adapter_model.safetensors", "model.safetensors", "optimizer.safetensors"})
    if (const auto hash = base::hashFile(last->folder / name); hash.ok()) text += *hash + "\n";
  return text;
}

}  // namespace timbre::testing
