// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_header.h"

#include "ui/shell/page.h"
#include "ui/theme/timbre_style.h"
#include "ui/widgets/label.h"
#include "ui/widgets/retranslate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

namespace timbre::ui {

PageHeader::PageHeader(Page* page, QWidget* parent) : Pane(Role::Surface, Qt::BottomEdge, parent), m_page(page) {
  const Theme& t = theme();
  setObjectName(QStringLiteral("header.") + page->id());
  setFixedHeight(t.px(60));
  m_row = new QHBoxLayout(this);
  m_row->setContentsMargins(t.px(24), 0, t.px(20), 0);
  m_row->setSpacing(t.px(10));
  m_title = new Label({}, TextRole::Page, Role::Text1, this);
  m_title->setElide(Qt::ElideRight);
  m_row->addWidget(m_title);
  const auto state = page->headerState();
  for (QWidget* widget : state) {
    m_row->addWidget(widget);
    m_state.append(widget);
  }
  m_row->addStretch(1);
  const auto actions = page->headerActions();
  for (QWidget* widget : actions) {
    m_row->addWidget(widget);
    m_actions.append(widget);
  }
  const auto name = [this] {
    m_title->setText(m_page->title());
    setAccessibleName(m_page->title());
  };
  onLanguageChange(this, name);
  connect(page, &Page::titleChanged, this, name);
}

void PageHeader::resizeEvent(QResizeEvent* event) {
  Pane::resizeEvent(event);
  fit();
}

bool PageHeader::event(QEvent* event) {
  const bool handled = Pane::event(event);
  if (event->type() == QEvent::LayoutRequest) fit();
  return handled;
}

void PageHeader::fit() {
  const int spacing = m_row->spacing();
  int full = m_row->contentsMargins().left() + m_row->contentsMargins().right() + m_title->fullWidth();
  for (const auto& widget : m_state)
    if (widget && !widget->isHidden()) full += spacing + widget->sizeHint().width();
  for (const auto& widget : m_actions) {
    if (!widget || widget->isHidden()) continue;
    const auto* button = qobject_cast<const QPushButton*>(widget.data());
    full += spacing + (button ? wordedWidth(button) : widget->sizeHint().width());
  }
  const bool collapse = full > width();
  if (collapse == m_collapsed) return;
  m_collapsed = collapse;
  for (const auto& widget : m_actions) {
    auto* button = qobject_cast<QPushButton*>(widget.data());
    if (!button || button->icon().isNull() || button->property("k").toString() == "primary") continue;
    button->setProperty("iconOnly", collapse);
    if (collapse && button->toolTip().isEmpty()) button->setToolTip(button->text());
    restyle(button);
  }
}

}  // namespace timbre::ui
