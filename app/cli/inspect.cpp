// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/backend/inspect.h"
#include "core/base/messages.h"

namespace timbre::cli {

namespace {

void printForPeople(Context& context, const base::Json& json, const std::string& indent = "") {
  for (const auto& [key, value] : json.items()) {
    if (value.is_object()) {
      context.line(indent + key + ":");
      printForPeople(context, value, indent + "  ");
    } else {
      context.line(indent + key + ": " + (value.is_string() ? value.get<std::string>() : base::dumpJson(value)));
    }
  }
}

int run(Context& context, const std::string& path) {
  auto inspected = backend::inspectPath(path);
  if (!inspected.ok()) return context.fail(inspected.error());
  if (context.globals().json) context.object(*inspected);
  else printForPeople(context, *inspected);
  return kDone;
}

}  // namespace

void addInspect(Registry& registry) {
  auto path = std::make_shared<std::string>();
  CLI::App* command = registry.app.add_subcommand("inspect", "What a model, adapter, checkpoint, tokenizer or dataset is");
  command->add_option("PATH", *path, "Folder or file")->required();
  command->footer("Example: timbre-cli inspect resources/models/starter");
  command->callback([&registry, path] { registry.chosen = [&registry, path] { return run(registry.context, *path); }; });
}

}  // namespace timbre::cli
