// SPDX-License-Identifier: GPL-3.0-or-later
// The 60 px line above a page: title, state, actions with the primary one at the right, and a line below for progress. When
// the width gets short the secondary buttons become icons; text is never made smaller.
#pragma once

#include "ui/widgets/pane.h"

#include <QPointer>

class QHBoxLayout;

namespace timbre::ui {

class Label;
class Page;

class PageHeader : public Pane {
  Q_OBJECT
 public:
  explicit PageHeader(Page* page, QWidget* parent = nullptr);
  bool collapsed() const { return m_collapsed; }

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void fit();
  QPointer<Page> m_page;
  Label* m_title;
  QHBoxLayout* m_row;
  QList<QPointer<QWidget>> m_actions;
  QList<QPointer<QWidget>> m_state;
  bool m_collapsed = false;
};

}  // namespace timbre::ui
