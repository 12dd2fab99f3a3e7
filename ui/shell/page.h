// SPDX-License-Identifier: GPL-3.0-or-later
// What a page is to the shell: a widget with a name, commands and a header. Pages are made in app/, registered with the main
// window, and never know each other; they ask the window to go elsewhere through `Page::goTo`.
//
// Life: constructed once, before the window is shown; `enter()` each time it becomes visible, `leave()` when it goes. Both on
// the GUI thread; neither may block. A page that needs an open project says so and is unreachable without one.
#pragma once

#include "ui/widgets/badge.h"
#include "ui/widgets/notices.h"

#include <QList>
#include <QString>
#include <QWidget>

class QAction;

namespace timbre::ui {

class ActionRegistry;

/// What the sidebar shows beside the page's name; the rail shows it as a dot with the words in the tooltip.
struct NavBadge {
  BadgeKind kind = BadgeKind::Mute;
  QString text{};          ///< "2 errors", "76 %", "3"; empty: nothing
  bool operator==(const NavBadge&) const = default;
};

class Page : public QWidget {
  Q_OBJECT
 public:
  using QWidget::QWidget;

  virtual QString id() const = 0;        ///< "dataset"; stable, used in settings and object names
  virtual QString title() const = 0;     ///< translated; asked again after LanguageChange
  virtual QString icon() const = 0;      ///< a name of resources/icons/icons.txt
  virtual bool needsProject() const { return true; }
  /// Pages in the sidebar get Ctrl+1… in order of registration.
  virtual bool inSidebar() const { return true; }
  /// False: the page paints its own head (welcome).
  virtual bool hasHeader() const { return true; }

  /// Adds the page's commands (menus, keys, palette). Called once.
  virtual void registerActions(ActionRegistry&) {}
  /// Buttons at the right of the header, in order; the primary one last. Made once; the header takes ownership.
  virtual QList<QWidget*> headerActions() { return {}; }
  /// Badges or small text right of the title; the header takes ownership.
  virtual QList<QWidget*> headerState() { return {}; }
  /// A line over the full width below the header (progress); the shell takes ownership. May be null.
  virtual QWidget* headerLine() { return nullptr; }

  /// Where notices may lie for a while, in the page's coordinates: nothing that leads on stands there.
  virtual QRect noticeArea() const { return rect(); }
  virtual void enter() {}
  virtual void leave() {}
  /// The regions that F6 visits inside the page, in order.
  virtual QList<QWidget*> regions() { return {this}; }
  virtual NavBadge badge() const { return {}; }
  /// Left part of the status bar for this page: saved state, selection.
  virtual QString statusText() const { return {}; }
  /// Right of it: "1 cell selected"; empty hides it.
  virtual QString selectionText() const { return {}; }
  virtual BadgeKind statusKind() const { return BadgeKind::Mute; }

 Q_SIGNALS:
  void titleChanged();
  void badgeChanged();
  void statusChanged();
  void goTo(const QString& pageId);
  /// Shown over the window, at its lower right.
  void notice(const timbre::ui::NoticeText& text);
};

}  // namespace timbre::ui
