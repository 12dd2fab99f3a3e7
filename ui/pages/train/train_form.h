// SPDX-License-Identifier: GPL-3.0-or-later
// The left half of the Train page: base model, run name, recipe, sample questions. Knows no dataset and no run; the page gives
// facts and reads values. GUI thread.
#pragma once

#include "ui/pages/train/model_picker.h"
#include "ui/pages/train/recipe_form.h"
#include "ui/pages/train/start_picker.h"
#include "ui/pages/train/train_checks.h"

class QLineEdit;
class QPlainTextEdit;

namespace timbre::ui {

class FormRow;
class RecipeJson;
class SectionHeader;
class Segmented;

class TrainForm : public QWidget {
  Q_OBJECT
 public:
  TrainForm(RunWorker* worker, const RunBridge* runs, QWidget* parent = nullptr);
  RecipeForm* recipeForm() const { return m_recipe; }
  ModelPicker* picker() const { return m_picker; }
  StartPicker* start() const { return m_start; }
  QString runName() const;
  void setRunName(const QString& name);
  /// A person typed it; then suggestions keep away.
  bool nameTyped() const { return m_nameTyped; }
  void setNameProblem(const QString& problem);
  QStringList questions() const;
  void setQuestions(const QStringList& questions);
  /// Which fields are shown: basic, all, or the recipe as JSON.
  enum class Level { Basic, Advanced, Json };
  Level level() const;
  void setLevel(Level level);
  /// Every field, or the JSON, holds a recipe.
  bool valid() const;
  void setNarrow(bool narrow);
  /// Help lines that carry figures of this dataset and model.
  void setNotes(const TrainFacts& facts);

 Q_SIGNALS:
  void changed();
  void levelChanged();

 private:
  void showLevel();
  void showStart();
  void setRuleNotes(const TrainFacts& facts);
  void retranslate();
  SectionHeader* m_head;
  Segmented* m_level;
  ModelPicker* m_picker;
  StartPicker* m_start;
  FormRow *m_modelRow, *m_startRow, *m_nameRow, *m_questionRow;
  QLineEdit* m_name;
  RecipeForm* m_recipe;
  RecipeJson* m_json;
  Label* m_rule;
  QPlainTextEdit* m_questions;
  bool m_nameTyped = false;
};

}  // namespace timbre::ui
