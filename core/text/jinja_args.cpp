// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_args.h"

#include "core/text/jinja_ops.h"

#include <algorithm>

namespace timbre::text::jinja {

Bound::Bound(std::string_view function, const Args& args, std::initializer_list<std::string_view> parameters)
    : m_function(function), m_parameters(parameters), m_values(parameters.size(), nullptr) {
  if (args.positional.size() > parameters.size()) failType(std::string(function) + "() takes at most " + std::to_string(parameters.size()) + " arguments");
  for (std::size_t i = 0; i < args.positional.size(); ++i) m_values[i] = &args.positional[i];
  for (const auto& [name, value] : args.named) {
    const auto it = std::find(parameters.begin(), parameters.end(), name);
    if (it == parameters.end()) failType(std::string(function) + "() has no argument '" + std::string(name) + "'");
    const Value*& slot = m_values[static_cast<std::size_t>(it - parameters.begin())];
    if (slot) failType(std::string(function) + "() got '" + std::string(name) + "' twice");
    slot = &value;
  }
}

const Value& Bound::operator[](std::size_t i) const {
  static const Value kMissing;
  return m_values[i] ? *m_values[i] : kMissing;
}

const Value& Bound::required(std::size_t i) const {
  if (!m_values[i]) failType(std::string(m_function) + "() needs '" + std::string(m_parameters.begin()[i]) + "'");
  return *m_values[i];
}

std::int64_t Bound::integer(std::size_t i, std::int64_t fallback) const {
  if (!m_values[i]) return fallback;
  if (m_values[i]->isUndefined()) useOfUndefined(*m_values[i]);
  if (!m_values[i]->isInteger()) failType(std::string(m_function) + "(): '" + std::string(m_parameters.begin()[i]) + "' is no integer");
  return m_values[i]->asInt();
}

bool Bound::boolean(std::size_t i, bool fallback) const { return m_values[i] ? truth(*m_values[i]) : fallback; }

std::string_view Bound::text(std::size_t i) const {
  const Value& value = required(i);
  if (value.isUndefined()) useOfUndefined(value);
  if (!value.isString()) failType(std::string(m_function) + "(): '" + std::string(m_parameters.begin()[i]) + "' is no string");
  return value.text();
}

}  // namespace timbre::text::jinja
