// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_spec.h"

#include <algorithm>

namespace timbre::text {

base::Error Spec::unsupported(std::string_view what) const {
  return base::Error("tokenizer.unsupported", {{"what", std::string(m_where) + " " + std::string(what)}}, m_path);
}

base::Error Spec::invalid(std::string_view reason) const {
  return base::Error("tokenizer.invalid", {{"reason", std::string(m_where) + ": " + std::string(reason)}}, m_path);
}

base::Result<void> Spec::allow(std::initializer_list<std::string_view> keys) const {
  if (!m_object.is_object()) return invalid("not an object");
  if (const base::Json* name = member("type"); name && !name->is_string()) return invalid("“type” is no string");
  for (const auto& [key, value] : m_object.items())
    if (key != "type" && std::find(keys.begin(), keys.end(), key) == keys.end())
      return unsupported((type().empty() ? "" : type() + " ") + "with the key “" + key + "”");
  return {};
}

base::Result<bool> Spec::boolean(std::string_view key, std::optional<bool> fallback) const {
  const base::Json* value = member(key);
  if (!value)
    return fallback ? base::Result<bool>(*fallback)
                    : base::Result<bool>(invalid("“" + std::string(key) + "” is missing"));
  if (!value->is_boolean()) return invalid("“" + std::string(key) + "” is neither true nor false");
  return value->get<bool>();
}

base::Result<std::string> Spec::text(std::string_view key, std::optional<std::string> fallback) const {
  const base::Json* value = member(key);
  if (!value) {
    if (fallback) return std::move(*fallback);
    return invalid("“" + std::string(key) + "” is missing");
  }
  if (!value->is_string()) return invalid("“" + std::string(key) + "” is no string");
  return value->get<std::string>();
}

base::Result<std::string> Spec::textOrNull(std::string_view key) const {
  const base::Json* value = member(key);
  if (!value || value->is_null()) return std::string();
  return text(key);
}

base::Result<long long> Spec::integer(std::string_view key, long long low, long long high,
                                      std::optional<long long> fallback) const {
  const base::Json* value = member(key);
  if (!value && fallback) return *fallback;
  constexpr long long kNone = -1;
  const long long number = base::integerOr(m_object, key, kNone);
  if (!value || !value->is_number_integer() || number < low || number > high)
    return invalid("“" + std::string(key) + "” is missing or out of range");
  return number;
}

base::Result<SpecPattern> Spec::pattern() const {
  const base::Json* value = member("pattern");
  if (!value || !value->is_object() || value->size() != 1)
    return invalid("“pattern” is neither {\"Regex\": …} nor {\"String\": …}");
  const auto item = value->begin();
  if ((item.key() != "Regex" && item.key() != "String") || !item->is_string())
    return invalid("“pattern” is neither {\"Regex\": …} nor {\"String\": …}");
  return SpecPattern{item->get<std::string>(), item.key() == "Regex", std::string(m_path)};
}

base::Result<Regex> SpecPattern::compile() const {
  auto regex = isRegex ? Regex::compile(text, RegexDialect::Oniguruma) : Regex::literal(text);
  if (regex.ok()) return regex;
  base::Error error = std::move(regex).error();
  error.path = path;
  return error;
}

}  // namespace timbre::text
