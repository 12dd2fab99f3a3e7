// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/resources.h"
#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "core/recipe/fields.h"

#include <algorithm>
#include <filesystem>

namespace timbre::cli {

namespace {

namespace fs = std::filesystem;

const char* typeName(recipe::FieldType type) {
  using enum recipe::FieldType;
  switch (type) {
    case Text: return "text";
    case Integer: return "integer";
    case Number: return "number";
    case Boolean: return "boolean";
    case Choice: return "choice";
    case TextList: return "list";
  }
  return "text";
}

base::Json fieldsJson() {
  const recipe::Recipe defaults;
  base::Json fields = base::Json::array();
  for (const auto& field : recipe::fieldTable()) {
    base::Json entry = {{"key", field.key}, {"type", typeName(field.type)}, {"unit", field.unit}, {"default", field.get(defaults)}, {"help", field.help}};
    if (field.type == recipe::FieldType::Integer || field.type == recipe::FieldType::Number) {
      entry["minimum"] = field.minimum;
      entry["maximum"] = field.maximum;
    }
    if (!field.choices.empty()) {
      entry["choices"] = base::Json::array();
      for (const char* choice : field.choices) entry["choices"].push_back(choice);
    }
    fields.push_back(entry);
  }
  return fields;
}

std::vector<std::string> shippedNames() {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(resourceFolder() / "recipes", ignored))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

int list(Context& context) {
  const base::Json fields = fieldsJson();
  if (context.globals().json) {
    context.object({{"recipes", shippedNames()}, {"fields", fields}});
    return kDone;
  }
  for (const auto& name : shippedNames()) context.line(name);
  context.line("");
  for (const auto& field : fields)
    context.line(base::stringOr(field, "key") + " = " + base::dumpJson(field["default"]) + "  " + base::stringOr(field, "help"));
  return kDone;
}

int show(Context& context, const std::string& name) {
  const auto names = shippedNames();
  if (std::find(names.begin(), names.end(), name) == names.end())
    return context.fail(base::Error("usage.no_recipe", {{"name", name}}));
  auto loaded = loadRecipe(resourceFolder() / "recipes" / (name + ".json"));
  if (!loaded.ok()) return context.fail(loaded.error());
  if (context.globals().json) context.object(recipe::toJson(*loaded));
  else context.line(base::dumpJson(recipe::toJson(*loaded), 2));
  return kDone;
}

int check(Context& context, const std::string& file) {
  auto loaded = loadRecipe(file);
  if (!loaded.ok()) {
    // A recipe that says something wrong is an answer (1); one that cannot be read is an input error (3).
    const bool answer = loaded.error().code.starts_with("recipe.");
    const int code = context.fail(loaded.error());
    return answer ? kNo : code;
  }
  const auto problems = recipe::check(*loaded);
  if (context.globals().json) {
    base::Json list = base::Json::array();
    for (const auto& problem : problems) list.push_back({{"code", problem.code}, {"message", base::errorSentence(problem)}});
    context.object({{"valid", problems.empty()}, {"problems", list}});
  } else {
    for (const auto& problem : problems) context.line(base::errorSentence(problem));
    if (problems.empty()) context.line("valid");
  }
  return problems.empty() ? kDone : kNo;
}

}  // namespace

base::Result<recipe::Recipe> loadRecipe(const fs::path& file) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(file, 1u << 20));
  TIMBRE_ASSIGN(const base::Json json, base::parseJson(text, base::displayPath(file)));
  return recipe::fromJson(json, base::displayPath(file));
}

void addRecipe(Registry& registry) {
  auto argument = std::make_shared<std::string>();
  CLI::App* command = registry.app.add_subcommand("recipe", "Shipped recipes, their fields, and validation");
  command->require_subcommand(1);
  auto choose = [&registry](std::function<int()> what) { return [&registry, what = std::move(what)] { registry.chosen = what; }; };
  auto* listed = command->add_subcommand("list", "Shipped recipes and every key");
  listed->footer("Example: timbre-cli recipe list --json");
  listed->callback(choose([&registry] { return list(registry.context); }));
  auto* shown = command->add_subcommand("show", "One shipped recipe");
  shown->add_option("NAME", *argument)->required();
  shown->footer("Example: timbre-cli recipe show persona");
  shown->callback(choose([&registry, argument] { return show(registry.context, *argument); }));
  auto* checked = command->add_subcommand("check", "Validate a recipe file");
  checked->add_option("FILE", *argument)->required();
  checked->footer("Example: timbre-cli recipe check my-recipe.json");
  checked->callback(choose([&registry, argument] { return check(registry.context, *argument); }));
  command->footer("Example: timbre-cli recipe check my-recipe.json");
}

}  // namespace timbre::cli
