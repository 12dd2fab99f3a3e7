// SPDX-License-Identifier: GPL-3.0-or-later
// Answers from one base model with and without adapters, pane after pane, on a thread of its own. Calls return at once;
// what happens comes as ChatEvents through the hub (streamed pieces of one pane coalesce).
#pragma once

#include "core/events/hub.h"
#include "core/session/backend.h"
#include "core/session/device_lease.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace timbre::session {

struct PaneRequest {
  int pane = 0;
  std::filesystem::path adapter;  ///< checkpoint or PEFT folder; empty: the base alone
  base::Json messages;            ///< the whole conversation so far, ending with the user's turn
};

struct ChatRequest {
  ChatModelRequest model;
  std::vector<PaneRequest> panes;
  SamplingOptions sampling;  ///< the same seed for every pane
};

struct ChatEvent {
  enum class Kind { Loading, Started, Piece, Done, Failed, Idle };
  Kind kind = Kind::Idle;
  std::uint64_t request = 0;  ///< number returned by ask()
  int pane = -1;
  double fraction = -1;       ///< Loading
  std::string text;           ///< Piece
  GenerateDone done;          ///< Done
  base::Error error;          ///< Failed
};

class ChatService {
 public:
  ChatService(Backend& backend, DeviceLeases& leases);
  ~ChatService();
  ChatService(const ChatService&) = delete;
  ChatService& operator=(const ChatService&) = delete;

  /// Queues a request and returns its number. A request that is still running goes on first.
  std::uint64_t ask(ChatRequest request);
  /// Ends the running request and drops the queued ones; the panes of both end with stop "cancelled", then Idle.
  void stop();
  /// Frees the model's memory when nothing runs any more.
  void unload();
  events::Hub<ChatEvent>& hub() { return m_hub; }

 private:
  struct Job {
    std::uint64_t number = 0;  // 0: unload
    ChatRequest request;
  };
  void work();
  void answer(const Job& job, const base::CancelToken& cancel);
  base::Result<void> ensureModel(const Job& job, const base::CancelToken& cancel);
  void answerPane(const Job& job, const PaneRequest& pane, const base::CancelToken& cancel);
  void fail(const Job& job, int pane, const base::Error& error);

  Backend& m_backend;
  DeviceLeases& m_leases;
  events::Hub<ChatEvent> m_hub;
  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<Job> m_jobs;           // guarded by m_mutex
  base::CancelSource m_cancel;      // guarded by m_mutex
  std::uint64_t m_next = 1;         // guarded by m_mutex
  bool m_quit = false;              // guarded by m_mutex
  std::unique_ptr<ChatModel> m_model;        // worker thread only
  ChatModelRequest m_loaded;                 // worker thread only
  DeviceLeases::Lease m_lease;               // worker thread only
  std::thread m_thread;
};

}  // namespace timbre::session
