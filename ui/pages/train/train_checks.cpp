// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_checks.h"

#include "core/base/messages.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/run_words.h"

#include <algorithm>

namespace timbre::ui {

recipe::DataFacts TrainFacts::data() const {
  recipe::DataFacts out;
  if (!numbers) return out;
  out.rows = numbers->usedRows;
  out.tokens = std::max<std::int64_t>(0, numbers->tokens);
  out.longestTokens = numbers->lengths.count > 0 ? std::int64_t(numbers->lengths.max) : 0;
  return out;
}

recipe::ModelFacts TrainFacts::modelFacts() const {
  return model ? jobs::factsOf(*model) : recipe::ModelFacts{};
}

const jobs::DeviceInfo* TrainFacts::chosenDevice() const {
  if (!machine) return nullptr;
  const auto& devices = machine->devices.devices;
  const auto found = std::find_if(devices.begin(), devices.end(), [&](const auto& d) { return device == "auto" ? d.id != "cpu" : d.id == device; });
  if (found != devices.end()) return &*found;
  const auto cpu = std::find_if(devices.begin(), devices.end(), [](const auto& d) { return d.id == "cpu"; });
  return device == "auto" && cpu != devices.end() ? &*cpu : nullptr;
}

std::uint64_t TrainFacts::diskBytes() const { return plan.checkpointBytes * std::uint64_t(recipe.keep + 1); }

QList<TrainCheck> TrainChecks::of(const TrainFacts& facts) {
  QList<TrainCheck> out;
  form(facts, out);
  model(facts, out);
  start(facts, out);
  rows(facts, out);
  length(facts, out);
  memory(facts, out);
  disk(facts, out);
  device(facts, out);
  const auto rank = [](BadgeKind kind) { return kind == BadgeKind::Error ? 0 : kind == BadgeKind::Warn ? 1 : kind == BadgeKind::Mute ? 2 : 3; };
  std::stable_sort(out.begin(), out.end(), [&](const TrainCheck& a, const TrainCheck& b) { return rank(a.kind) < rank(b.kind); });
  return out;
}

void TrainChecks::form(const TrainFacts& facts, QList<TrainCheck>& out) {
  if (!facts.livingRun.isEmpty())
    out << TrainCheck{BadgeKind::Error, tr("Another run"), tr("%1 is still going; one run is trained at a time.").arg(facts.livingRun), tr("Wait until %1 ends, or stop it.").arg(facts.livingRun)};
  if (facts.readOnly)
    out << TrainCheck{BadgeKind::Error, tr("Project"), tr("The project is open read-only, so no run can be written into it."), tr("Open the project where it can be written.")};
  if (!facts.formValid) out << TrainCheck{BadgeKind::Error, tr("Recipe"), tr("A field holds a value outside its range."), tr("Correct the field that is marked red.")};
  if (!facts.nameProblem.isEmpty()) out << TrainCheck{BadgeKind::Error, tr("Run name"), facts.nameProblem, tr("Give the run another name.")};
  for (const base::Error& error : recipe::check(facts.recipe)) {
    const ErrorText text = errorText(error);
    out << TrainCheck{BadgeKind::Error, tr("Recipe"), text.both(), text.hint};
  }
}

void TrainChecks::model(const TrainFacts& facts, QList<TrainCheck>& out) {
  const QString title = tr("Base model"), choose = tr("Choose a model"), chooser = QString::fromLatin1(TrainCheck::kModelChooser);
  if (!facts.modelChosen) {
    out << TrainCheck{BadgeKind::Error, title, tr("No base model is chosen."), tr("Choose a base model to start."), choose, chooser};
  } else if (facts.modelPending) {
    out << TrainCheck{BadgeKind::Error, title, tr("The model folder is being read."), tr("The model folder is being read.")};
  } else if (facts.modelError) {
    out << TrainCheck{BadgeKind::Error, title, errorText(*facts.modelError).both(), tr("Choose another base model to start."), choose, chooser};
  } else if (const base::Error* problem = facts.model ? jobs::obstacle(*facts.model, facts.recipe.chatTemplate) : nullptr) {
    const bool ofTemplate = jobs::isOfTemplate(*problem) && jobs::isTrainable(*facts.model);
    if (ofTemplate) out << TrainCheck{BadgeKind::Error, title, errorText(*problem).both(), tr("Choose a chat template under Advanced to start.")};
    else out << TrainCheck{BadgeKind::Error, title, errorText(*problem).both(), tr("Choose another base model to start."), choose, chooser};
  } else if (facts.model) {
    out << TrainCheck{BadgeKind::Ok, title, tr("%1, %2 layers, tokenizer: %3.").arg(QString::fromStdString(facts.model->architecture), Format::number(facts.model->layers), RunWords::tokenizerKind(facts.model->tokenizerKind))};
  }
}

void TrainChecks::start(const TrainFacts& facts, QList<TrainCheck>& out) {
  if (facts.startName.isEmpty()) return;
  const QString title = tr("Begin from");
  const QString other = tr("Begin from another adapter or from a new one.");
  if (facts.recipe.method != "lora") {
    out << TrainCheck{BadgeKind::Error, title, tr("A full fine-tuning changes the base model alone and cannot begin from an adapter."), tr("Choose LoRA as the method, or begin from a new adapter.")};
  } else if (facts.startError) {
    out << TrainCheck{BadgeKind::Error, title, errorText(*facts.startError).both(), other};
  } else if (!facts.start) {
    out << TrainCheck{BadgeKind::Error, title, tr("The adapter is being read."), tr("The adapter is being read.")};
  } else {
    out << TrainCheck{BadgeKind::Ok, title, tr("The run trains %1 further. Its weights are copied; the original stays as it is.").arg(facts.startName)};
  }
}

void TrainChecks::rows(const TrainFacts& facts, QList<TrainCheck>& out) {
  const QString title = tr("Rows");
  if (!facts.numbers || !facts.problems) {
    out << TrainCheck{BadgeKind::Error, title, tr("The dataset is being read."), tr("The dataset is being read.")};
    return;
  }
  const auto& n = *facts.numbers;
  const auto& p = *facts.problems;
  if (n.rows == 0) {
    out << TrainCheck{BadgeKind::Error, title, tr("The dataset has no rows."), tr("Add rows to the dataset to start."), tr("Open dataset"), QStringLiteral("dataset")};
    return;
  }
  if (p.checked < p.total) {
    out << TrainCheck{BadgeKind::Error, title, tr("Rows are being checked: %1 of %2.").arg(Format::number(p.checked), Format::number(p.total)), tr("The rows are still being checked.")};
    return;
  }
  if (n.usedRows == 0) {
    out << TrainCheck{BadgeKind::Error, tr("Rows with errors"), tr("All %1 rows have errors.").arg(Format::number(n.rows)), tr("Correct at least one row to start."), tr("Fix rows"), QStringLiteral("dataset")};
    return;
  }
  const QString used = tr("%1 of %2 rows are used: %3 to train on, %4 for validation.")
                           .arg(Format::number(n.usedRows), Format::number(n.rows), Format::number(facts.plan.trainRows), Format::number(facts.plan.validationRows));
  if (p.errors > 0) {
    out << TrainCheck{BadgeKind::Warn, tr("Rows left out"), tr("%n row(s) with errors. %1", nullptr, int(p.errors)).arg(used), {}, tr("Fix rows"), QStringLiteral("dataset")};
  } else {
    out << TrainCheck{BadgeKind::Ok, title, used};
  }
  if (p.warnings > 0) out << TrainCheck{BadgeKind::Warn, tr("Dataset warnings"), tr("%n row(s) with warnings, which are trained on as they are.", nullptr, int(p.warnings)), {}, tr("Review"), QStringLiteral("dataset")};
}

void TrainChecks::length(const TrainFacts& facts, QList<TrainCheck>& out) {
  const QString title = tr("Length");
  if (facts.model && facts.model->context > 0 && facts.recipe.maxTokens > facts.model->context)
    out << TrainCheck{BadgeKind::Warn, tr("Length limit"), tr("The limit of %1 tokens is more than the %2 that the model was made for.").arg(Format::number(facts.recipe.maxTokens), Format::number(facts.model->context))};
  if (!facts.numbers || facts.numbers->rows == 0) return;
  const auto& n = *facts.numbers;
  if (n.tokens < 0 || n.lengths.count == 0) {
    out << TrainCheck{BadgeKind::Mute, title, tr("Tokens are not counted yet, so it is not known which rows are cut.")};
    return;
  }
  const QString longest = tr("Longest row is %1 tokens, limit %2.").arg(Format::number(std::int64_t(n.lengths.max)), Format::number(facts.recipe.maxTokens));
  if (n.limit == facts.recipe.maxTokens && n.overLimit > 0) {
    out << TrainCheck{BadgeKind::Warn, title, tr("%n row(s) lose their end. %1", nullptr, int(n.overLimit)).arg(longest), {}, tr("Show"), QStringLiteral("dataset")};
  } else if (std::int64_t(n.lengths.max) <= facts.recipe.maxTokens) {
    out << TrainCheck{BadgeKind::Ok, title, tr("%1 No row is cut.").arg(longest)};
  } else {
    out << TrainCheck{BadgeKind::Mute, title, tr("%1 Rows above it are being counted.").arg(longest)};
  }
}

void TrainChecks::memory(const TrainFacts& facts, QList<TrainCheck>& out) {
  const jobs::DeviceInfo* device = facts.chosenDevice();
  if (!device || !facts.model) return;
  const QString title = tr("Memory");
  const QString text = tr("About %1 by estimate; %2 of %3 are free.").arg(Format::bytes(facts.plan.memoryBytes), Format::bytes(device->freeBytes), Format::bytes(device->memoryBytes));
  if (device->memoryBytes > 0 && facts.plan.memoryBytes > device->memoryBytes)
    out << TrainCheck{BadgeKind::Error, title, text, tr("Lower the length limit or the batch size, or choose a smaller model.")};
  else out << TrainCheck{device->freeBytes > 0 && facts.plan.memoryBytes > device->freeBytes ? BadgeKind::Warn : BadgeKind::Ok, title, text};
}

void TrainChecks::disk(const TrainFacts& facts, QList<TrainCheck>& out) {
  if (!facts.machine || !facts.machine->freeDiskBytes || !facts.model) return;
  const QString text = tr("Checkpoints take up to %1; %2 are free.").arg(Format::bytes(facts.diskBytes()), Format::bytes(*facts.machine->freeDiskBytes));
  if (facts.diskBytes() > *facts.machine->freeDiskBytes) out << TrainCheck{BadgeKind::Error, tr("Disk"), text, tr("Free disk space, or keep fewer checkpoints.")};
  else out << TrainCheck{BadgeKind::Ok, tr("Disk"), text};
}

void TrainChecks::device(const TrainFacts& facts, QList<TrainCheck>& out) {
  const QString title = tr("Device");
  if (!facts.machine) {
    out << TrainCheck{BadgeKind::Mute, title, tr("The devices of this machine are being asked.")};
    return;
  }
  const jobs::DeviceInfo* device = facts.chosenDevice();
  if (!device) {
    out << TrainCheck{BadgeKind::Error, title, tr("The device %1 is not there.").arg(QString::fromStdString(facts.device)), tr("Choose another device in the settings.")};
    return;
  }
  const bool automatic = facts.recipe.dtype == "auto";
  const bool small = automatic && facts.model && facts.model->parameters <= recipe::kAlwaysFp32Parameters;
  const std::string type = small ? "fp32" : automatic ? device->computeType : facts.recipe.dtype;
  QString text = QStringLiteral("%1, %2.").arg(QString::fromStdString(device->name), QString::fromStdString(type));
  if (small) text += QLatin1Char(' ') + tr("Models of up to 100 million parameters compute in float32.");
  else if (automatic && base::findMessage(device->reason)) text += QLatin1Char(' ') + errorText(base::Error(device->reason)).sentence;
  if (device->id == "cpu" && facts.machine->devices.gpuAbsent) text += QLatin1Char(' ') + errorText(*facts.machine->devices.gpuAbsent).sentence;
  out << TrainCheck{BadgeKind::Ok, title, text};
}

}  // namespace timbre::ui
