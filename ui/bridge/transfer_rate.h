// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a transfer is, over its last ten seconds: long enough to be read, short enough to notice a stall. A plain
// value; any one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

namespace timbre::ui {

class TransferRate {
 public:
  void reset() { m_seen.clear(); }
  /// `ms` on any clock that only goes forward; `done` bytes of the whole.
  void add(std::int64_t ms, std::uint64_t done) {
    m_seen.push_back({ms, done});
    while (m_seen.size() > 2 && m_seen[1].ms <= ms - kWindowMs) m_seen.pop_front();
  }
  /// None before two seconds, and while nothing comes.
  std::optional<double> bytesPerSecond() const {
    if (m_seen.size() < 2) return {};
    const auto &first = m_seen.front(), &last = m_seen.back();
    if (last.ms - first.ms < kLeastMs || last.done <= first.done) return {};
    return double(last.done - first.done) * 1000.0 / double(last.ms - first.ms);
  }

 private:
  static constexpr std::int64_t kWindowMs = 10'000, kLeastMs = 2'000;
  struct Seen {
    std::int64_t ms;
    std::uint64_t done;
  };
  std::deque<Seen> m_seen;
};

}  // namespace timbre::ui
