// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exporter.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/export/card.h"
#include "core/export/chat_form.h"
#include "core/export/merge.h"
#include "core/export/verify.h"
#include "core/export/workshop.h"
#include "core/jobs/run_record.h"
#include "core/model/config_edit.h"
#include "core/model/failure.h"
#include "core/text/adapter_text.h"

#include <algorithm>

namespace timbre::exporting {

namespace fs = std::filesystem;
using base::Error;
using base::Result;

namespace {

/// Files that belong to a model besides its weights, copied byte for byte.
bool isCompanion(const fs::path& file) {
  const std::string name = file.filename().string();
  // Python of the family (auto_map): never run here, but the other tools that open the export ask for it.
  return name == "generation_config.json" || name == "configuration.json" || text::isTextFile(file) || name.ends_with(".py");
}

/// How other tools prepare pictures for the parts that are kept as they are; a checkpoint of full weights has no copy of it.
bool isOfPictures(const fs::path& file) {
  return file.filename() == "preprocessor_config.json" || file.filename() == "processor_config.json";
}

bool inside(const fs::path& path, const fs::path& folder) {
  std::error_code code;
  const auto relative = fs::weakly_canonical(path, code).lexically_relative(fs::weakly_canonical(folder, code));
  return !relative.empty() && *relative.begin() != "..";
}

/// With `force` only what an export made is replaced, never a folder of other things.
bool looksLikeExport(const fs::path& target) {
  std::error_code ignored;
  if (!fs::is_directory(target, ignored)) return true;
  return fs::is_empty(target, ignored) || fs::exists(target / "config.json", ignored) || fs::exists(target / "adapter_config.json", ignored);
}

/// One export; the steps in order are in run().
class Exporter {
 public:
  Exporter(const jobs::ExportRequest& request, base::FileOps& ops, const jobs::ProgressSink& progress, const base::CancelToken& cancel)
      : m_request(request), m_ops(ops), m_progress(progress), m_cancel(cancel), m_target(plainTarget(request.out)), m_workshop(ops, m_target) {}

  Result<jobs::ExportReport> run() {
    TIMBRE_TRY(readSources());
    TIMBRE_TRY(checkTarget());
    TIMBRE_TRY(m_workshop.open());
    if (m_request.adapterOnly) TIMBRE_TRY(copyAdapter());
    else TIMBRE_TRY(mergeModel());
    TIMBRE_TRY(writeText("README.md", modelCard({m_run, m_checkpoint, m_report, m_request.adapterOnly, m_request.dtype})));
    TIMBRE_TRY(listFiles());
    if (m_cancel.cancelled()) return Error("cancelled");
    TIMBRE_TRY(publish());
    return std::move(m_report);
  }

 private:
  static fs::path plainTarget(const fs::path& out) {
    std::error_code code;
    const fs::path absolute = fs::absolute(out, code).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
  }

  Result<void> readSources() {
    if (m_request.run.empty()) return readAdapter();
    TIMBRE_ASSIGN(m_run, jobs::readRun(m_request.run));
    m_base = m_request.baseModel.empty() ? fs::path(m_run.baseModel) : m_request.baseModel;
    if (m_run.pretraining && m_base.is_relative()) m_base = m_run.folder / m_base;
    TIMBRE_TRY(chooseCheckpoint());
    return sameBase();
  }

  /// An adapter that belongs to no run is exported as it lies there; what it was trained on, nobody recorded.
  Result<void> readAdapter() {
    m_base = m_request.baseModel;
    const fs::path folder = plainTarget(m_request.adapter);
    std::error_code code;
    if (!fs::exists(folder / "adapter_config.json", code)) return Error("file.missing", {}, base::displayPath(folder / "adapter_config.json"));
    m_checkpoint.folder = folder;
    m_run.name = base::displayPath(folder.filename());
    m_run.baseModel = m_base.string();
    m_run.recipe = {{"method", "lora"}, {"chat_template", jobs::templateChoice(folder)}};
    return {};
  }

  Result<void> chooseCheckpoint() {
    if (m_request.checkpoint.empty()) {
      const auto newest = jobs::newestVerified(m_run);
      if (!newest) return Error("export.no_checkpoint", {}, base::displayPath(m_run.folder));
      m_checkpoint = *newest;
      return {};
    }
    for (const auto& candidate : m_run.checkpoints)
      if (candidate.folder.filename() == m_request.checkpoint.filename()) {
        m_checkpoint = candidate;
        return jobs::verifyCheckpoint(candidate.folder);
      }
    return Error("file.missing", {}, base::displayPath(m_request.checkpoint));
  }

