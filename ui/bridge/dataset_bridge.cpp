// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/dataset_bridge.h"

#include <deque>
#include <mutex>

namespace timbre::ui {

namespace {

constexpr int readingsMs = 33;
/// One drain stops after this long and lets input through before the next.
constexpr int sliceMs = 8;

bool isReading(const session::DatasetEvent& event) {
  return std::holds_alternative<session::NumbersChanged>(event) || std::holds_alternative<session::ProblemsChanged>(event) ||
         std::holds_alternative<session::FileProgress>(event) || std::holds_alternative<session::PendingChanged>(event) ||
         std::holds_alternative<session::HistoryChanged>(event);
}

}  // namespace

struct DatasetBridge::Mailbox {
  std::mutex mutex;
  DatasetBridge* bridge = nullptr;  ///< taken away when the bridge dies or starts a new mailbox
  std::deque<session::DatasetEvent> facts;
  std::vector<session::DatasetEvent> readings;  ///< newest of each kind, in the order of arrival
  bool woken = false;

  void put(const session::DatasetEvent& event) {
    const std::lock_guard lock(mutex);
    if (!bridge) return;
    if (isReading(event)) {
      std::erase_if(readings, [&](const auto& old) { return old.index() == event.index(); });
      readings.push_back(event);
    } else {
      facts.push_back(event);
    }
    if (woken) return;
    woken = true;
    QMetaObject::invokeMethod(bridge, [target = bridge] { target->drain(); }, Qt::QueuedConnection);
  }
};

DatasetBridge::DatasetBridge(QObject* parent) : QObject(parent) {
  m_readings.setSingleShot(true);
  connect(&m_readings, &QTimer::timeout, this, &DatasetBridge::drain);
  m_lastReadings.start();
}

DatasetBridge::~DatasetBridge() {
  if (!m_mailbox) return;
  const std::lock_guard lock(m_mailbox->mutex);
  m_mailbox->bridge = nullptr;
}

session::DatasetSink DatasetBridge::sink() {
  if (m_mailbox) {
    const std::lock_guard lock(m_mailbox->mutex);
    m_mailbox->bridge = nullptr;
  }
  m_mailbox = std::make_shared<Mailbox>();
  m_mailbox->bridge = this;
  m_generation = 0;
  return [box = m_mailbox](const session::DatasetEvent& event) { box->put(event); };
}

void DatasetBridge::setService(session::DatasetService* service) {
  if (m_service == service) return;
  m_service = service;
  Q_EMIT serviceChanged();
}

void DatasetBridge::drain() {
  if (!m_mailbox) return;
  const std::shared_ptr<Mailbox> box = m_mailbox;
  std::deque<session::DatasetEvent> facts;
  std::vector<session::DatasetEvent> readings;
  {
    const std::lock_guard lock(box->mutex);
    box->woken = false;
    facts.swap(box->facts);
    if (m_lastReadings.elapsed() >= readingsMs) {
      readings.swap(box->readings);
    } else if (!box->readings.empty() && !m_readings.isActive()) {
      m_readings.start(readingsMs - int(m_lastReadings.elapsed()));
    }
  }
  QElapsedTimer slice;
  slice.start();
  while (!facts.empty()) {
    const session::DatasetEvent event = std::move(facts.front());
    facts.pop_front();
    deliver(event);
    if (box != m_mailbox) return;  // a handler closed the project
    if (slice.elapsed() < sliceMs || facts.empty()) continue;
    const std::lock_guard lock(box->mutex);
    while (!facts.empty()) {
      box->facts.push_front(std::move(facts.back()));
      facts.pop_back();
    }
    if (!box->woken) {
      box->woken = true;
      QMetaObject::invokeMethod(this, [this] { drain(); }, Qt::QueuedConnection);
    }
  }
  if (!readings.empty()) m_lastReadings.restart();
  for (const auto& event : readings) {
    deliver(event);
    if (box != m_mailbox) return;
  }
}

void DatasetBridge::deliver(const session::DatasetEvent& event) {
  using namespace session;
  if (const auto* view = std::get_if<ViewReady>(&event)) {
    m_generation = std::max(m_generation, view->generation);
    if (view->generation == m_generation) Q_EMIT viewReady(*view);
  } else if (const auto* page = std::get_if<PageReady>(&event)) {
    if (page->generation == m_generation) Q_EMIT pageReady(*page);
  } else if (const auto* row = std::get_if<RowReady>(&event)) {
    Q_EMIT rowReady(*row);
  } else if (const auto* found_ = std::get_if<FoundRow>(&event)) {
    Q_EMIT found(*found_);
  } else if (const auto* done = std::get_if<EditDone>(&event)) {
    Q_EMIT editDone(*done);
  } else if (const auto* history = std::get_if<HistoryChanged>(&event)) {
    Q_EMIT historyChanged(*history);
  } else if (const auto* pending = std::get_if<PendingChanged>(&event)) {
    Q_EMIT pendingChanged(*pending);
  } else if (const auto* problems = std::get_if<ProblemsChanged>(&event)) {
    Q_EMIT problemsChanged(*problems);
  } else if (const auto* checked = std::get_if<RowsChecked>(&event)) {
    Q_EMIT rowsChecked(*checked);
  } else if (const auto* numbers = std::get_if<NumbersChanged>(&event)) {
    Q_EMIT numbersChanged(*numbers);
  } else if (const auto* prompts = std::get_if<PromptsReady>(&event)) {
    Q_EMIT promptsReady(*prompts);
  } else if (const auto* summary = std::get_if<SelectionSummary>(&event)) {
    Q_EMIT selectionSummary(*summary);
  } else if (const auto* progress = std::get_if<FileProgress>(&event)) {
    Q_EMIT fileProgress(*progress);
  } else if (const auto* imported = std::get_if<ImportDone>(&event)) {
    Q_EMIT importDone(*imported);
  } else if (const auto* exported = std::get_if<ExportDone>(&event)) {
    Q_EMIT exportDone(*exported);
  } else if (const auto* parsed = std::get_if<ClipboardParsed>(&event)) {
    Q_EMIT clipboardParsed(*parsed);
  } else if (const auto* copy = std::get_if<CopyReady>(&event)) {
    Q_EMIT copyReady(*copy);
  } else if (const auto* frozen = std::get_if<FreezeDone>(&event)) {
    Q_EMIT freezeDone(*frozen);
  } else if (const auto* failure = std::get_if<Failed>(&event)) {
    Q_EMIT failed(*failure);
  }
}

}  // namespace timbre::ui
