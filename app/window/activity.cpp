// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/activity.h"

#include "core/base/file_ops.h"

namespace timbre::window {

Activity::Activity(Studio& studio, std::function<void(const std::string&)> say)
    : m_studio(studio), m_say(std::move(say)) {
  connect(&studio.runBridge(), &ui::RunBridge::liveChanged, this, &Activity::tell);
  connect(&studio.exportBridge(), &ui::ExportBridge::progress, this, &Activity::tell);
  connect(&studio.exportBridge(), &ui::ExportBridge::finished, this, &Activity::tell);
  connect(&studio.exportBridge(), &ui::ExportBridge::failed, this, &Activity::tell);
  connect(&studio.modelBridge(), &ui::ModelBridge::hubChanged, this, &Activity::tell);
  connect(&studio.chatBridge(), &ui::ChatBridge::eventArrived, this, [this](const session::ChatEvent& event) {
    m_answering = event.kind != session::ChatEvent::Kind::Idle;
    tell();
  });
}

void Activity::tell() {
  std::string words;
  const auto add = [&words](const std::string& more) { words += (words.empty() ? "" : ", ") + more; };
  if (m_studio.runBridge().live().alive())
    add("training " + base::displayPath(m_studio.runBridge().live().folder.filename()));
  if (m_answering) add("answering in the chat");
  if (m_studio.exportBridge().running()) add("exporting");
  if (m_studio.modelBridge().hubState().phase == ui::HubPhase::Downloading) add("downloading a model");
  if (words == m_said) return;
  m_said = words;
  m_say(words);
}

}  // namespace timbre::window
