// SPDX-License-Identifier: GPL-3.0-or-later
// The recipe as its JSON: the very keys of recipe.json and of the command line. What is typed is checked at once; while it is no
// recipe, the sentence below says where it goes wrong and edited() is not emitted. GUI thread.
#pragma once

#include "core/recipe/recipe.h"

#include <QWidget>

class QPlainTextEdit;

namespace timbre::ui {

class FieldWithError;

class RecipeJson : public QWidget {
  Q_OBJECT
 public:
  explicit RecipeJson(QWidget* parent = nullptr);
  /// Replaces the text, also one that is no recipe.
  void show(const recipe::Recipe& recipe);
  /// Follows the form, but never under the hands of somebody who types.
  void follow(const recipe::Recipe& recipe);
  /// The text is a recipe.
  bool valid() const { return m_valid; }
  QPlainTextEdit* edit() const { return m_edit; }

 Q_SIGNALS:
  void edited(const timbre::base::Json& keys);
  void validChanged();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void typed();
  QPlainTextEdit* m_edit;
  FieldWithError* m_field;
  base::Json m_shown;
  bool m_valid = true;
};

}  // namespace timbre::ui
