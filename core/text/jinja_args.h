// SPDX-License-Identifier: GPL-3.0-or-later
// Arguments of a call, and their binding to the parameters of a built-in by Python's rules.
#pragma once

#include "core/text/jinja_value.h"

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::text::jinja {

struct Args {
  std::vector<Value> positional;
  std::vector<std::pair<std::string_view, Value>> named;
  Value moreNamed;  ///< keeps the names of a ** argument
};

/// Positional and named arguments put in the order of `parameters`. Throws template.type for too many, unknown or
/// double ones.
class Bound {
 public:
  Bound(std::string_view function, const Args& args, std::initializer_list<std::string_view> parameters);
  bool has(std::size_t i) const { return m_parameters[i].value != nullptr; }
  /// Undefined when not given.
  const Value& operator[](std::size_t i) const;
  const Value& required(std::size_t i) const;
  std::int64_t integer(std::size_t i, std::int64_t fallback) const;
  bool boolean(std::size_t i, bool fallback) const;
  /// The text of a string argument; template.type for other kinds.
  std::string_view text(std::size_t i) const;

 private:
  struct Parameter {
    std::string_view name;  // string literals of the built-ins
    const Value* value = nullptr;
  };
  std::string_view m_function;
  std::vector<Parameter> m_parameters;
};

}  // namespace timbre::text::jinja
