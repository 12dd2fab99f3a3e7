// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backend/inspect.h"

#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "core/base/path_json.h"
#include "core/data/record_reader.h"
#include "core/jobs/run_record.h"
#include "core/model/config.h"
#include "core/model/families.h"
#include "core/model/licence.h"
#include "core/model/model_places.h"
#include "core/model/safetensors.h"
#include "core/model/structure.h"
#include "core/model/torch_file.h"
#include "core/model/weight_files.h"
#include "core/model/weight_fit.h"
#include "core/text/adapter_text.h"
#include "core/text/chat_encoder.h"

#include <algorithm>
#include <unordered_map>

namespace timbre::backend {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

bool isThere(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::vector<jobs::ModelFile> filesIn(const fs::path& folder) {
  std::vector<jobs::ModelFile> files;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code))
    if (entry.is_regular_file(code)) files.push_back({base::displayPath(entry.path().filename()), entry.file_size(code)});
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

Json problemsJson(const std::vector<Error>& problems) {
  Json list = Json::array();
  for (const Error& problem : problems) list.push_back({{"code", problem.code}, {"message", base::errorSentence(problem)}});
  return list;
}

Json filesJson(const std::vector<jobs::ModelFile>& files) {
  Json list = Json::array();
  for (const auto& file : files) list.push_back({{"name", file.name}, {"bytes", file.bytes}});
  return list;
}

Result<Json> readJson(const fs::path& path) {
  TIMBRE_ASSIGN(const std::string text, base::readFile(path, 64u << 20));
  return base::parseJson(text, base::displayPath(path));
}

Json tensorTable(const model::TensorFile& file) {
  Json list = Json::array();
  for (const auto& tensor : file.tensors())
    list.push_back({{"name", tensor.name}, {"dtype", std::string(model::dtypeName(tensor.dtype))}, {"shape", tensor.shape}});
  return list;
}

/// Rows of the embedding under the adapter, from the names and shapes in its file.
std::int64_t rowsUnder(const model::TensorFile& file, const model::ModelConfig& base) {
  constexpr std::string_view prefix = "base_model.model.";
  const std::string embedding = model::familyNames(base).embedding;
  std::int64_t rows = base.vocabSize;
  for (const auto& tensor : file.tensors()) {
    if (!tensor.name.starts_with(prefix) || tensor.shape.empty()) continue;
    const std::string name = model::respelt(base, tensor.name.substr(prefix.size()));
    if (name == embedding + ".weight" || name == embedding + ".base_layer.weight")
      rows = tensor.shape[0] < rows ? rows + tensor.shape[0] : tensor.shape[0];
  }
  return rows;
}

/// Which tokenizer speaks with this adapter: its own, the base's, or null where that depends on a base that is not there.
Json adapterTokenizerJson(const fs::path& folder, const fs::path& base, const model::TensorFile* file, std::vector<Error>& problems) {
  Json out = {{"beside_adapter", nullptr}, {"in_force", nullptr}};
  const auto beside = text::loadTokenizer(folder);
  if (beside.ok()) out["beside_adapter"] = {{"type", (*beside)->kind()}, {"vocab", (*beside)->vocabSize()}};
  else if (beside.error().code != "tokenizer.missing") problems.push_back(beside.error());
  const auto config = model::readConfig(base);
  const auto ours = text::loadTokenizer(base);
  if (base.empty() || !file || !config.ok() || !ours.ok()) return out;
  const std::int64_t rows = rowsUnder(*file, *config);
  out["rows"] = rows;
  if (const auto own = text::adapterTokenizer(folder, **ours, config->vocabSize, rows); own.ok()) out["in_force"] = *own ? "adapter" : "base";
  else if (beside.ok() || own.error().code == "adapter.no_tokenizer") problems.push_back(own.error());
  return out;
}

Result<Json> inspectAdapter(const fs::path& folder) {
  TIMBRE_ASSIGN(const Json config, readJson(folder / "adapter_config.json"));
  Json out = {{"kind", isThere(folder / "manifest.json") ? "checkpoint" : "adapter"},
              {"peft_type", base::stringOr(config, "peft_type")},
              {"rank", base::integerOr(config, "r", 0)},
              {"alpha", base::numberOr(config, "lora_alpha", 0)},
              {"base_model", base::stringOr(config, "base_model_name_or_path")}};
  std::vector<Error> problems;
  const char* weights = isThere(folder / "adapter_model.safetensors") ? "adapter_model.safetensors" : "adapter_model.bin";
  auto file = model::openTensorFile(folder, weights);
  if (file.ok()) {
    std::uint64_t parameters = 0;
    for (const auto& tensor : (*file)->tensors()) parameters += tensor.elements();
    out["parameters"] = parameters;
    out["tensors"] = (*file)->tensors().size();
  } else {
    problems.push_back(file.error());
  }
  out["tokenizer"] = adapterTokenizerJson(folder, base::pathOr(config, "base_model_name_or_path"), file.ok() ? file->get() : nullptr, problems);
  out["files"] = filesJson(filesIn(folder));
  out["problems"] = problemsJson(problems);
  return out;
}

Result<Json> inspectTokenizer(const fs::path& path) {
  TIMBRE_ASSIGN(const auto tokenizer, text::loadTokenizer(path));
  Json out = {{"kind", "tokenizer"}, {"type", tokenizer->kind()}, {"vocab", tokenizer->vocabSize()}, {"sha256", tokenizer->hash()}};
  out["bos"] = tokenizer->bosId() ? Json(*tokenizer->bosId()) : Json(nullptr);
  out["eos"] = tokenizer->eosId() ? Json(*tokenizer->eosId()) : Json(nullptr);
  return out;
}

/// Keys of the rows in the order in which they came, with the number of rows that have them. A hostile row may have any
/// number of them: those beyond the limit are only counted.
class Columns {
 public:
  void add(const Json& row) {
    for (const auto& [key, value] : row.items()) {
      const auto [at, made] = m_at.try_emplace(key, m_counts.size());
      if (made) m_counts.emplace_back(key, 0);
      ++m_counts[at->second].second;
    }
  }
  bool has(const char* key) const { return m_at.contains(key); }
  bool empty() const { return m_counts.empty(); }
  Json shown() const {
    Json out = Json::object();
    for (std::size_t i = 0; i < std::min(m_counts.size(), kShown); ++i) out[m_counts[i].first] = m_counts[i].second;
    return out;
  }
  std::size_t hidden() const { return m_counts.size() - std::min(m_counts.size(), kShown); }

