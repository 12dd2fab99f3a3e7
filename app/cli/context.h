// SPDX-License-Identifier: GPL-3.0-or-later
// What every command shares: the global flags, where output goes, exit codes, and the signal that stops work.
// stdout carries results (only JSON with --json), stderr is for people.
#pragma once

#include "core/base/cancel.h"
#include "core/base/json.h"
#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace timbre::cli {

/// reference: cli.md "Exit codes".
enum ExitCode { kDone = 0, kNo = 1, kUsage = 2, kInput = 3, kResources = 4, kStopped = 5, kDefect = 70 };

struct Globals {
  bool json = false;
  bool quiet = false;
  int threads = 0;  ///< 0: all cores
  std::string device = "auto";
};

class Context {
 public:
  explicit Context(Globals& globals) : m_globals(globals) {}
  const Globals& globals() const { return m_globals; }

  /// One JSON object on a line of stdout; the first of the program gets "timbre": 1.
  void object(base::Json value);
  /// A line of stdout as it is (streams that are JSON by nature, human results).
  void line(std::string_view text);
  /// Text without a line end, shown at once (a streamed answer).
  void piece(std::string_view text);
  /// A line for people on stderr, unless --quiet.
  void note(std::string_view text);
  /// Progress bar with rate and time left on a terminal, nothing elsewhere. fraction < 0: unknown. `rate` is shown as it is;
  /// without one it is told in per cent.
  void progress(std::string_view what, double fraction, std::string_view rate = {});
  void endProgress();
  /// Says the error in both forms and returns its exit code.
  int fail(const base::Error& error);
  /// stdout was closed by its reader: end quietly. The stop token is set as well, so that long work ends.
  bool closed() const { return m_closed; }
  /// Why the results could not be written although a reader is there (a full disk behind stdout), or 0: an errno.
  int writeProblem() const { return m_writeProblem; }
  void onClosed(std::function<void()> action) { m_onClosed = std::move(action); }

 private:
  void write(std::string_view text);
  Globals& m_globals;
  bool m_first = true;
  bool m_closed = false;
  int m_writeProblem = 0;
  bool m_progressShown = false;
  std::function<void()> m_onClosed;
  std::string m_phase;  // first word of what is in progress: its clock starts when that changes
  std::chrono::steady_clock::time_point m_phaseStart;
};

int exitCodeOf(const base::Error& error);

/// SIGINT and SIGTERM wait until installStopSignals, also across an exec.
void holdStopSignals();
/// SIGINT and SIGTERM cancel this; a second signal ends the program at once. Blocking reads are interrupted.
base::CancelSource& installStopSignals();

/// Error of a path that must not exist yet, unless `force`.
base::Result<void> mayWrite(const std::filesystem::path& path, bool force);

/// Calls `each` for every line of `path` ("-": stdin) without its line end, until it answers false. Errors: file.missing,
/// file.unreadable, file.too_large (a line over 64 MiB), cancelled.
base::Result<void> eachLine(const std::string& path, const base::CancelToken& cancel, const std::function<bool(const std::string& line)>& each);

/// A whole file, or all of stdin for "-".
base::Result<std::string> readInput(const std::string& path, const base::CancelToken& cancel, std::uint64_t limit = 64u << 20);

}  // namespace timbre::cli
