// SPDX-License-Identifier: GPL-3.0-or-later
// A base model, its tokenizer and template in memory, with at most one active adapter: what a chat, a comparison and the
// command line talk to. Adapters that were used are kept, so switching panes does not touch the disk again.
// One thread at a time.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/jobs/generation.h"
#include "core/jobs/progress.h"
#include "core/model/decoder.h"
#include "core/text/chat_encoder.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace timbre::inference {

class LoadedModel {
 public:
  struct Options {
    std::string device = "cpu";  ///< as model::openDevice reads it
    std::string dtype = "fp32";  ///< "fp32" or "bf16": of the weights in memory
    std::string chatTemplate = "auto";  ///< a built-in template's name; "auto": what an adapter's run was trained with, else the folder's
    base::CancelToken cancel;
    jobs::ProgressSink progress;
  };
  /// A folder without a chat template can be loaded; only chatting with messages is then an error (template.missing).
  static base::Result<std::unique_ptr<LoadedModel>> load(const std::filesystem::path& folder, const Options& options);

  /// Empty: the base alone. An adapter with a tokenizer of its own (text/adapter_text.h) brings it, its chat template and its end along. One
  /// that has grown the vocabulary without it answers ids only; texts are then adapter.no_tokenizer. Errors: those of LoraAdapter::load,
  /// adapter.tokenizer_rows. After an error what was on before goes on.
  base::Result<void> setAdapter(const std::filesystem::path& folder);
  base::Result<jobs::GenerateDone> generate(const jobs::GenerateRequest& request, const jobs::PieceSink& onPiece,
                                            const base::CancelToken& cancel);
  /// Prompt ids of a request: template and tokenizer applied.
  base::Result<std::vector<text::TokenId>> promptIds(const jobs::GenerateRequest& request) const;
  /// From the tensors in memory as they are now. They are hashed anew only when LibTorch has counted a change of one of them
  /// since the last hash.
  jobs::Provenance provenance(std::uint64_t seed) const;

  std::uint64_t memoryBytes() const { return m_decoder->memoryBytes(); }
  model::Decoder& decoder() { return *m_decoder; }
  /// Of the adapter that is on, or of the base.
  const text::Tokenizer& tokenizer() const { return *m_speech->tokenizer; }
  std::shared_ptr<const text::Tokenizer> sharedTokenizer() const { return m_speech->tokenizer; }
  const text::ChatEncoder* encoder() const { return m_encoder; }
  /// Where an answer to messages ends (a built-in template has ends of its own), or without a template any text.
  const std::vector<text::TokenId>& stopIds() const { return m_encoder ? m_encoder->stopIds() : m_speech->stopIds; }

 private:
  explicit LoadedModel(at::Device device) : m_device(device) {}
  static base::Result<std::unique_ptr<LoadedModel>> loadAll(const std::filesystem::path& folder, const Options& options);
  base::Result<void> activate(const std::filesystem::path& adapterFolder);
  /// Tokenizer and ends of the base, or of an adapter that brings its own.
  struct Speech {
    std::string key;  // empty: the base's
    std::filesystem::path adapterFolder;
    std::shared_ptr<const text::Tokenizer> tokenizer;
    std::vector<text::TokenId> stopIds;
    std::optional<base::Error> problem;  // why texts cannot be encoded
  };
  base::Result<const text::ChatEncoder*> encoderFor(const Speech& speech, const std::string& choice);
  base::Result<Speech> speechOf(const std::filesystem::path& adapterFolder, const std::string& key, const model::LoraAdapter& adapter) const;
  /// The encoder when `speech` is used with that choice; null where there is no template and nobody asked for one by name.
  base::Result<const text::ChatEncoder*> chosenEncoder(const Speech& speech, const std::string& choice);

  std::unique_ptr<model::Decoder> m_decoder;
  std::filesystem::path m_folder;
  std::string m_choice;  // the base's
  std::map<std::string, text::ChatEncoder> m_encoders;  // by whose tokenizer and choice
  const text::ChatEncoder* m_encoder = nullptr;
  std::optional<base::Error> m_noTemplate;
  std::map<std::string, Speech> m_speeches;  // by adapter; the base's under the empty key
  const Speech* m_speech = nullptr;
  std::map<std::string, std::shared_ptr<model::LoraAdapter>> m_adapters;  // hashes of its files → adapter
  /// A hash and the state of the tensors that it tells: their addresses and change counters.
  struct KnownHash {
    std::vector<std::pair<const void*, std::uint64_t>> state;
    std::string hash;
  };
  template <class Owner>
  static const std::string& currentHash(const Owner& owner, KnownHash& known);
  mutable std::map<const model::LoraAdapter*, KnownHash> m_adapterHashes;
  mutable KnownHash m_baseHash;
  at::Device m_device;
  std::string m_dtype;
};

}  // namespace timbre::inference
