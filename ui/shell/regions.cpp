// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/regions.h"

#include <QWidget>

namespace timbre::ui {

QWidget* firstFocusable(QWidget* region) {
  const auto takes = [](const QWidget* w) { return w->isVisible() && w->isEnabled() && (w->focusPolicy() & Qt::TabFocus) && !w->focusProxy(); };
  if (takes(region)) return region;
  // The focus chain is the reading order; findChildren is the order of creation.
  for (QWidget* w = region->nextInFocusChain(); w && w != region; w = w->nextInFocusChain())
    if (takes(w) && region->isAncestorOf(w)) return w;
  return nullptr;
}

bool focusNextRegion(const QList<QWidget*>& regions, QWidget* focused, bool forward) {
  if (regions.isEmpty()) return false;
  const int count = int(regions.size());
  int current = -1;
  for (int i = 0; i < count; ++i)
    if (focused && (regions[i] == focused || regions[i]->isAncestorOf(focused))) current = i;
  for (int step = 1; step <= count; ++step) {
    const int index = current < 0 ? (forward ? step - 1 : count - step) : ((current + (forward ? step : -step)) % count + count) % count;
    if (!regions[index]->isVisible()) continue;
    if (QWidget* target = firstFocusable(regions[index])) {
      target->setFocus(forward ? Qt::TabFocusReason : Qt::BacktabFocusReason);
      return true;
    }
  }
  return false;
}

}  // namespace timbre::ui
