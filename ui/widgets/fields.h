// SPDX-License-Identifier: GPL-3.0-or-later
// Fields and their rows: search field, a field with its error line, and the form row (label, field, help, changed dot, reset).
#pragma once

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QWidget>

class QBoxLayout;
class QToolButton;

namespace timbre::ui {

class Label;
class IconView;

/// Quiet ground, magnifier in front, Esc clears.
class SearchField : public QLineEdit {
  Q_OBJECT
 public:
  explicit SearchField(QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
};

/// A text edit in the field style with comfortable margins; Tab leaves it.
QPlainTextEdit* makeTextEdit(QWidget* parent = nullptr);

/// Marks a field as wrong (or right again). The property is what the style reads.
void setFieldError(QWidget* field, bool wrong);

/// Any field with a line below it that appears with an icon when the value is wrong.
class FieldWithError : public QWidget {
  Q_OBJECT
 public:
  explicit FieldWithError(QWidget* field, QWidget* parent = nullptr);
  QWidget* field() const { return m_field; }
  /// Empty: right again.
  void setError(const QString& sentence);

 private:
  QWidget* m_field;
  QWidget* m_line;
  Label* m_text;
};

/// Label 150 | field | unit, below the field one line of help or the error. A dot and a reset button appear when the value is
/// not the default. The label is the field's buddy, so a combo box has a name in Qt 6.4.
class FormRow : public QWidget {
  Q_OBJECT
 public:
  FormRow(const QString& label, QWidget* field, QWidget* parent = nullptr);
  QWidget* field() const { return m_field; }
  void setLabel(const QString& label);
  void setUnit(const QString& unit);
  void setHelp(const QString& help);
  void setError(const QString& sentence);
  void setChanged(bool changed);
  void setLabelWidth(int width);
  /// The field takes all the width there is (paths, pickers).
  void setFieldFills();
  /// Takes the field's place at the right of it ("Choose").
  void addBeside(QWidget* widget);

 Q_SIGNALS:
  void resetRequested();

 private:
  void showLine();
  QWidget* m_field;
  Label* m_label;
  Label* m_unit;
  Label* m_help;
  IconView* m_errorIcon;
  QWidget* m_dot;
  QToolButton* m_reset;
  QBoxLayout* m_fieldRow;
  QString m_helpText, m_errorText;
};

}  // namespace timbre::ui
