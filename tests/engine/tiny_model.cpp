// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/tiny_model.h"

#include "core/base/utf8.h"
#include "core/batch/random.h"
#include "core/model/tensor_io.h"
#include "core/text/bytes_map.h"
#include "tests/support/test_support.h"

namespace timbre::testing {

namespace fs = std::filesystem;
using base::Json;

namespace {

Json configJson() {
  return {{"architectures", Json::array({"LlamaForCausalLM"})},
          {"model_type", "llama"},
          {"vocab_size", 259},
          {"hidden_size", 16},
          {"intermediate_size", 32},
          {"num_hidden_layers", 2},
          {"num_attention_heads", 2},
          {"num_key_value_heads", 1},
          {"max_position_embeddings", 256},
          {"rms_norm_eps", 1e-5},
          {"rope_theta", 10000.0},
          {"tie_word_embeddings", true},
          {"initializer_range", 0.2},
          {"eos_token_id", 258},
          {"torch_dtype", "float32"}};
}

Json tokenizerJson() {
  Json vocab = Json::object();
  for (int byte = 0; byte < 256; ++byte) {
    std::string surface;
    base::appendUtf8(surface, text::byteToChar(static_cast<std::uint8_t>(byte)));
    vocab[surface] = byte;
  }
  Json added = Json::array();
  const char* names[] = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"};
  for (int i = 0; i < 3; ++i) {
    vocab[names[i]] = 256 + i;
    added.push_back({{"id", 256 + i},
                     {"content", names[i]},
                     {"single_word", false},
                     {"lstrip", false},
                     {"rstrip", false},
                     {"normalized", false},
                     {"special", true}});
  }
  return {{"version", "1.0"},
          {"truncation", nullptr},
          {"padding", nullptr},
          {"added_tokens", added},
          {"normalizer", nullptr},
          {"pre_tokenizer",
           {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}}},
          {"post_processor", nullptr},
          {"decoder", {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"trim_offsets", true}, {"use_regex", true}}},
          {"model",
           {{"type", "BPE"},
            {"dropout", nullptr},
            {"unk_token", nullptr},
            {"continuing_subword_prefix", nullptr},
            {"end_of_word_suffix", nullptr},
            {"fuse_unk", false},
            {"byte_fallback", false},
            {"vocab", vocab},
            {"merges", Json::array()}}}};
}

}  // namespace

model::ModelConfig tinyConfig() {
  auto config = model::parseConfig(configJson(), "tiny");
  if (!config.ok()) qFatal("tiny config: %s", config.error().code.c_str());
  return *config;
}

void writeTinyTokenizer(const fs::path& folder) {
  writeFile(folder / "config.json", base::dumpJson(configJson(), 2));
  writeFile(folder / "tokenizer.json", base::dumpJson(tokenizerJson()));
  writeFile(folder / "tokenizer_config.json",
            R"({"eos_token": "<|im_end|>", "tokenizer_class": "PreTrainedTokenizerFast"})");
}

void writeTinyModel(const fs::path& folder) {
  writeTinyTokenizer(folder);
  base::FileOps ops;
  const auto decoder = model::Decoder::random(tinyConfig(), 7);
  const auto written = model::writeTensors(ops, folder / "model.safetensors", decoder->parameters());
  if (!written.ok()) qFatal("tiny model: %s", written.error().code.c_str());
}

std::string tinyRows(int rows) {
  const char* things[] = {"sky", "grass", "snow", "coal", "sun", "sea", "rose"};
  const char* colours[] = {"blue", "green", "white", "black", "gold"};
  std::string text;
  for (int i = 0; i < rows; ++i) {
    const std::string thing = things[i % 7], colour = colours[i % 5];
    text += R"({"messages":[{"role":"user","content":"What colour is )" + thing + " " + std::to_string(i) +
            R"(?"},{"role":"assistant","content":"It is )" + colour + R"(."}]})" + "\n";
  }
  return text;
}

recipe::Recipe tinyRecipe(std::int64_t steps) {
  recipe::Recipe recipe;
  recipe.rank = 4;
  recipe.alpha = 8;
  recipe.learningRate = 1e-2;
  recipe.maxSteps = steps;
  recipe.batchSize = 2;
  recipe.gradientAccumulation = 2;
  recipe.maxTokens = 128;
  recipe.packing = false;
  recipe.saveEvery = 4;
  recipe.validationShare = 0.1;
  return recipe;
}

batch::SampleSet randomSamples(int count, std::int64_t shortest, std::int64_t longest, std::uint64_t seed) {
  batch::Random random(seed);
  batch::SampleSet samples;
  for (int i = 0; i < count; ++i) {
    batch::EncodedSample sample;
    const auto length =
        shortest + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(longest - shortest + 1)));
    for (std::int64_t t = 0; t < length; ++t) {
      sample.ids.push_back(static_cast<std::int32_t>(random.below(259)));
      sample.mask.push_back(random.below(2) != 0);
    }
    sample.mask.back() = 1;
    sample.rowIndex = i;
    samples.add(sample);
  }
  return samples;
}

}  // namespace timbre::testing
