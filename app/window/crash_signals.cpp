// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/crash_signals.h"

#include <link.h>
#include <ucontext.h>
#include <unistd.h>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>

namespace timbre::window {

namespace {

constexpr int kFatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
constexpr int kFromOutside[] = {SIGTERM, SIGHUP, SIGINT};

std::atomic<int> g_descriptor{-1};
std::atomic<std::uintptr_t> g_base{0};
std::array<char, std::size_t(64) * 1024> g_stack;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<std::uintptr_t>::is_always_lock_free);

/// Text of fixed size: a handler cannot allocate.
struct Line {
  char text[128] = {};
  std::size_t length = 0;
  void add(const char* words) {
    while (*words && length < sizeof text) text[length++] = *words++;
  }
  void add(std::uintptr_t number, unsigned radix) {
    char digits[24];
    int count = 0;
    do digits[count++] = "0123456789abcdef"[number % radix];
    while ((number /= radix) != 0);
    while (count > 0 && length < sizeof text) text[length++] = digits[--count];
  }
};

std::uintptr_t instruction([[maybe_unused]] void* context) {
#if defined(__x86_64__)
  return std::uintptr_t(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return std::uintptr_t(static_cast<ucontext_t*>(context)->uc_mcontext.pc);
#else
  return 0;
#endif
}

void handle(int signal, siginfo_t*, void* context) {
  const int descriptor = g_descriptor.exchange(-1);
  if (descriptor >= 0) {
    const std::uintptr_t at = instruction(context), base = g_base.load();
    Line line;
    line.add("{\"signal\":");
    line.add(std::uintptr_t(signal), 10);
    line.add(",\"place\":\"0x");
    line.add(at >= base ? at - base : at, 16);
    line.add("\"}\n");
    [[maybe_unused]] const auto written = ::write(descriptor, line.text, line.length);
    ::fsync(descriptor);
  }
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;
  ::sigaction(signal, &plain, nullptr);
  ::raise(signal);
}

int firstObject(dl_phdr_info* info, std::size_t, void* to) {
  *static_cast<std::uintptr_t*>(to) = info->dlpi_addr;
  return 1;
}

void install(int signal) {
  struct sigaction action {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void noteCrashSignals(int descriptor) {
  std::uintptr_t base = 0;
  ::dl_iterate_phdr(firstObject, &base);
  g_base = base;
  g_descriptor = descriptor;
  stack_t stack{};
  stack.ss_sp = g_stack.data();
  stack.ss_size = g_stack.size();
  ::sigaltstack(&stack, nullptr);
  for (const int signal : kFatal) install(signal);
  for (const int signal : kFromOutside) install(signal);
}

void forgetCrashSignals() {
  g_descriptor = -1;
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;
  for (const int signal : kFatal) ::sigaction(signal, &plain, nullptr);
  for (const int signal : kFromOutside) ::sigaction(signal, &plain, nullptr);
}

bool endedFromOutside(int signal) {
  for (const int outside : kFromOutside)
    if (signal == outside) return true;
  return false;
}

}  // namespace timbre::window
