// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/memory_figures.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace timbre::recipe {

namespace {

constexpr double kGigabyte = 1024.0 * 1024.0 * 1024.0;

struct Point {
  double billions, gigabytes;
};

using Curve = std::array<Point, 7>;

constexpr Curve rows(double at7, double at14, double at30, double at70) {
  return {Point{7, at7}, {8, at7}, {13, at14}, {14, at14}, {30, at30}, {32, at30}, {70, at70}};
}

Curve curveOf(PublishedMethod method) {
  switch (method) {
    case PublishedMethod::FullMixed:
      return rows(120, 240, 600, 1200);
    case PublishedMethod::Full:
      return rows(60, 120, 300, 600);
    case PublishedMethod::Lora:
      return rows(16, 32, 64, 160);
    case PublishedMethod::Qlora:
      break;
  }
  return rows(6, 12, 24, 48);
}

double bytesEach(std::string_view dtype) { return dtype == "bf16" ? 2 : 4; }

}  // namespace

std::uint64_t publishedTrainingBytes(PublishedMethod method, std::uint64_t parameters) {
  const double x = static_cast<double>(parameters) / 1e9;
  const Curve curve = curveOf(method);
  double gigabytes = 0;
  if (x <= curve.front().billions) {
    gigabytes = curve.front().gigabytes * x / curve.front().billions;
  } else if (x >= curve.back().billions) {
    gigabytes = curve.back().gigabytes * x / curve.back().billions;
  } else {
    const auto above = std::find_if(curve.begin(), curve.end(), [&](const Point& p) { return p.billions >= x; });
    const Point& high = *above;
    const Point& low = *(above - 1);
    gigabytes =
        low.gigabytes + (high.gigabytes - low.gigabytes) * (x - low.billions) / (high.billions - low.billions);
  }
  return static_cast<std::uint64_t>(std::llround(gigabytes * kGigabyte));
}

Plan methodPlan(std::string_view method, const ModelFacts& model, std::int64_t tokens, std::string_view dtype) {
  Recipe recipe;
  recipe.method = method;
  recipe.dtype = dtype;
  recipe.packing = true;
  recipe.batchSize = 1;
  recipe.maxTokens = model.context > 0 ? std::min(tokens, model.context) : tokens;
  return plan(recipe, {}, model);
}

std::string_view computeType(const ModelFacts& model, std::string_view deviceType) {
  return model.parameters > kAlwaysFp32Parameters && deviceType == "bf16" ? "bf16" : "fp32";
}

std::uint64_t cacheBytes(const ModelFacts& model, std::int64_t tokens, std::string_view dtype) {
  const double numbers = 2.0 * static_cast<double>(model.layers) * static_cast<double>(model.kvHeads) *
                         static_cast<double>(model.headDim) * static_cast<double>(std::max<std::int64_t>(0, tokens));
  return static_cast<std::uint64_t>(numbers * bytesEach(dtype));
}

std::vector<ChatMemory> chatMemory(const ModelFacts& model, std::string_view dtype) {
  std::vector<ChatMemory> out;
  const auto weights = static_cast<std::uint64_t>(static_cast<double>(model.parameters) * bytesEach(dtype));
  const auto add = [&](std::int64_t tokens) { out.push_back({tokens, weights, cacheBytes(model, tokens, dtype)}); };
  for (const std::int64_t tokens : {1024, 4096, 16384, 65536})
    if (tokens < model.context) add(tokens);
  if (model.context > 0) add(model.context);
  return out;
}

}  // namespace timbre::recipe