  /// Merging into other weights than those trained on would be silently wrong.
  Result<void> sameBase() {
    const auto* facts = base::member(m_run.provenance, "base");
    const auto* files = facts ? base::member(*facts, "files") : nullptr;
    if (!files || !files->is_array() || m_run.pretraining) return {};
    for (const auto& file : *files) {
      const std::string name = base::stringOr(file, "name");
      if (!name.ends_with(".safetensors")) continue;
      if (m_progress) m_progress({"checking", name, -1});
      TIMBRE_ASSIGN(const std::string hash, base::hashFile(m_base / name));
      if (hash != base::stringOr(file, "sha256")) return Error("export.base_changed", {{"file", name}}, base::displayPath(m_base));
    }
    return {};
  }

  Result<void> checkTarget() {
    std::error_code code;
    for (const fs::path& source : {m_base, m_request.run.empty() ? m_checkpoint.folder : m_run.folder})
      if (inside(m_target, source) || inside(source, m_target)) return Error("export.into_source", {}, base::displayPath(m_target));
    if (fs::exists(m_target, code) && !(m_request.force && looksLikeExport(m_target))) return Error("file.exists", {}, base::displayPath(m_target));
    return {};
  }

  Result<void> checkDisk(std::uint64_t needed) {
    TIMBRE_ASSIGN(const std::uint64_t available, base::freeBytes(m_target.parent_path()));
    for (const fs::path& file : companions()) needed += base::fileSize(file).ok() ? *base::fileSize(file) : 0;
    needed += 1u << 20;  // card, index and the file system's own needs
    if (available >= needed) return {};
    return Error("disk.full", {{"needed", std::to_string(needed)}, {"free", std::to_string(available)}}, base::displayPath(m_target));
  }

  Result<void> writeText(const std::string& name, std::string_view text) {
    TIMBRE_ASSIGN(auto writer, base::FileWriter::create(m_ops, m_workshop.folder() / name));
    TIMBRE_TRY(writer.write(text));
    return writer.finish();
  }

  Result<void> copyFile(const fs::path& from) {
    TIMBRE_ASSIGN(const std::string bytes, base::readFile(from, std::uint64_t(8) << 30));
    return writeText(from.filename().string(), bytes);
  }

  Result<void> copyAdapter() {
    TIMBRE_ASSIGN(const model::ModelConfig config, model::readConfig(m_base));
    TIMBRE_ASSIGN(const auto adapter, model::LoraAdapter::load(m_checkpoint.folder, config));
    TIMBRE_TRY(findOwnText(config, *adapter));
    std::error_code code;
    if (fs::exists(m_checkpoint.folder / "adapter_model.safetensors", code)) {
      for (const char* name : {"adapter_config.json", "adapter_model.safetensors"}) TIMBRE_TRY(copyFile(m_checkpoint.folder / name));
    } else {
      TIMBRE_TRY(adapter->save(m_ops, m_workshop.folder()));
    }
    for (const fs::path& file : ownText()) TIMBRE_TRY(copyFile(file));
    TIMBRE_ASSIGN(m_report.sha256, base::hashFile(m_workshop.folder() / "adapter_model.safetensors"));
    return writeChatForm(m_ops, m_base, chatTemplate(), m_workshop.folder(), true, m_ownText);
  }

  /// Whether the adapter brings a tokenizer that the base does not have.
  Result<void> findOwnText(const model::ModelConfig& config, const model::LoraAdapter& adapter) {
    const std::int64_t rows = adapter.vocabularyRows(config);
    TIMBRE_ASSIGN(const auto tokenizer, text::loadTokenizer(m_base));
    TIMBRE_ASSIGN(const auto own, text::adapterTokenizer(m_checkpoint.folder, *tokenizer, config.vocabSize, rows));
    if (own) m_ownText = m_checkpoint.folder;
    return {};
  }

  /// Tokenizer and template of an adapter that brings its own.
  std::vector<fs::path> ownText() const {
    std::error_code code;
    std::vector<fs::path> files;
    if (m_ownText.empty()) return files;
    for (const auto& entry : fs::directory_iterator(m_ownText, code))
      if (text::isTextFile(entry.path())) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
  }

  std::string chatTemplate() const { return base::stringOr(m_run.recipe, "chat_template", "auto"); }

