// SPDX-License-Identifier: GPL-3.0-or-later
// What a word is made of while its pieces are being found: ids and how many bytes each stands for. One word may be a
// megabyte and have as many symbols, and then most of its time went into pages touched for the first time: hence the
// allocator. One thread's scratch, never kept.
#pragma once

#include "core/text/huge_pages.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace timbre::text {

/// Symbols of one word; lengths are bytes.
struct Symbols {
  using Ids = std::vector<TokenId, HugePageAllocator<TokenId>>;
  using Lengths = std::vector<std::uint32_t, HugePageAllocator<std::uint32_t>>;
  Ids ids;
  Lengths lengths;
  void add(TokenId id, std::uint32_t length) {
    ids.push_back(id);
    lengths.push_back(length);
  }
  /// Room for `more` symbols.
  void reserve(std::size_t more) {
    if (ids.capacity() - ids.size() >= more) return;
    ids.reserve(std::max(ids.size() + more, 2 * ids.capacity()));
    lengths.reserve(ids.capacity());
  }
  void clear() {
    ids.clear();
    lengths.clear();
  }
};

}  // namespace timbre::text
