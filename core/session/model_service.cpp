// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/model_service.h"

#include "core/base/file_ops.h"
#include "core/net/address.h"
#include "core/session/backend.h"

#include <system_error>
#include <utility>

namespace timbre::session {

namespace fs = std::filesystem;
using base::Error;
using base::Result;

namespace {

bool mergeProgress(ModelEvent& last, const ModelEvent& next) {
  if (!std::holds_alternative<HubProgress>(last) || !std::holds_alternative<HubProgress>(next)) return false;
  last = next;
  return true;
}

std::string hostOf(const std::string& endpoint) {
  const auto address = net::parseAddress(endpoint);
  return address.ok() ? address->host : endpoint;
}

/// Bytes of the files that an earlier call has left, its unfinished one included.
std::uint64_t bytesLeft(const fs::path& partial) {
  std::uint64_t bytes = 0;
  std::error_code code;
  for (fs::recursive_directory_iterator at(partial, code), end; !code && at != end; at.increment(code))
    if (at->is_regular_file(code)) bytes += at->file_size(code);
  return bytes;
}

}  // namespace

/// One thread and its queue. What waits when it ends is dropped.
class ModelService::Worker {
 public:
  Worker() : m_thread([this] { run(); }) {}
  ~Worker() {
    {
      std::lock_guard lock(m_mutex);
      m_stop = true;
    }
    m_wake.notify_all();
    m_thread.join();
  }
  void add(std::function<void()> task) {
    {
      std::lock_guard lock(m_mutex);
      m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
  }

 private:
  void run() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [&] { return m_stop || !m_tasks.empty(); });
        if (m_stop) return;
        task = std::move(m_tasks.front());
        m_tasks.pop_front();
      }
      task();
    }
  }
  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<std::function<void()>> m_tasks;  // guarded by m_mutex
  bool m_stop = false;                        // guarded by m_mutex
  std::thread m_thread;
};

ModelService::ModelService(Backend& backend, ShelfPlaces places, HubSettings hub)
    : m_backend(backend),
      m_shelf(std::move(places)),
      m_hubSettings(std::move(hub)),
      m_hub(mergeProgress),
      m_local(std::make_unique<Worker>()),
      m_network(std::make_unique<Worker>()) {}

ModelService::~ModelService() { cancelNetwork(); }

std::string ModelService::hubHost() const { return hostOf(m_hubSettings.access().endpoint); }

ModelTicket ModelService::list() {
  const ModelTicket ticket = next();
  m_local->add([this, ticket] { m_hub.publish(ModelsListed{ticket, m_shelf.list()}); });
  return ticket;
}

ModelTicket ModelService::find(const fs::path& path) {
  const ModelTicket ticket = next();
  m_local->add([this, ticket, path] {
    ModelsFound found{ticket, path, {}, {}};
    if (auto models = m_shelf.at(path); models.ok())
      found.models = std::move(models).value();
    else
      found.error = models.error();
    m_hub.publish(std::move(found));
  });
  return ticket;
}

ModelTicket ModelService::read(const fs::path& folder, const PreviewTexts& texts) {
  const ModelTicket ticket = next();
  m_newestRead = ticket;
  m_local->add([this, ticket, folder, texts] {
    if (ticket == m_newestRead) m_hub.publish(readNow(ticket, folder, texts));
  });
  return ticket;
}

ModelRead ModelService::readNow(ModelTicket ticket, const fs::path& folder, const PreviewTexts& texts) {
  ModelRead out;
  out.ticket = ticket;
  out.folder = folder;
  auto summary = m_backend.inspectModel(folder);
  if (!summary.ok()) {
    out.error = summary.error();
    return out;
  }
  out.model = std::move(summary).value();
  if (const auto encoder = text::ChatEncoder::load(folder); encoder.ok()) {
    m_loadedFolder = folder;
    m_loaded = encoder->sharedTokenizer();
    if (auto preview = previewTemplate(*encoder, texts); preview.ok())
      out.preview = std::move(preview).value();
    else
      out.previewError = preview.error();
  } else {
    out.previewError = encoder.error();
  }
  return out;
}

