// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "core/events/events.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace timbre::cli {

namespace {

base::CancelSource* stopSource = nullptr;  // set once before the handlers are installed

void onStopSignal(int) {
  if (stopSource->token().cancelled()) _exit(kStopped);
  stopSource->cancel();
}

bool colours() { return !std::getenv("NO_COLOR") && isatty(STDERR_FILENO); }

int columns() {
  const char* value = std::getenv("COLUMNS");
  const int wanted = value ? std::atoi(value) : 80;
  return std::clamp(wanted, 20, 400);
}

}  // namespace

base::CancelToken installStopSignals() {
  static base::CancelSource source;
  stopSource = &source;
  std::signal(SIGINT, onStopSignal);
  std::signal(SIGTERM, onStopSignal);
  std::signal(SIGPIPE, SIG_IGN);
  return source.token();
}

void Context::write(std::string_view text) {
  if (m_closed) return;
  m_closed = std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0;
}

void Context::object(base::Json value) {
  if (m_first && value.is_object()) {
    base::Json first = {{"timbre", 1}};
    for (auto& [key, member] : value.items()) first[key] = std::move(member);
    value = std::move(first);
  }
  m_first = false;
  write(base::dumpJson(value) + "\n");
}

void Context::line(std::string_view text) {
  endProgress();
  write(std::string(text) + "\n");
}

void Context::piece(std::string_view text) { write(text); }

void Context::note(std::string_view text) {
  if (m_globals.quiet) return;
  endProgress();
  std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

void Context::progress(std::string_view what, double fraction) {
  if (m_globals.quiet || !isatty(STDERR_FILENO)) return;
  const int width = columns();
  std::string shown = "\r";
  if (fraction >= 0) {
    const int bar = std::max(10, width / 3);
    const int full = static_cast<int>(bar * std::min(1.0, fraction));
    shown += "[" + std::string(static_cast<std::size_t>(full), '#') + std::string(static_cast<std::size_t>(bar - full), ' ') + "] ";
  }
  shown += std::string(what).substr(0, static_cast<std::size_t>(width) / 2);
  std::fprintf(stderr, "%s\033[K", shown.c_str());
  m_progressShown = true;
}

void Context::endProgress() {
  if (!m_progressShown) return;
  m_progressShown = false;
  std::fprintf(stderr, "\r\033[K");
}

int exitCodeOf(const base::Error& error) {
  const std::string_view code = error.code;
  if (code == "cancelled") return kStopped;
  if (code == "internal") return kDefect;
  if (code == "file.exists" || code.starts_with("usage.") || code == "run.exists") return kUsage;
  if (code == "disk.full" || code == "file.unwritable" || code.starts_with("memory.") || code.starts_with("device.")) return kResources;
  return kInput;
}

int Context::fail(const base::Error& error) {
  endProgress();
  const std::string sentence = base::errorSentence(error);
  const std::string hint = base::errorHint(error);
  if (m_globals.json) {
    base::Json body = {{"code", error.code}, {"message", sentence}};
    if (!error.path.empty()) body["path"] = error.path;
    if (error.line) body["line"] = *error.line;
    if (error.column) body["column"] = *error.column;
    if (!hint.empty()) body["hint"] = hint;
    object({{"error", body}});
  }
  const bool colour = colours();
  std::fprintf(stderr, "%stimbre-cli:%s %s%s%s\n", colour ? "\033[31m" : "", colour ? "\033[0m" : "", sentence.c_str(),
               hint.empty() ? "" : " ", hint.c_str());
  return exitCodeOf(error);
}

base::Result<void> mayWrite(const std::filesystem::path& path, bool force) {
  std::error_code ignored;
  if (!force && std::filesystem::exists(path, ignored)) return base::Error("file.exists", {}, base::displayPath(path));
  return {};
}

base::Result<void> eachLine(const std::string& path, const std::function<bool(const std::string&)>& each) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (!file) return base::Error("file.missing", {}, base::displayPath(path));
  constexpr std::size_t kLimit = 64u << 20;  // bytes of one line
  std::string line;
  std::array<char, 1 << 16> buffer;
  bool go = true, tooLong = false;
  for (std::size_t got; go && !tooLong && (got = std::fread(buffer.data(), 1, buffer.size(), file)) > 0;) {
    std::string_view rest(buffer.data(), got);
    for (std::size_t end; go && (end = rest.find('\n')) != std::string_view::npos; rest.remove_prefix(end + 1)) {
      line += rest.substr(0, end);
      go = each(line);
      line.clear();
    }
    line += rest;
    tooLong = line.size() > kLimit;
  }
  if (go && !tooLong && !line.empty()) each(line);
  if (file != stdin) std::fclose(file);
  if (tooLong)
    return base::Error("file.too_large", {{"size", std::to_string(line.size())}, {"limit", std::to_string(kLimit)}}, base::displayPath(path));
  return {};
}

}  // namespace timbre::cli
