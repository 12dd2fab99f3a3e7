// SPDX-License-Identifier: GPL-3.0-or-later
// What this process takes and what the machine still has, in bytes. Reads /proc and the cgroup; 0 where neither says.
#pragma once

#include <cstdint>

namespace timbre::engine {

std::uint64_t residentBytes();
std::uint64_t peakResidentBytes();
/// The smaller of MemAvailable and what the cgroup's limit leaves.
std::uint64_t availableBytes();

}  // namespace timbre::engine
