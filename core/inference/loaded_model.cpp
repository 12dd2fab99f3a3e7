// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/loaded_model.h"

#include "core/base/file_ops.h"
#include "core/inference/generator.h"
#include "core/jobs/run_record.h"
#include "core/model/device.h"
#include "core/model/failure.h"
#include "core/model/model_places.h"
#include "core/text/adapter_text.h"

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
  std::map<fs::path, std::string> texts;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
    if (text::isTextFile(it->path()))
      if (const auto hash = base::hashFile(it->path()); hash.ok()) texts[it->path().filename()] = *hash;
  std::string key = config + weights;
  for (const auto& [name, hash] : texts) key += name.string() + hash;
  return key;
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
  TIMBRE_TRY(model::expectModel(folder));
  TIMBRE_ASSIGN(const at::Device device, model::openDevice(options.device));
  auto loaded = std::unique_ptr<LoadedModel>(new LoadedModel(device));
  Speech& speech = loaded->m_speeches[std::string()];
  TIMBRE_ASSIGN(speech.tokenizer, text::loadTokenizer(folder));
  speech.stopIds = text::readStopIds(folder, *speech.tokenizer);
  loaded->m_speech = &speech;
  loaded->m_folder = folder;
  loaded->m_choice = options.chatTemplate == recipe::kAutoTemplate ? jobs::templateChoice(folder) : options.chatTemplate;
  auto encoder = loaded->encoderFor(speech, loaded->m_choice);
  if (!encoder.ok()) {
    // Asked for by name, it has to be there; the folder's own may be missing as long as nobody chats.
    if (options.chatTemplate != recipe::kAutoTemplate) return encoder.error();
    loaded->m_noTemplate = encoder.error();
  } else {
    loaded->m_encoder = *encoder;
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

base::Result<const text::ChatEncoder*> LoadedModel::encoderFor(const Speech& speech, const std::string& choice) {
  const std::string key = speech.key + "\n" + choice;
  auto known = m_encoders.find(key);
  if (known == m_encoders.end()) {
    TIMBRE_ASSIGN(auto encoder, text::ChatEncoder::load(m_folder, choice, speech.adapterFolder));
    known = m_encoders.emplace(key, std::move(encoder)).first;
  }
  return static_cast<const text::ChatEncoder*>(&known->second);
}

base::Result<const text::ChatEncoder*> LoadedModel::chosenEncoder(const Speech& speech, const std::string& choice) {
  auto encoder = encoderFor(speech, choice);
  if (encoder.ok() || choice != recipe::kAutoTemplate || encoder.error().code != "template.missing") return encoder;
  // A base without a template of its own goes on in the form of the last checkpoint, so that the two can be compared; but not in that of
  // another tokenizer.
  m_noTemplate = encoder.error();
  const bool sameWords = m_encoder && text::sameVocabulary(m_encoder->tokenizer(), *speech.tokenizer);
  return sameWords ? m_encoder : nullptr;
}

base::Result<LoadedModel::Speech> LoadedModel::speechOf(const fs::path& adapterFolder, const std::string& key, const model::LoraAdapter& adapter) const {
  const Speech& ours = m_speeches.at(std::string());
  const std::int64_t rows = adapter.vocabularyRows(m_decoder->config());
  auto own = text::adapterTokenizer(adapterFolder, *ours.tokenizer, m_decoder->config().vocabSize, rows);
  Speech speech = ours;
  if (!own.ok()) {
    if (own.error().code != "adapter.no_tokenizer") return own.error();
    speech.problem = own.error();
  } else if (*own) {
    speech = {key, adapterFolder, *own, text::readAdaptedStopIds(m_folder, **own), {}};
  }
  return speech;
}

base::Result<void> LoadedModel::activate(const fs::path& folder) {
  std::shared_ptr<model::LoraAdapter> adapter;
  const Speech* speech = &m_speeches.at(std::string());
  std::string choice = m_choice;
  if (!folder.empty()) {
    TIMBRE_ASSIGN(const std::string key, adapterKey(folder));
    auto known = m_adapters.find(key);
    if (known == m_adapters.end()) {
      TIMBRE_ASSIGN(adapter, model::LoraAdapter::load(folder, m_decoder->config(), m_device));
      TIMBRE_ASSIGN(Speech own, speechOf(folder, key, *adapter));
      currentHash(*adapter, m_adapterHashes[adapter.get()]);
      m_speeches.emplace(key, std::move(own));
      known = m_adapters.emplace(key, std::move(adapter)).first;
    }
    adapter = known->second;
    speech = &m_speeches.at(key);
    if (m_choice == recipe::kAutoTemplate) choice = jobs::templateChoice(folder);
  }
  TIMBRE_ASSIGN(const text::ChatEncoder* const encoder, chosenEncoder(*speech, choice));
  m_encoder = encoder;
  m_speech = speech;
  m_decoder->setAdapter(std::move(adapter));
  return {};
}

base::Result<std::vector<text::TokenId>> LoadedModel::promptIds(const jobs::GenerateRequest& request) const {
  if (request.ids) return *request.ids;
  if (m_speech->problem) return *m_speech->problem;
  if (request.prompt) {
    TIMBRE_ASSIGN(auto encoding, m_speech->tokenizer->encode(*request.prompt));
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
  input.stopIds = request.ids || request.prompt ? m_speech->stopIds : stopIds();
  input.sampling = request.sampling;
  TIMBRE_ASSIGN(auto done, inference::generate(*m_decoder, m_speech->tokenizer, input, onPiece, cancel));
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
