// SPDX-License-Identifier: GPL-3.0-or-later
// One place where the engine's tests start runs: a folder with a tiny model and rows, and what came out of a run.
#pragma once

#include "core/engine/run_training.h"
#include "core/jobs/run_record.h"
#include "tests/engine/tiny_model.h"
#include "tests/support/test_support.h"

#include <mutex>

namespace timbre::testing {

/// A file door that counts changes of the disk and, at the `at`-th (from 1), kills the process or fails for good.
class FaultyOps : public base::FileOps {
 public:
  enum class Fault { None, Kill, DiskFull, Unwritable, Torn };
  explicit FaultyOps(Fault fault = Fault::None, int at = 0) : m_fault(fault), m_at(at) {}
  int count() const { return m_count; }
  /// As on a file system that cannot swap two names.
  void withoutExchange() { m_exchange = false; }
  void arm(Fault fault, int at) { m_fault = fault, m_at = at, m_count = 0; }
  base::Result<int> create(const std::filesystem::path& path) override;
  base::Result<int> openAppend(const std::filesystem::path& path) override;
  base::Result<void> write(int descriptor, const void* data, std::size_t bytes,
                           const std::filesystem::path& path) override;
  base::Result<void> sync(int descriptor, const std::filesystem::path& path) override;
  base::Result<void> close(int descriptor, const std::filesystem::path& path) override;
  base::Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  base::Result<bool> exchange(const std::filesystem::path& a, const std::filesystem::path& b) override;
  base::Result<void> syncFolder(const std::filesystem::path& folder) override;
  base::Result<void> makeFolder(const std::filesystem::path& folder) override;
  base::Result<void> removeFile(const std::filesystem::path& path) override;
  base::Result<void> removeTree(const std::filesystem::path& folder) override;

 private:
  std::optional<base::Error> strike(const std::filesystem::path& path);
  Fault m_fault;
  int m_at;
  int m_count = 0;
  bool m_exchange = true;
};

struct RunResult {
  std::optional<base::Error> error;
  events::RunDone done;
  std::vector<events::RunEvent> events;

  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& event : events)
      if (const auto* value = std::get_if<T>(&event)) found.push_back(*value);
    return found;
  }
};

class RunFixture {
 public:
  /// Makes the model and the rows; `inChild` does it in a child process, so that this one never computes and may fork.
  explicit RunFixture(bool inChild = false);
  jobs::RunRequest request(const std::string& name, std::int64_t steps) const;
  std::filesystem::path run(const std::string& name) const { return m_folder.path() / name; }
  const std::filesystem::path& root() const { return m_folder.path(); }

  /// Runs on one thread. `onEvent` may set the control.
  static RunResult train(const jobs::RunRequest& request, base::FileOps& ops,
                         const std::function<void(const events::RunEvent&, jobs::RunControl&)>& onEvent = {},
                         const std::function<void(engine::EngineContext&)>& change = {});
  static RunResult resume(const std::filesystem::path& runFolder, base::FileOps& ops);

 private:
  TempFolder m_folder;
};

/// Forks and runs `work` in the child, which exits with its result. Returns the wait status (0: success). The caller
/// must not have computed with LibTorch before: OpenMP does not survive a fork.
int inChild(const std::function<int()>& work);

/// What must be bit-identical between two runs: step, loss, rate, norm of every step, and the files of the last
/// checkpoint that hold tensors. Times and memory are left out.
std::string fingerprint(const std::filesystem::path& runFolder);

}  // namespace timbre::testing
