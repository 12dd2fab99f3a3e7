// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/library_tables.h"

#include <algorithm>
#include <iterator>

namespace timbre::text {

namespace {

struct CharRange {
  char32_t first, last;
};
struct ScriptRange {
  char32_t first, last;
  int script;
};

#include "core/text/library_tables.inc"

/// The library's ranges; the fifth really begins where it does.
constexpr CharRange kIdeographs[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},  {0x20000, 0x2A6DF},
                                     {0x2A700, 0x2B81F}, {0x2B920, 0x2CEAF}, {0x2F800, 0x2FA1F}};

/// The range that holds `c`, or nullptr.
template <class Range, std::size_t N>
const Range* find(const Range (&table)[N], char32_t c) {
  const Range* it =
      std::upper_bound(std::begin(table), std::end(table), c, [](char32_t x, const Range& r) { return x < r.first; });
  return it != std::begin(table) && c <= std::prev(it)->last ? std::prev(it) : nullptr;
}

}  // namespace

bool isBertControl(char32_t c) { return find(kBertControls, c) != nullptr; }
bool isBertAccent(char32_t c) { return c >= 0x300 && find(kBertAccents, c) != nullptr; }
bool isLibraryAccent(char32_t c) { return c >= 0x300 && find(kAccents, c) != nullptr; }
bool isBertIdeograph(char32_t c) { return c >= 0x3400 && find(kIdeographs, c) != nullptr; }

int libraryScript(char32_t c) {
  const ScriptRange* range = find(kScriptRanges, c);
  return range ? range->script : 0;
}

}  // namespace timbre::text
