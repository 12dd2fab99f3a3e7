// SPDX-License-Identifier: GPL-3.0-or-later
// The threads of runs, chats and exports, on the scripted backend. Also run under TSan.
#include "core/session/chat_service.h"
#include "core/session/export_service.h"
#include "core/session/run_host.h"
#include "tests/session/fake_backend.h"
#include "tests/support/test_support.h"

#include <condition_variable>

using namespace timbre;
using namespace timbre::session;
using events::RunState;

namespace {

/// Collects events of a hub until a condition holds; waits on the wake callback, never on a timer alone.
template <class Event>
class Watcher {
 public:
  explicit Watcher(events::Hub<Event>& hub)
      : m_subscription(hub.subscribe([this] {
          std::unique_lock lock(m_mutex);
          m_woken = true;
          m_condition.notify_all();
        })) {}

  bool waitFor(const std::function<bool(const Event&)>& wanted, std::chrono::seconds limit = std::chrono::seconds(20)) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
      auto drained = m_subscription.drain();
      bool found = false;
      for (Event& event : drained.events) {
        found = found || wanted(event);
        seen.push_back(std::move(event));
      }
      if (found) return true;
      std::unique_lock lock(m_mutex);
      if (!m_condition.wait_until(lock, deadline, [&] { return m_woken; })) return false;
      m_woken = false;
    }
  }
  std::vector<Event> seen;

 private:
  std::mutex m_mutex;
  std::condition_variable m_condition;
  bool m_woken = false;
  typename events::Hub<Event>::Subscription m_subscription;
};

bool isState(const HostedRunEvent& event, RunState state) {
  const auto* change = std::get_if<events::RunStateChanged>(&event.event);
  return change && change->state == state;
}

ChatRequest twoPanes(const std::filesystem::path& adapter) {
  ChatRequest request;
  request.model.baseModel = "/models/starter";
  const base::Json messages = base::Json::array({{{"role", "user"}, {"content", "hello"}}});
  request.panes = {{0, {}, messages}, {1, adapter, messages}};
  request.sampling.seed = 7;
  return request;
}

}  // namespace

class HostsTest : public QObject {
  Q_OBJECT

  RunRequest request(const std::string& name) {
    RunRequest r;
    r.runFolder = m_folder.path() / name;
    return r;
  }
  testing::TempFolder m_folder;

 private Q_SLOTS:
  void runTellsEveryStepAndItsEnd() {
    testing::FakeBackend backend;
    DeviceLeases leases;
    ThreadHost host(backend, leases);
    Watcher<HostedRunEvent> watcher(host.hub());
    TIMBRE_OK(host.start(request("a")));
    QVERIFY(watcher.waitFor([](const auto& e) { return isState(e, RunState::Finished); }));
    std::int64_t steps = 0;
    for (const auto& e : watcher.seen)
      if (const auto* step = std::get_if<events::StepMetrics>(&e.event)) QCOMPARE(step->step, ++steps);
    QCOMPARE(steps, 20);
    QVERIFY(!host.running());
    TIMBRE_OK(host.start(request("b")));  // the end was published after the device was free
  }

  void secondRunIsRefused() {
    testing::FakeBackend backend({.steps = 1000, .stepTime = std::chrono::milliseconds(5)});
    DeviceLeases leases;
    ThreadHost host(backend, leases);
    TIMBRE_OK(host.start(request("c")));
    auto second = host.start(request("d"));
    QVERIFY(!second.ok());
    QCOMPARE(second.error().code, std::string("run.busy"));
  }

  void stopAndPauseEndWithACheckpoint() {
    for (const auto& [command, state] : {std::pair{RunCommand::Stop, RunState::Stopped}, {RunCommand::Pause, RunState::Paused}}) {
      testing::FakeBackend backend({.steps = 100000});
      DeviceLeases leases;
      ThreadHost host(backend, leases);
      Watcher<HostedRunEvent> watcher(host.hub());
      TIMBRE_OK(host.start(request("e" + std::to_string(int(state)))));
      QVERIFY(watcher.waitFor([](const auto& e) { return std::holds_alternative<events::StepMetrics>(e.event); }));
      host.command(command);
      QVERIFY(watcher.waitFor([wanted = state](const auto& e) { return isState(e, wanted); }));
      bool saved = false;
      for (const auto& e : watcher.seen) saved = saved || std::holds_alternative<events::CheckpointSaved>(e.event);
      QVERIFY(saved);
    }
  }

  void destroyingTheHostStopsTheRun() {
    testing::FakeBackend backend({.steps = 100000});
    DeviceLeases leases;
    {
      ThreadHost host(backend, leases);
      TIMBRE_OK(host.start(request("f")));
    }
    QVERIFY(std::filesystem::exists(m_folder.path() / "f" / "metrics.jsonl"));
  }

