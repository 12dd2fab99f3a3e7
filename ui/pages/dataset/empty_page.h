// SPDX-License-Identifier: GPL-3.0-or-later
// The dataset without rows: what it is for, and the ways in. Files may be dropped as anywhere in the window.
#pragma once

#include "ui/widgets/pane.h"

#include <QList>

class QMenu;

namespace timbre::ui {

class CardButton;
class DropArea;
class Label;

/// A persona whose rows can be imported.
struct RowTemplate {
  QString name, text, file;
};

class EmptyPage : public Pane {
  Q_OBJECT
 public:
  explicit EmptyPage(QWidget* parent = nullptr);
  void setTemplates(const QList<RowTemplate>& templates);
  void setReadOnly(bool readOnly);

 Q_SIGNALS:
  void templateChosen(const QString& file);
  void importRequested();
  void pasteRequested();
  void writeRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Card {
    CardButton* button;
    Label* title;
    Label* text;
  };
  Card makeCard(const char* icon, const QString& keys, const char* objectName);
  void retranslate();
  Label* m_title;
  Label* m_lead;
  QWidget* m_cards;
  Card m_persona, m_import, m_paste, m_write;
  DropArea* m_drop;
  QMenu* m_menu;
  QList<RowTemplate> m_templates;
};

}  // namespace timbre::ui
