// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/config_reader.h"

#include <cstdio>

namespace timbre::model {

using base::Error;
using base::Json;

namespace {

std::string numberText(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

Error rangeError(const char* key, const std::string& value, const std::string& low, const std::string& high) {
  return Error("model.config_range", {{"key", key}, {"value", value}, {"low", low}, {"high", high}});
}

}  // namespace

const Json* ConfigReader::present(const char* key) const {
  m_asked.insert(key);
  const Json* value = base::member(m_object, key);
  return value && !value->is_null() ? value : nullptr;
}

bool ConfigReader::isNull(const char* key) const {
  m_asked.insert(key);
  const Json* value = base::member(m_object, key);
  return value && value->is_null();
}

std::int64_t ConfigReader::integer(const char* key, std::optional<std::int64_t> fallback, std::int64_t low,
                                   std::int64_t high) {
  const Json* value = present(key);
  if (!value) {
    if (!fallback) fail(Error("model.config_missing", {{"key", key}}));
    return fallback.value_or(low);
  }
  if (!value->is_number_integer() || (value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX))
    return fail(Error("model.config_type", {{"key", key}})), low;
  const auto number = value->get<std::int64_t>();
  if (number < low || number > high)
    return fail(rangeError(key, std::to_string(number), std::to_string(low), std::to_string(high))), low;
  return number;
}

std::int64_t ConfigReader::integer(const Spellings& keys, std::optional<std::int64_t> fallback, std::int64_t low,
                                   std::int64_t high) {
  const char* found = nullptr;
  for (const char* key : keys) {
    const Json* value = present(key);
    if (!value) continue;
    if (found && *value != *present(found)) fail(Error("model.config_conflict", {{"key", found}, {"other", key}}));
    if (!found) found = key;
  }
  if (found) return integer(found, fallback, low, high);
  if (keys.empty()) return fallback.value_or(low);
  return integer(keys.front(), fallback, low, high);
}

double ConfigReader::number(const char* key, std::optional<double> fallback, double low, double high) {
  const Json* value = present(key);
  if (!value) {
    if (!fallback) fail(Error("model.config_missing", {{"key", key}}));
    return fallback.value_or(low);
  }
  if (!value->is_number()) return fail(Error("model.config_type", {{"key", key}})), low;
  const double read = value->get<double>();
  if (!(read >= low && read <= high))
    return fail(rangeError(key, numberText(read), numberText(low), numberText(high))), low;
  return read;
}

bool ConfigReader::boolean(const char* key, bool fallback) {
  const Json* value = present(key);
  if (!value) return fallback;
  if (!value->is_boolean()) return fail(Error("model.config_type", {{"key", key}})), fallback;
  return value->get<bool>();
}

std::string ConfigReader::text(const char* key, std::string fallback) {
  const Json* value = present(key);
  if (!value) return fallback;
  if (!value->is_string()) return fail(Error("model.config_type", {{"key", key}})), fallback;
  return value->get<std::string>();
}

std::vector<double> ConfigReader::numbers(const char* key, std::size_t count, double low, double high) {
  const Json* value = present(key);
  if (!value) return fail(Error("model.config_missing", {{"key", key}})), std::vector<double>{};
  std::vector<double> list;
  bool good = value->is_array() && value->size() == count;
  for (std::size_t i = 0; good && i < count; ++i) {
    good = (*value)[i].is_number();
    if (good) list.push_back((*value)[i].get<double>());
    good = good && list.back() >= low && list.back() <= high;
  }
  if (!good) fail(Error("model.config_type", {{"key", key}}));
  return good ? list : std::vector<double>{};
}

void ConfigReader::mustBe(const char* key, bool value) {
  if (boolean(key, value) != value) unsupported(std::string(key) + (value ? " false" : " true"));
}

void ConfigReader::mustBe(const char* key, double value) {
  const Json* found = present(key);
  if (!found) return;
  if (!found->is_number()) return fail(Error("model.config_type", {{"key", key}}));
  if (found->get<double>() != value) unsupported(key);
}

void ConfigReader::unsupported(const std::string& what) {
  fail(Error("model.unsupported", {{"what", what.substr(0, 120)}}));
}

void ConfigReader::fail(Error error) {
  if (m_error) return;
  error.path = m_path;
  m_error = std::move(error);
}

}  // namespace timbre::model
