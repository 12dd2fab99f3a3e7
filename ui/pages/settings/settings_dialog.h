// SPDX-License-Identifier: GPL-3.0-or-later
// Settings over the window: appearance, shortcuts, devices, folders, prices. Every change takes effect and is saved at once;
// Close only closes. The store announces changes; main() turns them into theme and language.
#pragma once

#include "core/session/backend.h"
#include "ui/bridge/app_settings.h"

#include <QPointer>
#include <QWidget>

#include <functional>

class QButtonGroup;
class QStackedWidget;
class QVBoxLayout;

namespace timbre::ui {

class ActionRegistry;
class FormRow;
class HostedTokens;
class Label;
class NavItem;
class Overlay;

class SettingsDialog : public QWidget {
  Q_OBJECT
 public:
  /// `actions` may be null: the page of keys is then left out. `hosted` may be null: the state of the rank files is then not shown.
  SettingsDialog(SettingsStore& store, session::DeviceReport devices, const ActionRegistry* actions, QWidget* parent = nullptr, HostedTokens* hosted = nullptr);
  /// Opens over the window; deletes itself when closed.
  static SettingsDialog* open(QWidget* window, SettingsStore& store, session::DeviceReport devices, const ActionRegistry* actions, HostedTokens* hosted = nullptr);
  void showSection(int index);
  QSize sizeHint() const override;

 Q_SIGNALS:
  /// Somebody wants to know how hosted billing tokens are counted, or to get the file.
  void hostedAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  using Edit = std::function<void(AppSettings&)>;
  void change(const Edit& edit);
  QVBoxLayout* addSection(const QString& icon, const char* title);
  void addAppearance();
  void addShortcuts();
  void addDevices();
  void addFolders();
  void addHostedState(QVBoxLayout* column);
  void addPrices();
  void retranslate();
  void restoreDefaults();
  void syncFromStore();

  SettingsStore& m_store;
  session::DeviceReport m_devices;
  const ActionRegistry* m_actions;
  HostedTokens* m_hosted;
  QPointer<Overlay> m_overlay;
  QVBoxLayout* m_navColumn;
  QButtonGroup* m_group;
  QStackedWidget* m_stack;
  struct Section {
    NavItem* item;
    Label* title;
    const char* source;
    QString icon;
  };
  QList<Section> m_sections;
  QList<std::function<void()>> m_words;  ///< re-read when the language changes
  QList<std::function<void()>> m_sync;   ///< fields from the store, after Restore defaults
};

}  // namespace timbre::ui
