// SPDX-License-Identifier: GPL-3.0-or-later
// The page's smaller dialogs: find and replace, comparison of two rows, progress of a file, report of an import. Each is opened
// over the window and answers by signal or function; none blocks.
#pragma once

#include "core/session/dataset_service.h"
#include "ui/widgets/dialogs.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace timbre::ui {

class Label;
class Meter;

class ReplaceDialog : public Dialog {
  Q_OBJECT
 public:
  /// `selected`: rows of the selection; 0 offers only the view. `viewRows`: rows of the current view.
  ReplaceDialog(QWidget* window, const QString& find, qint64 selected, qint64 viewRows);

 Q_SIGNALS:
  /// Rows are empty; `selection` says whether the page shall fill in those of the selection.
  void replaceRequested(const timbre::session::ReplaceText& replace, bool selection);

 private:
  void refresh();
  QLineEdit* m_find;
  QLineEdit* m_with;
  QComboBox* m_where;
  QComboBox* m_cells;
  QCheckBox* m_case;
  QCheckBox* m_word;
  QPushButton* m_apply;
};

/// Two rows beside each other, with the ways out of a duplicate.
class CompareDialog : public Dialog {
  Q_OBJECT
 public:
  CompareDialog(QWidget* window, const session::RowReady& left, const session::RowReady& right, bool readOnly);

 Q_SIGNALS:
  void deleteRequested(timbre::session::RowId row);
};

/// Gives a system prompt the name that the table shows.
class NameDialog : public Dialog {
  Q_OBJECT
 public:
  NameDialog(QWidget* window, const QString& prompt, const QString& name);

 Q_SIGNALS:
  void named(const QString& name);
};

/// Which rows an export takes, before the file is chosen.
class ExportDialog : public Dialog {
  Q_OBJECT
 public:
  /// `view` < 0: the view shows all rows.
  ExportDialog(QWidget* window, qint64 all, qint64 view, qint64 errors);

 Q_SIGNALS:
  void chosen(const timbre::session::ExportOptions& options);
};

/// Import or export under way, with Cancel. Opened only when the work takes longer than a moment.
class FileDialog : public Dialog {
  Q_OBJECT
 public:
  FileDialog(QWidget* window, const QString& title, const QString& path);
  void setProgress(const session::FileProgress& progress);

 Q_SIGNALS:
  void cancelRequested();

 private:
  Meter* m_meter;
  Label* m_text;
};

/// What an import did: rows, bad lines with place and reason. The list can be saved.
class ImportReport : public Dialog {
  Q_OBJECT
 public:
  ImportReport(QWidget* window, const session::ImportDone& done, const QString& fileName);
  /// The bad lines as tab-separated text: line, column, reason, text.
  static QString asTable(const session::ImportDone& done);

 Q_SIGNALS:
  void saveRequested(const QString& table);
};

}  // namespace timbre::ui
