// SPDX-License-Identifier: GPL-3.0-or-later
// Writes PEFT folders: adapter_config.json + adapter_model.safetensors (peft tuners/lora, utils/save_and_load.py).
#include "core/base/json.h"
#include "core/model/lora.h"
#include "core/model/tensor_io.h"

#include <cmath>
#include <set>

namespace timbre::model {

namespace fs = std::filesystem;
using base::Json;
using base::Result;

namespace {

/// 32, not 32.0, where the number is whole.
Json plainNumber(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e9) return static_cast<std::int64_t>(value);
  return value;
}

Json adapterConfigJson(const LoraConfig& config, const std::set<std::string>& leaves, bool transposed) {
  Json json = Json::object();
  json["peft_type"] = "LORA";
  json["task_type"] = "CAUSAL_LM";
  json["base_model_name_or_path"] = config.baseModel;
  json["inference_mode"] = true;
  json["r"] = config.rank;
  json["lora_alpha"] = plainNumber(config.alpha);
  json["lora_dropout"] = config.dropout;
  json["bias"] = "none";
  json["target_modules"] = leaves;
  json["modules_to_save"] = nullptr;
  json["fan_in_fan_out"] = transposed;
  json["use_rslora"] = config.rankStabilised;
  json["use_dora"] = false;
  json["init_lora_weights"] = true;
  json["rank_pattern"] = Json::object();
  json["alpha_pattern"] = Json::object();
  return json;
}

}  // namespace

Result<void> LoraAdapter::save(base::FileOps& ops, const fs::path& folder) const {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  std::set<std::string> written;
  const auto add = [&](const std::string& name, const at::Tensor& tensor) {
    if (written.insert(name).second) tensors.emplace_back("base_model.model." + name, tensor);
  };
  for (const auto& [name, tensor] : parameters()) add(name, tensor);
  for (const auto& [parameter, saved] : m_saved) {
    for (const std::string& name : saved.names) add(name, saved.values);
    for (const std::string& name : saved.underNames) add(name, saved.under);
  }
  TIMBRE_TRY(writeTensors(ops, folder / "adapter_model.safetensors", tensors));
  Json config;
  if (m_file.empty()) {
    // The names as given tell "attn.c_proj" from "mlp.c_proj", which the last name alone does not.
    std::set<std::string> leaves(m_config.targetModules.begin(), m_config.targetModules.end());
    if (leaves.empty())
      for (const auto& [path, pair] : m_pairs) leaves.insert(path.substr(path.rfind('.') + 1));
    config = adapterConfigJson(m_config, leaves, m_transposed);
    if (!m_excluded.empty()) config["exclude_modules"] = m_excluded;
  } else {
    TIMBRE_ASSIGN(config, base::parseJson(m_file, "adapter_config.json"));
    config["inference_mode"] = true;
  }
  TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, folder / "adapter_config.json"));
  TIMBRE_TRY(writer.write(base::dumpJson(config, 2) + "\n"));
  return writer.finish();
}

}  // namespace timbre::model
