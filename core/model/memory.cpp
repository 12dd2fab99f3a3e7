// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/memory.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace timbre::model {

namespace {

/// "Key:   123 kB" of a /proc file, in bytes.
std::uint64_t kilobytesOf(const char* file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key)) return std::strtoull(line.c_str() + key.size(), nullptr, 10) * 1024;
  return 0;
}

std::uint64_t numberIn(const char* file) {
  std::ifstream in(file);
  std::uint64_t value = 0;
  return in >> value ? value : 0;  // "max" is no number: no limit
}

}  // namespace

std::uint64_t residentBytes() { return kilobytesOf("/proc/self/status", "VmRSS:"); }
std::uint64_t peakResidentBytes() { return kilobytesOf("/proc/self/status", "VmHWM:"); }

std::uint64_t availableBytes() {
  std::uint64_t available = kilobytesOf("/proc/meminfo", "MemAvailable:");
  if (const std::uint64_t limit = numberIn("/sys/fs/cgroup/memory.max"); limit > 0) {
    const std::uint64_t used = numberIn("/sys/fs/cgroup/memory.current");
    const std::uint64_t left = limit > used ? limit - used : 0;
    available = available > 0 ? std::min(available, left) : left;
  }
  return available;
}

base::Error outOfMemory(std::uint64_t needed) {
  const std::uint64_t free = availableBytes();
  const auto figure = [](std::uint64_t bytes) { return bytes == 0 ? std::string("?") : std::to_string(bytes); };
  return base::Error("memory.insufficient", {{"needed", figure(needed)}, {"free", figure(free)}});
}

std::uint64_t processStart(int pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(in, line)) return 0;
  // Field 22; the name in field 2 may hold spaces, so count from the last bracket.
  std::istringstream fields(line.substr(std::min(line.rfind(')') + 1, line.size())));
  std::string field;
  for (int i = 3; i <= 22; ++i) fields >> field;
  return std::strtoull(field.c_str(), nullptr, 10);
}

}  // namespace timbre::model
