// SPDX-License-Identifier: GPL-3.0-or-later
// A model by name: which one, what it consists of, and after a yes that names size, folder and host, its way here with
// progress. What lacks something that is needed here is said and not offered. Follows the bridge's state, so it can be
// closed and come back to. GUI thread.
#pragma once

#include "ui/bridge/model_bridge.h"

#include <QWidget>

class QGridLayout;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace timbre::ui {

class Label;
class Meter;
class Remark;

class HubPanel : public QWidget {
  Q_OBJECT
 public:
  explicit HubPanel(ModelBridge* bridge, QWidget* parent = nullptr);
  QLineEdit* nameField() const { return m_name; }

 Q_SIGNALS:
  void backRequested();

 private:
  void build();
  void lookUp();
  void follow();
  void keepFocus(const QWidget* had);
  void showAnswer(const session::HubAnswer& answer);
  void showFacts(const session::HubAnswer& answer);
  void showFiles(const std::vector<net::HubFile>& files);
  QString lackWords(const session::HubAnswer& answer) const;
  void addFact(const QString& name, const QString& value, const char* id, bool mono = false);

  ModelBridge* m_bridge;
  Label *m_title, *m_text;
  Remark *m_error, *m_warning;
  QLineEdit* m_name;
  QPushButton *m_ask, *m_back, *m_yes, *m_cancel, *m_base;
  QWidget* m_answer;
  QGridLayout* m_facts;
  QTableWidget* m_files;
  QWidget* m_progress;
  Meter* m_meter;
  Label* m_progressText;
  bool m_focusName = false;  ///< when the answer is there: another name may be typed
};

}  // namespace timbre::ui
