// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/merge.h"

#include "core/model/decoder.h"
#include "core/model/families.h"
#include "core/model/structure.h"
#include "core/model/tensor_io.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <map>
#include <set>

namespace timbre::exporting {

namespace fs = std::filesystem;
using model::Dtype;

namespace {

/// Only these are converted.
std::optional<at::ScalarType> floatType(Dtype dtype) {
  const auto type = model::scalarType(dtype);
  return type && at::isFloatingType(*type) ? type : std::nullopt;
}

constexpr std::string_view kWeight = ".weight";

std::string embeddingName(const MergeSources& from) { return model::familyNames(*from.config).embedding + std::string(kWeight); }
std::string headName(const MergeSources& from) { return model::familyNames(*from.config).head + std::string(kWeight); }
/// Names in the decoder, of a tensor of the files or of one that is to be written.
std::string ownName(const MergeSources& from, const std::string& tensor) { return model::decoderName(*from.config, tensor); }

/// The name under which the files have a parameter, or "".
std::string storedName(const MergeSources& from, const std::string& own) {
  if (from.weights.find(own) && ownName(from, own) == own) return own;
  for (const auto& [name, entry] : from.weights.tensors())
    if (ownName(from, name) == own) return name;
  // The one matrix of a tied model may be stored as its head alone.
  return from.config->tieEmbeddings && own == embeddingName(from) ? storedName(from, headName(from)) : "";
}

/// The files that have a tensor of the plan.
const model::WeightFiles& filesOf(const MergeSources& from, const std::string& planned) {
  return from.beside && model::isBeside(*from.config, ownName(from, planned)) ? *from.beside : from.weights;
}

/// The adapter's pair for a weight ("….q_proj.weight"), or null.
const model::LoraPair* pairFor(const MergeSources& from, const std::string& own) {
  if (!from.adapter || !own.ends_with(kWeight)) return nullptr;
  return from.adapter->find(own.substr(0, own.size() - kWeight.size()));
}

const model::SavedTensor* savedFor(const MergeSources& from, const std::string& own) {
  const auto found = from.adapter->saved().find(own);
  return found == from.adapter->saved().end() ? nullptr : &found->second;
}

bool changesEmbedding(const MergeSources& from) {
  return from.adapter && (from.adapter->embedding() || from.adapter->saved().contains(embeddingName(from)));
}

/// Whether the adapter gives the head something that the embedding has no part in.
bool changesHead(const MergeSources& from) {
  return from.adapter && (pairFor(from, headName(from)) || savedFor(from, headName(from)));
}

/// A tied model's files may hold the matrix as its head, alone or a second time. Where the adapter changes it, that one is left out or becomes
/// the head's own.
bool isTiedHead(const MergeSources& from, const std::string& tensor) {
  return (changesEmbedding(from) || changesHead(from)) && from.config->tieEmbeddings && ownName(from, tensor) == headName(from);
}

std::vector<std::int64_t> mergedShape(const MergeSources& from, const std::string& tensor, std::vector<std::int64_t> shape) {
  if (!from.adapter) return shape;
  const std::string own = ownName(from, tensor);
  if (own == embeddingName(from) || own == headName(from)) shape[0] = from.adapter->vocabularyRows(*from.config);
  return shape;
}

base::Error wrongShape(const std::string& name, const std::vector<std::int64_t>& actual, const std::vector<std::int64_t>& expected, const std::string& path) {
  return base::Error("weights.wrong_shape", {{"name", name}, {"actual", model::shapeText(actual)}, {"expected", model::shapeText(expected)}}, path);
}

/// Everything that the adapter changes must be in the base, else something would silently not be merged.
base::Result<void> checkTargets(const MergeSources& from) {
  if (!from.adapter) return {};
  const std::string path = base::displayPath(from.weights.paths().front());
  const auto shapes = model::Decoder::shapes(*from.config);
  std::set<std::string> wanted;
  for (const auto& [module, pair] : from.adapter->pairs()) wanted.insert(module + std::string(kWeight));
  for (const auto& [name, saved] : from.adapter->saved()) wanted.insert(name);
  if (changesEmbedding(from)) wanted.insert(embeddingName(from));
  if (from.config->tieEmbeddings && wanted.erase(headName(from))) wanted.insert(embeddingName(from));
  for (const std::string& own : wanted) {
    const std::string name = storedName(from, own);
    if (name.empty()) return base::Error("weights.missing_tensor", {{"name", own}}, path);
    if (const auto& shape = from.weights.find(name)->shape; shape != shapes.at(own)) return wrongShape(name, shape, shapes.at(own), path);
  }
  return {};
}

/// Half precision ends at 65504; a weight beyond it would silently become infinity.
base::Result<at::Tensor> converted(const at::Tensor& tensor, at::ScalarType type, const std::string& name) {
  const at::Tensor out = tensor.to(type).contiguous();
  if (type == at::kHalf && tensor.scalar_type() != at::kHalf && !model::allFinite(out))
    return base::Error("weights.not_finite", {{"name", name}}, "fp16");
  return out;
}

/// The tensor of the files that one of the plan is made from: a head that leaves a tied embedding has its values.
std::string sourceName(const MergeSources& from, const std::string& planned) {
  if (isTiedHead(from, planned)) return storedName(from, embeddingName(from));
  return filesOf(from, planned).find(planned) ? planned : storedName(from, ownName(from, planned));
}

/// What the adapter makes of a parameter; undefined where it leaves it alone. `planned`: the name in the merged model.
at::Tensor adapted(const MergeSources& from, const std::string& planned, const at::Tensor& stored) {
  const std::string own = ownName(from, planned), embedding = embeddingName(from);
  const model::SavedTensor* saved = savedFor(from, own);
  if (!saved && isTiedHead(from, planned) && from.adapter->headFollows()) saved = savedFor(from, embedding);
  const model::LoraPair* pair = own == embedding ? from.adapter->embedding() : pairFor(from, own);
  if (!saved && !pair) return {};
  at::Tensor weight = stored.to(at::kFloat);
  if (saved) {
    const at::Tensor under = saved->under.defined() ? saved->under.to(at::kCPU) : saved->under;
    const model::SavedTensor local{saved->values.detach().to(at::kCPU), saved->rows, {}, saved->frozen, under};
    weight = model::replaced(weight, local);
  }
  if (!pair) return weight;
  const auto local = [](const at::Tensor& tensor) { return tensor.defined() ? tensor.detach().to(at::kCPU, at::kFloat) : tensor; };
  const model::LoraPair here{local(pair->a), local(pair->b), pair->scale, local(pair->magnitude)};
  const bool columns = own == embedding || (model::familyNames(*from.config).transposed && own != headName(from));
  return columns ? model::merged(weight.t(), here).t() : model::merged(weight, here);
}

base::Result<at::Tensor> mergedTensor(const MergeSources& from, const model::TensorSpec& spec) {
  const std::string name = sourceName(from, spec.name);
  const model::WeightFiles& weights = filesOf(from, name);
  const model::TensorInfo* info = weights.find(name);
  const auto source = floatType(info->dtype);
  const auto target = floatType(spec.dtype);
  if (!source || !target)
    return base::Error("weights.unsupported_dtype", {{"name", name}, {"dtype", std::string(model::dtypeName(info->dtype))}},
                       base::displayPath(weights.paths().front()));
  // Kept by the tensor: the bytes are a copy where the file holds them in another order.
  const auto bytes = std::make_shared<const model::TensorBytes>(weights.bytes(name));
  at::Tensor stored = at::from_blob(const_cast<std::byte*>(bytes->data()), info->shape, [bytes](void*) {}, at::TensorOptions(*source));
  const at::Tensor merged = from.adapter ? adapted(from, spec.name, stored) : at::Tensor();
  if (!merged.defined()) return converted(stored, *target, spec.name);
  if (!model::allFinite(merged))
    return base::Error("weights.not_finite", {{"name", spec.name}}, "adapter");
  return converted(merged, *target, spec.name);
}

base::Result<void> writeShard(base::FileOps& ops, const MergeSources& from, const ShardPlan::Shard& shard, const fs::path& folder, std::uint64_t& done, std::uint64_t total,
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

bool headParts(const MergeSources& from) {
  if (!from.adapter || !from.config->tieEmbeddings) return false;
  return changesHead(from) || from.adapter->embedding() || !from.adapter->headFollows();
}

base::Result<ShardPlan> planShards(const MergeSources& from, const std::string& dtype, std::uint64_t shardBytes) {
  std::optional<Dtype> wanted;
  if (dtype == "fp32") wanted = Dtype::F32;
  else if (dtype == "bf16") wanted = Dtype::BF16;
  else if (dtype == "fp16") wanted = Dtype::F16;
  else if (dtype != "source") return base::Error("export.bad_dtype", {{"dtype", dtype}});

  std::map<std::string, std::pair<Dtype, std::vector<std::int64_t>>> tensors;
  std::map<std::string, std::string> spelt;  // name in the decoder → in the folder that has the other parts
  if (from.beside)
    for (const auto& [name, entry] : from.beside->tensors()) {
      const std::string own = ownName(from, name);
      if (model::isBeside(*from.config, own)) tensors[name] = {entry.info->dtype, entry.info->shape};
      else spelt.emplace(own, name);
    }
  for (const auto& [name, entry] : from.weights.tensors()) {
    if (from.adapter && isTiedHead(from, name)) continue;
    const auto other = spelt.find(name);
    tensors[other == spelt.end() ? name : other->second] = {entry.info->dtype, mergedShape(from, name, entry.info->shape)};
  }
  if (from.adapter && from.config->tieEmbeddings && (changesEmbedding(from) || changesHead(from))) {
    const std::string stored = storedName(from, embeddingName(from));
    if (stored.empty()) return base::Error("weights.missing_tensor", {{"name", embeddingName(from)}}, base::displayPath(from.weights.paths().front()));
    const auto* info = from.weights.find(stored);
    const std::string table = ownName(from, stored) == headName(from) ? embeddingName(from) : stored;
    const auto& added = tensors[table] = {info->dtype, mergedShape(from, table, info->shape)};
    if (headParts(from)) tensors[headName(from)] = added;
  }
  ShardPlan plan;
  plan.shards.emplace_back();
  for (const auto& [name, tensor] : tensors) {
    const auto& [stored, shape] = tensor;
    const Dtype type = wanted && floatType(stored) ? *wanted : stored;
    const auto bytes = model::tensorBytes(type, shape).value_or(0);
    if (plan.shards.back().bytes > 0 && plan.shards.back().bytes + bytes > shardBytes) plan.shards.emplace_back();
    plan.shards.back().tensors.push_back({name, type, shape});
    plan.shards.back().bytes += bytes;
    plan.totalBytes += bytes;
  }
  const int count = static_cast<int>(plan.shards.size());
  for (int i = 0; i < count; ++i)
    plan.shards[static_cast<std::size_t>(i)].file = count == 1 ? std::string(model::kSingleWeightsName) : model::shardName(i + 1, count);
  return plan;
}

base::Result<void> writeMerged(base::FileOps& ops, const MergeSources& from, const ShardPlan& plan, const fs::path& folder,
                               const jobs::ProgressSink& progress, const base::CancelToken& cancel) {
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
