// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/random.h"

#include <bit>

namespace timbre::batch {

std::uint64_t splitMix64(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15ull);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

std::uint64_t mixSeed(std::uint64_t seed, std::uint64_t stream) {
  std::uint64_t state = seed;
  const std::uint64_t first = splitMix64(state);
  state = first ^ (stream * 0xD1B54A32D192ED03ull);
  return splitMix64(state);
}

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& word : m_state) word = splitMix64(seed);
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
  const std::uint64_t t = m_state[1] << 17;
  m_state[2] ^= m_state[0];
  m_state[3] ^= m_state[1];
  m_state[1] ^= m_state[2];
  m_state[0] ^= m_state[3];
  m_state[2] ^= t;
  m_state[3] = std::rotl(m_state[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  const std::uint64_t reject = (0 - bound) % bound;  // 2^64 mod bound: the values that would favour small results
  for (;;)
    if (const std::uint64_t value = next(); value >= reject) return value % bound;
}

double Random::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

}  // namespace timbre::batch
