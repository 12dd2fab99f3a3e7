// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/project_bridge.h"

#include "core/base/json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <mutex>

namespace timbre::ui {

struct ProjectBridge::Relay {
  std::mutex mutex;
  ProjectBridge* bridge = nullptr;
};

ProjectBridge::ProjectBridge(QObject* parent) : QObject(parent), m_relay(std::make_shared<Relay>()) { m_relay->bridge = this; }

ProjectBridge::~ProjectBridge() {
  const std::lock_guard lock(m_relay->mutex);
  m_relay->bridge = nullptr;
}

session::ProjectSink ProjectBridge::sink() {
  return [relay = m_relay](const session::ProjectEvent& event) {
    const std::lock_guard lock(relay->mutex);
    if (!relay->bridge) return;
    QMetaObject::invokeMethod(
        relay->bridge,
        [bridge = relay->bridge, event] {
          if (const auto* opened = std::get_if<session::ProjectOpened>(&event)) Q_EMIT bridge->opened(*opened);
          else if (const auto* failed = std::get_if<session::ProjectFailed>(&event)) Q_EMIT bridge->failed(*failed);
          else if (const auto* listed = std::get_if<session::RecentListed>(&event)) Q_EMIT bridge->recentListed(*listed);
        },
        Qt::QueuedConnection);
  };
}

namespace {

// One element wrapped in an array, because QJsonDocument reads no bare scalars.
QJsonValue toQt(const base::Json& value) {
  const std::string text = "[" + base::dumpJson(value) + "]";
  return QJsonDocument::fromJson(QByteArray::fromStdString(text)).array().at(0);
}

base::Json fromQt(const QJsonValue& value) {
  const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
  auto parsed = base::parseJson(std::string_view(text.constData(), std::size_t(text.size())));
  return parsed.ok() && parsed->is_array() && !parsed->empty() ? parsed->front() : base::Json();
}

}  // namespace

ProjectAccess accessTo(const std::shared_ptr<session::Project>& project) {
  ProjectAccess access;
  if (!project) return access;
  access.name = QString::fromStdString(project->name());
  access.readOnly = project->readOnly();
  access.readOnlyReason = project->readOnlyReason();
  access.putDraft = [project](const QString& key, const QString& text) { project->putDraft(key.toStdString(), text.toStdString()); };
  access.removeDraft = [project](const QString& key) { project->removeDraft(key.toStdString()); };
  for (const auto& [key, text] : project->leftDrafts()) access.leftDrafts.append({QString::fromStdString(key), QString::fromStdString(text)});
  access.setting = [project](const QString& key) { return toQt(project->setting(key.toStdString())); };
  access.setSetting = [project](const QString& key, const QJsonValue& value) { project->setSetting(key.toStdString(), fromQt(value)); };
  return access;
}

}  // namespace timbre::ui
