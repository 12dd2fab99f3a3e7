// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoint.h"

#include <cmath>

namespace timbre::engine {

using base::Error;
using base::Json;
using base::Result;

Json toJson(const TrainerState& state) {
  Json json = {{"format_version", kFormatVersion},
               {"global_step", state.step},
               {"max_steps", state.totalSteps},
               {"updates", state.updates},
               {"epoch", state.epoch},
               {"sampler", {{"epoch", state.sampler.epoch}, {"unit", state.sampler.unit}}},
               {"rng", {{"seed", state.seed}, {"stream", state.step}}},
               {"scheduler", {{"last_step", state.step}}},
               {"bad_steps", state.badSteps},
               {"tokens", state.tokens},
               {"seconds", state.seconds},
               {"train_loss", std::isfinite(state.trainLoss) ? Json(state.trainLoss) : Json(nullptr)},
               {"best_validation_loss", state.bestLoss ? Json(*state.bestLoss) : Json(nullptr)},
               {"best_step", state.bestStep},
               {"trainable_parameters", state.trainableParameters},
               {"parameters_sha256", state.parametersHash}};
  return json;
}

Result<TrainerState> trainerStateFromJson(const Json& json, const std::string& path) {
  const Json* sampler = base::member(json, "sampler");
  const Json* rng = base::member(json, "rng");
  TrainerState state;
  state.step = base::integerOr(json, "global_step", -1);
  if (!sampler || !rng || state.step < 0 || base::integerOr(json, "format_version", 0) != kFormatVersion)
    return Error("checkpoint.bad_manifest", {{"reason", "trainer_state.json is not one that this version writes"}},
                 path);
  state.totalSteps = base::integerOr(json, "max_steps", 0);
  state.updates = base::integerOr(json, "updates", 0);
  state.epoch = base::numberOr(json, "epoch", 0);
  state.sampler = {base::integerOr(*sampler, "epoch", 0), base::integerOr(*sampler, "unit", 0)};
  state.seed = static_cast<std::uint64_t>(base::integerOr(*rng, "seed", 0));
  state.badSteps = static_cast<int>(base::integerOr(json, "bad_steps", 0));
  state.tokens = base::integerOr(json, "tokens", 0);
  state.seconds = base::numberOr(json, "seconds", 0);
  state.trainLoss = base::numberOr(json, "train_loss", 0);
  if (const Json* best = base::member(json, "best_validation_loss"); best && best->is_number())
    state.bestLoss = best->get<double>();
  state.bestStep = base::integerOr(json, "best_step", 0);
  state.trainableParameters = static_cast<std::uint64_t>(base::integerOr(json, "trainable_parameters", 0));
  state.parametersHash = base::stringOr(json, "parameters_sha256");
  return state;
}

}  // namespace timbre::engine
