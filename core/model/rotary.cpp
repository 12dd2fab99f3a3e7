// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/rotary.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace timbre::model {

namespace {

float llama3Frequency(float frequency, const RopeConfig& rope) {
  const double original = static_cast<double>(rope.original);
  const double wavelength = 2 * std::numbers::pi / static_cast<double>(frequency);
  if (wavelength < original / rope.highFrequency) return frequency;
  if (wavelength > original / rope.lowFrequency) return static_cast<float>(frequency / rope.factor);
  const double smooth = (original / wavelength - rope.lowFrequency) / (rope.highFrequency - rope.lowFrequency);
  return static_cast<float>((1 - smooth) * frequency / rope.factor + smooth * frequency);
}

struct Ramp {
  double low, high;
  double at(std::int64_t i) const {
    return std::clamp((static_cast<double>(i) - low) / (high == low ? 0.001 : high - low), 0.0, 1.0);
  }
};

Ramp yarnRamp(const RopeConfig& rope, double channels) {
  const auto place = [&](double turns) {
    return channels * std::log(static_cast<double>(rope.original) / (turns * 2 * std::numbers::pi)) /
           (2 * std::log(rope.theta));
  };
  double low = place(rope.betaFast), high = place(rope.betaSlow);
  if (rope.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  return {std::max(low, 0.0), std::min(high, channels - 1)};
}

double baseOf(const RopeConfig& rope, double channels, std::int64_t key) {
  const double power = channels / (channels - 2);
  if (key == 0) return rope.theta;
  if (rope.kind == RopeKind::Dynamic) {
    const double share = static_cast<double>(key) / static_cast<double>(rope.original);
    return rope.theta * std::pow(rope.factor * share - (rope.factor - 1), power);
  }
  if (rope.kind == RopeKind::QwenNtk) return rope.theta * std::pow(static_cast<double>(key), power);
  return rope.theta;
}

}  // namespace

std::int64_t rotaryKey(const RopeConfig& rope, std::int64_t length, bool training) {
  if (length <= rope.original) return 0;
  switch (rope.kind) {
    case RopeKind::Dynamic:
      return length;
    case RopeKind::LongRope:
      return 1;
    case RopeKind::QwenNtk: {
      if (training) return 0;
      const double share = std::log2(static_cast<double>(length) / static_cast<double>(rope.original));
      return static_cast<std::int64_t>(std::exp2(std::ceil(share + 1))) - 1;
    }
    default:
      return 0;
  }
}

at::Tensor rotaryFrequencies(const RopeConfig& rope, std::int64_t headDim, std::int64_t key) {
  const std::int64_t channels = rope.channels > 0 ? rope.channels : headDim, half = channels / 2;
  const double wide = static_cast<double>(channels);
  const auto base = static_cast<float>(baseOf(rope, wide, key));
  const Ramp ramp = rope.kind == RopeKind::Yarn ? yarnRamp(rope, wide) : Ramp{0, 1};
  const std::vector<double>& list = key == 0 ? rope.shortFactors : rope.longFactors;
  at::Tensor frequencies = at::empty({half}, at::TensorOptions(at::kFloat));
  float* out = frequencies.mutable_data_ptr<float>();
  for (std::int64_t i = 0; i < half; ++i) {
    const float exponent = static_cast<float>(2 * i) / static_cast<float>(channels);
    const float wave = std::pow(base, exponent);
    out[i] = 1.0f / wave;
    if (rope.kind == RopeKind::Linear) out[i] = static_cast<float>(out[i] / rope.factor);
    if (rope.kind == RopeKind::Llama3) out[i] = llama3Frequency(out[i], rope);
    if (rope.kind == RopeKind::LongRope) out[i] = 1.0f / (static_cast<float>(list[static_cast<std::size_t>(i)]) * wave);
    if (rope.kind == RopeKind::Yarn)
      out[i] = static_cast<float>(out[i] / rope.factor * ramp.at(i) + out[i] * (1 - ramp.at(i)));
  }
  return frequencies;
}

}  // namespace timbre::model
