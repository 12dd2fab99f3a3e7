// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace timbre::base {

std::int64_t nowSeconds() {
  if (const char* fixed = std::getenv("TIMBRE_NOW")) {
    std::tm time{};
    if (std::sscanf(fixed, "%d-%d-%dT%d:%d:%d", &time.tm_year, &time.tm_mon, &time.tm_mday, &time.tm_hour, &time.tm_min,
                    &time.tm_sec) == 6) {
      time.tm_year -= 1900;
      time.tm_mon -= 1;
      return timegm(&time);
    }
  }
  return std::time(nullptr);
}

std::string isoTime(std::int64_t seconds) {
  const std::time_t moment = seconds;
  std::tm time{};
  gmtime_r(&moment, &time);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &time);
  return text;
}

}  // namespace timbre::base
