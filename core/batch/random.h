// SPDX-License-Identifier: GPL-3.0-or-later
// The generator behind every order in a run: xoshiro256** (Blackman, Vigna 2018) seeded by splitmix64. Written out here
// so that the same seed gives the same order with every compiler and standard library.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace timbre::batch {

/// One step of splitmix64: advances `state` and returns 64 mixed bits.
std::uint64_t splitMix64(std::uint64_t& state);
/// Mixes two numbers into a seed for a stream of its own: streams of (seed, 0), (seed, 1) … are unrelated.
std::uint64_t mixSeed(std::uint64_t seed, std::uint64_t stream);

class Random {
 public:
  explicit Random(std::uint64_t seed);
  std::uint64_t next();
  /// Uniform in [0, bound) without bias (rejection); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Uniform in [0, 1) with 53 bits.
  double unit();

  /// Fisher–Yates from the last element down.
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[static_cast<std::size_t>(below(i))]);
  }

 private:
  std::array<std::uint64_t, 4> m_state;
};

}  // namespace timbre::batch
