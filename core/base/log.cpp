// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sys/stat.h>

namespace timbre::base {

namespace fs = std::filesystem;

namespace {

bool secretCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.'; }

bool startsSecret(std::string_view text, std::size_t at, std::size_t& prefix) {
  static constexpr std::string_view kPrefixes[] = {"sk-", "hf_", "Bearer ", "api_key=", "token=", "key=", "ms-"};
  for (const auto& candidate : kPrefixes) {
    if (text.substr(at, candidate.size()) != candidate) continue;
    if (at > 0 && secretCharacter(text[at - 1]) && candidate.back() != '=') continue;
    prefix = candidate.size();
    return true;
  }
  return false;
}

fs::path xdg(const char* variable, const char* fallback) {
  const char* value = std::getenv(variable);
  if (value && value[0] == '/') return fs::path(value) / "timbre";
  const char* home = std::getenv("HOME");
  return fs::path(home && home[0] == '/' ? home : "/tmp") / fallback / "timbre";
}

}  // namespace

std::string redact(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t prefix = 0;
    if (!startsSecret(line, i, prefix)) {
      out += line[i++];
      continue;
    }
    std::size_t end = i + prefix;
    while (end < line.size() && secretCharacter(line[end])) ++end;
    const std::size_t length = end - i - prefix;
    out += line.substr(i, prefix);
    if (length < 8) out += line.substr(i + prefix, length);  // too short to be a secret
    else out.append("…").append(line.substr(end - 4, 4));
    i = end;
  }
  return out;
}

struct Log::Impl {
  std::shared_ptr<spdlog::logger> logger;
};

Log::Log(const fs::path& folder, std::size_t bytes, int files) : m_impl(std::make_unique<Impl>()), m_file(folder / "timbre.log") {
  try {
    fs::create_directories(folder);
    ::chmod(folder.c_str(), 0700);
    auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(m_file.string(), bytes, static_cast<std::size_t>(std::max(files, 1) - 1));  // the sink counts the old ones only
    m_impl->logger = std::make_shared<spdlog::logger>("timbre", sink);
    m_impl->logger->set_level(spdlog::level::debug);
    m_impl->logger->flush_on(spdlog::level::warn);
  } catch (const std::exception&) {
    m_impl->logger.reset();
  }
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view line) {
  if (!m_impl->logger) return;
  static constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                          spdlog::level::err};
  m_impl->logger->log(kLevels[static_cast<int>(level)], redact(line));
}

void Log::flush() {
  if (m_impl->logger) m_impl->logger->flush();
}

fs::path stateFolder() { return xdg("XDG_STATE_HOME", ".local/state"); }
fs::path configFolder() { return xdg("XDG_CONFIG_HOME", ".config"); }
fs::path cacheFolder() { return xdg("XDG_CACHE_HOME", ".cache"); }
fs::path dataFolder() { return xdg("XDG_DATA_HOME", ".local/share"); }

}  // namespace timbre::base
