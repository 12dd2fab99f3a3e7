// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/loaded_model.h"

#include "core/base/file_ops.h"
#include "core/inference/generator.h"
#include "core/jobs/run_record.h"
#include "core/model/device.h"
#include "core/model/failure.h"


#include <utility>

namespace timbre::inference {

namespace fs = std::filesystem;

namespace {

/// Adapters are kept by what their file holds, so a checkpoint that was replaced on disk is read again.
base::Result<std::string> adapterKey(const fs::path& folder) {
  std::error_code code;
  const fs::path torch = folder / "adapter_model.bin", usual = folder / "adapter_model.safetensors";
  TIMBRE_ASSIGN(const std::string config, base::hashFile(folder / "adapter_config.json"));
  TIMBRE_ASSIGN(const std::string weights, base::hashFile(!fs::exists(usual, code) && fs::exists(torch, code) ? torch : usual));
  return config + weights;
}

}  // namespace

template <class Owner>
const std::string& LoadedModel::currentHash(const Owner& owner, KnownHash& known) {
  decltype(known.state) state;
  for (const auto& [name, tensor] : owner.parameters()) state.emplace_back(tensor.data_ptr(), tensor._version());
  if (known.hash.empty() || state != known.state) known = {std::move(state), owner.hashWeights()};
  return known.hash;
}

base::Result<std::unique_ptr<LoadedModel>> LoadedModel::load(const fs::path& folder, const Options& options) {
  return model::guarded([&] { return loadAll(folder, options); });
}

base::Result<std::unique_ptr<LoadedModel>> LoadedModel::loadAll(const fs::path& folder, const Options& options) {
  TIMBRE_ASSIGN(const at::Device device, model::openDevice(options.device));
  auto loaded = std::unique_ptr<LoadedModel>(new LoadedModel(device));
  TIMBRE_ASSIGN(loaded->m_tokenizer, text::loadTokenizer(folder));
  loaded->m_stopIds = text::readStopIds(folder, *loaded->m_tokenizer);
  loaded->m_folder = folder;
  loaded->m_choice = options.chatTemplate == recipe::kAutoTemplate ? jobs::templateChoice(folder) : options.chatTemplate;
  if (auto used = loaded->useTemplate(loaded->m_choice); !used.ok()) {
    // Asked for by name, it has to be there; the folder's own may be missing as long as nobody chats.
    if (options.chatTemplate != recipe::kAutoTemplate) return used.error();
    loaded->m_noTemplate = used.error();
  }

  model::LoadOptions weights;
  weights.dtype = options.dtype == "bf16" ? at::kBFloat16 : at::kFloat;
  weights.device = device;
  weights.cancel = options.cancel;
  if (options.progress)
    weights.progress = [&](double fraction) { options.progress({"loading", base::displayPath(folder.filename()), fraction}); };
  TIMBRE_ASSIGN(loaded->m_decoder, model::Decoder::load(folder, weights));
  loaded->m_decoder->setTraining(false);
  currentHash(*loaded->m_decoder, loaded->m_baseHash);
  loaded->m_dtype = options.dtype;
  return loaded;
}

base::Result<void> LoadedModel::setAdapter(const fs::path& folder) {
  return model::guarded([&] { return activate(folder); });
}

base::Result<void> LoadedModel::useTemplate(const std::string& choice) {
  auto known = m_encoders.find(choice);
  if (known == m_encoders.end()) {
    TIMBRE_ASSIGN(auto encoder, text::ChatEncoder::load(m_folder, choice));
    known = m_encoders.emplace(choice, std::move(encoder)).first;
  }
  m_encoder = &known->second;
  return {};
}

base::Result<void> LoadedModel::activate(const fs::path& folder) {
  if (folder.empty()) {
    m_decoder->setAdapter(nullptr);
    // A base without a template of its own goes on in the form of the last checkpoint, so that the two can be compared.
    if (m_encoders.contains(m_choice)) return useTemplate(m_choice);
    return {};
  }
  TIMBRE_ASSIGN(const std::string key, adapterKey(folder));
  auto known = m_adapters.find(key);
  if (known == m_adapters.end()) {
    TIMBRE_ASSIGN(auto adapter, model::LoraAdapter::load(folder, m_decoder->config(), m_device));
    currentHash(*adapter, m_adapterHashes[adapter.get()]);
    known = m_adapters.emplace(key, std::move(adapter)).first;
  }
  const std::string choice = m_choice == recipe::kAutoTemplate ? jobs::templateChoice(folder) : m_choice;
  if (choice != recipe::kAutoTemplate || m_encoders.contains(m_choice)) TIMBRE_TRY(useTemplate(choice));
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
  input.stopIds = request.ids || request.prompt ? m_stopIds : stopIds();
  input.sampling = request.sampling;
  TIMBRE_ASSIGN(auto done, inference::generate(*m_decoder, m_tokenizer, input, onPiece, cancel));
  done.provenance = provenance(request.sampling.seed);
  return done;
}

jobs::Provenance LoadedModel::provenance(std::uint64_t seed) const {
  jobs::Provenance result;
  result.baseHash = currentHash(*m_decoder, m_baseHash);
  if (const auto& adapter = m_decoder->adapter()) {
    result.adapterHash = currentHash(*adapter, m_adapterHashes[adapter.get()]);
    result.adapterScale = adapter->scale();
  }
  if (m_encoder) result.templateHash = m_encoder->chatTemplate().hash();
  result.seed = seed;
  result.dtype = m_dtype;
  result.device = m_device.str();
  return result;
}

}  // namespace timbre::inference