  std::vector<fs::path> companions() const {
    std::error_code code;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(m_source, code))
      if (isCompanion(entry.path()) && (m_ownText.empty() || !text::isTextFile(entry.path()))) files.push_back(entry.path());
    for (const auto& entry : fs::directory_iterator(m_base, code))
      if (isOfPictures(entry.path())) files.push_back(entry.path());
    for (const fs::path& file : ownText()) files.push_back(file);
    std::sort(files.begin(), files.end());
    return files;
  }

  Result<void> copyCompanions() {
    for (const fs::path& file : companions()) TIMBRE_TRY(copyFile(file));
    TIMBRE_TRY(writeConfig());
    if (!m_ownText.empty()) TIMBRE_TRY(keepTemplate(m_ops, m_source, m_workshop.folder()));
    return writeChatForm(m_ops, m_source, chatTemplate(), m_workshop.folder(), false, m_ownText);
  }

  /// Byte for byte, unless the number type, the size of the vocabulary or the tie of the head changed: then only those keys do.
  Result<void> writeConfig() {
    TIMBRE_ASSIGN(const std::string text, base::readFile(m_source / "config.json", 64u << 20));
    if (m_request.dtype == "source" && !m_headParts && !m_rows) return writeText("config.json", text);
    TIMBRE_ASSIGN(auto config, base::parseJson(text, base::displayPath(m_source / "config.json")));
    if (m_request.dtype != "source") model::setDtype(config, m_request.dtype == "fp32" ? "float32" : m_request.dtype == "bf16" ? "bfloat16" : "float16");
    if (m_headParts) model::setTied(config, false);
    if (m_rows) model::setVocabulary(config, m_family, *m_rows);
    return writeText("config.json", base::dumpJson(config, 2) + "\n");
  }

  /// What config.json has to say differently about the merged model.
  void findChanges(const MergeSources& from) {
    if (!from.adapter) return;
    m_headParts = headParts(from);
    m_family = from.config->entry;
    if (const std::int64_t rows = from.adapter->vocabularyRows(*from.config); rows != from.config->vocabSize) m_rows = rows;
  }

  Result<void> mergeModel() {
    std::error_code code;
    const bool lora = fs::exists(m_checkpoint.folder / "adapter_config.json", code);
    m_source = lora ? m_base : m_checkpoint.folder;
    TIMBRE_ASSIGN(const auto weights, model::WeightFiles::open(m_source));
    TIMBRE_ASSIGN(const model::ModelConfig config, model::readConfig(m_source));
    std::shared_ptr<model::LoraAdapter> adapter;
    std::optional<model::WeightFiles> beside;
    if (lora) {
      TIMBRE_ASSIGN(adapter, model::LoraAdapter::load(m_checkpoint.folder, config));
      TIMBRE_TRY(findOwnText(config, *adapter));
    } else if (model::hasBesides(config)) {
      TIMBRE_ASSIGN(beside, model::WeightFiles::open(m_base));
    }
    const MergeSources from{weights, adapter.get(), &config, beside ? &*beside : nullptr};
    TIMBRE_ASSIGN(const auto plan, planShards(from, m_request.dtype, m_request.shardBytes));
    TIMBRE_TRY(checkDisk(plan.totalBytes));
    findChanges(from);
    TIMBRE_TRY(writeMerged(m_ops, from, plan, m_workshop.folder(), m_progress, m_cancel));
    adapter.reset();
    TIMBRE_TRY(copyCompanions());
    TIMBRE_TRY(hashWeights(plan));
    if (!m_request.verify) return {};
    return verify(weights.mainDtype(), lora);
  }

  Result<void> hashWeights(const ShardPlan& plan) {
    base::Sha256 all;
    for (const auto& shard : plan.shards) {
      TIMBRE_ASSIGN(const std::string hash, base::hashFile(m_workshop.folder() / shard.file));
      all.update(hash);
    }
    m_report.sha256 = all.finishHex();
    return {};
  }

  Result<void> verify(model::Dtype source, bool lora) {
    inference::LoadedModel::Options options;
    options.cancel = m_cancel;
    options.chatTemplate = chatTemplate();
    TIMBRE_ASSIGN(auto expected, inference::LoadedModel::load(m_source, options));
    if (lora) TIMBRE_TRY(expected->setAdapter(m_checkpoint.folder));
    const bool sixteenBit = m_request.dtype == "source" ? source != model::Dtype::F32 : m_request.dtype != "fp32";
    return verifyExport(*expected, m_workshop.folder(), sixteenBit, comparedPrompts(), m_progress, m_cancel, m_report);
  }

