// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/merge.h"

#include "core/model/families.h"
#include "core/model/structure.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

namespace timbre::exporting {

namespace fs = std::filesystem;
using model::Dtype;

namespace {

std::optional<at::ScalarType> scalarType(Dtype dtype) {
  switch (dtype) {
    case Dtype::F32: return at::kFloat;
    case Dtype::BF16: return at::kBFloat16;
    case Dtype::F16: return at::kHalf;
    case Dtype::F64: return at::kDouble;
    default: return std::nullopt;
  }
}

struct Sources {
  const model::WeightFiles& weights;
  const model::LoraAdapter* adapter;
  const model::ModelConfig* config;  // given with an adapter
};

/// The adapter's pair for a weight ("….q_proj.weight"), or null.
const model::LoraPair* pairFor(const Sources& from, const std::string& tensor) {
  constexpr std::string_view kSuffix = ".weight";
  if (!from.adapter || !tensor.ends_with(kSuffix)) return nullptr;
  const std::string own = model::decoderName(*from.config, tensor);
  return from.adapter->find(own.substr(0, own.size() - kSuffix.size()));
}

/// Every adapted layer must exist in the base, else something would silently not be merged.
base::Result<void> checkTargets(const Sources& from) {
  if (!from.adapter) return {};
  TIMBRE_TRY(from.adapter->checkPlain());
  std::set<std::string> found;
  const std::string path = base::displayPath(from.weights.paths().front());
  for (const auto& [name, entry] : from.weights.tensors()) {
    const model::LoraPair* pair = pairFor(from, name);
    if (!pair) continue;
    std::vector<std::int64_t> expected = {pair->b.size(0), pair->a.size(1)};
    if (model::familyNames(*from.config).transposed) std::swap(expected[0], expected[1]);
    if (entry.info->shape != expected)
      return base::Error("weights.wrong_shape",
                         {{"name", name}, {"actual", model::shapeText(entry.info->shape)}, {"expected", model::shapeText(expected)}}, path);
    found.insert(model::decoderName(*from.config, name));
  }
  for (const auto& [module, pair] : from.adapter->pairs())
    if (!found.contains(module + ".weight")) return base::Error("weights.missing_tensor", {{"name", module + ".weight"}}, path);
  return {};
}

/// Half precision ends at 65504; a weight beyond it would silently become infinity.
base::Result<at::Tensor> converted(const at::Tensor& tensor, at::ScalarType type, const std::string& name) {
  const at::Tensor out = tensor.to(type).contiguous();
  if (type == at::kHalf && tensor.scalar_type() != at::kHalf && !at::isfinite(out).all().item<bool>())
    return base::Error("weights.not_finite", {{"name", name}}, "fp16");
  return out;
}

base::Result<at::Tensor> mergedTensor(const Sources& from, const model::TensorSpec& spec) {
  const model::WeightFiles& weights = from.weights;
  const model::TensorInfo* info = weights.find(spec.name);
  const auto source = scalarType(info->dtype);
  const auto target = scalarType(spec.dtype);
  if (!source || !target)
    return base::Error("weights.unsupported_dtype", {{"name", spec.name}, {"dtype", std::string(model::dtypeName(info->dtype))}},
                       base::displayPath(weights.paths().front()));
  // Kept by the tensor: the bytes are a copy where the file holds them in another order.
  const auto bytes = std::make_shared<const model::TensorBytes>(weights.bytes(spec.name));
  at::Tensor stored = at::from_blob(const_cast<std::byte*>(bytes->data()), info->shape, [bytes](void*) {}, at::TensorOptions(*source));
  const model::LoraPair* pair = pairFor(from, spec.name);
  if (!pair) return converted(stored, *target, spec.name);
  const at::Tensor a = pair->a.detach().to(at::kCPU, at::kFloat);
  const at::Tensor b = pair->b.detach().to(at::kCPU, at::kFloat);
  at::Tensor merged = stored.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true);
  at::Tensor target2d = model::familyNames(*from.config).transposed ? merged.t() : merged;
  target2d.addmm_(b, a, 1.0, pair->scale);
  if (!at::isfinite(merged).all().item<bool>())
    return base::Error("weights.not_finite", {{"name", spec.name}}, "adapter");
  return converted(merged, *target, spec.name);
}

base::Result<void> writeShard(base::FileOps& ops, const Sources& from, const ShardPlan::Shard& shard, const fs::path& folder, std::uint64_t& done, std::uint64_t total,
                              const jobs::ProgressSink& progress, const base::CancelToken& cancel) {
  TIMBRE_ASSIGN(auto writer, model::SafetensorsWriter::create(ops, folder / shard.file, shard.tensors));
  const std::vector<model::TensorSpec> order = writer.order();
  for (const model::TensorSpec& spec : order) {
    if (cancel.cancelled()) return base::Error("cancelled");
    if (progress) progress({"writing", spec.name, total ? double(done) / double(total) : 0});
    TIMBRE_ASSIGN(const at::Tensor tensor, mergedTensor(from, spec));
    TIMBRE_TRY(writer.add(spec.name, tensor.data_ptr(), static_cast<std::uint64_t>(tensor.nbytes())));
    done += static_cast<std::uint64_t>(tensor.nbytes());
  }
  return writer.finish();
}

}  // namespace

base::Result<ShardPlan> planShards(const model::WeightFiles& weights, const std::string& dtype, std::uint64_t shardBytes) {
  std::optional<Dtype> wanted;
  if (dtype == "fp32") wanted = Dtype::F32;
  else if (dtype == "bf16") wanted = Dtype::BF16;
  else if (dtype == "fp16") wanted = Dtype::F16;
  else if (dtype != "source") return base::Error("export.bad_dtype", {{"dtype", dtype}});

  ShardPlan plan;
  plan.shards.emplace_back();
  for (const auto& [name, entry] : weights.tensors()) {
    const Dtype type = wanted && scalarType(entry.info->dtype) ? *wanted : entry.info->dtype;
    const auto bytes = model::tensorBytes(type, entry.info->shape).value_or(0);
    if (plan.shards.back().bytes > 0 && plan.shards.back().bytes + bytes > shardBytes) plan.shards.emplace_back();
    plan.shards.back().tensors.push_back({name, type, entry.info->shape});
    plan.shards.back().bytes += bytes;
    plan.totalBytes += bytes;
  }
  const int count = static_cast<int>(plan.shards.size());
  for (int i = 0; i < count; ++i)
    plan.shards[static_cast<std::size_t>(i)].file = count == 1 ? std::string(model::kSingleWeightsName) : model::shardName(i + 1, count);
  return plan;
}

base::Result<void> writeMerged(base::FileOps& ops, const model::WeightFiles& weights, const model::LoraAdapter* adapter,
                               const model::ModelConfig* config, const ShardPlan& plan, const fs::path& folder,
                               const jobs::ProgressSink& progress, const base::CancelToken& cancel) {
  const Sources from{weights, adapter, config};
  TIMBRE_TRY(checkTargets(from));
  at::NoGradGuard noGrad;
  std::uint64_t done = 0;
  model::ShardIndex index;
  index.totalSize = plan.totalBytes;
  for (const ShardPlan::Shard& shard : plan.shards) {
    TIMBRE_TRY(writeShard(ops, from, shard, folder, done, plan.totalBytes, progress, cancel));
    for (const auto& tensor : shard.tensors) index.weightMap[tensor.name] = shard.file;
  }
  if (plan.shards.size() < 2) return {};
  TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, folder / model::kWeightsIndexName));
  TIMBRE_TRY(writer.write(model::shardIndexText(index)));
  return writer.finish();
}

}  // namespace timbre::exporting