 private:
  static constexpr std::size_t kShown = 200;
  std::unordered_map<std::string, std::size_t> m_at;
  std::vector<std::pair<std::string, std::uint64_t>> m_counts;
};

Result<Json> inspectDataset(const fs::path& path) {
  constexpr std::uint64_t kShownRows = 1000;  // the columns of the first rows are enough to tell the format
  TIMBRE_ASSIGN(auto reader, data::RecordReader::open(path));
  std::uint64_t rows = 0, badRows = 0;
  Columns columns;
  for (;;) {
    TIMBRE_ASSIGN(const auto item, reader.next());
    if (!item) break;
    const auto* record = std::get_if<data::Record>(&*item);
    ++(record ? rows : badRows);
    if (!record || rows > kShownRows) continue;
    const Json& json = record->row.json();
    if (json.is_object()) columns.add(json);
  }
  // Lines that happen to be JSON values do not make a dataset of a text; rows that are objects do, however few.
  if (columns.empty() && badRows > 0) return Error("inspect.unknown", {}, base::displayPath(path));
  const bool preference = columns.has("chosen") && columns.has("rejected");
  const char* kind = columns.has("messages") ? "openai-chat" : preference ? "preference" : columns.has("conversations") ? "sharegpt"
                     : columns.has("instruction") ? "alpaca" : columns.has("text") ? "text" : "unknown";
  Json out = {{"kind", "dataset"}, {"format", kind}, {"file_format", data::formatName(reader.format())},
              {"rows", rows}, {"bad_rows", badRows}, {"columns", columns.shown()}};
  if (columns.hidden() > 0) out["more_columns"] = columns.hidden();
  return out;
}

/// A tokenizer.json under whatever name: one JSON object whose model has a vocabulary.
bool looksLikeTokenizer(const fs::path& path) {
  if (path.extension() != ".json") return false;
  const auto json = readJson(path);
  const Json* model = json.ok() ? base::member(*json, "model") : nullptr;
  return model && base::member(*model, "vocab");
}

Result<Json> inspectFolder(const fs::path& path) {
  if (isThere(path / "recipe.json") && isThere(path / "dataset.jsonl")) {
    TIMBRE_ASSIGN(const Json recipe, readJson(path / "recipe.json"));
    Json checkpoints = Json::array();
    if (const auto run = jobs::readRun(path); run.ok())
      for (const auto& checkpoint : run->checkpoints) checkpoints.push_back({{"step", checkpoint.step}, {"bytes", checkpoint.bytes}});
    return Json{{"kind", "run"}, {"recipe", recipe}, {"checkpoints", checkpoints}, {"files", filesJson(filesIn(path))}};
  }
  if (isThere(path / "adapter_config.json")) return inspectAdapter(path);
  if (isThere(path / "config.json")) {
    TIMBRE_ASSIGN(const auto summary, inspectModel(path));
    return toJson(summary);
  }
  auto tokenizer = inspectTokenizer(path);
  const auto model = model::expectModel(path);
  const bool almostModel = !model.ok() && model.error().code != "model.none_here";
  if (tokenizer.ok() && almostModel) (*tokenizer)["problems"] = problemsJson({model.error()});
  if (tokenizer.ok() || tokenizer.error().code != "tokenizer.missing") return tokenizer;
  return almostModel ? model.error() : Error("inspect.unknown", {}, base::displayPath(path));
}

constexpr std::string_view kZipStart = "PK\x03\x04";

/// The first bytes, enough for a signature.
Result<std::string> startOf(const fs::path& path) {
  TIMBRE_ASSIGN(auto file, base::FileReader::open(path));
  char head[32] = {};
  TIMBRE_ASSIGN(const std::size_t got, file.read(head, sizeof head));
  return std::string(head, got);
}

/// Weights in forms that are refused, however they are named: told by their first bytes (pickle, zip, 7z, GGUF).
std::optional<Error> refusedWeights(const fs::path& path, std::string_view start) {
  const std::map<std::string, std::string> args = {{"file", base::displayPath(path.filename())}};
  if (base::isLfsPointer(start)) return Error("file.lfs_pointer", {}, base::displayPath(path));
  if (start.starts_with("GGUF")) return Error("weights.gguf_refused", args, base::displayPath(path.parent_path()));
  if (start.starts_with(kZipStart) || start.starts_with("7z\xBC\xAF") || (start.size() > 1 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5))
    return Error("weights.pickle_refused", args, base::displayPath(path.parent_path()));
  return std::nullopt;
}

}  // namespace

