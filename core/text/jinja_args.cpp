// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_args.h"

#include "core/text/jinja_ops.h"

#include <algorithm>

namespace timbre::text::jinja {

Bound::Bound(std::string_view function, const Args& args, std::initializer_list<std::string_view> parameters) : m_function(function) {
  for (const std::string_view name : parameters) m_parameters.push_back({name, nullptr});
  if (args.positional.size() > parameters.size()) failType(std::string(function) + "() takes at most " + std::to_string(parameters.size()) + " arguments");
  for (std::size_t i = 0; i < args.positional.size(); ++i) m_parameters[i].value = &args.positional[i];
  for (const auto& named : args.named) {
    const auto it = std::find_if(m_parameters.begin(), m_parameters.end(), [&](const Parameter& each) { return each.name == named.first; });
    if (it == m_parameters.end()) failType(std::string(function) + "() has no argument '" + std::string(named.first) + "'");
    if (it->value) failType(std::string(function) + "() got '" + std::string(named.first) + "' twice");
    it->value = &named.second;
  }
}

const Value& Bound::operator[](std::size_t i) const {
  static const Value kMissing = Value();
  return has(i) ? *m_parameters[i].value : kMissing;
}

const Value& Bound::required(std::size_t i) const {
  if (!has(i)) failType(std::string(m_function) + "() needs '" + std::string(m_parameters[i].name) + "'");
  return *m_parameters[i].value;
}

std::int64_t Bound::integer(std::size_t i, std::int64_t fallback) const {
  if (!has(i)) return fallback;
  const Value& value = *m_parameters[i].value;
  if (value.isUndefined()) useOfUndefined(value);
  if (!value.isInteger()) failType(std::string(m_function) + "(): '" + std::string(m_parameters[i].name) + "' is no integer");
  return value.asInt();
}

bool Bound::boolean(std::size_t i, bool fallback) const { return has(i) ? truth(*m_parameters[i].value) : fallback; }

std::string_view Bound::text(std::size_t i) const {
  const Value& value = required(i);
  if (value.isUndefined()) useOfUndefined(value);
  if (!value.isString()) failType(std::string(m_function) + "(): '" + std::string(m_parameters[i].name) + "' is no string");
  return value.text();
}

}  // namespace timbre::text::jinja
