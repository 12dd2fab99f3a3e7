// SPDX-License-Identifier: GPL-3.0-or-later
// What was chosen, as a card that opens a menu: name, one line of detail, and below it what is wrong with it. GUI thread.
#pragma once

#include "core/base/result.h"
#include "ui/widgets/cards.h"

#include <QWidget>

class QMenu;

namespace timbre::ui {

class PickerCard : public QWidget {
  Q_OBJECT
 public:
  /// `name` is that of the parts for tests: nameCard, nameProblems.
  PickerCard(const char* icon, const QString& name, QWidget* parent = nullptr);

 protected:
  CardButton* button() const { return m_button; }
  void setWords(const QString& name, const QString& detail);
  void setProblems(const std::vector<base::Error>& problems);
  /// Below the card. The menu deletes itself.
  void open(QMenu* menu);

 private:
  CardButton* m_button;
  Label* m_name;
  Label* m_detail;
  QWidget* m_problems;
  QVBoxLayout* m_problemColumn;
};

}  // namespace timbre::ui
