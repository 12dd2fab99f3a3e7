// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/card.h"

#include "core/base/clock.h"
#include "core/base/messages.h"
#include "core/export/verify.h"

#include <cstdio>
#include <filesystem>

namespace timbre::exporting {

namespace {

std::string number(double value, const char* format = "%.4g") {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// The folder's name, not the path: a card travels, and paths name people.
std::string baseName(const jobs::RunRecord& run) {
  const std::filesystem::path path(run.baseModel);
  return base::Json(path.has_filename() ? path.filename().string() : path.parent_path().filename().string()).dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

std::string verificationText(const CardFacts& facts) {
  const jobs::ExportReport& r = facts.report;
  if (!r.verificationRan) return "Not verified: the comparison with base + adapter was not run.\n";
  std::string text = r.verified ? "Verified. " : "**Not verified.** ";
  if (!r.verified && r.reason) text += base::errorSentence(*r.reason) + " ";
  text += "The folder was opened again from disk and compared with base + adapter on " + std::to_string(r.prompts) + " prompts:\n\n";
  text += "| figure | value | limit |\n| --- | --- | --- |\n";
  text += "| largest logit difference | " + number(r.maxLogitDifference, "%.2e") + " | " + number(kMaxLogitDifference, "%.0e") + " (fp32) |\n";
  text += "| mean KL divergence (nats) | " + number(r.meanKl, "%.2e") + " | " + number(kMaxMeanKl, "%.0e") + " (16-bit) |\n";
  text += "| same first choice where decided | " + number(100 * r.firstChoiceAgreement, "%.2f") + " % | 100 % (16-bit) |\n";
  text += "| identical greedy answers | " + std::to_string(r.identicalTexts) + " of " + std::to_string(r.prompts) + " | all (fp32) |\n";
  return text;
}

std::string ending(const CardFacts& facts) {
  std::string text = "\n## Verification\n\n";
  text += facts.adapterOnly ? "An adapter is a copy of the files it was made of; nothing was merged.\n" : verificationText(facts);
  return text + "\n## Licence\n\nThe base model's licence applies to this model as well; Timbre adds none of its own.\n";
}

std::string optionalNumber(const std::optional<double>& value) { return value ? number(*value) : "not measured"; }

}  // namespace

std::string modelCard(const CardFacts& facts) {
  const auto& run = facts.run;
  const bool full = base::stringOr(run.recipe, "method") == "full";
  std::string card = "---\n";
  card += facts.adapterOnly ? "library_name: peft\n" : "library_name: transformers\n";
  if (!run.pretraining) card += "base_model: " + baseName(run) + "\n";
  card += std::string("pipeline_tag: text-generation\ntags:\n") + (full ? "" : "- lora\n") + "- timbre\n---\n\n";
  card += "# " + run.name + "\n\n";
  card += run.pretraining ? "A model trained from random weights" : full ? "All weights, fine-tuned from " : facts.adapterOnly ? "A LoRA adapter for " : "A model merged from a LoRA adapter and ";
  card += (run.pretraining ? std::string() : baseName(run)) + ", made with Timbre on " + base::isoNow().substr(0, 10) + ".\n\n";
  if (run.folder.empty()) return card + "The adapter was given as a folder; how it was trained is not recorded here.\n" + ending(facts);
  card += "## Training\n\n| | |\n| --- | --- |\n";
  card += "| checkpoint | step " + std::to_string(facts.checkpoint.step) + " of " + std::to_string(run.totalSteps) + " |\n";
  card += "| training loss | " + optionalNumber(facts.checkpoint.trainLoss) + " |\n";
  card += "| validation loss | " + optionalNumber(facts.checkpoint.validationLoss) + " |\n";
  if (const auto* data = base::member(run.provenance, "data")) {
    card += "| rows | " + std::to_string(base::integerOr(*data, "rows", 0)) + " |\n";
    card += "| data SHA-256 | `" + base::stringOr(*data, "sha256") + "` |\n";
  }
  for (const char* key : {"method", "rank", "alpha", "learning_rate", "schedule", "batch_size", "gradient_accumulation", "max_tokens", "seed"})
    if (const auto* value = base::member(run.recipe, key)) card += "| " + std::string(key) + " | " + base::dumpJson(*value) + " |\n";
  return card + ending(facts);
}

}  // namespace timbre::exporting
