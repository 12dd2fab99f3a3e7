// SPDX-License-Identifier: GPL-3.0-or-later
// What the filters over lists share.
#pragma once

#include "core/text/jinja_value.h"

namespace timbre::text::jinja {

/// "a.b.0" followed from `object`, as map(attribute=…) and sort(attribute=…) do; a number is one position.
Value attributePath(Heap& heap, const Value& object, const Value& path);
/// What `item` is sorted or compared by: itself or the value at `path`, in lower case unless `caseSensitive`.
Value sortKey(Heap& heap, const Value& item, const Value& path, bool caseSensitive);
/// (key, value) tuples in order.
Value dictPairs(Heap& heap, const DictObj& dict, ListKind kind);

}  // namespace timbre::text::jinja