  /// The given rows' conversations up to the last user turn, then the built-in prompts.
  std::vector<base::Json> comparedPrompts() const {
    std::vector<base::Json> prompts = m_request.prompts.empty() ? rowsOfRun() : m_request.prompts;
    for (const std::string& prompt : builtInPrompts()) prompts.push_back(base::Json::array({{{"role", "user"}, {"content", prompt}}}));
    return prompts;
  }

  std::vector<base::Json> rowsOfRun() const {
    constexpr std::size_t kRows = 8;
    std::vector<base::Json> prompts;
    auto text = base::readFile(m_run.folder / "dataset.jsonl");
    if (!text.ok()) return prompts;
    std::string_view rest = *text;
    while (!rest.empty() && prompts.size() < kRows) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const auto row = base::parseJson(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (!row.ok()) continue;
      if (base::Json prompt = promptOf(*row); !prompt.empty()) prompts.push_back(std::move(prompt));
    }
    return prompts;
  }

  /// A row's conversation up to its last user turn, or the beginning of its text.
  static base::Json promptOf(const base::Json& row) {
    constexpr std::size_t kBytes = 240;
    if (const auto* messages = base::member(row, "messages"); messages && messages->is_array()) {
      base::Json prompt = *messages;
      while (!prompt.empty() && base::stringOr(prompt.back(), "role") != "user") prompt.erase(prompt.size() - 1);
      return prompt;
    }
    const std::string text = base::stringOr(row, "text");
    if (text.empty()) return base::Json::array();
    return base::Json::array({{{"role", "user"}, {"content", text.substr(0, base::completeUtf8Prefix(std::string_view(text).substr(0, kBytes)))}}});
  }

  Result<void> listFiles() {
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(m_workshop.folder(), code))
      m_report.files.push_back({entry.path().filename().string(), entry.file_size(code)});
    std::sort(m_report.files.begin(), m_report.files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return {};
  }

  Result<void> publish() {
    TIMBRE_TRY(m_ops.syncFolder(m_workshop.folder()));
    std::error_code code;
    if (!fs::exists(m_target, code)) {
      TIMBRE_TRY(m_ops.rename(m_workshop.folder(), m_target));
      return m_ops.syncFolder(m_target.parent_path());
    }
    TIMBRE_ASSIGN(const bool swapped, m_ops.exchange(m_workshop.folder(), m_target));
    // The old model is now in the workshop, which is removed when this export ends.
    if (swapped) return m_ops.syncFolder(m_target.parent_path());
    return publishInTwoSteps();
  }

  /// Where names cannot be swapped the old folder steps aside first, so that a failing rename can bring it back; when the
  /// process is killed in between, the next export does.
  Result<void> publishInTwoSteps() {
    std::error_code code;
    const fs::path aside = m_workshop.aside();
    TIMBRE_TRY(m_ops.rename(m_target, aside));
    if (auto renamed = m_ops.rename(m_workshop.folder(), m_target); !renamed.ok()) {
      fs::rename(aside, m_target, code);  // not through the door that has just failed
      return renamed;
    }
    const auto synced = m_ops.syncFolder(m_target.parent_path());
    fs::remove_all(aside, code);
    return synced;
  }

  const jobs::ExportRequest& m_request;
  base::FileOps& m_ops;
  const jobs::ProgressSink& m_progress;
  const base::CancelToken& m_cancel;
  const fs::path m_target;
  Workshop m_workshop;
  fs::path m_base;
  fs::path m_ownText;     // of an adapter that brings its tokenizer; else empty
  bool m_headParts = false;            // a tied model's head became a matrix of its own
  std::optional<std::int64_t> m_rows;  // of the embedding, where there are more or fewer than the base has
  const model::Family* m_family = nullptr;
  fs::path m_source;  // whose weights, config and tokenizer are exported: the base, or a checkpoint of full weights
  jobs::RunRecord m_run;
  jobs::CheckpointRecord m_checkpoint;
  jobs::ExportReport m_report;
};

}  // namespace

Result<jobs::ExportReport> exportModel(const jobs::ExportRequest& request, base::FileOps& ops, const jobs::ProgressSink& progress,
                                       const base::CancelToken& cancel) {
  return model::guarded([&] { return Exporter(request, ops, progress, cancel).run(); });
}

}  // namespace timbre::exporting
