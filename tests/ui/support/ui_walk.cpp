// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/ui_walk.h"

#include "ui/widgets/badge.h"
#include "ui/widgets/label.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QTest>

namespace timbre::ui::walk {

namespace {

QString describe(const QWidget* w) {
  QString out = QStringLiteral("%1 '%2'").arg(QString::fromLatin1(w->metaObject()->className()), w->objectName());
  if (const auto* button = qobject_cast<const QAbstractButton*>(w)) out += QStringLiteral(" \"%1\"").arg(button->text());
  if (const auto* label = qobject_cast<const QLabel*>(w)) out += QStringLiteral(" \"%1\"").arg(label->text());
  if (w->parentWidget()) out += QStringLiteral(" in %1 '%2'").arg(QString::fromLatin1(w->parentWidget()->metaObject()->className()), w->parentWidget()->objectName());
  return out;
}

/// Inner parts of Qt's own controls take their words from the control.
bool innerPart(const QWidget* w) {
  if (qobject_cast<const QScrollBar*>(w) || w->objectName().startsWith("qt_")) return true;
  const QWidget* parent = w->parentWidget();
  return parent && (parent->inherits("QAbstractSpinBox") || parent->inherits("QComboBox") || parent->inherits("QHeaderView"));
}

bool needsName(const QWidget* w) {
  return w->focusPolicy() != Qt::NoFocus || qobject_cast<const QAbstractButton*>(w) || qobject_cast<const QLineEdit*>(w) || qobject_cast<const QComboBox*>(w);
}

}  // namespace

QStringList namelessControls(QWidget* window) {
  QStringList out;
  const auto all = window->findChildren<QWidget*>();
  for (QWidget* w : all) {
    if (!w->isVisibleTo(window) || innerPart(w) || !needsName(w)) continue;
    const QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(w);
    if (!accessible || accessible->text(QAccessible::Name).trimmed().isEmpty()) out << describe(w);
  }
  return out;
}

QStringList clippedTexts(QWidget* window) {
  QStringList out;
  const auto all = window->findChildren<QWidget*>();
  for (QWidget* w : all) {
    if (!w->isVisibleTo(window) || w->size().isEmpty()) continue;
    QString reason;
    if (const auto* label = qobject_cast<const Label*>(w)) {
      if (label->text().isEmpty()) continue;
      if (!label->wraps() && !label->elides() && label->width() < label->fullWidth()) reason = QStringLiteral("%1 px for %2").arg(label->width()).arg(label->fullWidth());
      if (label->wraps() && label->height() + 1 < label->heightForWidth(label->width())) reason = QStringLiteral("%1 px high for %2").arg(label->height()).arg(label->heightForWidth(label->width()));
    } else if (const auto* button = qobject_cast<const QPushButton*>(w)) {
      if (button->width() < button->sizeHint().width() || button->height() < button->sizeHint().height()) reason = QStringLiteral("%1 px for %2").arg(button->width()).arg(button->sizeHint().width());
    } else if (qobject_cast<const Badge*>(w) || qobject_cast<const Chip*>(w)) {
      if (w->width() < w->sizeHint().width()) reason = QStringLiteral("%1 px for %2").arg(w->width()).arg(w->sizeHint().width());
    }
    if (!reason.isEmpty()) out << describe(w) + QStringLiteral(": ") + reason;
  }
  return out;
}

QStringList unreachableByTab(QWidget* window) {
  QSet<QWidget*> reached;
  const auto all = window->findChildren<QWidget*>();
  for (qsizetype i = 0; i < all.size() * 2; ++i) {
    QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window, Qt::Key_Tab);
    QWidget* now = QApplication::focusWidget();
    if (!now) break;
    if (reached.contains(now) && reached.size() > 1 && i > 3 && reached.size() == i) break;
    reached.insert(now);
  }
  QStringList out;
  for (QWidget* w : all) {
    if (!w->isVisible() || !w->isEnabled() || !(w->focusPolicy() & Qt::TabFocus) || w->focusProxy() || innerPart(w) || reached.contains(w)) continue;
    // Of an exclusive group only one member is a tab stop; arrows reach the others.
    if (const auto* button = qobject_cast<const QAbstractButton*>(w); button && button->isCheckable() && !button->isChecked() &&
        (button->autoExclusive() || (button->group() && button->group()->exclusive()))) continue;
    out << describe(w);
  }
  return out;
}

}  // namespace timbre::ui::walk
