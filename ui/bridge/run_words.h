// SPDX-License-Identifier: GPL-3.0-or-later
// The words for runs, recipes and checkpoints, translated when asked, and paths to and from Qt's strings. GUI thread for words.
#pragma once

#include "core/jobs/run_record.h"
#include "core/recipe/fields.h"

#include <QCoreApplication>
#include <QString>

#include <filesystem>

namespace timbre::ui {

/// The path that fromPath() wrote, byte by byte.
std::filesystem::path toPath(const QString& text);
/// For people to read and for toPath(): bytes that are no UTF-8 become lone surrogates (U+DC80 to U+DCFF), which are drawn
/// as a box and lose nothing.
QString fromPath(const std::filesystem::path& path);

class RunWords {
  Q_DECLARE_TR_FUNCTIONS(timbre::ui::RunWords)
 public:
  static QString state(events::RunState state);                    ///< "Running"
  static QString phase(const std::string& phase);                  ///< "Loading the model"
  static QString label(const recipe::Field& field);                ///< context "Recipe"
  static QString help(const recipe::Field& field);
  static QString unit(const recipe::Field& field);
  static QString choice(const std::string& key, const QString& value);
  /// "LoRA r16, lr 2e-4, 3 epochs" from a recorded recipe.
  static QString recipeLine(const base::Json& recipe);
  /// "LoRA r16 on timbre-mini"
  static QString baseLine(const base::Json& recipe, const QString& baseModel);
  static QString step(std::int64_t step);                          ///< "Step 76"
  static QString checkpointLine(const jobs::CheckpointRecord& checkpoint);  ///< "Step 76, validation 1.92, best"
  static QString checkpoint(const QString& run, std::int64_t step);  ///< "marv-r3, checkpoint 95"
  static QString tokenizerKind(const std::string& kind);           ///< "byte-level BPE"; names of algorithms stay
  static QString templateOrigin(const std::string& origin);        ///< "tokenizer_config.json", "built-in chatml"
  static QString stop(const std::string& stop);                    ///< "ended by itself", "longest answer reached", "stopped"
};

}  // namespace timbre::ui
