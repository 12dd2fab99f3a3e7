// SPDX-License-Identifier: GPL-3.0-or-later
// Filters, tests and global functions by name. The tables are constant; the parser resolves names to indexes, so an
// unknown filter or test is refused when the template is compiled.
#pragma once

#include "core/text/jinja_args.h"
#include "core/text/jinja_value.h"

#include <optional>
#include <span>
#include <string_view>

namespace timbre::text::jinja {

struct FilterEntry {
  std::string_view name;
  Value (*apply)(Heap& heap, const Value& input, const Args& args);
};
struct TestEntry {
  std::string_view name;
  bool (*apply)(Heap& heap, const Value& input, const Args& args);
};

std::span<const FilterEntry> textFilters();
std::span<const FilterEntry> sequenceFilters();
std::span<const FilterEntry> selectionFilters();
std::optional<std::uint32_t> findFilter(std::string_view name);
const FilterEntry& filterAt(std::uint32_t index);

std::span<const TestEntry> tests();
std::optional<std::uint32_t> findTest(std::string_view name);

/// Global functions: range, namespace, dict, raise_exception, strftime_now.
struct FunctionEntry {
  std::string_view name;
  Value (*call)(Heap& heap, const Args& args);
};
std::span<const FunctionEntry> globalFunctions();
/// Throws for a name that transformers 5 lets no namespace have.
void checkNamespaceName(std::string_view name);
/// Jinja has it and Timbre does not: cycler, joiner, lipsum.
bool isUnsupportedGlobal(std::string_view name);

}  // namespace timbre::text::jinja