Result<jobs::ModelSummary> inspectModel(const fs::path& folder) {
  jobs::ModelSummary summary;
  summary.path = base::displayPath(folder);
  summary.name = base::displayPath(fs::path(folder / "").parent_path().filename());
  summary.files = filesIn(folder);
  summary.licence = model::licenceOf(folder);
  TIMBRE_TRY(model::expectModel(folder));
  TIMBRE_ASSIGN(const Json raw, readJson(folder / "config.json"));
  auto weights = model::WeightFiles::open(folder);
  if (weights.ok()) summary.dtype = model::dtypeName(weights->mainDtype());
  else summary.problems.push_back(weights.error());
  if (auto config = model::parseConfig(raw, base::displayPath(folder / "config.json")); config.ok()) {
    if (weights.ok())
      if (const auto fit = model::fitWeights(*config, *weights, base::displayPath(folder)); !fit.ok()) summary.problems.push_back(fit.error());
    if (weights.ok())
      for (const auto& [name, entry] : weights->tensors())
        if (model::isBeside(*config, model::decoderName(*config, name))) summary.picturesBytes += entry.info->bytes();
    summary.family = config->family;
    summary.architecture = config->architecture;
    summary.parameters = config->parameterCount();
    summary.vocab = config->vocabSize;
    summary.context = config->maxPositions;
    summary.layers = config->layers;
    summary.hidden = config->hiddenSize;
    summary.intermediate = config->intermediateSize;
    summary.heads = config->heads;
    summary.kvHeads = config->kvHeads;
    summary.headDim = config->headDim;
    summary.linearLayers = model::adaptableNames(*config);
    summary.adaptedWidth = model::adaptedWidth(*config);
  } else {
    summary.family = base::stringOr(raw, "model_type");
    if (const Json* names = base::member(raw, "architectures"); names && names->is_array() && !names->empty() && names->front().is_string())
      summary.architecture = names->front().get<std::string>();
    summary.problems.insert(summary.problems.begin(), config.error());
  }
  if (auto tokenizer = text::loadTokenizer(folder); tokenizer.ok()) {
    summary.tokenizerKind = (*tokenizer)->kind();
    for (const auto id : text::readStopIds(folder, **tokenizer)) summary.stopIds.push_back(id);
  } else {
    summary.problems.push_back(tokenizer.error());
  }
  if (auto encoder = text::ChatEncoder::load(folder); encoder.ok()) {
    summary.templateOrigin = encoder->templateOrigin();
    summary.templateHash = encoder->chatTemplate().hash();
  } else if (summary.problems.empty()) {
    summary.problems.push_back(encoder.error());
  }
  return summary;
}

