// SPDX-License-Identifier: GPL-3.0-or-later
// The wall clock that outputs show. TIMBRE_NOW=2024-07-26T12:00:00 (UTC) fixes it; durations use steady_clock, never this.
#pragma once

#include <cstdint>
#include <string>

namespace timbre::base {

/// Seconds since the epoch.
std::int64_t nowSeconds();
/// "2024-07-26T12:00:00Z".
std::string isoTime(std::int64_t seconds);
inline std::string isoNow() { return isoTime(nowSeconds()); }

}  // namespace timbre::base
