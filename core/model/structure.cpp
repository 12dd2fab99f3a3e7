// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/structure.h"

#include "core/model/families.h"

#include <algorithm>

namespace timbre::model {

namespace {

/// One fused layer, or one for each name; `outs` are the widths of the parts.
std::vector<LinearShape> group(const std::string& prefix, const std::vector<const char*>& names, std::int64_t in,
                               const std::vector<std::int64_t>& outs, bool bias, bool transposed) {
  std::vector<LinearShape> list;
  if (names.size() == 1) {
    std::int64_t all = 0;
    for (const std::int64_t out : outs) all += out;
    return {{prefix + names[0], in, all, bias, transposed}};
  }
  for (std::size_t i = 0; i < names.size(); ++i) list.push_back({prefix + names[i], in, outs[i], bias, transposed});
  return list;
}

}  // namespace

LayerLinears layerLinears(const ModelConfig& config, std::int64_t layer) {
  const FamilyNames& names = familyNames(config);
  const std::string prefix = names.layer + std::to_string(layer) + ".";
  const std::int64_t d = config.hiddenSize, ff = config.intermediateSize, q = config.heads * config.headDim,
                     kv = config.kvHeads * config.headDim;
  const std::vector<std::int64_t> up = config.gated ? std::vector{ff, ff} : std::vector{ff};
  return {group(prefix, names.qkv, d, {q, kv, kv}, config.qkvBias, names.transposed),
          group(prefix, {names.out}, q, {d}, config.outBias, names.transposed),
          group(prefix, names.gateUp, d, up, config.upBias, names.transposed),
          group(prefix, {names.down}, ff, {d}, config.downBias, names.transposed)};
}

std::vector<LinearShape> adaptableLinears(const ModelConfig& config) {
  std::vector<LinearShape> list;
  for (std::int64_t i = 0; i < config.layers; ++i) {
    const LayerLinears linears = layerLinears(config, i);
    for (const auto* part : {&linears.qkv, &linears.out, &linears.gateUp, &linears.down})
      list.insert(list.end(), part->begin(), part->end());
  }
  return list;
}

std::vector<std::string> adaptableNames(const ModelConfig& config) {
  const LayerLinears linears = layerLinears(config, 0);
  std::vector<std::string> names;
  for (const auto* part : {&linears.qkv, &linears.out, &linears.gateUp, &linears.down})
    for (const LinearShape& one : *part) {
      std::string name = one.path.substr(one.path.rfind('.') + 1);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
  return names;
}

std::int64_t adaptedWidth(const ModelConfig& config) {
  const LayerLinears linears = layerLinears(config, 0);
  std::int64_t width = 0;
  for (const auto* part : {&linears.qkv, &linears.out, &linears.gateUp, &linears.down})
    for (const LinearShape& one : *part) width += one.in + one.out;
  return width;
}

bool matchesTarget(std::string_view modulePath, std::string_view target) {
  if (modulePath == target) return true;
  return modulePath.size() > target.size() && modulePath.ends_with(target) &&
         modulePath[modulePath.size() - target.size() - 1] == '.';
}

std::string respelt(const ModelConfig& config, std::string_view name) {
  for (const auto& [other, ours] : familyNames(config).spellings)
    if (name.starts_with(other)) return ours + std::string(name.substr(std::string_view(other).size()));
  return std::string(name);
}

std::string decoderName(const ModelConfig& config, std::string_view name) {
  const FamilyNames& names = familyNames(config);
  const std::string own = respelt(config, name);
  return own.starts_with(names.optionalPrefix) || own.starts_with(names.head) ? own : names.optionalPrefix + own;
}

bool hasBesides(const ModelConfig& config) { return !familyNames(config).besides.empty(); }

bool isBeside(const ModelConfig& config, std::string_view decoderName) {
  const auto& besides = familyNames(config).besides;
  return std::any_of(besides.begin(), besides.end(), [&](const char* prefix) { return decoderName.starts_with(prefix); });
}

std::uint64_t ModelConfig::parameterCount() const {
  const auto u = [](std::int64_t v) { return static_cast<std::uint64_t>(v); };
  const std::uint64_t d = u(hiddenSize), oneNorm = norm == NormKind::Layer ? 2 * d : d;
  std::uint64_t perLayer = (sandwichNorms ? 4 : 2) * oneNorm + (headNorms ? 2 * u(headDim) : 0);
  const LayerLinears linears = layerLinears(*this, 0);
  for (const auto* part : {&linears.qkv, &linears.out, &linears.gateUp, &linears.down})
    for (const LinearShape& one : *part) perLayer += u(one.in) * u(one.out) + (one.bias ? u(one.out) : 0);
  return u(layers) * perLayer + u(vocabSize) * d * (tieEmbeddings ? 1 : 2) + oneNorm +
         (learnedPositions ? u(maxPositions) * d : 0);
}

std::int64_t ModelConfig::windowOf(std::int64_t layer) const {
  if (windowedLayers.empty()) return window;
  return windowedLayers[static_cast<std::size_t>(layer)] ? window : 0;
}

const RopeConfig& ModelConfig::ropeOf(std::int64_t layer) const {
  return localRope && windowOf(layer) > 0 ? *localRope : rope;
}

bool ModelConfig::fixedPositions() const {
  return learnedPositions || (rope.kind == RopeKind::Plain && rope.interleaved);
}

}  // namespace timbre::model
