// SPDX-License-Identifier: GPL-3.0-or-later
// The recipe as a form: one RecipeField per entry of the field table, basic ones always, the others under headings when asked
// for. What a person changed is kept as overrides over the default rule, so that a new dataset or model moves the defaults and
// keeps the changes. GUI thread.
#pragma once

#include "core/jobs/adapter_summary.h"
#include "core/recipe/fields.h"

#include <QHash>
#include <QStringList>
#include <QWidget>

#include <map>
#include <optional>
#include <string>

class QVBoxLayout;

namespace timbre::ui {

class Label;
class RecipeField;

class RecipeForm : public QWidget {
  Q_OBJECT
 public:
  explicit RecipeForm(QWidget* parent = nullptr);

  /// The default rule's inputs.
  void setFacts(const recipe::DataFacts& rows, const recipe::ModelFacts& model);
  /// Names of the model's layers, for the field that chooses among them. Before setFacts, which shows the values.
  void setLayers(const QStringList& names);
  /// The adapter that the run begins from has its own shape: those fields show it and cannot be changed.
  void setStart(const std::optional<jobs::AdapterSummary>& adapter);
  const recipe::Recipe& recipe() const { return m_recipe; }
  /// What the default rule says for these facts.
  const recipe::Recipe& defaults() const { return m_default; }
  /// Every control holds a value of its field.
  bool valid() const;
  /// Flat object of the changed keys.
  base::Json overrides() const;
  void setOverrides(const base::Json& json);
  void setAdvanced(bool advanced);
  bool advanced() const { return m_advanced; }
  void setLabelWidth(int width);
  /// Instead of the help line of a field.
  void setNote(const QString& key, const QString& note);
  RecipeField* field(const QString& key) const { return m_fields.value(key); }

 Q_SIGNALS:
  void recipeChanged();

 private:
  void addHeading(QVBoxLayout* column, const std::string& key);
  void rebuild();
  void showValues();
  void retranslate();

  QHash<QString, RecipeField*> m_fields;
  QList<QPair<Label*, const char*>> m_headings;
  recipe::DataFacts m_data;
  recipe::ModelFacts m_model;
  recipe::Recipe m_default, m_recipe;
  std::map<std::string, base::Json> m_overrides;
  std::optional<jobs::AdapterSummary> m_start;
  bool m_advanced = false;
};

}  // namespace timbre::ui
