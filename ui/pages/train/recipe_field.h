// SPDX-License-Identifier: GPL-3.0-or-later
// One field of the recipe as a form row, made from its entry in the field table: right control for its type, label, unit, help,
// range check with a sentence, changed dot and reset. Holds no recipe; the form does. GUI thread.
#pragma once

#include "core/recipe/fields.h"

#include <QStringList>
#include <QWidget>

#include <functional>
#include <optional>

namespace timbre::ui {

class Chip;
class FormRow;

class RecipeField : public QWidget {
  Q_OBJECT
 public:
  explicit RecipeField(const recipe::Field& field, QWidget* parent = nullptr);
  const recipe::Field& field() const { return m_field; }
  /// What is in the control; nothing when it is no value of this field.
  std::optional<base::Json> value() const;
  bool valid() const { return m_valid; }
  /// Shows the value without telling anybody.
  void setValue(const base::Json& value);
  void setChanged(bool changed);
  /// Instead of the field's own help line; empty: the own one.
  void setNote(const QString& note);
  void setLabelWidth(int width);
  void setEditable(bool editable);
  /// The choices of a list of layers: a model's own names. Nothing in other fields.
  void setLayers(const QStringList& names);

 Q_SIGNALS:
  void edited();
  void resetRequested();

 private:
  QWidget* makeControl();
  QWidget* makeInteger();
  QWidget* makeText();
  QWidget* makeChoice();
  QWidget* makeSwitch();
  QWidget* makeLayers();
  void fillLayers();
  void changedByHand();
  void check();
  void retranslate();
  QString rangeSentence() const;
  void showPreview();

  const recipe::Field& m_field;
  QWidget* m_control = nullptr;
  FormRow* m_row;
  std::function<std::optional<base::Json>()> m_read;
  std::function<void(const base::Json&)> m_show;
  std::function<void()> m_words;
  QStringList m_layers;
  QList<Chip*> m_chips;  // one for each layer
  QString m_note;
  bool m_showing = false;
  bool m_valid = true;
};

}  // namespace timbre::ui
