// SPDX-License-Identifier: GPL-3.0-or-later
// The cases of goldens/peft.json as folders: base, adapter, and small tokenizers for both.
#pragma once

#include "core/model/tensor_io.h"
#include "tests/model/model_fixture.h"
#include "tests/support/test_support.h"

#include <filesystem>

namespace timbre::testing::peft {

namespace fs = std::filesystem;

inline base::Json goldenCases() {
  const auto json = base::parseJson(testing::readFile(testing::sourceFolder() / "tests/model/goldens/peft.json"));
  return json.ok() ? (*json)["cases"] : base::Json::array();
}

/// What the script's value() gives.
inline at::Tensor valueOf(const std::string& name, const std::vector<std::int64_t>& shape) {
  const at::Tensor out = at::empty(shape, at::TensorOptions(at::kFloat));
  const bool nearOne = name.find("magnitude") != std::string::npos || name.ends_with("norm.weight");
  const double scale = !nearOne && name.find("lora_") != std::string::npos ? 0.25 : 0.5;
  testing::fillByFormula(out, name, scale, nearOne ? 1 : 0);
  return out;
}

/// A tied model's head has the embedding's values where it is not trained apart from it, and a copy those of what it copies.
inline std::string valueName(const base::Json& one, std::string name) {
  const std::string copy = ".modules_to_save.weight";
  if (name.ends_with(copy)) name.replace(name.size() - copy.size(), copy.size(), ".weight");
  const std::string head = "lm_head";
  if (const auto at = name.find(head);
      base::boolOr(one["model"], "tie_word_embeddings", false) && !base::boolOr(one, "apart", false) &&
      at != std::string::npos)
    name.replace(at, head.size(), "model.embed_tokens");
  return name;
}

inline void writeAdapter(const fs::path& folder, const base::Json& one) {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const auto& [name, shape] : one["tensors"].items())
    tensors.emplace_back(name, valueOf(valueName(one, name), shape.get<std::vector<std::int64_t>>()));
  base::FileOps ops;
  TIMBRE_OK(model::writeTensors(ops, folder / "adapter_model.safetensors", tensors));
  testing::writeFile(folder / "adapter_config.json", base::dumpJson(one["config"]));
}

inline std::unique_ptr<model::Decoder> baseOf(const base::Json& one) {
  auto decoder = model::Decoder::random(model::parseConfig(one["model"], "golden").value(), 1);
  testing::fillByFormula(*decoder);
  return decoder;
}

/// Rows 3 and the last, as the golden has them.
inline at::Tensor twoRows(model::Decoder& decoder, const std::vector<std::int64_t>& ids) {
  const at::Tensor all = testing::logitsOf(decoder, ids);
  const at::Tensor rows = all.dim() == 3 ? all[0] : all;
  return at::stack({rows[3], rows[rows.size(0) - 1]});
}

inline base::Json caseOf(const char* name) {
  for (const base::Json& one : goldenCases())
    if (one["name"] == name) return one;
  return {};
}

/// A tokenizer.json of `count` (≥ 40) tokens: single characters, and behind the 48th what an adapter has added:
/// <new48>, <new49>, …
inline void writeTokenizer(const fs::path& folder, int count) {
  base::Json vocab = {{"<unk>", 0}, {"<s>", 1}, {"</s>", 2}};
  const std::string letters = "abcdefghijklmnopqrstuvwxyz .,?!ABCDEFGHIJKLMNOPQ";
  base::Json added = base::Json::array();
  const auto special = [&](int id, const std::string& text) {
    added.push_back({{"id", id},
                     {"content", text},
                     {"single_word", false},
                     {"lstrip", false},
                     {"rstrip", false},
                     {"normalized", false},
                     {"special", true}});
  };
  special(0, "<unk>");
  special(1, "<s>");
  special(2, "</s>");
  for (int id = 3; id < std::min(count, 48); ++id)
    vocab[std::string(1, letters[static_cast<std::size_t>(id - 3)])] = id;
  for (int id = 48; id < count; ++id) special(id, "<new" + std::to_string(id) + ">");
  const base::Json root = {{"version", "1.0"},
                           {"added_tokens", added},
                           {"normalizer", nullptr},
                           {"pre_tokenizer", nullptr},
                           {"post_processor", nullptr},
                           {"decoder", {{"type", "Fuse"}}},
                           {"model",
                            {{"type", "BPE"},
                             {"unk_token", "<unk>"},
                             {"fuse_unk", false},
                             {"byte_fallback", false},
                             {"vocab", vocab},
                             {"merges", base::Json::array()}}}};
  testing::writeFile(folder / "tokenizer.json", base::dumpJson(root));
  testing::writeFile(
      folder / "tokenizer_config.json",
      R"({"eos_token":"</s>","bos_token":"<s>","unk_token":"<unk>","tokenizer_class":"PreTrainedTokenizerFast"})");
}

/// A model folder of the case's base, with a tokenizer of 48 tokens. `secondCopy`: the files of a tied model hold the
/// head as well.
inline void writeBase(const fs::path& folder, const base::Json& one, bool secondCopy = false) {
  fs::create_directories(folder);
  const auto decoder = baseOf(one);
  auto tensors = decoder->parameters();
  if (secondCopy) tensors.emplace_back("lm_head.weight", decoder->headWeight());
  base::FileOps ops;
  if (!model::writeTensors(ops, folder / "model.safetensors", tensors).ok()) qFatal("not written");
  testing::writeFile(folder / "config.json", base::dumpJson(one["model"], 2));
  writeTokenizer(folder, 48);
}

}  // namespace timbre::testing::peft
