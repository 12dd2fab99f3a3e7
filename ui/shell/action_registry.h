// SPDX-License-Identifier: GPL-3.0-or-later
// Every command of the program: one QAction each, with menu, key, icon and words in both languages. Menus, header buttons,
// context menus and the palette all take the action from here, so a command has one name, one key and one enabled state.
//
// Words are given as source text of the context "Command", written QT_TRANSLATE_NOOP("Command", "…") so that lupdate sees
// them, and looked up again when the language changes. Owned by the main window; GUI thread.
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>

#include <functional>

namespace timbre::ui {

/// Menus of the menu bar, in order.
enum class MenuId { File, Edit, Dataset, Run, Chat, View, Help };
constexpr int kMenuCount = 7;

struct CommandSpec {
  const char* id;              ///< "dataset.addRow"
  const char* text;            ///< QT_TRANSLATE_NOOP("Command", "Add row"); a mnemonic & is for menus only
  MenuId menu = MenuId::File;
  const char* icon = "";
  QKeySequence keys = {};
  bool checkable = false;
  bool separatorBefore = false;
  bool danger = false;
  const char* shortText = "";  ///< same context; for buttons, when shorter than the menu's words
};

class ActionRegistry : public QObject {
  Q_OBJECT
 public:
  explicit ActionRegistry(QObject* parent = nullptr);
  /// The action is owned by the registry. Ids are unique. `run` may be empty: connect to triggered() later.
  QAction* add(const CommandSpec& spec, std::function<void()> run = {});
  QAction* find(const QString& id) const { return m_actions.value(id); }
  /// In order of registration.
  const QList<QAction*>& actions() const { return m_order; }
  MenuId menuOf(const QAction* action) const;
  bool separatorBefore(const QAction* action) const;
  /// The English words, for search in any language.
  QString englishOf(const QAction* action) const;
  static QString menuTitle(MenuId menu);
  /// A command's words without mnemonic ("(&N)" in Chinese) and dots.
  static QString plainWords(const QString& text);
  /// Two actions with one key; empty when all is well.
  QStringList conflicts() const;
  /// Re-reads all words; called by the window on LanguageChange.
  void retranslate();

 Q_SIGNALS:
  void added(QAction* action);

 private:
  QList<QAction*> m_order;
  QHash<QString, QAction*> m_actions;
  QHash<const QAction*, CommandSpec> m_specs;
};

/// Enables an action, or disables it with the reason that menus, tooltips and the palette show.
void setAvailable(QAction* action, bool available, const QString& reason = {});

}  // namespace timbre::ui