std::shared_ptr<const text::Tokenizer> ModelService::tokenizerOf(const fs::path& folder, std::optional<Error>& error) {
  if (m_loaded && m_loadedFolder == folder) return m_loaded;
  auto loaded = text::loadTokenizer(folder);
  if (!loaded.ok()) {
    error = loaded.error();
    return nullptr;
  }
  m_loadedFolder = folder;
  m_loaded = std::move(loaded).value();
  return m_loaded;
}

ModelTicket ModelService::tokenise(const fs::path& folder, const std::string& text, bool added) {
  const ModelTicket ticket = next();
  m_newestText = ticket;
  m_local->add([this, ticket, folder, text, added] {
    if (ticket != m_newestText) return;
    TextTokenised out;
    out.ticket = ticket;
    if (const auto tokenizer = tokenizerOf(folder, out.error)) {
      auto tokens = session::tokenise(*tokenizer, std::string_view(text).substr(0, kMostShownBytes), added);
      if (tokens.ok())
        out.text = std::move(tokens).value();
      else
        out.error = tokens.error();
    }
    m_hub.publish(std::move(out));
  });
  return ticket;
}

void ModelService::remember(const fs::path& folder, const std::string& name) {
  // The list is a convenience: failing to keep it must not keep the model from being used.
  m_local->add([this, folder, name] { (void)m_shelf.remember(folder, name); });
}

void ModelService::forget(const fs::path& folder) {
  m_local->add([this, folder] { (void)m_shelf.forget(folder); });
}

base::CancelToken ModelService::freshCancel() {
  std::lock_guard lock(m_cancelMutex);
  m_cancel.cancel();
  m_cancel = base::CancelSource();
  return m_cancel.token();
}

void ModelService::cancelNetwork() {
  std::lock_guard lock(m_cancelMutex);
  m_cancel.cancel();
}

ModelTicket ModelService::askHub(const std::string& name) {
  const ModelTicket ticket = next();
  m_network->add([this, ticket, name, cancel = freshCancel()] { m_hub.publish(askNow(ticket, name, cancel)); });
  return ticket;
}

HubAnswer ModelService::askNow(ModelTicket ticket, const std::string& name, const base::CancelToken& cancel) {
  HubAnswer out;
  out.ticket = ticket;
  const auto ask = [&]() -> Result<void> {
    TIMBRE_ASSIGN(const auto parsed, net::parseHubName(name));
    const net::HubAccess access = m_hubSettings.access();
    out.host = hostOf(access.endpoint);
    const auto offline = m_hubSettings.options.environment("HF_HUB_OFFLINE");
    if (!offline.empty() && offline != "0") return Error("net.offline");
    TIMBRE_ASSIGN(out.model, net::readHubModel(parsed, access, m_hubSettings.options, cancel));
    out.contents = contentsOf(out.model);
    if (out.contents.lack != HubLack::None) return {};
    out.files = out.model.needed();
    for (const auto& file : out.files) out.bytes += file.bytes;
    out.folder = m_shelf.downloadFolder(out.model.repo);
    std::error_code code;
    if (fs::exists(out.folder, code)) return Error("net.already_here", {{"name", out.model.repo}}, base::displayPath(out.folder));
    out.already = bytesLeft(out.folder.native() + ".part");
    if (const auto free = m_hubSettings.options.freeBytes(out.folder); free.ok()) out.freeBytes = *free;
    return {};
  };
  if (const auto asked = ask(); !asked.ok()) out.error = asked.error();
  return out;
}

ModelTicket ModelService::download(const HubAnswer& answer) {
  const ModelTicket ticket = next();
  m_network->add([this, ticket, answer, cancel = freshCancel()] { m_hub.publish(downloadNow(ticket, answer, cancel)); });
  return ticket;
}

HubDone ModelService::downloadNow(ModelTicket ticket, const HubAnswer& answer, const base::CancelToken& cancel) {
  HubDone out{ticket, answer.folder, {}, 0};
  base::FileOps ops;
  net::DownloadOptions options = m_hubSettings.options;
  options.progress = [this, ticket](std::uint64_t done, std::uint64_t total) {
    m_hub.publish(HubProgress{ticket, done, total});
  };
  const auto done = net::downloadHubModel(answer.model, answer.files, m_hubSettings.access(), answer.folder, ops, options, cancel);
  if (!done.ok()) {
    out.error = done.error();
    out.already = bytesLeft(answer.folder.native() + ".part");
  }
  return out;
}

}  // namespace timbre::session
