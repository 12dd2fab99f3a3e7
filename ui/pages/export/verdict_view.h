// SPDX-License-Identifier: GPL-3.0-or-later
// What the verification of an export found: verdict, five figures each beside its limit, reason, compared answers. Passed and
// failed keep the same five rows in the same places so that they can be compared. GUI thread.
#pragma once

#include "core/jobs/export.h"
#include "ui/widgets/badge.h"

#include <QWidget>

#include <functional>
#include <optional>

class QPushButton;
class QTableWidget;
class QVBoxLayout;

namespace timbre::ui {

class IconView;
class Label;
class NumberLabel;
class Pane;
class SectionHeader;

class VerdictView : public QWidget {
  Q_OBJECT
 public:
  explicit VerdictView(QWidget* parent = nullptr);
  /// Before an export: says what will be compared.
  void clear();
  /// `sixteenBit`: the exported weights were rounded; other limits count.
  void setReport(const jobs::ExportReport& report, bool sixteenBit, bool adapterOnly);
  void setFailure(const base::Error& error);
  bool verified() const { return m_report && m_report->verified; }
  /// For "Copy report".
  QString reportText() const;

 Q_SIGNALS:
  void againRequested();
  void copyRequested();
  void openRequested();

 private:
  struct Row {
    IconView* icon;
    Label* name;
    NumberLabel* value;
    Label* limit;
  };
  void build();
  Row makeRow(QVBoxLayout* column);
  void setRow(int row, std::optional<bool> passed, const QString& value, const QString& limit);
  void showHead(BadgeKind kind, const QString& title, const QString& text);
  void showRows();
  void showAnswers();
  void showAll();

  Pane* m_head;
  IconView* m_headIcon;
  Label *m_headTitle, *m_headText;
  Row m_rows[5];
  Pane* m_why;
  Label *m_whyTitle, *m_whyText;
  QPushButton *m_again, *m_open, *m_copy;
  QWidget* m_buttons;
  SectionHeader* m_answersHead;
  QTableWidget* m_answers;
  std::optional<jobs::ExportReport> m_report;
  std::optional<base::Error> m_failure;
  bool m_sixteenBit = false, m_adapterOnly = false;
};

}  // namespace timbre::ui
