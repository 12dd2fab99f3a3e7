// SPDX-License-Identifier: GPL-3.0-or-later
// The side panel while rows are selected: a form in which every field has its own tick, shows mixed values, and says what will
// change before Apply. Emits one edit per ticked field; each is one undo step.
#pragma once

#include "core/session/dataset_service.h"
#include "ui/widgets/pane.h"

#include <QStringList>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace timbre::ui {

class Label;
class Segmented;

class BulkPanel : public Pane {
  Q_OBJECT
 public:
  explicit BulkPanel(QWidget* parent = nullptr);
  void setCount(qint64 rows);
  void setSummary(const session::SelectionSummary& summary);
  void reset();
  void setReadOnly(bool readOnly);
  void focusTags();

 Q_SIGNALS:
  /// Values with empty row lists; the page fills in the rows.
  void applyRequested(const std::vector<timbre::session::Edit>& edits);
  void closeRequested();

 private:
  void retranslate();
  void refresh();
  void addTag(const QString& tag);
  void showTags();
  std::vector<session::Edit> edits() const;

  Label* m_title;
  QToolButton* m_close;
  QCheckBox* m_systemOn;
  QPlainTextEdit* m_system;
  Label* m_systemNote;
  QCheckBox* m_tagsOn;
  QWidget* m_tagHolder;
  QHBoxLayout* m_tagRow;
  QLineEdit* m_tagEdit;
  Label* m_tagNote;
  QCheckBox* m_splitOn;
  Segmented* m_split;
  Label* m_splitNote;
  QCheckBox* m_cleanOn;
  Label* m_cleanLabel;
  QComboBox* m_clean;
  Pane* m_info;
  Label* m_infoTitle;
  Label* m_infoText;
  QPushButton* m_discard;
  QPushButton* m_apply;
  qint64 m_rows = 0;
  bool m_readOnly = false;
  QStringList m_tags;
  session::SelectionSummary m_summary;
};

}  // namespace timbre::ui
