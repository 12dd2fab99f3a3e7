// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "core/base/reasons.h"
#include "core/events/events.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace timbre::cli {

namespace {

base::CancelSource* stopSource = nullptr;  // set once before the handlers are installed

void onStopSignal(int) {
  if (stopSource->token().cancelled()) _exit(kStopped);
  stopSource->cancel();
}

/// no-color.org: present and not empty.
bool colours() {
  const char* never = std::getenv("NO_COLOR");
  return !(never && *never) && isatty(STDERR_FILENO);
}

int columns() {
  const char* value = std::getenv("COLUMNS");
  int wanted = value ? std::atoi(value) : 0;
  winsize size{};
  if (wanted <= 0 && ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0) wanted = size.ws_col;
  return std::clamp(wanted > 0 ? wanted : 80, 20, 400);
}

/// Not more than `columns` code points, whole ones.
std::string cut(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && count++ == columns) break;
  return std::string(text.substr(0, end));
}

std::string duration(double seconds) {
  const auto whole = std::llround(seconds);
  char text[40];
  if (whole < 60) std::snprintf(text, sizeof text, "%lld s", whole);
  else if (whole < 3600) std::snprintf(text, sizeof text, "%lld min %02lld s", whole / 60, whole % 60);
  else std::snprintf(text, sizeof text, "%lld h %02lld min", whole / 3600, whole / 60 % 60);
  return text;
}

/// fopen's reasons as this program's codes.
base::Error openError(const std::string& path, int reason) {
  if (reason == ENOENT || reason == ENOTDIR) return base::Error("file.missing", {}, base::displayPath(path));
  return base::Error("file.unreadable", {{"reason", base::systemReason(reason)}}, base::displayPath(path));
}

/// Bytes of a file or of stdin in pieces; a signal ends a read that waits.
base::Result<void> eachPiece(const std::string& path, const base::CancelToken& cancel, const std::function<bool(std::string_view)>& each) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return openError(path, errno);
  std::array<char, 1 << 16> buffer;
  int problem = 0;
  for (bool go = true; go && !problem && !cancel.cancelled();) {
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got == 0) break;
    if (got > 0) go = each({buffer.data(), static_cast<std::size_t>(got)});
    else if (errno != EINTR) problem = errno;
  }
  if (descriptor != STDIN_FILENO) ::close(descriptor);
  if (problem) return openError(path, problem);
  if (cancel.cancelled()) return base::Error("cancelled");
  return {};
}

base::Error tooLarge(const std::string& path, std::uint64_t size, std::uint64_t limit) {
  return base::Error("file.too_large", {{"size", std::to_string(size)}, {"limit", std::to_string(limit)}}, base::displayPath(path));
}

}  // namespace

namespace {

void maskStopSignals(int how) {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  sigprocmask(how, &stops, nullptr);
}

}  // namespace

void holdStopSignals() { maskStopSignals(SIG_BLOCK); }

base::CancelSource& installStopSignals() {
  static base::CancelSource source;
  stopSource = &source;
  struct sigaction action {};
  action.sa_handler = onStopSignal;  // without SA_RESTART: a read that waits for a person ends
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  maskStopSignals(SIG_UNBLOCK);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is then a full disk, which is an error like any other
  return source;
}

void Context::write(std::string_view text) {
  if (m_closed) return;
  m_closed = std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0;
  if (!m_closed) return;
  m_writeProblem = errno == EPIPE ? 0 : errno;
  if (m_onClosed) m_onClosed();
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

void Context::progress(std::string_view what, double fraction, std::string_view rate) {
  if (m_globals.quiet || !isatty(STDERR_FILENO)) return;
  const auto now = std::chrono::steady_clock::now();
  const std::string phase(what.substr(0, what.find(' ')));
  if (phase != m_phase) m_phase = phase, m_phaseStart = now;
  const double seconds = std::chrono::duration<double>(now - m_phaseStart).count();
  const int width = columns();
  std::string shown = "\r";
  std::string tail;
  if (fraction > 0) {
    const int bar = std::max(10, width / 4);
    const int full = static_cast<int>(bar * std::min(1.0, fraction));
    shown += "[" + std::string(static_cast<std::size_t>(full), '#') + std::string(static_cast<std::size_t>(bar - full), ' ') + "] ";
    char perSecond[32];
    std::snprintf(perSecond, sizeof perSecond, "%.3g %%/s", seconds > 0 ? 100 * fraction / seconds : 0.0);
    if (seconds > 1) tail = "  " + (rate.empty() ? std::string(perSecond) : std::string(rate)) + "  " + duration(seconds / fraction * (1 - fraction)) + " left";
  }
  const auto room = static_cast<std::size_t>(width) - std::min<std::size_t>(static_cast<std::size_t>(width), shown.size() + tail.size());
  shown += cut(what, std::max<std::size_t>(room, 8)) + tail;
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
  if (code == "usage.bad_line") return kInput;
  if (code == "file.exists" || code.starts_with("usage.") || code == "run.exists" || code == "export.into_source") return kUsage;
  if (code == "disk.full" || code == "file.unwritable" || code.starts_with("memory.") || code.starts_with("device."))
    return kResources;
  return kInput;
}

int Context::fail(const base::Error& error) {
  endProgress();
  if (m_closed && error.code == "cancelled") return kDone;
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

base::Result<void> eachLine(const std::string& path, const base::CancelToken& cancel, const std::function<bool(const std::string&)>& each) {
  constexpr std::size_t kLimit = 64u << 20;  // bytes of one line
  std::string line;
  bool go = true;
  TIMBRE_TRY(eachPiece(path, cancel, [&](std::string_view rest) {
    for (std::size_t end; go && (end = rest.find('\n')) != std::string_view::npos; rest.remove_prefix(end + 1)) {
      line += rest.substr(0, end);
      go = each(line);
      line.clear();
    }
    line += rest;
    return go && line.size() <= kLimit;
  }));
  if (go && line.size() > kLimit) return tooLarge(path, line.size(), kLimit);
  if (go && !line.empty()) each(line);
  return {};
}

base::Result<std::string> readInput(const std::string& path, const base::CancelToken& cancel, std::uint64_t limit) {
  std::string text;
  TIMBRE_TRY(eachPiece(path, cancel, [&](std::string_view piece) {
    text += piece;
    return text.size() <= limit;
  }));
  if (text.size() > limit) return tooLarge(path, text.size(), limit);
  return text;
}

}  // namespace timbre::cli
