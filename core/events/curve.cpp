// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/curve.h"

#include <algorithm>
#include <cmath>

namespace timbre::events {

CurvePyramid::Node CurvePyramid::leaf(std::size_t index) const {
  if (!std::isfinite(m_y[index])) return {kNone, kNone};
  const auto i = static_cast<std::uint32_t>(index);
  return {i, i};
}

void CurvePyramid::fold(Node& into, const Node& other) const {
  if (other.low != kNone && (into.low == kNone || m_y[other.low] < m_y[into.low])) into.low = other.low;
  if (other.high != kNone && (into.high == kNone || m_y[other.high] > m_y[into.high])) into.high = other.high;
}

void CurvePyramid::append(double x, double y) {
  if (!m_x.empty() && x <= m_x.back()) truncateFrom(x);
  m_x.push_back(x);
  m_y.push_back(y);
  const std::size_t index = m_x.size() - 1;
  const Node node = leaf(index);
  std::size_t width = kFanOut;
  for (std::size_t level = 0;; ++level, width *= kFanOut) {
    const std::size_t block = index / width;
    if (level == m_levels.size()) {
      if (index < width / kFanOut && level > 0) break;  // one block below covers everything
      m_levels.emplace_back();
      // A new level starts with what the level below already holds.
      m_levels[level].push_back(level == 0 ? node : m_levels[level - 1].front());
    }
    auto& nodes = m_levels[level];
    if (block == nodes.size()) nodes.push_back({kNone, kNone});
    fold(nodes[block], node);
    if (nodes.size() == 1) break;
  }
}

void CurvePyramid::truncateFrom(double x) {
  const std::size_t keep = lowerBound(x);
  m_x.resize(keep);
  m_y.resize(keep);
  rebuildTail(keep);
}

void CurvePyramid::rebuildTail(std::size_t samples) {
  std::size_t width = kFanOut;
  for (std::size_t level = 0; level < m_levels.size(); ++level, width *= kFanOut) {
    auto& nodes = m_levels[level];
    nodes.resize((samples + width - 1) / width);
    if (nodes.empty()) continue;
    Node last{kNone, kNone};
    const std::size_t block = nodes.size() - 1;
    if (level == 0) {
      for (std::size_t i = block * width; i < samples; ++i) fold(last, leaf(i));
    } else {
      const auto& below = m_levels[level - 1];
      for (std::size_t i = block * kFanOut; i < below.size(); ++i) fold(last, below[i]);
    }
    nodes.back() = last;
  }
  while (!m_levels.empty() && (m_levels.back().empty() || (m_levels.size() > 1 && m_levels[m_levels.size() - 2].size() <= 1)))
    m_levels.pop_back();
}

void CurvePyramid::clear() {
  m_x.clear();
  m_y.clear();
  m_levels.clear();
}

std::size_t CurvePyramid::lowerBound(double x) const {
  return static_cast<std::size_t>(std::lower_bound(m_x.begin(), m_x.end(), x) - m_x.begin());
}

CurvePyramid::Node CurvePyramid::extremes(std::size_t begin, std::size_t end) const {
  Node result{kNone, kNone};
  std::size_t level = 0;  // 0: samples, k: m_levels[k - 1]
  const auto foldAt = [&](std::size_t i) { fold(result, level == 0 ? leaf(i) : m_levels[level - 1][i]); };
  while (begin < end) {
    while (begin < end && begin % kFanOut != 0) foldAt(begin++);
    while (begin < end && end % kFanOut != 0) foldAt(--end);
    if (level == m_levels.size()) {
      while (begin < end) foldAt(begin++);
      break;
    }
    begin /= kFanOut;
    end /= kFanOut;
    ++level;
  }
  return result;
}

std::vector<CurvePoint> CurvePyramid::query(double x0, double x1, std::size_t buckets) const {
  std::vector<CurvePoint> points;
  if (m_x.empty() || buckets == 0 || !(x1 >= x0)) return points;
  const std::size_t first = lowerBound(x0);
  const auto last = static_cast<std::size_t>(std::upper_bound(m_x.begin(), m_x.end(), x1) - m_x.begin());
  if (first > 0) points.push_back(at(first - 1));
  if (last - first <= 2 * buckets) {
    for (std::size_t i = first; i < last; ++i) points.push_back(at(i));
  } else {
    std::size_t begin = first;
    for (std::size_t b = 0; b < buckets && begin < last; ++b) {
      const double edge = x0 + (x1 - x0) * static_cast<double>(b + 1) / static_cast<double>(buckets);
      std::size_t end = b + 1 == buckets ? last : std::clamp(lowerBound(edge), begin, last);
      if (end == begin) continue;
      const Node node = extremes(begin, end);
      if (node.low == kNone) {
        points.push_back(at(begin));
      } else {
        points.push_back(at(std::min(node.low, node.high)));
        if (node.low != node.high) points.push_back(at(std::max(node.low, node.high)));
      }
      begin = end;
    }
  }
  if (last < m_x.size()) points.push_back(at(last));
  return points;
}

CurvePyramid::Range CurvePyramid::range(double x0, double x1) const {
  const std::size_t first = lowerBound(x0);
  const auto last = static_cast<std::size_t>(std::upper_bound(m_x.begin(), m_x.end(), x1) - m_x.begin());
  if (first >= last) return {};
  const Node node = extremes(first, last);
  if (node.low == kNone) return {};
  return {m_y[node.low], m_y[node.high], false};
}

double DebiasedEma::push(double y) {
  if (!std::isfinite(y)) return y;
  m_sum = m_weight * m_sum + (1 - m_weight) * y;
  m_power *= m_weight;
  return m_sum / (1 - m_power);
}

}  // namespace timbre::events