Json toJson(const jobs::ModelSummary& s) {
  return {{"kind", "model"},
          {"name", s.name},
          {"family", s.family},
          {"architecture", s.architecture},
          {"parameters", s.parameters},
          {"dtype", s.dtype},
          {"vocab", s.vocab},
          {"context", s.context},
          {"layers", s.layers},
          {"hidden", s.hidden},
          {"linear_layers", s.linearLayers},
          {"pictures_bytes", s.picturesBytes},
          {"tokenizer", s.tokenizerKind},
          {"stop_ids", s.stopIds},
          {"template", {{"source", s.templateOrigin}, {"sha256", s.templateHash}}},
          {"files", filesJson(s.files)},
          {"problems", problemsJson(s.problems)}};
}

Result<Json> inspectPath(const fs::path& path) {
  std::error_code code;
  if (!fs::exists(path, code)) return Error("file.missing", {}, base::displayPath(path));
  if (fs::is_directory(path, code)) return inspectFolder(path);
  const std::string extension = path.extension().string();
  if (extension == ".safetensors") {
    TIMBRE_ASSIGN(const auto file, model::SafetensorsFile::open(path));
    return Json{{"kind", "weights"}, {"tensors", tensorTable(file)}};
  }
  TIMBRE_ASSIGN(const std::string start, startOf(path));
  if (extension == ".bin" && start.starts_with(kZipStart)) {
    TIMBRE_ASSIGN(const auto file, model::TorchFile::open(path));
    return Json{{"kind", "weights"}, {"tensors", tensorTable(file)}};
  }
  if (const auto refused = refusedWeights(path, start)) return *refused;
  if (path.filename() == "tokenizer.json" || extension == ".model" || extension == ".tiktoken" || looksLikeTokenizer(path)) return inspectTokenizer(path);
  return inspectDataset(path);
}

}  // namespace timbre::backend
