// SPDX-License-Identifier: GPL-3.0-or-later
// Where the time of a training step goes, on random tokens:
//   train_step_bench [--layers 4] [--hidden 256] [--heads 4] [--ffn 768] [--vocab 4096] [--rows 72] [--time 48]
//   [--share 0.4]
//                    [--steps 40] [--bf16] [--lora RANK]
#include "core/engine/adamw.h"
#include "core/engine/objective.h"

#include "core/batch/random.h"

#include <ATen/Parallel.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

using namespace timbre;
using Clock = std::chrono::steady_clock;

namespace {

std::map<std::string, double> g_options = {{"--layers", 4},   {"--hidden", 256}, {"--heads", 4}, {"--ffn", 768},
                                           {"--vocab", 4096}, {"--rows", 72},    {"--time", 48}, {"--share", 0.4},
                                           {"--steps", 40},   {"--bf16", 0},     {"--lora", 0}};

std::int64_t option(const char* name) { return static_cast<std::int64_t>(g_options.at(name)); }

model::ModelConfig config() {
  const base::Json json = {{"architectures", base::Json::array({"LlamaForCausalLM"})},
                           {"model_type", "llama"},
                           {"vocab_size", option("--vocab")},
                           {"hidden_size", option("--hidden")},
                           {"intermediate_size", option("--ffn")},
                           {"num_hidden_layers", option("--layers")},
                           {"num_attention_heads", option("--heads")},
                           {"num_key_value_heads", option("--heads")},
                           {"max_position_embeddings", 512},
                           {"rms_norm_eps", 1e-5},
                           {"tie_word_embeddings", true}};
  auto parsed = model::parseConfig(json, "bench");
  if (!parsed.ok()) std::printf("config: %s\n", parsed.error().code.c_str()), std::exit(1);
  return *parsed;
}

batch::MicroBatch randomBatch(std::uint64_t seed) {
  batch::Random random(seed);
  batch::SampleSet samples;
  std::vector<batch::Pack> rows;
  for (std::int64_t row = 0; row < option("--rows"); ++row) {
    batch::EncodedSample sample;
    for (std::int64_t t = 0; t < option("--time"); ++t) {
      sample.ids.push_back(static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(option("--vocab")))));
      sample.mask.push_back(random.unit() < g_options["--share"]);
    }
    samples.add(sample);
    rows.push_back({static_cast<std::uint32_t>(row)});
  }
  return batch::assemble(samples, rows);
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (g_options.contains(argv[i]))
      g_options[argv[i]] = std::string(argv[i]) == "--bf16" ? 1 : std::atof(argv[i + 1]),
      i += std::string(argv[i]) != "--bf16";
  model::LoadOptions options;
  options.dtype = option("--bf16") ? at::kBFloat16 : at::kFloat;
  const auto decoder = model::Decoder::random(config(), 1, options);
  std::shared_ptr<model::LoraAdapter> adapter;
  if (option("--lora") > 0) {
    adapter = *model::LoraAdapter::create(decoder->config(), {static_cast<int>(option("--lora")), 32, 0, {}, ""}, 1);
    decoder->setAdapter(adapter);
  }
  auto parameters = engine::trainable(adapter ? adapter->parameters() : decoder->parameters());
  engine::AdamW optimizer(parameters, {0.9, 0.95, 1e-8, 0.1});
  std::map<std::string, double> seconds;
  const auto timed = [&](const char* what, auto&& work) {
    const auto start = Clock::now();
    work();
    seconds[what] += std::chrono::duration<double>(Clock::now() - start).count();
  };
  std::int64_t tokens = 0;
  double loss = 0;
  const int warmup = 3;
  for (int step = 0; step < option("--steps") + warmup; ++step) {
    if (step == warmup) seconds.clear(), tokens = 0;
    batch::MicroBatch batch = randomBatch(static_cast<std::uint64_t>(step % 4));
    engine::dropGradients(parameters);
    at::Tensor sum;
    timed("forward", [&] { sum = engine::lossSum(*decoder, engine::toTensors(batch, at::kCPU)); });
    timed("backward", [&] { (sum / static_cast<double>(batch.supervised())).backward(); });
    double norm = 0;
    timed("norm", [&] { norm = engine::gradientNorm(parameters); });
    timed("adamw", [&] { optimizer.step(1e-3, engine::clipFactor(norm, 1)); });
    tokens += batch.tokens;
    loss = sum.item<double>() / static_cast<double>(batch.supervised());
  }
  double total = 0;
  for (const auto& [what, value] : seconds) total += value;
  for (const auto& [what, value] : seconds)
    std::printf("%-9s %7.2f ms/step %5.1f %%\n", what.c_str(), value * 1e3 / static_cast<double>(option("--steps")),
                100 * value / total);
  std::printf("%.0f tokens/s, %d threads, loss %.4f\n", static_cast<double>(tokens) / total, at::get_num_threads(),
              loss);
}
