// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for the name and the folder of a new project. Says before pressing the button what is wrong with either; whether the
// folder can really be made is the project manager's answer. Opens over the window and deletes itself.
#pragma once

#include "ui/pages/welcome/welcome_data.h"
#include "ui/widgets/dialogs.h"

class QLineEdit;

namespace timbre::ui {

class FormRow;

class NewProjectDialog : public Dialog {
  Q_OBJECT
 public:
  /// `persona` null: an empty project. `parentFolder` is where projects are kept by default.
  NewProjectDialog(QWidget* window, const PersonaTemplate* persona, const QString& parentFolder);
  /// A base model was chosen before: its name is shown as a third line.
  void showModel(const QString& name);
  QLineEdit* nameField() const { return m_name; }
  QLineEdit* folderField() const { return m_folder; }

 Q_SIGNALS:
  void accepted(const QString& name, const QString& folder);

 private:
  void check();
  QString m_parent;
  QLineEdit* m_name;
  QLineEdit* m_folder;
  FormRow* m_nameRow;
  FormRow* m_folderRow;
  QPushButton* m_create;
  bool m_folderTouched = false;
};

/// A name as a folder name: separators and control characters become "-"; never empty, never "." or "..".
QString folderNameFor(const QString& name);

}  // namespace timbre::ui
