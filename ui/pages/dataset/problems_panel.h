// SPDX-License-Identifier: GPL-3.0-or-later
// The panel below the table: one line a problem with its kind, reason, row and the buttons that repair it. The buttons are real
// ones, made for the lines on the screen only. Emits what shall be done; repairs are made by the page.
#pragma once

#include "core/session/dataset_service.h"
#include "ui/widgets/pane.h"

#include <QListView>

class QToolButton;

namespace timbre::ui {

class Badge;
class KeyCaps;
class Label;
class ProblemModel;

/// What a button on a problem does.
enum class Fix { GoTo, WriteAnswer, EditCell, OpenConversation, EditJson, DeleteRow, Replace, RemoveInvisible, AddPrompt, Compare };

class ProblemList : public QListView {
  Q_OBJECT
 public:
  explicit ProblemList(ProblemModel* model, QWidget* parent = nullptr);
  /// Buttons for a kind, main one first.
  static QList<Fix> fixesFor(data::ProblemKind kind);
  static QString fixText(Fix fix);

 Q_SIGNALS:
  void fixRequested(const timbre::session::ProblemItem& item, timbre::ui::Fix fix);

 protected:
  void scrollContentsBy(int dx, int dy) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void placeButtons();
  QRect linkRect(int row) const;
  ProblemModel* m_problems;
  QHash<int, QWidget*> m_buttons;
  friend class ProblemDelegate;
};

class ProblemsPanel : public Pane {
  Q_OBJECT
 public:
  explicit ProblemsPanel(QWidget* parent = nullptr);
  void setProblems(const session::ProblemsChanged& problems);
  void setReadOnly(bool readOnly);
  ProblemList* list() const { return m_list; }
  ProblemModel* model() const { return m_model; }
  /// The list names every problem that there is.
  bool complete() const { return m_complete; }
  /// Moves to the next (+1) or previous (−1) problem around the list; nullptr when there is none.
  const session::ProblemItem* step(int direction);
  void showRow(session::RowId row);
  bool collapsed() const { return m_collapsed; }
  void setCollapsed(bool collapsed);
  int headHeight() const;
  /// Only the head is shown: collapsed by a person, or there is nothing to list.
  bool low() const;

 Q_SIGNALS:
  void collapseToggled(bool collapsed);
  /// By what was found, not by a person.
  void lowChanged(bool low);

 private:
  void retranslate();
  void showList();
  ProblemModel* m_model;
  ProblemList* m_list;
  Label* m_title;
  Badge* m_errors;
  Badge* m_warnings;
  Badge* m_none;
  Label* m_hint;
  Label* m_next;
  KeyCaps* m_key;
  QToolButton* m_collapse;
  session::ProblemsChanged m_state;
  bool m_complete = true;
  bool m_collapsed = false;
};

}  // namespace timbre::ui
