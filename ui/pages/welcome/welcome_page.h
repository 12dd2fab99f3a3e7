// SPDX-License-Identifier: GPL-3.0-or-later
// Shown while no project is open: identity, New / Open / Import, recent projects, device facts; at the right the persona
// templates, each speaking two exchanges in its own voice. Everything it starts is a signal; app/ does it.
#pragma once

#include "ui/pages/welcome/welcome_data.h"
#include "ui/shell/page.h"

class QGridLayout;
class QVBoxLayout;

namespace timbre::ui {

class Label;

class WelcomePage : public Page {
  Q_OBJECT
 public:
  explicit WelcomePage(QWidget* parent = nullptr);

  QString id() const override { return QStringLiteral("welcome"); }
  QString title() const override;
  QString icon() const override { return QStringLiteral("house"); }
  bool needsProject() const override { return false; }
  bool inSidebar() const override { return false; }
  bool hasHeader() const override { return false; }
  QList<QWidget*> regions() override;
  QString statusText() const override;
  BadgeKind statusKind() const override { return BadgeKind::Ok; }

  void setRecent(const QList<RecentItem>& items, qint64 now);
  void setTemplates(const QList<PersonaTemplate>& templates);
  void setFacts(const QList<Fact>& facts);

 Q_SIGNALS:
  void newProjectRequested();
  void openProjectRequested();
  void importRequested();
  void modelsRequested();
  void recentChosen(const QString& folder);
  void recentRemoved(const QString& folder);
  void templateChosen(const QString& templateId);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* makeLeft();
  QWidget* makeRight();
  QWidget* makeSteps(QWidget* parent);
  void fillTemplates();
  void fillRecent();
  QWidget* m_left;
  QWidget* m_right;
  QVBoxLayout* m_recentColumn;
  Label* m_recentTitle;
  QVBoxLayout* m_factColumn;
  QGridLayout* m_cards;
  QList<RecentItem> m_recent;
  QList<PersonaTemplate> m_templates;
  qint64 m_now = 0;
};

}  // namespace timbre::ui
