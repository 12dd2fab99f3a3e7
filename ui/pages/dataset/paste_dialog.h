// SPDX-License-Identifier: GPL-3.0-or-later
// Cells from the clipboard before they become rows: which column is what, whether the first row is a header, and where they go.
// Shows the first rows as they will be. Nothing changes until the button; the paste is one undo step.
#pragma once

#include "core/session/dataset_service.h"
#include "ui/widgets/dialogs.h"

class QCheckBox;
class QComboBox;
class QRadioButton;
class QTableWidget;

namespace timbre::ui {

struct PasteTarget {
  std::vector<session::RowId> onto;  ///< rows from the current one on, for overwriting; empty: only adding is offered
  qint64 firstNumber = 0;            ///< number of onto[0]
  session::RowId insertAfter = -1;
};

class PasteDialog : public Dialog {
  Q_OBJECT
 public:
  PasteDialog(QWidget* window, const session::ClipboardParsed& parsed, PasteTarget target);

 Q_SIGNALS:
  void pasteRequested(const timbre::session::PasteTable& paste);

 private:
  void refresh();
  session::PasteTable value() const;
  session::ClipboardParsed m_parsed;
  PasteTarget m_target;
  QTableWidget* m_preview;
  QList<QComboBox*> m_maps;
  QCheckBox* m_header;
  QRadioButton* m_add;
  QRadioButton* m_over;
  Label* m_note;
  QPushButton* m_paste;
};

}  // namespace timbre::ui
