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
    std::string device = "cpu";  ///< "cpu" or "cuda:N"
    std::string dtype = "fp32";  ///< "fp32" or "bf16": of the weights in memory
    base::CancelToken cancel;
    jobs::ProgressSink progress;
  };
  /// A folder without a chat template can be loaded; only chatting with messages is then an error (template.missing).
  static base::Result<std::unique_ptr<LoadedModel>> load(const std::filesystem::path& folder, const Options& options);

  /// Empty: the base alone. Errors: those of LoraAdapter::load.
  base::Result<void> setAdapter(const std::filesystem::path& folder);
  base::Result<jobs::GenerateDone> generate(const jobs::GenerateRequest& request, const jobs::PieceSink& onPiece,
                                            const base::CancelToken& cancel);
  /// Prompt ids of a request: template and tokenizer applied.
  base::Result<std::vector<text::TokenId>> promptIds(const jobs::GenerateRequest& request) const;
  /// From the tensors in memory: hashed after loading, adapter state as of now.
  jobs::Provenance provenance(std::uint64_t seed) const;

  std::uint64_t memoryBytes() const { return m_decoder->memoryBytes(); }
  model::Decoder& decoder() { return *m_decoder; }
  const text::Tokenizer& tokenizer() const { return *m_tokenizer; }
  std::shared_ptr<const text::Tokenizer> sharedTokenizer() const { return m_tokenizer; }
  const text::ChatEncoder* encoder() const { return m_encoder ? &*m_encoder : nullptr; }
  const std::vector<text::TokenId>& stopIds() const { return m_stopIds; }

 private:
  LoadedModel() = default;
  std::unique_ptr<model::Decoder> m_decoder;
  std::shared_ptr<const text::Tokenizer> m_tokenizer;
  std::optional<text::ChatEncoder> m_encoder;
  std::optional<base::Error> m_noTemplate;
  std::vector<text::TokenId> m_stopIds;
  std::map<std::string, std::shared_ptr<model::LoraAdapter>> m_adapters;  // folder + manifest hash → adapter
  std::map<const model::LoraAdapter*, std::string> m_adapterHashes;
  std::string m_baseHash;
  std::string m_device, m_dtype;
};

}  // namespace timbre::inference
