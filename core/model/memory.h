// SPDX-License-Identifier: GPL-3.0-or-later
// What this process takes and what the machine still has, in bytes. Reads /proc and the cgroup; 0 where neither says.
#pragma once

#include "core/base/result.h"

#include <cstdint>

namespace timbre::model {

std::uint64_t residentBytes();
std::uint64_t peakResidentBytes();
/// The smaller of MemAvailable and what the cgroup's limit leaves.
std::uint64_t availableBytes();
/// memory.insufficient with what the machine still has; `needed` 0 where nobody said how much, or where the memory is
/// another's (a GPU).
base::Error outOfMemory(std::uint64_t needed);

/// When a process was started, in clock ticks since the machine was: tells it from a later one with the same id.
/// 0 when there is no such process.
std::uint64_t processStart(int pid);

}  // namespace timbre::model
