// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/model_bridge.h"

#include "ui/bridge/error_text.h"
#include "ui/bridge/run_pump.h"

#include <QCoreApplication>

namespace timbre::ui {

QString hubErrorText(const base::Error& error) {
  const ErrorText text = errorText(error);
  const auto file = error.args.find("file");
  const QString name = file == error.args.end() ? QString() : QString::fromStdString(file->second);
  if (name.isEmpty() || text.sentence.contains(name)) return text.both();
  //: A file's name, and what went wrong with it
  return QCoreApplication::translate("HubErrors", "%1: %2").arg(name, text.both());
}

ModelBridge::ModelBridge(session::ModelService& service, QObject* parent)
    : QObject(parent), m_service(service), m_pump(std::make_unique<RunPump>([this] { drain(); })) {
  m_subscription = service.hub().subscribe(m_pump->wake());
}

ModelBridge::~ModelBridge() = default;

void ModelBridge::list() { m_listTicket = m_service.list(); }
void ModelBridge::find(const std::filesystem::path& path) { m_findTicket = m_service.find(path); }
void ModelBridge::read(const std::filesystem::path& folder, const session::PreviewTexts& texts) {
  m_readTicket = m_service.read(folder, texts);
}
void ModelBridge::tokenise(const std::filesystem::path& folder, const QString& text) {
  m_textTicket = m_service.tokenise(folder, text.toStdString(), true);
}
void ModelBridge::remember(const std::filesystem::path& folder, const QString& name) {
  m_service.remember(folder, name.toStdString());
}
void ModelBridge::forget(const std::filesystem::path& folder) {
  m_service.forget(folder);
  list();
}

void ModelBridge::lookUp(const QString& name) {
  m_hubState = {HubPhase::Asking, name, {}, 0, 0, {}, {}};
  m_hubTicket = m_service.askHub(name.toStdString());
  Q_EMIT hubChanged();
}

void ModelBridge::download() {
  if (m_hubState.phase != HubPhase::Listed || !m_hubState.answer.usable()) return;
  m_hubState.phase = HubPhase::Downloading;
  m_hubState.done = 0;
  m_hubState.total = m_hubState.answer.bytes;
  m_hubState.error.reset();
  m_hubState.bytesPerSecond.reset();
  m_rate.reset();
  m_clock.start();
  m_hubTicket = m_service.download(m_hubState.answer);
  Q_EMIT hubChanged();
}

void ModelBridge::cancelHub() { m_service.cancelNetwork(); }

void ModelBridge::resetHub() {
  if (m_hubState.phase == HubPhase::Downloading) return;
  m_service.cancelNetwork();
  m_hubTicket = 0;
  m_hubState = {};
  Q_EMIT hubChanged();
}

void ModelBridge::drain() {
  for (const session::ModelEvent& event : m_subscription.drain().events) take(event);
}

void ModelBridge::take(const session::ModelEvent& event) {
  if (const auto* list = std::get_if<session::ModelsListed>(&event)) {
    if (list->ticket == m_listTicket) Q_EMIT listed(list->models);
  } else if (const auto* here = std::get_if<session::ModelsFound>(&event)) {
    if (here->ticket == m_findTicket) Q_EMIT found(*here);
  } else if (const auto* read = std::get_if<session::ModelRead>(&event)) {
    if (read->ticket == m_readTicket) Q_EMIT modelRead(*read);
  } else if (const auto* text = std::get_if<session::TextTokenised>(&event)) {
    if (text->ticket == m_textTicket) Q_EMIT tokenised(*text);
  } else if (const auto* answer = std::get_if<session::HubAnswer>(&event)) {
    if (answer->ticket == m_hubTicket) takeAnswer(*answer);
  } else if (const auto* progress = std::get_if<session::HubProgress>(&event)) {
    if (progress->ticket != m_hubTicket) return;
    m_hubState.done = progress->done;
    m_hubState.total = progress->total;
    m_rate.add(m_clock.elapsed(), progress->done);
    m_hubState.bytesPerSecond = m_rate.bytesPerSecond();
    Q_EMIT hubChanged();
  } else if (const auto* done = std::get_if<session::HubDone>(&event)) {
    if (done->ticket == m_hubTicket) takeDone(*done);
  }
}

void ModelBridge::takeAnswer(const session::HubAnswer& answer) {
  m_hubState.answer = answer;
  m_hubState.phase = answer.error ? HubPhase::Idle : HubPhase::Listed;
  if (answer.error && answer.error->code != "cancelled") m_hubState.error = answer.error;
  Q_EMIT hubChanged();
}

void ModelBridge::takeDone(const session::HubDone& done) {
  if (!done.error) {
    m_hubState = {};
    Q_EMIT hubChanged();
    list();
    return Q_EMIT downloaded(done.folder);
  }
  // What came stays on disk; the next yes goes on from there.
  m_hubState.phase = HubPhase::Listed;
  m_hubState.answer.already = done.already;
  const bool failed = done.error->code != "cancelled";
  if (failed) m_hubState.error = done.error;
  Q_EMIT hubChanged();
  if (failed) Q_EMIT downloadFailed(m_hubState.name, *done.error);
}

}  // namespace timbre::ui
