// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/recipe_json.h"

#include "ui/bridge/error_text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/retranslate.h"

#include <QEvent>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace timbre::ui {

RecipeJson::RecipeJson(QWidget* parent) : QWidget(parent) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  m_edit = makeTextEdit(this);
  m_edit->setObjectName(QStringLiteral("recipeJson"));
  m_edit->setFont(t.font(TextRole::Mono));
  m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
  m_edit->setMinimumHeight(t.px(470));
  m_field = new FieldWithError(m_edit, this);
  column->addWidget(m_field);
  connect(m_edit, &QPlainTextEdit::textChanged, this, &RecipeJson::typed);
  onLanguageChange(this, [this] {
    m_edit->setAccessibleName(tr("Recipe as JSON"));
    if (!m_valid) typed();
  });
}

void RecipeJson::show(const recipe::Recipe& recipe) {
  m_shown = recipe::toJson(recipe);
  m_valid = true;
  m_field->setError({});
  const QSignalBlocker quiet(m_edit);
  m_edit->setPlainText(QString::fromStdString(base::dumpJson(m_shown, 2)));
}

void RecipeJson::follow(const recipe::Recipe& recipe) {
  if (m_valid && !m_edit->hasFocus() && recipe::toJson(recipe) != m_shown) show(recipe);
}

void RecipeJson::typed() {
  const auto json = base::parseJson(m_edit->toPlainText().toStdString());
  const auto recipe = json.ok() ? recipe::fromJson(*json) : base::Result<recipe::Recipe>(json.error());
  const bool was = m_valid;
  m_valid = recipe.ok();
  m_field->setError(m_valid ? QString() : errorText(recipe.error()).both());
  if (m_valid) {
    m_shown = recipe::toJson(*recipe);
    Q_EMIT edited(*json);
  }
  if (was != m_valid) Q_EMIT validChanged();
}

void RecipeJson::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && m_edit) m_edit->setFont(theme().font(TextRole::Mono));
}

}  // namespace timbre::ui
