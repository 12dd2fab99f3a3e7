// SPDX-License-Identifier: GPL-3.0-or-later
// Projects for the window: the manager's answers as signals on the GUI thread, and what a page may ask of an open project.
#pragma once

#include "core/session/project.h"

#include <QJsonValue>
#include <QObject>
#include <QPair>
#include <QString>

#include <functional>
#include <memory>

namespace timbre::ui {

/// Thread-safe relay of ProjectManager's sink. Create it, give `sink()` to the manager, destroy the manager first.
class ProjectBridge : public QObject {
  Q_OBJECT
 public:
  explicit ProjectBridge(QObject* parent = nullptr);
  ~ProjectBridge() override;
  session::ProjectSink sink();

 Q_SIGNALS:
  void opened(const timbre::session::ProjectOpened& event);
  void failed(const timbre::session::ProjectFailed& event);
  void recentListed(const timbre::session::RecentListed& event);

 private:
  struct Relay;
  std::shared_ptr<Relay> m_relay;
};

/// The small part of a project that a page uses. Every function returns at once; the empty value of this struct is a project
/// without memory (pictures, tests).
struct ProjectAccess {
  QString name;
  bool readOnly = false;
  std::optional<base::Error> readOnlyReason;
  std::function<void(const QString& key, const QString& text)> putDraft = [](const QString&, const QString&) {};
  std::function<void(const QString& key)> removeDraft = [](const QString&) {};
  QList<QPair<QString, QString>> leftDrafts;
  std::function<QJsonValue(const QString& key)> setting = [](const QString&) { return QJsonValue(); };
  std::function<void(const QString& key, const QJsonValue& value)> setSetting = [](const QString&, const QJsonValue&) {};
};

ProjectAccess accessTo(const std::shared_ptr<session::Project>& project);

}  // namespace timbre::ui
