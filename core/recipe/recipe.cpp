// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/recipe.h"

#include "core/recipe/fields.h"

#include <cmath>
#include <cstdio>

namespace timbre::recipe {

using base::Error;
using base::Json;
using base::Result;

namespace {

std::string shortNumber(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

std::string expectation(const Field& field) {
  const std::string range = shortNumber(field.minimum) + " … " + shortNumber(field.maximum);
  switch (field.type) {
    case FieldType::Text:
      return "text";
    case FieldType::Integer:
      return "a whole number " + range;
    case FieldType::Number:
      return "a number " + range;
    case FieldType::Boolean:
      return "true or false";
    case FieldType::TextList:
      return "a list of module names or \"all-linear\"";
    case FieldType::Choice:
      break;
  }
  std::string all;
  for (const char* choice : field.choices) all += (all.empty() ? "" : " | ") + std::string(choice);
  return all;
}

/// 3.0 counts as the integer 3: JSON writers differ, and people write 1e3.
bool isWhole(const Json& value) {
  if (value.is_number_integer()) return true;
  return value.is_number_float() && std::isfinite(value.get<double>()) &&
         value.get<double>() == std::floor(value.get<double>()) && std::abs(value.get<double>()) < 9e15;
}

bool inRange(const Field& field, const Json& value) {
  const double number = value.get<double>();
  return std::isfinite(number) && number >= field.minimum && number <= field.maximum;
}

bool fits(const Field& field, const Json& value) {
  switch (field.type) {
    case FieldType::Text:
      return value.is_string();
    case FieldType::Boolean:
      return value.is_boolean();
    case FieldType::Integer:
      return isWhole(value) && inRange(field, value);
    case FieldType::Number:
      return value.is_number() && inRange(field, value);
    case FieldType::Choice:
      if (!value.is_string()) return false;
      for (const char* choice : field.choices)
        if (value.get_ref<const std::string&>() == choice) return true;
      return false;
    case FieldType::TextList:
      if (value.is_string()) return value.get_ref<const std::string&>() == "all-linear";
      if (!value.is_array()) return false;
      for (const Json& item : value)
        if (!item.is_string() || item.get_ref<const std::string&>().empty()) return false;
      return true;
  }
  return false;
}

Error unknownKey(std::string_view key, std::string_view path) {
  const std::string nearest = nearestKey(key);
  if (nearest.empty()) return Error("recipe.no_such_key", {{"key", std::string(key)}}, path);
  return Error("recipe.unknown_key", {{"key", std::string(key)}, {"nearest", nearest}}, path);
}

Result<void> assign(Recipe& recipe, std::string_view key, const Json& value, std::string_view path) {
  const Field* field = findField(key);
  if (!field) return unknownKey(key, path);
  if (!fits(*field, value) && field->type == FieldType::Choice && value.is_string())
    if (const std::string nearest = nearestChoice(*field, value.get_ref<const std::string&>()); !nearest.empty())
      return Error("recipe.unknown_choice",
                   {{"key", std::string(key)}, {"value", value.get<std::string>()}, {"nearest", nearest}}, path);
  if (!fits(*field, value))
    return Error("recipe.bad_value",
                 {{"key", std::string(key)}, {"value", base::dumpJson(value)}, {"expected", expectation(*field)}},
                 path);
  if (field->type == FieldType::Integer && value.is_number_float())
    field->set(recipe, Json(static_cast<std::int64_t>(value.get<double>())));
  else
    field->set(recipe, value);
  return {};
}

/// A later format may mean other things by the same keys, so none of it is taken.
Result<void> checkRecipeFormat(const Json& value, std::string_view path) {
  if (value == kRecipeFormat) return {};
  if (value.is_number_integer() && value > kRecipeFormat)
    return Error("recipe.newer", {{"version", base::dumpJson(value)}}, path);
  return Error(
      "recipe.bad_value",
      {{"key", "format_version"}, {"value", base::dumpJson(value)}, {"expected", std::to_string(kRecipeFormat)}}, path);
}

}  // namespace

Result<Recipe> fromJson(const Json& json, std::string_view path) {
  if (!json.is_object()) return Error("recipe.not_object", {}, path);
  Recipe recipe;
  for (const auto& [key, value] : json.items()) {
    if (key == "timbre") continue;  // the program that wrote it
    if (key == "format_version") {
      TIMBRE_TRY(checkRecipeFormat(value, path));
      continue;
    }
    TIMBRE_TRY(assign(recipe, key, value, path));
  }
  return recipe;
}

Json toJson(const Recipe& recipe) {
  Json json = Json::object();
  for (const Field& field : fieldTable()) json[field.key] = field.get(recipe);
  return json;
}

Result<void> setValue(Recipe& recipe, std::string_view key, std::string_view value) {
  const Field* field = findField(key);
  if (!field) return unknownKey(key, {});
  const bool wantsText = field->type == FieldType::Text || field->type == FieldType::Choice;
  if (!wantsText) {
    if (auto parsed = base::parseJson(value); parsed.ok()) return assign(recipe, key, *parsed, {});
  }
  if (field->type == FieldType::TextList && value != "all-linear") {  // q_proj,v_proj
    Json list = Json::array();
    for (std::size_t at = 0; at <= value.size();) {
      const std::size_t comma = std::min(value.find(',', at), value.size());
      list.push_back(std::string(value.substr(at, comma - at)));
      at = comma + 1;
    }
    return assign(recipe, key, list, {});
  }
  if (wantsText && value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  return assign(recipe, key, Json(std::string(value)), {});
}

std::vector<Error> check(const Recipe& recipe) {
  std::vector<Error> errors;
  // A Recipe can also come from code, so the table's ranges are checked here again.
  for (const Field& field : fieldTable())
    if (const Json value = field.get(recipe); !fits(field, value))
      errors.push_back(Error("recipe.bad_value",
                             {{"key", field.key}, {"value", base::dumpJson(value)}, {"expected", expectation(field)}}));
  if (recipe.epochs <= 0 && recipe.maxSteps <= 0) errors.push_back(Error("recipe.no_length"));
  if (recipe.maxSteps > 0 && recipe.warmupSteps >= recipe.maxSteps && recipe.warmupSteps > 0)
    errors.push_back(Error("recipe.warmup_too_long", {{"warmup", std::to_string(recipe.warmupSteps)},
                                                      {"steps", std::to_string(recipe.maxSteps)}}));
  const double ramp = recipe.warmupSteps > 0 ? 0 : recipe.warmupRatio;
  if (recipe.schedule == "flat-cosine" && ramp + recipe.flatRatio >= 1)
    errors.push_back(Error("recipe.warmup_and_flat", {{"share", shortNumber(ramp + recipe.flatRatio)}}));
  if (recipe.batchTokens > 0 && recipe.packing) errors.push_back(Error("recipe.packing_with_batch_tokens"));
  if (recipe.batchTokens > 0 && recipe.batchTokens < recipe.maxTokens)
    errors.push_back(Error("recipe.batch_tokens_too_small",
                           {{"batch", std::to_string(recipe.batchTokens)}, {"row", std::to_string(recipe.maxTokens)}}));
  if (recipe.method != "lora" && !recipe.targetModules.empty()) errors.push_back(Error("recipe.adapter_needs_lora"));
  return errors;
}

}  // namespace timbre::recipe
