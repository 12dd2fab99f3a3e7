// SPDX-License-Identifier: GPL-3.0-or-later
// What tells the next start that this one did not end by itself: a note in the state folder that a clean end removes.
//
// One file a process, `note-<pid>-<time>.jsonl`, held under a lock while the process lives, so that two windows do not
// take each other for dead. Each line is a JSON object: first build and start, then what is going on whenever that
// changes, and at last, written by the handler of a fatal signal, its number and place. The handler calls only what
// POSIX allows in one (write, sync, sigaction, raise). After a power loss or a kill by the system the note simply has
// no such line.
//
// The constructor reads and writes a few small files: make it before the window is shown. `doing` hands its line to a
// thread of its own. One per process; the handlers are taken back by the destructor.
#pragma once

#include "core/base/file_ops.h"

#include <QThreadPool>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace timbre::window {

/// A process that did not end by itself.
struct LeftNote {
  std::string build;         ///< version and build id
  std::string doing;         ///< what it said last; empty: nothing in particular
  std::int64_t started = 0;  ///< seconds since the epoch
  std::int64_t changed = 0;  ///< when it said so
  int signal = 0;            ///< 0: killed or lost power
  std::string place;         ///< instruction, relative to the program's load address; may be empty
  /// All of it in lines, for a report. English.
  std::string details() const;
};

/// Version and the linker's build id, as far as the program has one.
std::string buildName(const std::string& version);

class CrashNote {
 public:
  /// Takes in what earlier processes left (their files are removed), then begins the own note. A folder that cannot be
  /// written gives an object that notes nothing.
  CrashNote(const std::filesystem::path& folder, const std::string& build);
  /// The clean end.
  ~CrashNote();
  CrashNote(const CrashNote&) = delete;
  CrashNote& operator=(const CrashNote&) = delete;

  const std::vector<LeftNote>& left() const { return m_left; }
  /// "training marv-r1"; empty: nothing that could be lost. Repeating the last words writes nothing.
  void doing(const std::string& words);
  /// Waits until what was handed over stands in the file (tests).
  void flush() { m_writer.waitForDone(); }

 private:
  void collect(const std::filesystem::path& folder);
  void begin(const std::filesystem::path& folder, const std::string& build);

  base::FileOps m_ops;
  std::vector<LeftNote> m_left;
  std::filesystem::path m_file;
  int m_descriptor = -1;
  std::string m_doing;
  QThreadPool m_writer;
};

}  // namespace timbre::window
