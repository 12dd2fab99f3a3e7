// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/generator.h"

#include "core/inference/sampler.h"
#include "core/model/failure.h"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <span>

namespace timbre::inference {

namespace {

using Clock = std::chrono::steady_clock;

/// Long prompts go through in pieces so that attention's memory stays bounded and a cancel is heard.
constexpr std::int64_t kPrefillPiece = 512;  // tokens

double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

model::ForwardInput forwardInput(std::span<const text::TokenId> ids, std::int64_t start, model::KvCache* cache, at::Device device,
                                 std::int64_t promptLength = 0) {
  const auto time = static_cast<std::int64_t>(ids.size());
  at::Tensor idTensor = at::empty({1, time}, at::kLong);
  std::copy(ids.begin(), ids.end(), idTensor.data_ptr<std::int64_t>());
  model::ForwardInput input;
  input.ids = idTensor.to(device);
  input.positions = at::arange(start, start + time, at::TensorOptions(at::kLong).device(device)).unsqueeze(0);
  input.cache = cache;
  input.promptLength = promptLength;
  return input;
}

at::Device deviceOf(const model::Decoder& decoder) { return decoder.parameters().front().second.device(); }

base::Result<void> checkPrompt(const model::Decoder& decoder, const std::vector<text::TokenId>& prompt) {
  if (prompt.empty()) return base::Error("prompt.empty");
  const auto& config = decoder.config();
  if (static_cast<std::int64_t>(prompt.size()) > config.maxPositions)
    return base::Error("prompt.too_long",
                       {{"tokens", std::to_string(prompt.size())}, {"limit", std::to_string(config.maxPositions)}});
  for (const text::TokenId id : prompt)
    if (id < 0 || id >= decoder.vocabSize())
      return base::Error("prompt.bad_id", {{"id", std::to_string(id)}, {"limit", std::to_string(decoder.vocabSize())}});
  return {};
}

/// Feeds `ids`, a piece of a prompt of so many tokens or a generated token (0), and returns the logits row of the last
/// position, fp32 on the CPU.
at::Tensor feed(model::Decoder& decoder, std::span<const text::TokenId> ids, model::KvCache& cache, at::Device device,
                std::size_t promptLength) {
  const at::Tensor hidden =
      decoder.hidden(forwardInput(ids, cache.length(), &cache, device, static_cast<std::int64_t>(promptLength)));
  return decoder.logits(hidden.select(1, hidden.size(1) - 1)).to(at::kCPU, at::kFloat).reshape({-1}).contiguous();
}

/// The state of one answer; keeps generate() readable.
class Answer {
 public:
  Answer(model::Decoder& decoder, std::shared_ptr<const text::Tokenizer> tokenizer, const GeneratorInput& input,
         const jobs::PieceSink& onPiece, const base::CancelToken& cancel)
      : m_decoder(decoder), m_input(input), m_onPiece(onPiece), m_cancel(cancel), m_stream(std::move(tokenizer)),
        m_sampler(input.sampling), m_history(input.prompt), m_device(deviceOf(decoder)),
        m_cache(decoder.config(), decoder.parameters().front().second.scalar_type(), m_device) {}

  jobs::GenerateDone run() {
    const auto start = Clock::now();
    m_done.promptTokens = static_cast<int>(m_input.prompt.size());
    if (!prefill()) return finish("cancelled", start, start);
    const auto decodeStart = Clock::now();
    for (;;) {
      if (m_done.tokens >= m_input.sampling.maxTokens) return finish("length", start, decodeStart);
      const text::TokenId id = m_sampler.choose({m_logits.data_ptr<float>(), static_cast<std::size_t>(m_logits.numel())}, m_history);
      if (m_done.tokens == 0) m_done.firstTokenMs = millisecondsSince(start);
      if (std::find(m_input.stopIds.begin(), m_input.stopIds.end(), id) != m_input.stopIds.end()) return finish("eos", start, decodeStart);
      take(id);
      if (m_cancel.cancelled()) return finish("cancelled", start, decodeStart);
      if (m_cache.length() >= m_decoder.config().maxPositions) return finish("length", start, decodeStart);
      m_logits = feed(m_decoder, std::span(&id, 1), m_cache, m_device, 0);
    }
  }

 private:
  bool prefill() {
    const std::span<const text::TokenId> prompt(m_input.prompt);
    for (std::size_t at = 0; at < prompt.size(); at += kPrefillPiece) {
      if (m_cancel.cancelled()) return false;
      m_logits = feed(m_decoder, prompt.subspan(at, std::min<std::size_t>(kPrefillPiece, prompt.size() - at)), m_cache, m_device,
                      prompt.size());
    }
    return true;
  }

  void take(text::TokenId id) {
    m_history.push_back(id);
    m_done.ids.push_back(id);
    ++m_done.tokens;
    const std::string piece = m_stream.push(id);
    m_done.text += piece;
    if (!piece.empty() && m_onPiece) m_onPiece(piece);
  }

  jobs::GenerateDone finish(const char* stop, Clock::time_point start, Clock::time_point decodeStart) {
    const std::string rest = m_stream.finish();
    m_done.text += rest;
    if (!rest.empty() && m_onPiece) m_onPiece(rest);
    m_done.stop = stop;
    const double seconds = millisecondsSince(decodeStart) / 1000;
    m_done.tokensPerSecond = seconds > 0 ? m_done.tokens / seconds : 0;
    if (m_done.firstTokenMs == 0) m_done.firstTokenMs = millisecondsSince(start);
    return std::move(m_done);
  }

  model::Decoder& m_decoder;
  const GeneratorInput& m_input;
  const jobs::PieceSink& m_onPiece;
  const base::CancelToken& m_cancel;
  text::StreamDecoder m_stream;
  Sampler m_sampler;
  std::vector<text::TokenId> m_history;
  at::Device m_device;
  model::KvCache m_cache;
  at::Tensor m_logits;
  jobs::GenerateDone m_done;
};

}  // namespace

base::Result<jobs::GenerateDone> generate(model::Decoder& decoder, std::shared_ptr<const text::Tokenizer> tokenizer,
                                          const GeneratorInput& input, const jobs::PieceSink& onPiece,
                                          const base::CancelToken& cancel) {
  TIMBRE_TRY(checkPrompt(decoder, input.prompt));
  return model::guarded([&]() -> base::Result<jobs::GenerateDone> {
    at::NoGradGuard noGrad;
    return Answer(decoder, std::move(tokenizer), input, onPiece, cancel).run();
  });
}

base::Result<at::Tensor> promptLogits(model::Decoder& decoder, const std::vector<text::TokenId>& ids, bool all) {
  TIMBRE_TRY(checkPrompt(decoder, ids));
  return model::guarded([&]() -> base::Result<at::Tensor> {
    at::NoGradGuard noGrad;
    at::Tensor hidden = decoder.hidden(forwardInput(ids, 0, nullptr, deviceOf(decoder)));
    if (!all) hidden = hidden.narrow(1, hidden.size(1) - 1, 1);
    return decoder.logits(hidden).to(at::kCPU, at::kFloat).squeeze(0).contiguous();
  });
}

}  // namespace timbre::inference