  void failureIsAnEventWithItsReason() {
    testing::FakeBackend backend({.failAtStep = 3, .failure = base::Error("memory.insufficient", {{"needed", "9"}})});
    DeviceLeases leases;
    ThreadHost host(backend, leases);
    Watcher<HostedRunEvent> watcher(host.hub());
    TIMBRE_OK(host.start(request("g")));
    QVERIFY(watcher.waitFor([](const auto& e) { return isState(e, RunState::Failed); }));
    const auto& end = std::get<events::RunStateChanged>(watcher.seen.back().event);
    QCOMPARE(end.error->code, std::string("memory.insufficient"));
  }

  void gpuIsLentOnceAndCpuIsShared() {
    DeviceLeases leases;
    auto gpu = leases.acquire("cuda:0", "run");
    TIMBRE_OK(gpu);
    QVERIFY(!leases.acquire("cuda:0", "chat").ok());
    gpu->release();
    TIMBRE_OK(leases.acquire("cuda:0", "chat"));
    auto first = leases.acquire("cpu", "run");
    auto second = leases.acquire("cpu", "chat");
    QVERIFY(!first->shared());
    QVERIFY(second->shared());
  }

  void bothPanesAnswerInOrder() {
    testing::FakeBackend backend;
    DeviceLeases leases;
    ChatService chat(backend, leases);
    Watcher<ChatEvent> watcher(chat.hub());
    std::filesystem::create_directories(m_folder.path() / "checkpoint-9");
    const auto number = chat.ask(twoPanes(m_folder.path() / "checkpoint-9"));
    QVERIFY(watcher.waitFor([&](const auto& e) { return e.kind == ChatEvent::Kind::Idle && e.request == number; }));
    std::vector<GenerateDone> done;
    std::string streamed[2];
    for (const auto& e : watcher.seen) {
      if (e.kind == ChatEvent::Kind::Done) done.push_back(e.done);
      if (e.kind == ChatEvent::Kind::Piece) streamed[e.pane] += e.text;
    }
    QCOMPARE(done.size(), std::size_t(2));
    QCOMPARE(streamed[0], done[0].text);
    QCOMPARE(streamed[1], done[1].text);
    QVERIFY(done[0].provenance.adapterHash.empty());
    QVERIFY(!done[1].provenance.adapterHash.empty());
    QCOMPARE(done[0].provenance.baseHash, done[1].provenance.baseHash);
    QCOMPARE(done[0].provenance.seed, std::uint64_t(7));
  }

  void stopEndsEveryPane() {
    testing::FakeBackend backend({.pieceTime = std::chrono::milliseconds(200)});
    DeviceLeases leases;
    ChatService chat(backend, leases);
    Watcher<ChatEvent> watcher(chat.hub());
    chat.ask(twoPanes({}));
    QVERIFY(watcher.waitFor([](const auto& e) { return e.kind == ChatEvent::Kind::Piece; }));
    chat.stop();
    QVERIFY(watcher.waitFor([](const auto& e) { return e.kind == ChatEvent::Kind::Idle; }));
    int cancelled = 0;
    for (const auto& e : watcher.seen) cancelled += e.kind == ChatEvent::Kind::Done && e.done.stop == "cancelled";
    QCOMPARE(cancelled, 2);
  }

  void modelThatCannotLoadFailsEachPane() {
    testing::FakeBackend backend({.loadFailure = base::Error("weights.truncated")});
    DeviceLeases leases;
    ChatService chat(backend, leases);
    Watcher<ChatEvent> watcher(chat.hub());
    chat.ask(twoPanes({}));
    QVERIFY(watcher.waitFor([](const auto& e) { return e.kind == ChatEvent::Kind::Idle; }));
    int failed = 0;
    for (const auto& e : watcher.seen) failed += e.kind == ChatEvent::Kind::Failed && e.error.code == "weights.truncated";
    QCOMPARE(failed, 2);
  }

  void exportReportsAndCancels() {
    testing::FakeBackend backend;
    ExportService service(backend);
    Watcher<ExportEvent> watcher(service.hub());
    ExportRequest wanted;
    wanted.out = m_folder.path() / "out";
    TIMBRE_OK(service.start(wanted));
    QVERIFY(!service.start(wanted).ok());
    QVERIFY(watcher.waitFor([](const auto& e) { return e.kind == ExportEvent::Kind::Done; }));
    QVERIFY(watcher.seen.back().report.verified);
    backend.script().pieceTime = std::chrono::milliseconds(100);
    TIMBRE_OK(service.start(wanted));
    service.cancel();
    QVERIFY(watcher.waitFor([](const auto& e) { return e.kind == ExportEvent::Kind::Failed; }));
    QCOMPARE(watcher.seen.back().error.code, std::string("cancelled"));
  }
};

QTEST_GUILESS_MAIN(HostsTest)
#include "hosts_test.moc"
