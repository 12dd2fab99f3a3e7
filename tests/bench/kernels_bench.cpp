// SPDX-License-Identifier: GPL-3.0-or-later
// Forward and backward of each kernel and of its reference twin, then one training step of a small model:
//   kernels_bench [--threads N] [--layers N] [--hidden N] [--vocab N] [--ffn N]
// Medians of interleaved runs in CPU time of this process, which other work on the machine disturbs least; set
// OMP_WAIT_POLICY=passive, or waiting threads count as work. With one thread CPU time is the time a quiet machine
// takes.
#include "core/model/decoder.h"
#include "kernels/attention.h"
#include "kernels/cross_entropy.h"
#include "kernels/linear.h"
#include "kernels/rms_norm.h"
#include "kernels/swiglu.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <map>
#include <string>

using namespace timbre;

namespace {

std::map<std::string, std::int64_t> g_options = {
    {"--threads", 1}, {"--layers", 4}, {"--hidden", 256}, {"--vocab", 4096}, {"--ffn", 768}};

double seconds(const std::function<void()>& work) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  const double start = now();
  work();
  return now() - start;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

using Operation = std::function<at::Tensor(const std::vector<at::Tensor>&)>;

void compare(const char* name, at::ScalarType type, std::vector<at::Tensor> inputs, const Operation& fast,
             const Operation& twin) {
  for (at::Tensor& input : inputs) input = input.to(type).requires_grad_();
  const auto step = [&](const Operation& operation) {
    at::Tensor out = operation(inputs);
    torch::autograd::grad({out}, inputs, {at::ones_like(out)}, false, false, true);
  };
  std::vector<double> ours, theirs;
  for (int i = 0; i < 12; ++i) {
    const double a = seconds([&] { step(fast); }), b = seconds([&] { step(twin); });
    if (i < 2) continue;
    ours.push_back(a);
    theirs.push_back(b);
  }
  const double a = median(ours) * 1e3, b = median(theirs) * 1e3;
  std::printf("%-46s %-5s own %8.2f ms   twin %8.2f ms   %5.1fx\n", name, type == at::kFloat ? "fp32" : "bf16", a, b,
              b / a);
}

kernels::AttentionLayout layoutOf(std::int64_t documents, std::int64_t length, std::int64_t heads, std::int64_t kvHeads,
                                  std::int64_t dim) {
  kernels::AttentionLayout layout{{}, {}, {}, documents * length, heads, kvHeads, dim};
  for (std::int64_t i = 0; i < documents; ++i) layout.segments.push_back({i * length, length});
  const std::int64_t turns = dim / 2;
  const at::Tensor frequencies =
      at::pow(10000.0, -at::arange(turns, at::TensorOptions(at::kFloat)) / static_cast<double>(turns));
  std::tie(layout.cosine, layout.sine) = kernels::rotaryTable(at::arange(length).repeat({documents}), frequencies);
  return layout;
}

void benchKernels(at::ScalarType type) {
  const std::int64_t tokens = 3600, d = g_options["--hidden"], ff = g_options["--ffn"], vocab = g_options["--vocab"];
  compare(
      "residual_rms_norm 3600 x hidden", type, {at::randn({tokens, d}), at::randn({tokens, d}), at::ones({d})},
      [](const auto& t) { return kernels::residualRmsNorm(t[0], t[1], t[2], 1e-5).first; },
      [](const auto& t) { return kernels::reference::residualRmsNorm(t[0], t[1], t[2], 1e-5).first; });
  compare(
      "swiglu 3600 x ffn", type, {at::randn({tokens, 2 * ff})}, [](const auto& t) { return kernels::swiglu(t[0]); },
      [](const auto& t) { return kernels::reference::swiglu(t[0]); });
  const auto shortDocuments = layoutOf(75, 48, 4, 4, 64), longDocument = layoutOf(1, 1024, 8, 4, 64);
  for (const auto& [name, layout] : {std::pair{"attention 75 x 48 tokens, 4 heads x 64", shortDocuments},
                                     {"attention 1 x 1024 tokens, 8/4 heads x 64", longDocument}})
    compare(
        name, type, {at::randn({layout.tokens, (layout.heads + 2 * layout.kvHeads) * layout.headDim})},
        [&layout = layout](const auto& t) { return kernels::packedAttention(t[0], layout); },
        [&layout = layout](const auto& t) { return kernels::reference::packedAttention(t[0], layout); });
  compare(
      "linear 3600 x hidden -> 3 hidden", type, {at::randn({tokens, d}), at::randn({3 * d, d})},
      [](const auto& t) {
        return kernels::linearGroup(t[0], {{t[1], {}, {}, {}}});
      },
      [](const auto& t) {
        return kernels::reference::linearGroup(t[0], {{t[1], {}, {}, {}}}, 0);
      });
  const at::Tensor labels = at::randint(vocab, {tokens * 2 / 5}, at::TensorOptions(at::kLong));
  compare(
      "linear_cross_entropy 1440 x vocab", type, {at::randn({tokens * 2 / 5, d}), at::randn({vocab, d}) * 0.02},
      [&](const auto& t) { return kernels::linearCrossEntropy(t[0], t[1], labels).sum; },
      [&](const auto& t) { return kernels::reference::linearCrossEntropy(t[0], t[1], labels).sum; });
}

void benchStep(at::ScalarType type) {
  model::ModelConfig config;
  config.architecture = "LlamaForCausalLM";
  config.vocabSize = g_options["--vocab"];
  config.hiddenSize = g_options["--hidden"];
  config.intermediateSize = g_options["--ffn"];
  config.layers = g_options["--layers"];
  config.headDim = 64;
  config.heads = config.kvHeads = config.hiddenSize / 64;
  config.tieEmbeddings = true;
  model::LoadOptions options;
  options.dtype = type;
  auto decoder = model::Decoder::random(config, 1, options);
  for (const auto& [name, tensor] : decoder->parameters()) at::Tensor(tensor).requires_grad_();
  constexpr std::int64_t kRows = 75, kTime = 48;
  model::ForwardInput input;
  input.ids = at::randint(config.vocabSize, {kRows, kTime}, at::TensorOptions(at::kLong));
  input.positions = at::arange(kTime).repeat({kRows, 1});
  const at::Tensor places = at::arange(0, kRows * kTime, 5, at::TensorOptions(at::kLong)).repeat({2}),
                   labels = at::randint(config.vocabSize, places.sizes(), at::TensorOptions(at::kLong));
  std::vector<double> forward, backward;
  for (int i = 0; i < 12; ++i) {
    at::Tensor loss;
    const double f = seconds([&] {
      const at::Tensor hidden = decoder->hidden(input).view({-1, config.hiddenSize});
      loss = kernels::linearCrossEntropy(hidden.index_select(0, places), decoder->headWeight(), labels).sum;
    });
    const double b = seconds([&] { loss.backward(); });
    for (const auto& [name, tensor] : decoder->parameters()) at::Tensor(tensor).mutable_grad() = at::Tensor();
    if (i < 2) continue;
    forward.push_back(f);
    backward.push_back(b);
  }
  const double f = median(forward), b = median(backward);
  std::printf(
      "step of %.2f M parameters, 75 x 48 tokens        %s forward %.0f ms, backward %.0f ms, %.0f tokens per CPU "
      "second\n",
      static_cast<double>(config.parameterCount()) * 1e-6, type == at::kFloat ? "fp32" : "bf16", f * 1e3, b * 1e3,
      kRows * kTime / (f + b));
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; i += 2) g_options[argv[i]] = std::atoll(argv[i + 1]);
  at::set_num_threads(static_cast<int>(g_options["--threads"]));
  for (at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    benchKernels(type);
    benchStep(type);
  }
}
