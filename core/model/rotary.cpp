// SPDX-License-Identifier: GPL-3.0-or-later
// transformers modeling_rope_utils.py: default, linear and llama3, in float as there.
#include "core/model/decoder.h"

#include <cmath>
#include <numbers>

namespace timbre::model {

namespace {

float llama3Frequency(float frequency, const base::Json& scaling) {
  const double factor = base::numberOr(scaling, "factor", 1), low = base::numberOr(scaling, "low_freq_factor", 1);
  const double high = base::numberOr(scaling, "high_freq_factor", 4);
  const double original = base::numberOr(scaling, "original_max_position_embeddings", 8192);
  const double wavelength = 2 * std::numbers::pi / static_cast<double>(frequency);
  if (wavelength < original / high) return frequency;
  if (wavelength > original / low) return static_cast<float>(frequency / factor);
  const double smooth = (original / wavelength - low) / (high - low);
  return static_cast<float>((1 - smooth) * frequency / factor + smooth * frequency);
}

}  // namespace

at::Tensor rotaryFrequencies(const ModelConfig& config) {
  const std::int64_t half = config.headDim / 2;
  at::Tensor frequencies = at::empty({half}, at::TensorOptions(at::kFloat));
  float* out = frequencies.mutable_data_ptr<float>();
  const std::string type = base::stringOr(config.ropeScaling, "rope_type");
  for (std::int64_t i = 0; i < half; ++i) {
    const float exponent = static_cast<float>(2 * i) / static_cast<float>(config.headDim);
    out[i] = 1.0f / std::pow(static_cast<float>(config.ropeTheta), exponent);
    if (type == "linear") out[i] = static_cast<float>(out[i] / base::numberOr(config.ropeScaling, "factor", 1));
    if (type == "llama3") out[i] = llama3Frequency(out[i], config.ropeScaling);
  }
  return frequencies;
}

}  // namespace timbre::model
