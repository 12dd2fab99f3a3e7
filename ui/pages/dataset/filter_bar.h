// SPDX-License-Identifier: GPL-3.0-or-later
// The toolbar above the table: search, filter chips, undo and redo, row height, columns, side panel. It keeps the filter as a
// session::ViewSpec (without its sort order) and says when it changed; typing waits 150 ms. Knows no service.
#pragma once

#include "core/session/dataset_service.h"
#include "ui/widgets/pane.h"

#include <QHash>
#include <QSet>
#include <QTimer>

class QAction;
class QHBoxLayout;
class QMenu;
class QPushButton;
class QToolButton;

namespace timbre::ui {

class Chip;
class SearchField;

class FilterBar : public Pane {
  Q_OBJECT
 public:
  explicit FilterBar(QWidget* parent = nullptr);

  session::ViewSpec spec() const;
  bool active() const;
  void clear();
  void focusSearch();
  /// From a histogram bar or a menu; inclusive.
  void setTokenRange(std::int64_t from, std::int64_t to);
  void setOnlyProblems(bool on);
  /// What can be filtered by.
  void setProblemKinds(const std::vector<session::ProblemCount>& kinds);
  void addTags(const std::vector<session::RowSummary>& rows);
  void setPrompts(const std::vector<session::DistinctPrompt>& prompts);
  /// Undo, redo | row height, columns, panel: the right end. `menu` may be null.
  QToolButton* addTool(QAction* action, QMenu* menu = nullptr);
  void addLine();

 Q_SIGNALS:
  void specChanged();
  void promptsWanted();  ///< the filter menu is about to open

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void retranslate();
  void fillFilterMenu();
  void showExtras();
  void changed();
  Chip* extra(const QString& key, const QString& text, std::function<void()> remove);

  SearchField* m_search;
  Chip* m_problems;
  Chip* m_tokens;
  Chip* m_split;
  QPushButton* m_more;
  QMenu* m_splitMenu;
  QMenu* m_filterMenu;
  QHBoxLayout* m_chips;
  QHBoxLayout* m_tools;
  QTimer m_typing;
  session::ViewSpec m_spec;
  std::vector<session::ProblemCount> m_kinds;
  QSet<QString> m_tags;
  std::vector<session::DistinctPrompt> m_prompts;
  QHash<QString, Chip*> m_extras;
  bool m_range = false;  ///< the token limits come from a bar, not from the chip
};

}  // namespace timbre::ui
