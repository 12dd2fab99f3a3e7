// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/loaded_model.h"

#include "core/base/file_ops.h"
#include "core/inference/generator.h"

#include <c10/core/Device.h>

#include <utility>

namespace timbre::inference {

namespace fs = std::filesystem;

namespace {

/// Adapters are kept by what their file holds, so a checkpoint that was replaced on disk is read again.
base::Result<std::string> adapterKey(const fs::path& folder) { return base::hashFile(folder / "adapter_model.safetensors"); }

}  // namespace

base::Result<std::unique_ptr<LoadedModel>> LoadedModel::load(const fs::path& folder, const Options& options) {
  auto loaded = std::unique_ptr<LoadedModel>(new LoadedModel);
  TIMBRE_ASSIGN(loaded->m_tokenizer, text::loadTokenizer(folder));
  loaded->m_stopIds = text::readStopIds(folder, *loaded->m_tokenizer);
  if (auto encoder = text::ChatEncoder::load(folder); encoder.ok()) loaded->m_encoder = std::move(encoder).value();
  else loaded->m_noTemplate = encoder.error();

  model::LoadOptions weights;
  weights.dtype = options.dtype == "bf16" ? at::kBFloat16 : at::kFloat;
  weights.device = at::Device(options.device);
  weights.cancel = options.cancel;
  if (options.progress)
    weights.progress = [&](double fraction) { options.progress({"loading", base::displayPath(folder.filename()), fraction}); };
  TIMBRE_ASSIGN(loaded->m_decoder, model::Decoder::load(folder, weights));
  loaded->m_decoder->setTraining(false);
  loaded->m_baseHash = loaded->m_decoder->hashWeights();
  loaded->m_device = options.device;
  loaded->m_dtype = options.dtype;
  return loaded;
}

base::Result<void> LoadedModel::setAdapter(const fs::path& folder) {
  if (folder.empty()) {
    m_decoder->setAdapter(nullptr);
    return {};
  }
  TIMBRE_ASSIGN(const std::string key, adapterKey(folder));
  auto known = m_adapters.find(key);
  if (known == m_adapters.end()) {
    TIMBRE_ASSIGN(auto adapter, model::LoraAdapter::load(folder, m_decoder->config(), at::Device(m_device)));
    m_adapterHashes[adapter.get()] = adapter->hashWeights();
    known = m_adapters.emplace(key, std::move(adapter)).first;
  }
  m_decoder->setAdapter(known->second);
  return {};
}

base::Result<std::vector<text::TokenId>> LoadedModel::promptIds(const jobs::GenerateRequest& request) const {
  if (request.ids) return *request.ids;
  if (request.prompt) {
    TIMBRE_ASSIGN(auto encoding, m_tokenizer->encode(*request.prompt));
    return std::move(encoding.ids);
  }
  if (!m_encoder) return *m_noTemplate;
  text::ChatEncodeOptions options;
  options.generationPrompt = true;
  TIMBRE_ASSIGN(auto chat, m_encoder->encode(base::Json{{"messages", request.messages}}, options));
  return std::move(chat.ids);
}

base::Result<jobs::GenerateDone> LoadedModel::generate(const jobs::GenerateRequest& request, const jobs::PieceSink& onPiece,
                                                       const base::CancelToken& cancel) {
  GeneratorInput input;
  TIMBRE_ASSIGN(input.prompt, promptIds(request));
  input.stopIds = m_stopIds;
  input.sampling = request.sampling;
  TIMBRE_ASSIGN(auto done, inference::generate(*m_decoder, m_tokenizer, input, onPiece, cancel));
  done.provenance = provenance(request.sampling.seed);
  return done;
}

jobs::Provenance LoadedModel::provenance(std::uint64_t seed) const {
  jobs::Provenance result;
  result.baseHash = m_baseHash;
  if (const auto& adapter = m_decoder->adapter()) {
    const auto known = m_adapterHashes.find(adapter.get());
    result.adapterHash = known != m_adapterHashes.end() ? known->second : adapter->hashWeights();
    result.adapterScale = adapter->scale();
  }
  if (m_encoder) result.templateHash = m_encoder->chatTemplate().hash();
  result.seed = seed;
  result.dtype = m_dtype;
  result.device = m_device;
  return result;
}

}  // namespace timbre::inference
