// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/recipe_form.h"

#include "ui/pages/train/recipe_field.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace timbre::ui {

namespace {

struct Heading {
  const char* before;  ///< key of the field below it
  const char* text;
};
constexpr Heading kHeadings[] = {
    {"rank", QT_TRANSLATE_NOOP("timbre::ui::RecipeForm", "Adapter")},
    {"learning_rate", QT_TRANSLATE_NOOP("timbre::ui::RecipeForm", "Learning rate")},
    {"epochs", QT_TRANSLATE_NOOP("timbre::ui::RecipeForm", "Length and batches")},
    {"max_grad_norm", QT_TRANSLATE_NOOP("timbre::ui::RecipeForm", "Optimizer")},
    {"max_tokens", QT_TRANSLATE_NOOP("timbre::ui::RecipeForm", "Rows")},
    {"save_every", QT_TRANSLATE_NOOP("timbre::ui::RecipeForm", "Checkpoints and memory")},
};
constexpr std::string_view kAdapterOnly[] = {"rank", "alpha", "dropout", "target_modules"};
bool isAdapterOnly(std::string_view key) { return std::find(std::begin(kAdapterOnly), std::end(kAdapterOnly), key) != std::end(kAdapterOnly); }

}  // namespace

RecipeForm::RecipeForm(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme().px(15));
  for (const recipe::Field& entry : recipe::fieldTable()) {
    addHeading(column, entry.key);
    auto* row = new RecipeField(entry, this);
    m_fields.insert(QString::fromLatin1(entry.key), row);
    column->addWidget(row);
    const std::string key = entry.key;
    connect(row, &RecipeField::edited, this, [this, row, key] {
      if (const auto value = row->value()) m_overrides[key] = *value;
      rebuild();
      Q_EMIT recipeChanged();
    });
    connect(row, &RecipeField::resetRequested, this, [this, row, key] {
      m_overrides.erase(key);
      rebuild();
      row->setValue(row->field().get(m_recipe));
      Q_EMIT recipeChanged();
    });
  }
  rebuild();
  for (RecipeField* row : std::as_const(m_fields)) row->setValue(row->field().get(m_recipe));
  setAdvanced(false);
  onLanguageChange(this, [this] { retranslate(); });
}

void RecipeForm::addHeading(QVBoxLayout* column, const std::string& key) {
  for (const Heading& heading : kHeadings) {
    if (key != heading.before) continue;
    auto* label = new Label({}, TextRole::Small, Role::Text2, this);
    label->setStrong(true);
    m_headings.append({label, heading.text});
    column->addWidget(label);
  }
}

void RecipeForm::retranslate() {
  for (const auto& [label, text] : m_headings) label->setText(tr(text));
}

void RecipeForm::setFacts(const recipe::DataFacts& rows, const recipe::ModelFacts& model) {
  m_data = rows;
  m_model = model;
  rebuild();
  showValues();
}

void RecipeForm::setLayers(const QStringList& names) {
  if (RecipeField* layers = field(QStringLiteral("target_modules"))) layers->setLayers(names);
}

void RecipeForm::setStart(const std::optional<jobs::AdapterSummary>& adapter) {
  if (adapter == m_start) return;
  m_start = adapter;
  rebuild();
  showValues();
}

void RecipeForm::rebuild() {
  m_default = recipe::defaultRecipe(m_data, m_model);
  const auto made = [this] {
    recipe::Recipe next = m_default;
    for (const auto& [key, value] : m_overrides)
      if (const recipe::Field* entry = recipe::findField(key)) entry->set(next, value);
    return next;
  };
  m_recipe = made();
  // A value changed back to its default is no change.
  for (RecipeField* row : std::as_const(m_fields)) {
    const auto& entry = row->field();
    if (m_start && isAdapterOnly(entry.key)) {  // what a person wanted is kept for the day the adapter is a new one again
      row->setChanged(false);
      continue;
    }
    const bool same = entry.get(m_default) == entry.get(m_recipe);
    if (same) m_overrides.erase(entry.key);
    row->setChanged(!same || !row->valid());
  }
  const bool free = m_recipe.method == "lora" && !m_start;
  for (RecipeField* row : std::as_const(m_fields)) {
    if (!isAdapterOnly(row->field().key)) continue;
    row->setEditable(free);
    row->setNote(m_start ? tr("That of the adapter the run begins from.") : QString());
  }
  if (m_start && m_recipe.method == "lora") jobs::adopt(m_recipe, *m_start);
}

void RecipeForm::showValues() {
  for (RecipeField* row : std::as_const(m_fields)) {
    if (!row->valid()) continue;  // being typed
    const base::Json wanted = row->field().get(m_recipe);
    if (row->value() != wanted) row->setValue(wanted);
  }
}

bool RecipeForm::valid() const {
  return std::all_of(m_fields.begin(), m_fields.end(), [](const RecipeField* row) { return row->valid(); });
}

base::Json RecipeForm::overrides() const {
  base::Json out = base::Json::object();
  for (const auto& [key, value] : m_overrides) out[key] = value;
  return out;
}

void RecipeForm::setOverrides(const base::Json& json) {
  m_overrides.clear();
  // Only what fits today's table is taken: the project may come from another version.
  if (json.is_object())
    for (const auto& [key, value] : json.items()) {
      recipe::Recipe probe;
      if (recipe::findField(key) && recipe::setValue(probe, key, value.is_string() ? value.get<std::string>() : base::dumpJson(value)).ok()) m_overrides[key] = value;
    }
  rebuild();
  for (RecipeField* row : std::as_const(m_fields)) row->setValue(row->field().get(m_recipe));
  rebuild();
  Q_EMIT recipeChanged();
}

void RecipeForm::setAdvanced(bool advanced) {
  m_advanced = advanced;
  for (RecipeField* row : std::as_const(m_fields)) row->setVisible(advanced || row->field().level == recipe::FieldLevel::Basic || !row->valid());
  for (const auto& [label, text] : m_headings) label->setVisible(advanced);
}

void RecipeForm::setLabelWidth(int width) {
  for (RecipeField* row : std::as_const(m_fields)) row->setLabelWidth(width);
}

void RecipeForm::setNote(const QString& key, const QString& note) {
  if (RecipeField* row = field(key)) row->setNote(note);
}

}  // namespace timbre::ui
