// SPDX-License-Identifier: GPL-3.0-or-later
// One function per command: registers its flags and, when parsing chose it, stores what to run. Each lives in a file of its
// own; main.cpp only lists them.
#pragma once

#include "app/cli/context.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace timbre::cli {

struct Registry {
  CLI::App& app;
  Context& context;
  base::CancelToken cancel;  ///< a stop signal, or stdout's reader has gone
  std::function<int()> chosen;  ///< set by the command that was parsed
};

void addValidate(Registry& registry);
void addTokenize(Registry& registry);
void addRender(Registry& registry);
void addInspect(Registry& registry);
void addLogits(Registry& registry);
void addGenerate(Registry& registry);
void addChat(Registry& registry);
void addTrain(Registry& registry);
void addPretrain(Registry& registry);
void addResume(Registry& registry);
void addTrainTokenizer(Registry& registry);
void addExport(Registry& registry);
void addRecipe(Registry& registry);
void addScore(Registry& registry);
void addSelftest(Registry& registry);

}  // namespace timbre::cli
