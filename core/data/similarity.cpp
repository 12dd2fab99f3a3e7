// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/similarity.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace timbre::data {

namespace {

constexpr std::size_t longest = 4'000;
constexpr std::size_t shortest = 10;
constexpr std::size_t rowsPerBand = 3;
constexpr std::size_t mostInBucket = 1'024;  // a bucket this full says "template", not "duplicate"

bool isPunctuation(char32_t c) {
  return (c < 0x80 && !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == ' ')) || (c >= 0x2010 && c <= 0x2027) ||
         (c >= 0x3001 && c <= 0x3011) || (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20);
}

bool isDigit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19); }

std::u32string digits(std::u32string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!isDigit(text[i])) continue;
    if (!out.empty() && !isDigit(text[i - 1])) out += U' ';
    out += text[i];
  }
  return out;
}

std::uint64_t mix(std::uint64_t x) {  // splitmix64
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

/// Edit distance, given up as soon as it must exceed `most`.
std::size_t distance(std::u32string_view a, std::u32string_view b, std::size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  std::vector<std::size_t> row(a.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t(0));
  for (std::size_t j = 1; j <= b.size(); ++j) {
    std::size_t corner = row[0];
    row[0] = j;
    std::size_t best = row[0];
    for (std::size_t i = 1; i <= a.size(); ++i) {
      const std::size_t change = corner + (a[i - 1] != b[j - 1]);
      corner = row[i];
      row[i] = std::min({row[i] + 1, row[i - 1] + 1, change});
      best = std::min(best, row[i]);
    }
    if (best > most) return most + 1;
  }
  return row.back();
}

}  // namespace

std::u32string comparable(std::string_view text) {
  std::u32string out;
  bool gap = false;
  for (std::size_t i = 0; i < text.size() && out.size() < longest;) {
    const base::CodePoint point = base::decodeUtf8(text, i);
    i += point.length;
    char32_t c = point.value;
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    if (c < 0x20 || c == ' ' || c == 0x3000 || c == 0xA0) {
      gap = !out.empty();
      continue;
    }
    if (isPunctuation(c)) continue;
    if (gap) out += U' ';
    gap = false;
    out += c;
  }
  return out;
}

int similarPercent(std::u32string_view a, std::u32string_view b, int least) {
  const std::size_t length = std::max(a.size(), b.size());
  if (std::min(a.size(), b.size()) < shortest || digits(a) != digits(b)) return 0;
  const std::size_t most = length * static_cast<std::size_t>(100 - least) / 100;
  const std::size_t edits = distance(a, b, most);
  return edits > most ? 0 : static_cast<int>(100 * (length - edits) / length);
}

Sketch sketchOf(std::u32string_view text) {
  std::array<std::uint64_t, similarBands * rowsPerBand> smallest;
  smallest.fill(std::numeric_limits<std::uint64_t>::max());
  const std::size_t grams = text.size() < 3 ? (text.empty() ? 0 : 1) : text.size() - 2;
  for (std::size_t i = 0; i < grams; ++i) {
    std::uint64_t gram = 0;
    for (std::size_t k = i; k < std::min(i + 3, text.size()); ++k) gram = (gram << 21) | (text[k] & 0x1FFFFFu);
    std::uint64_t hash = mix(gram);
    for (auto& least : smallest) {
      least = std::min(least, hash);
      hash = hash * 0x5851F42D4C957F2Du + 0x14057B7EF767814Fu;
      hash ^= hash >> 29;
    }
  }
  Sketch sketch;
  sketch.length = static_cast<std::uint32_t>(text.size());
  std::uint64_t numbers = 0;
  for (const char32_t c : digits(text)) numbers = mix(numbers ^ c);
  sketch.digits = static_cast<std::uint32_t>(numbers >> 32);
  for (std::size_t band = 0; band < similarBands; ++band) {
    std::uint64_t joined = band;
    for (std::size_t k = 0; k < rowsPerBand; ++k) joined = mix(joined ^ smallest[band * rowsPerBand + k]);
    sketch.bands[band] = static_cast<std::uint32_t>(joined >> 32);
  }
  return sketch;
}

void SimilarIndex::put(std::int64_t row, std::int64_t group, const Sketch& sketch) {
  remove(row);
  m_rows[row] = {group, sketch};
  for (std::size_t i = 0; i < similarBands; ++i)
    if (auto& bucket = m_buckets[i][sketch.bands[i]]; bucket.size() < mostInBucket) bucket.push_back(row);
}

void SimilarIndex::remove(std::int64_t row) {
  const auto at = m_rows.find(row);
  if (at == m_rows.end()) return;
  for (std::size_t i = 0; i < similarBands; ++i) {
    const auto bucket = m_buckets[i].find(at->second.sketch.bands[i]);
    if (bucket == m_buckets[i].end()) continue;
    std::erase(bucket->second, row);
    if (bucket->second.empty()) m_buckets[i].erase(bucket);
  }
  m_rows.erase(at);
}

std::vector<std::int64_t> SimilarIndex::candidates(std::int64_t row, std::int64_t group, const Sketch& sketch, std::size_t most) const {
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < similarBands; ++i) {
    const auto bucket = m_buckets[i].find(sketch.bands[i]);
    if (bucket == m_buckets[i].end()) continue;
    std::size_t taken = 0;
    for (const std::int64_t id : bucket->second) {
      if (id >= row) continue;
      const Entry& other = m_rows.at(id);
      const std::uint32_t longer = std::max(other.sketch.length, sketch.length), shorter = std::min(other.sketch.length, sketch.length);
      if (other.group != group || other.sketch.digits != sketch.digits || std::uint64_t(longer - shorter) * 8 > longer) continue;
      out.push_back(id);
      if (++taken >= most) break;
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace timbre::data
