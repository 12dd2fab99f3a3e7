// SPDX-License-Identifier: GPL-3.0-or-later
// A growing curve that can be drawn at any zoom in time proportional to the pixels, without losing a one-sample spike:
// a pyramid of minima and maxima over blocks of 16 samples, then 16 blocks, and so on. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace timbre::events {

struct CurvePoint {
  double x = 0;
  double y = 0;  ///< NaN breaks the line
  bool operator==(const CurvePoint&) const = default;
};

class CurvePyramid {
 public:
  /// `x` must not decrease; an x that is not greater than the last one first removes everything from it on (a resumed run
  /// repeats steps, and the newest segment wins).
  void append(double x, double y);
  /// Removes every sample with x' ≥ x.
  void truncateFrom(double x);
  void clear();

  std::size_t size() const { return m_x.size(); }
  bool empty() const { return m_x.empty(); }
  CurvePoint at(std::size_t index) const { return {m_x[index], m_y[index]}; }
  double firstX() const { return m_x.front(); }
  double lastX() const { return m_x.back(); }
  /// Index of the first sample with x' ≥ x.
  std::size_t lowerBound(double x) const;

  /// At most 2 · buckets + 2 samples of [x0, x1] in order of x: per bucket its minimum and its maximum, and the samples just
  /// outside on both sides so that lines leave the view. NaN samples appear where a bucket holds nothing else.
  std::vector<CurvePoint> query(double x0, double x1, std::size_t buckets) const;

  struct Range {
    double low = 0, high = 0;
    bool empty = true;  ///< no finite sample
  };
  /// Smallest and largest finite y among the samples with x in [x0, x1].
  Range range(double x0, double x1) const;

 private:
  static constexpr std::size_t kFanOut = 16;
  struct Node {
    std::uint32_t low;   // index of the smallest finite y, or kNone
    std::uint32_t high;  // index of the largest finite y, or kNone
  };
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  void fold(Node& into, const Node& other) const;
  Node leaf(std::size_t index) const;
  void rebuildTail(std::size_t fromSample);
  /// Extremes of samples [begin, end).
  Node extremes(std::size_t begin, std::size_t end) const;

  std::vector<double> m_x, m_y;
  std::vector<std::vector<Node>> m_levels;  // m_levels[k][i] covers kFanOut^(k+1) samples
};

/// TensorBoard's smoothing: s ← a·s + (1−a)·y, shown as s / (1 − aⁿ); a NaN stays a gap and does not move s.
class DebiasedEma {
 public:
  explicit DebiasedEma(double weight) : m_weight(weight) {}
  double push(double y);

 private:
  double m_weight;
  double m_sum = 0;
  double m_power = 1;
};

}  // namespace timbre::events
