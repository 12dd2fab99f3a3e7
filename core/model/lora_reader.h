// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the tensors of a PEFT file where they belong (lora_read.cpp), and says at the end what they mean together
// (lora_settle.cpp): what stands in for embedding and head, alone, apart or as one matrix, and whether anything is
// missing. Internal to LoraAdapter::load().
#pragma once

#include "core/model/adapter_config.h"
#include "core/model/lora.h"
#include "core/model/structure.h"
#include "core/model/tensor_file.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace timbre::model {

class AdapterReader {
 public:
  /// `path` is the folder's, for sentences.
  AdapterReader(const ModelConfig& model, const AdapterConfig& config, const TensorFile& file, at::Device device,
                std::string path);

  base::Result<void> take(const TensorInfo& info);
  /// After the last tensor: settles what belongs together. Errors: adapter.*.
  base::Result<void> checkComplete();
  /// After checkComplete().
  bool headFollows() const { return m_headFollows; }

  std::map<std::string, LoraPair> pairs;
  LoraPair embedding;
  std::map<std::string, SavedTensor> saved;

 private:
  // lora_read.cpp
  /// Which: 'A', 'B' or the magnitude.
  base::Result<void> takePair(const TensorInfo& info, const std::string& module, char which);
  /// Whether a dimension can be that of the vocabulary, which may have grown: checkRows() compares.
  std::int64_t rowsLike(const TensorInfo& info, std::size_t dimension) const;
  /// The table has a row for each token: its input is the vocabulary.
  base::Result<void> takeEmbedding(const TensorInfo& info, const std::string& module, char which);
  /// The head's output is the vocabulary.
  base::Result<void> takeHead(const TensorInfo& info, char which);
  base::Result<void> takePart(const TensorInfo& info, const std::string& module, char which, std::int64_t in,
                              std::int64_t out, LoraPair& pair);
  /// PEFT saves the matrix below an adapted embedding or head as well.
  base::Result<void> takeBelow(const TensorInfo& info, const std::string& module);
  /// The indices that the config gives for this module, or null: a list means the embedding.
  const base::Json* rowList(const std::string& module) const;
  base::Result<std::vector<std::int64_t>> rowsOf(const std::string& module) const;
  base::Result<void> takeRows(const TensorInfo& info, const std::string& module);
  /// The matrix that trained rows lie in.
  base::Result<void> takeUnder(const TensorInfo& info, const std::string& module);
  base::Result<void> keep(const std::string& name, SavedTensor one);
  /// Of a model that has grown PEFT writes embedding and head again as its wrapper holds them: what is saved, which has
  /// to be the same (checkComplete() compares), and the base's own, which is off while the adapter is on.
  base::Result<void> takeWrapped(const TensorInfo& info, const std::string& module, bool copy);
  bool isVocabulary(const std::string& name) const;
  /// A whole parameter. The matrices of the vocabulary may have more rows than the base, or hold only those that were
  /// added.
  base::Result<void> takeSaved(const TensorInfo& info, const std::string& name);
  base::Result<at::Tensor> values(const TensorInfo& info) const;
  base::Error mismatch(const std::string& name, at::IntArrayRef actual,
                       const std::vector<std::int64_t>& expected) const;
  base::Error unknownModule(const std::string& name) const {
    return base::Error("adapter.unknown_module", {{"name", name}}, m_path);
  }
  base::Error incomplete(const std::string& name) const {
    return base::Error("adapter.incomplete", {{"name", name}}, m_path);
  }
  base::Error invalid(const char* key) const { return base::Error("adapter.invalid_config", {{"key", key}}, m_path); }
  base::Error unsupported(const std::string& what) const {
    return base::Error("adapter.unsupported", {{"what", what.substr(0, 120)}}, m_path);
  }
  static std::string weightOf(const std::string& module) { return module + ".weight"; }

  // lora_settle.cpp
  base::Result<void> checkPair(const std::string& module, const LoraPair& pair, const char* nameA,
                               const char* nameB) const;
  /// The matrices that trained rows lie in, and the second copy of a tied model's.
  base::Result<void> settleRows();
  /// Where the file has the matrix below an adapted embedding or head, and what becomes of a tied model's head.
  base::Result<void> settleHead();
  /// One matrix under two names.
  base::Result<void> join(SavedTensor& one, const SavedTensor& other, const std::string& what) const;
  base::Result<void> checkCopies() const;
  /// A vocabulary that grew on one side alone is no model: PEFT may leave out the head that it lies on.
  base::Result<void> checkRows() const;
  /// Of the embedding or the head.
  std::int64_t rowsInForce(const std::string& module) const;

  const ModelConfig& m_model;
  const AdapterConfig& m_config;
  const TensorFile& m_file;
  at::Device m_device;
  std::string m_path;
  std::map<std::string, std::vector<std::int64_t>> m_shapes;
  std::map<std::string, LinearShape> m_linears;
  std::map<std::string, std::pair<std::string, at::Tensor>>
      m_copies;                                // parameter → its second copy, with that one's name in the file
  const std::string m_table, m_head;           // paths of embedding and head
  SavedTensor m_belowTable, m_belowHead;       // what the file has below their pairs
  std::map<std::string, SavedTensor> m_under;  // parameter → the matrix that its trained rows lie in
  SavedTensor m_tiedRows;                      // the head's copy of the rows of a tied embedding
  SavedTensor m_tiedHead;                      // what it has as the head of a tied model
  bool m_headFollows = true;
};

}  // namespace timbre::model
