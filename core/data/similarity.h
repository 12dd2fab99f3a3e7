// SPDX-License-Identifier: GPL-3.0-or-later
// Questions that are nearly the same: MinHash bands find candidates without comparing all pairs, an edit distance decides.
// "whats the capital of France" and "What is the capital of France?" are; texts whose digits differ never are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace timbre::data {

/// Lower-case without punctuation, blanks collapsed; at most 4,000 characters (code points).
std::u32string comparable(std::string_view text);

/// 100 × (1 − edit distance / length of the longer), rounded down; 0 when it is below `least`, when the digits differ or
/// when a text has fewer than 10 characters.
int similarPercent(std::u32string_view a, std::u32string_view b, int least = 88);

inline constexpr std::size_t similarBands = 10;
/// What the index keeps of a text. Equal bands at one place make two texts candidates: certain for equal texts, 99 % at three
/// quarters of common trigrams.
struct Sketch {
  std::array<std::uint32_t, similarBands> bands{};
  std::uint32_t length = 0;  ///< characters
  std::uint32_t digits = 0;  ///< hash of the digits, which must be the same
};
Sketch sketchOf(std::u32string_view text);

/// Rows by their sketches. Rows of different groups (system prompts) are never candidates. Memory: about 0.6 kB a row.
class SimilarIndex {
 public:
  void put(std::int64_t row, std::int64_t group, const Sketch& sketch);
  void remove(std::int64_t row);
  /// Rows with a smaller id that share a band, the group, the digits and roughly the length; smallest first.
  std::vector<std::int64_t> candidates(std::int64_t row, std::int64_t group, const Sketch& sketch, std::size_t most = 16) const;
  std::size_t size() const { return m_rows.size(); }

 private:
  struct Entry {
    std::int64_t group;
    Sketch sketch;
  };
  std::unordered_map<std::int64_t, Entry> m_rows;
  std::array<std::unordered_map<std::uint32_t, std::vector<std::int64_t>>, similarBands> m_buckets;
};

}  // namespace timbre::data
