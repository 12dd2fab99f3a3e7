// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/hub_contents.h"

#include "core/model/weight_files.h"
#include "core/text/adapter_text.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace timbre::session {

namespace {

constexpr std::size_t kMostNames = 3;

bool endsWithAny(std::string_view name, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return name.ends_with(end); });
}

bool isGguf(std::string_view name) { return endsWithAny(name, {".gguf", ".ggml"}); }

bool isWeights(std::string_view name) {
  return endsWithAny(name, {".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".onnx", ".ot", ".nemo",
                            ".tflite", ".mlmodel", ".npz"});
}

/// A tokenizer itself, not only settings beside one.
bool isTokenizer(std::string_view name) {
  return name != "tokenizer_config.json" && name != "special_tokens_map.json" && name != "added_tokens.json" &&
         !name.starts_with("chat_template") && text::isTextFile(std::filesystem::path(name));
}

bool isOfEveryRepository(std::string_view name) {
  return endsWithAny(name, {".md", ".gitattributes", ".gitignore", ".txt"}) || name.starts_with("LICEN") ||
         name.starts_with("NOTICE");
}

}  // namespace

HubContents contentsOf(const net::HubModel& model) {
  bool config = false, weights = false, tokenizer = false, adapter = false, anything = false;
  std::vector<std::string> gguf, other;
  const auto note = [](std::vector<std::string>& names, const std::string& name) {
    if (names.size() < kMostNames) names.push_back(name);
  };
  for (const net::HubFile& file : model.files) {
    const std::string& name = file.name;
    anything = anything || !isOfEveryRepository(name);
    config = config || name == "config.json";
    adapter = adapter || name == "adapter_config.json";
    tokenizer = tokenizer || isTokenizer(name);
    if (name == model::kSingleWeightsName || name == model::kWeightsIndexName || name == model::kTorchWeightsName ||
        name == model::kTorchIndexName)
      weights = true;
    else if (isGguf(name))
      note(gguf, name);
    else if (isWeights(name))
      note(other, name);
  }
  if (!anything) return {HubLack::NoFiles, {}};
  if (!weights && adapter) return {HubLack::Adapter, {}};
  if (!weights && !gguf.empty()) return {HubLack::OnlyGguf, gguf};
  if (!weights && !other.empty()) return {HubLack::OtherWeights, other};
  if (!weights) return {HubLack::NoWeights, {}};
  if (!config) return {HubLack::NoConfig, {}};
  if (!tokenizer) return {HubLack::NoTokenizer, {}};
  return {};
}

}  // namespace timbre::session
