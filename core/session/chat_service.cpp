// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/chat_service.h"

#include <utility>

namespace timbre::session {

namespace {

bool mergePieces(ChatEvent& last, const ChatEvent& next) {
  if (last.kind != next.kind || last.request != next.request || last.pane != next.pane) return false;
  if (next.kind == ChatEvent::Kind::Piece) {
    last.text += next.text;
    return true;
  }
  if (next.kind == ChatEvent::Kind::Loading) {
    last = next;
    return true;
  }
  return false;
}

}  // namespace

ChatService::ChatService(Backend& backend, DeviceLeases& leases)
    : m_backend(backend), m_leases(leases), m_hub(mergePieces), m_thread([this] { work(); }) {}

ChatService::~ChatService() {
  {
    std::unique_lock lock(m_mutex);
    m_quit = true;
    m_jobs.clear();
    m_cancel.cancel();
  }
  m_wake.notify_all();
  m_thread.join();
}

std::uint64_t ChatService::ask(ChatRequest request) {
  std::unique_lock lock(m_mutex);
  const std::uint64_t number = m_next++;
  m_jobs.push_back({number, std::move(request)});
  m_wake.notify_all();
  return number;
}

void ChatService::stop() {
  std::deque<Job> dropped;
  {
    std::unique_lock lock(m_mutex);
    std::swap(dropped, m_jobs);
    for (const Job& job : dropped)
      if (job.number == 0) m_jobs.push_back({});  // memory that was given up stays given up
    m_cancel.cancel();
    m_wake.notify_all();
  }
  // Whoever waits for an answer hears that none comes.
  for (const Job& job : dropped) {
    if (job.number == 0) continue;
    ChatEvent event;
    event.request = job.number;
    event.kind = ChatEvent::Kind::Done;
    event.done.stop = "cancelled";
    for (const PaneRequest& pane : job.request.panes) {
      event.pane = pane.pane;
      m_hub.publish(event);
    }
    event = {};
    event.request = job.number;
    m_hub.publish(event);
  }
}

void ChatService::unload() {
  std::unique_lock lock(m_mutex);
  m_jobs.push_back({});
  m_wake.notify_all();
}

void ChatService::work() {
  for (;;) {
    Job job;
    base::CancelToken cancel;
    {
      std::unique_lock lock(m_mutex);
      m_wake.wait(lock, [&] { return m_quit || !m_jobs.empty(); });
      if (m_quit) break;
      job = std::move(m_jobs.front());
      m_jobs.pop_front();
      m_cancel = base::CancelSource();  // a stop that came earlier was for an earlier request
      cancel = m_cancel.token();
    }
    if (job.number == 0) {
      m_model.reset();
      m_lease.release();
      continue;
    }
    answer(job, cancel);
    ChatEvent idle;
    idle.request = job.number;
    m_hub.publish(idle);
  }
  m_model.reset();
}

void ChatService::fail(const Job& job, int pane, const base::Error& error) {
  ChatEvent event;
  event.kind = ChatEvent::Kind::Failed;
  event.request = job.number;
  event.pane = pane;
  event.error = error;
  m_hub.publish(event);
}

base::Result<void> ChatService::ensureModel(const Job& job, const base::CancelToken& cancel) {
  const ChatModelRequest& wanted = job.request.model;
  if (m_model && m_loaded == wanted) return {};
  m_model.reset();
  m_lease.release();
  // A chat prefers the CPU: a run may hold the GPU, and a small model answers fast enough without it.
  ChatModelRequest request = wanted;
  if (request.device == "auto") request.device = "cpu";
  TIMBRE_ASSIGN(m_lease, m_leases.acquire(request.device, "chat"));
  const auto progress = [&](const Progress& p) {
    ChatEvent event;
    event.kind = ChatEvent::Kind::Loading;
    event.request = job.number;
    event.fraction = p.fraction;
    m_hub.publish(event);
  };
  auto loaded = m_backend.loadChatModel(request, progress, cancel);
  if (!loaded.ok()) {
    m_lease.release();
    return std::move(loaded).error();
  }
  m_model = std::move(loaded).value();
  m_loaded = wanted;
  return {};
}

void ChatService::answer(const Job& job, const base::CancelToken& cancel) {
  if (auto ready = ensureModel(job, cancel); !ready.ok()) {
    for (const PaneRequest& pane : job.request.panes) fail(job, pane.pane, ready.error());
    return;
  }
  for (const PaneRequest& pane : job.request.panes) answerPane(job, pane, cancel);
}

void ChatService::answerPane(const Job& job, const PaneRequest& pane, const base::CancelToken& cancel) {
  if (cancel.cancelled()) {
    ChatEvent event;
    event.kind = ChatEvent::Kind::Done;
    event.request = job.number;
    event.pane = pane.pane;
    event.done.stop = "cancelled";
    m_hub.publish(event);
    return;
  }
  if (auto set = m_model->setAdapter(pane.adapter); !set.ok()) return fail(job, pane.pane, set.error());
  ChatEvent event;
  event.kind = ChatEvent::Kind::Started;
  event.request = job.number;
  event.pane = pane.pane;
  m_hub.publish(event);
  GenerateRequest request;
  request.messages = pane.messages;
  request.sampling = job.request.sampling;
  event.kind = ChatEvent::Kind::Piece;
  auto done = m_model->generate(
      request,
      [&](const std::string& piece) {
        event.text = piece;
        m_hub.publish(event);
      },
      cancel);
  if (!done.ok()) return fail(job, pane.pane, done.error());
  event.kind = ChatEvent::Kind::Done;
  event.text.clear();
  event.done = std::move(done).value();
  m_hub.publish(event);
}

}  // namespace timbre::session
