// SPDX-License-Identifier: GPL-3.0-or-later
// Methods of str, list, dict and tuple. Those that change a value in place are refused by name, as the sandbox that
// Hugging Face renders in refuses them; those of Python that are not here are refused by name too, never read as
// undefined.
#pragma once

#include "core/text/jinja_args.h"
#include "core/text/jinja_value.h"

#include <optional>
#include <string_view>

namespace timbre::text::jinja {

/// Index of the method, or nothing when Python's type has none of this name. Throws template.unsupported.
std::optional<std::uint16_t> findMethod(const Value& self, std::string_view name);
Value callMethod(Heap& heap, const MethodObj& method, const Args& args);

/// str.format and the % operator.
Value formatBraces(Heap& heap, const StringObj& format, const Args& args);
Value formatPercent(Heap& heap, const StringObj& format, const Value& values);

/// str.split / rsplit; `separator` null: runs of white space. `limit` < 0: no limit.
Value splitText(Heap& heap, const StringObj& text, const std::string_view* separator, std::int64_t limit,
                bool fromRight);
Value replaceText(Heap& heap, const StringObj& text, std::string_view from, std::string_view to, std::int64_t limit);

}  // namespace timbre::text::jinja
