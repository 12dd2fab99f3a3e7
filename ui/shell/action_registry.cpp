// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/action_registry.h"

#include "ui/theme/icons.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace timbre::ui {

namespace {
QString words(const char* text) { return *text ? QCoreApplication::translate("Command", text) : QString(); }
}  // namespace

ActionRegistry::ActionRegistry(QObject* parent) : QObject(parent) {}

QAction* ActionRegistry::add(const CommandSpec& spec, std::function<void()> run) {
  const QString id = QString::fromLatin1(spec.id);
  Q_ASSERT(!m_actions.contains(id));
  auto* action = new QAction(this);
  action->setObjectName(id);
  action->setShortcut(spec.keys);
  action->setCheckable(spec.checkable);
  action->setProperty("danger", spec.danger);
  // Otherwise Qt moves "Settings" or "About" to other menus by guessing from English words.
  action->setMenuRole(QAction::NoRole);
  if (*spec.icon) action->setIcon(Icons::icon(QString::fromLatin1(spec.icon)));
  if (run) connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
  m_actions.insert(id, action);
  m_specs.insert(action, spec);
  m_order.append(action);
  action->setText(words(spec.text));
  action->setIconText(*spec.shortText ? words(spec.shortText) : plainWords(words(spec.text)));
  action->setToolTip(plainWords(words(spec.text)));
  Q_EMIT added(action);
  return action;
}

void ActionRegistry::retranslate() {
  for (QAction* action : m_order) {
    const CommandSpec& spec = m_specs[action];
    action->setText(words(spec.text));
    action->setIconText(*spec.shortText ? words(spec.shortText) : plainWords(words(spec.text)));
    action->setToolTip(plainWords(words(spec.text)));
  }
}

MenuId ActionRegistry::menuOf(const QAction* action) const { return m_specs.value(action).menu; }
bool ActionRegistry::separatorBefore(const QAction* action) const { return m_specs.value(action).separatorBefore; }

QString ActionRegistry::plainWords(const QString& text) {
  static const QRegularExpression mnemonic(QStringLiteral("\\s*\\(&.\\)"));
  return QString(text).remove(mnemonic).remove('&').remove(QChar(0x2026));
}

QString ActionRegistry::englishOf(const QAction* action) const {
  const auto found = m_specs.constFind(action);
  return found == m_specs.constEnd() ? QString() : QString::fromUtf8(found->text).remove('&');
}

QString ActionRegistry::menuTitle(MenuId menu) {
  switch (menu) {
    case MenuId::File: return tr("&File");
    case MenuId::Edit: return tr("&Edit");
    case MenuId::Dataset: return tr("&Dataset");
    case MenuId::Run: return tr("&Run");
    case MenuId::Chat: return tr("&Chat");
    case MenuId::View: return tr("&View");
    case MenuId::Help: return tr("&Help");
  }
  return {};
}

QStringList ActionRegistry::conflicts() const {
  QStringList out;
  for (qsizetype i = 0; i < m_order.size(); ++i)
    for (qsizetype j = i + 1; j < m_order.size(); ++j)
      if (!m_order[i]->shortcut().isEmpty() && m_order[i]->shortcut() == m_order[j]->shortcut() &&
          m_order[i]->shortcutContext() == Qt::WindowShortcut && m_order[j]->shortcutContext() == Qt::WindowShortcut)
        out << QStringLiteral("%1: %2, %3").arg(m_order[i]->shortcut().toString(), m_order[i]->objectName(), m_order[j]->objectName());
  return out;
}

void setAvailable(QAction* action, bool available, const QString& reason) {
  action->setProperty("reason", available ? QString() : reason);
  action->setEnabled(available);
}

}  // namespace timbre::ui
