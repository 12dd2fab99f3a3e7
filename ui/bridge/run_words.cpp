// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_words.h"

#include "core/base/file_ops.h"
#include "core/recipe/template_names.h"
#include "ui/bridge/format.h"

#include <QLocale>

#include <algorithm>
#include <string_view>

namespace timbre::ui {

namespace {

constexpr char16_t kByte = 0xDC00;  // + a byte that belongs to no UTF-8 sequence

bool isByte(QChar c) { return c.unicode() >= kByte + 0x80 && c.unicode() <= kByte + 0xFF; }

/// Bytes of the UTF-8 sequence that begins at `text`; 0 when none does.
std::size_t sequence(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
  if (length == 0 || length > text.size()) return 0;
  // What the lead and the second byte allow too much (overlong forms, surrogates) Qt's own decoder refuses.
  const auto part = QByteArrayView(text.data(), qsizetype(length));
  return part.isValidUtf8() ? length : 0;
}

}  // namespace

std::filesystem::path toPath(const QString& text) {
#ifdef _WIN32
  return std::filesystem::path(text.toStdWString());
#else
  std::string bytes;
  qsizetype from = 0;
  for (qsizetype i = 0; i < text.size(); ++i) {
    if (!isByte(text[i]) || (i > from && text[i - 1].isHighSurrogate())) continue;
    bytes += text.mid(from, i - from).toStdString() + char(text[i].unicode() - kByte);
    from = i + 1;
  }
  return std::filesystem::path(bytes + text.mid(from).toStdString());
#endif
}

QString fromPath(const std::filesystem::path& path) {
#ifdef _WIN32
  return QString::fromStdWString(path.native());
#else
  QString out;
  std::string_view rest = path.native();
  while (!rest.empty()) {
    const std::size_t length = sequence(rest);
    if (length > 0) out += QString::fromUtf8(rest.data(), qsizetype(length));
    else out += QChar(char16_t(kByte + static_cast<unsigned char>(rest.front())));
    rest.remove_prefix(std::max<std::size_t>(1, length));
  }
  return out;
#endif
}

QString RunWords::state(events::RunState state) {
  using enum events::RunState;
  switch (state) {
    case Preparing: return tr("Preparing");
    case Running: return tr("Running");
    case Pausing: return tr("Pausing");
    case Paused: return tr("Paused");
    case Stopping: return tr("Stopping");
    case Stopped: return tr("Stopped");
    case Finished: return tr("Finished");
    case Failed: return tr("Failed");
    case Interrupted: return tr("Interrupted");
  }
  return {};
}

QString RunWords::phase(const std::string& phase) {
  if (phase == "loading") return tr("Loading the model");
  if (phase == "encoding") return tr("Turning rows into tokens");
  if (phase == "packing") return tr("Packing rows");
  if (phase == "validating") return tr("Validating");
  if (phase == "saving") return tr("Saving a checkpoint");
  if (phase == "sampling") return tr("Asking the sample questions");
  return QString::fromStdString(phase);
}

QString RunWords::label(const recipe::Field& field) { return QCoreApplication::translate("Recipe", field.label); }
QString RunWords::help(const recipe::Field& field) { return QCoreApplication::translate("Recipe", field.help); }

QString RunWords::unit(const recipe::Field& field) {
  const std::string unit = field.unit;
  if (unit == "tokens") return tr("tokens");
  if (unit == "steps") return tr("steps");
  if (unit == "rows") return tr("rows");
  return QString::fromStdString(unit);
}

QString RunWords::choice(const std::string& key, const QString& value) {
  if (key == "method") return value == "lora" ? tr("LoRA") : value == "full" ? tr("Full") : value;
  if (key == "train_on") {
    if (value == "assistant") return tr("All answers");
    if (value == "last") return tr("Only the last answer");
    if (value == "all") return tr("Everything");
  }
  if (value == "auto") return key == "chat_template" ? tr("The model's own") : tr("Automatic");
  if (key == "chat_template")
    for (const recipe::TemplateName& each : recipe::kTemplateNames)
      if (value == QLatin1String(each.name)) return QString::fromUtf8(each.title);
  if (key == "schedule") {
    if (value == "cosine") return tr("Cosine");
    if (value == "linear") return tr("Linear");
    if (value == "constant") return tr("Constant");
    if (value == "flat-cosine") return tr("Flat, then cosine");
  }
  return value;
}

QString RunWords::recipeLine(const base::Json& json) {
  const auto parsed = recipe::fromJson(json);
  if (!parsed.ok()) return {};
  const recipe::Recipe& r = *parsed;
  const QString method = r.method == "lora" ? tr("LoRA r%1").arg(r.rank) : tr("All weights");
  const QString length = r.maxSteps > 0 ? tr("%1 steps").arg(QLocale().toString(qlonglong(r.maxSteps))) : tr("%1 epochs").arg(QLocale().toString(r.epochs, 'g', 4));
  return tr("%1, rate %2, %3", "method, learning rate, length").arg(method, Format::rate(r.learningRate), length);
}

QString RunWords::baseLine(const base::Json& json, const QString& baseModel) {
  const auto parsed = recipe::fromJson(json);
  if (!parsed.ok()) return baseModel;
  const QString method = parsed->method == "lora" ? tr("LoRA r%1").arg(parsed->rank) : tr("All weights");
  return baseModel.isEmpty() ? method : tr("%1 on %2", "LoRA r16 on timbre-mini").arg(method, baseModel);
}

QString RunWords::step(std::int64_t step) { return tr("Step %1").arg(QLocale().toString(qlonglong(step))); }
QString RunWords::checkpointLine(const jobs::CheckpointRecord& checkpoint) {
  QString out = step(checkpoint.step);
  if (checkpoint.validationLoss) out += tr(", validation %1").arg(Format::decimal(*checkpoint.validationLoss, 2));
  if (checkpoint.best) out += tr(", best");
  return out;
}
QString RunWords::checkpoint(const QString& run, std::int64_t step) { return tr("%1, checkpoint %2").arg(run, QLocale().toString(qlonglong(step))); }

QString RunWords::tokenizerKind(const std::string& kind) { return kind == "byte-level BPE" ? tr("byte-level BPE") : QString::fromStdString(kind); }

QString RunWords::templateOrigin(const std::string& origin) {
  constexpr std::string_view builtIn = "built-in ";
  const QString text = QString::fromStdString(origin);
  return origin.starts_with(builtIn) ? tr("built-in %1").arg(text.mid(qsizetype(builtIn.size()))) : text;
}

QString RunWords::stop(const std::string& stop) {
  if (stop == "eos") return tr("ended by itself");
  if (stop == "length") return tr("longest answer reached");
  if (stop == "cancelled") return tr("stopped");
  return QString::fromStdString(stop);
}

}  // namespace timbre::ui
