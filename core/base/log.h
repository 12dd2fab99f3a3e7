// SPDX-License-Identifier: GPL-3.0-or-later
// Rotating log in the XDG state folder, with secrets redacted before a line reaches any sink. Thread-safe.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace timbre::base {

enum class LogLevel { Debug, Info, Warning, Error };

/// Replaces API keys and tokens (sk-…, hf_…, Bearer …, key=…/token=… values) by their last four characters.
std::string redact(std::string_view line);

class Log {
 public:
  /// Keeps at most `files` files of `bytes` each in `folder` (created 0700). A folder that cannot be written gives a log
  /// that drops its lines: logging never stops the program.
  explicit Log(const std::filesystem::path& folder, std::size_t bytes = 2'000'000, int files = 3);
  ~Log();
  void write(LogLevel level, std::string_view line);
  void flush();
  const std::filesystem::path& file() const { return m_file; }

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
  std::filesystem::path m_file;
};

/// $XDG_STATE_HOME/timbre or ~/.local/state/timbre (a relative XDG value is ignored, as the standard demands);
/// same for config and cache. Created by whoever writes there.
std::filesystem::path stateFolder();
std::filesystem::path configFolder();
std::filesystem::path cacheFolder();
/// $XDG_DATA_HOME/timbre or ~/.local/share/timbre: what a person asked for and keeps, such as downloaded models.
std::filesystem::path dataFolder();

}  // namespace timbre::base
