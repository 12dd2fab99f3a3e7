// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of the rotary positions: transformers modeling_rope_utils.py (standardize_rope_params) and
// configuration_phi3.py. Old spelling: rope_theta + rope_scaling{type | rope_type}; new: rope_parameters{rope_type,
// rope_theta}.
#include "core/model/config_reader.h"

#include <cmath>
#include <map>
#include <string_view>

namespace timbre::model {

using base::Error;
using base::Json;

namespace {

constexpr double kLow = 1e-6, kHigh = 1e6;

bool isPhi3(const ModelConfig& config) { return std::string_view(config.family) == "phi3"; }

RopeKind kindOf(ConfigReader& rope, const ModelConfig& config) {
  std::string type = rope.text("rope_type", "");
  if (type.empty())
    type = rope.text("type", "default");
  else if (const std::string old = rope.text("type", type); old != type)
    rope.fail(Error("model.config_conflict", {{"key", "rope_type"}, {"other", "type"}}));
  // Early folders of Phi-3 call it so.
  if (isPhi3(config) && (type == "su" || type == "yarn")) type = "longrope";
  static const std::map<std::string_view, RopeKind> kinds = {
      {"default", RopeKind::Plain}, {"linear", RopeKind::Linear},     {"dynamic", RopeKind::Dynamic},
      {"yarn", RopeKind::Yarn},     {"longrope", RopeKind::LongRope}, {"llama3", RopeKind::Llama3}};
  const auto found = kinds.find(type);
  if (found == kinds.end()) return rope.unsupported("rope_type " + type), RopeKind::Plain;
  return found->second;
}

/// The top level wins over the dictionary; Phi-3's class has a default there, so its dictionary never counts.
std::int64_t originalPositions(ConfigReader& in, ConfigReader& rope, const ModelConfig& config) {
  constexpr const char* key = "original_max_position_embeddings";
  const std::int64_t inside = rope.integer(key, config.maxPositions, 1, kMaxPositions);
  return in.integer(key, isPhi3(config) ? 4096 : inside, 1, kMaxPositions);
}

double logScale(double scale, double weight) { return scale <= 1 ? 1 : 0.1 * weight * std::log(scale) + 1; }

void readYarn(ConfigReader& in, ConfigReader& rope, RopeConfig& out, const ModelConfig& config) {
  out.original = originalPositions(in, rope, config);
  out.factor = rope.number("factor", double(config.maxPositions) / double(out.original), 1e-3, kHigh);
  out.betaFast = rope.number("beta_fast", 32.0, 0, kHigh);
  out.betaSlow = rope.number("beta_slow", 1.0, 0, kHigh);
  if (out.betaFast == 0) out.betaFast = 32;  // as transformers reads a zero
  if (out.betaSlow == 0) out.betaSlow = 1;
  out.truncate = rope.boolean("truncate", true);
  const double scale = rope.number("mscale", 0.0, 0, kHigh), all = rope.number("mscale_all_dim", 0.0, 0, kHigh);
  const double claimed =
      scale != 0 && all != 0 ? logScale(out.factor, scale) / logScale(out.factor, all) : logScale(out.factor, 1);
  out.amplitude = rope.number("attention_factor", claimed, 0, kHigh);
}

void readLongRope(ConfigReader& in, ConfigReader& rope, RopeConfig& out, const ModelConfig& config) {
  out.original = originalPositions(in, rope, config);
  out.factor = rope.number("factor", double(config.maxPositions) / double(out.original), 1e-3, kHigh);
  const auto count = static_cast<std::size_t>(out.channels / 2);
  out.shortFactors = rope.numbers("short_factor", count, kLow, kHigh);
  out.longFactors = rope.numbers("long_factor", count, kLow, kHigh);
  const double claimed =
      out.factor <= 1 ? 1 : std::sqrt(1 + std::log(out.factor) / std::log(static_cast<double>(out.original)));
  out.amplitude = rope.number("attention_factor", claimed, 0, kHigh);
  out.renewsCache = isPhi3(config);
}

void readLlama3(ConfigReader& in, ConfigReader& rope, RopeConfig& out, const ModelConfig& config) {
  out.lowFrequency = rope.number("low_freq_factor", std::nullopt, kLow, kHigh);
  out.highFrequency = rope.number("high_freq_factor", std::nullopt, kLow, kHigh);
  if (!rope.error() && out.highFrequency <= out.lowFrequency)
    rope.fail(Error("model.config_conflict", {{"key", "high_freq_factor"}, {"other", "low_freq_factor"}}));
  out.original = originalPositions(in, rope, config);
  out.factor = rope.number("factor", std::nullopt, 1e-3, kHigh);
}

/// What nobody read in the dictionary would be arithmetic that is left out.
void refuseUnread(ConfigReader& rope) {
  for (const auto& [key, value] : rope.object().items()) {
    if (rope.wasAsked(key) || value.is_null()) continue;
    // Written into every dictionary by some tools, read for none of these kinds.
    if (key == "original_max_position_embeddings" || key == "max_position_embeddings") continue;
    if (key == "factor" && value.is_number() && value.get<double>() == 1) continue;
    return rope.unsupported("rope_scaling " + key);
  }
}

}  // namespace

RopeConfig readRopeDict(ConfigReader& in, const Json& dict, RopeConfig plain, const ModelConfig& config) {
  RopeConfig out = std::move(plain);
  if (!dict.is_object()) return in.fail(Error("model.config_type", {{"key", "rope_scaling"}})), out;
  ConfigReader rope(dict, in.path());
  out.theta = rope.number("rope_theta", out.theta, 1.0, 1e12);
  const double part = rope.number("partial_rotary_factor", 1.0, 0.0, 1.0);
  if (part != 1.0 && !isPhi3(config)) rope.unsupported("partial_rotary_factor");
  if (rope.present("partial_rotary_factor"))
    out.channels = static_cast<std::int64_t>(static_cast<double>(config.headDim) * part);
  out.kind = kindOf(rope, config);
  if (isPhi3(config) && out.kind != RopeKind::Plain && out.kind != RopeKind::LongRope)
    rope.unsupported("rope_type of Phi-3");
  if (out.kind == RopeKind::Linear || out.kind == RopeKind::Dynamic) {
    out.factor = rope.number("factor", std::nullopt, 1e-3, kHigh);
    out.original = config.maxPositions;
  }
  if (out.kind == RopeKind::Yarn) readYarn(in, rope, out, config);
  if (out.kind == RopeKind::LongRope) readLongRope(in, rope, out, config);
  if (out.kind == RopeKind::Llama3) readLlama3(in, rope, out, config);
  if (!rope.error()) refuseUnread(rope);
  if (rope.error()) in.fail(*rope.error());
  return out;
}

void readRope(ConfigReader& in, ModelConfig& config) {
  RopeConfig& rope = config.rope;
  rope.channels = config.headDim;
  rope.theta = in.number("rope_theta", config.entry->defaults.theta, 1.0, 1e12);
  const double part = in.number("partial_rotary_factor", 1.0, 0.0, 1.0);
  if (part != 1.0 && !isPhi3(config)) in.unsupported("partial_rotary_factor");
  rope.channels = static_cast<std::int64_t>(static_cast<double>(config.headDim) * part);
  const Json* dict = in.present("rope_parameters");
  const Json* old = in.present("rope_scaling");
  if (dict && old && *dict != *old)
    return in.fail(Error("model.config_conflict", {{"key", "rope_parameters"}, {"other", "rope_scaling"}}));
  if (!dict) dict = old;
  if (dict) rope = readRopeDict(in, *dict, rope, config);
  if (rope.channels < 2 || rope.channels % 2 != 0) in.unsupported("partial_rotary_factor");
  if (rope.kind == RopeKind::Dynamic && rope.channels < 4) in.unsupported("rope_type dynamic of two channels");
}

std::int64_t scaledPositions(const RopeConfig& rope, std::int64_t positions) {
  const auto times = [&](std::int64_t base) {
    return std::min<std::int64_t>(kMaxPositions, std::llround(static_cast<double>(base) * std::max(1.0, rope.factor)));
  };
  // transformers: with these two max_position_embeddings stays at what the model was trained with.
  if (rope.kind == RopeKind::Linear || rope.kind == RopeKind::Dynamic) return times(positions);
  if (rope.kind == RopeKind::Yarn) return std::max(positions, times(rope.original));
  return positions;
}

}  // namespace timbre::model
