// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing a model: what is known, what a folder is, what its tokenizer and template do, and, when a person says so,
// what a hub has and its files. Calls return at once; answers are values on the hub, each with the ticket of its call.
//
// Two threads of its own: one for this machine's folders, one for the network. Of each kind of local question only the
// newest is answered: a list that is walked through with the arrow keys asks more than anybody wants to know.
//
// Nothing here speaks to the network but askHub() and download(), and those are called from buttons that name the host.
// The destructor cancels and joins.
#pragma once

#include "core/base/cancel.h"
#include "core/events/hub.h"
#include "core/jobs/model_summary.h"
#include "core/net/download.h"
#include "core/net/hub.h"
#include "core/session/hub_contents.h"
#include "core/session/model_shelf.h"
#include "core/session/model_text.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>

namespace timbre::session {

class Backend;

using ModelTicket = std::uint64_t;

struct ModelsListed {
  ModelTicket ticket = 0;
  std::vector<KnownModel> models;
};
struct ModelsFound {
  ModelTicket ticket = 0;
  std::filesystem::path path;
  std::vector<KnownModel> models;
  std::optional<base::Error> error;
};
/// Exactly one of `model` and `error`. The preview has one of its own: a folder without a template is still described.
struct ModelRead {
  ModelTicket ticket = 0;
  std::filesystem::path folder;
  std::optional<jobs::ModelSummary> model;
  std::optional<base::Error> error;
  std::optional<TemplatePreview> preview;
  std::optional<base::Error> previewError;
};
struct TextTokenised {
  ModelTicket ticket = 0;
  TokenisedText text;
  std::optional<base::Error> error;
};
struct HubAnswer {
  ModelTicket ticket = 0;
  net::HubModel model;
  HubContents contents;             ///< only what lacks nothing can be fetched
  std::vector<net::HubFile> files;  ///< what would be fetched; empty when something is lacking
  std::uint64_t bytes = 0;          ///< of them
  std::uint64_t already = 0;        ///< bytes that an earlier, broken off download has left
  std::uint64_t freeBytes = 0;      ///< on the disk of `folder`; 0: not known
  std::filesystem::path folder;     ///< where they would go
  bool usable() const { return contents.lack == HubLack::None; }
  bool fits() const { return freeBytes == 0 || bytes + net::kSpareBytes <= freeBytes + already; }
  std::string host;                 ///< that would be asked
  std::optional<base::Error> error;
};
struct HubProgress {
  ModelTicket ticket = 0;
  std::uint64_t done = 0, total = 0;
};
struct HubDone {
  ModelTicket ticket = 0;
  std::filesystem::path folder;
  std::optional<base::Error> error;  ///< "cancelled" when a person ended it
  std::uint64_t already = 0;         ///< with an error: bytes that stay for the next time
};
using ModelEvent = std::variant<ModelsListed, ModelsFound, ModelRead, TextTokenised, HubAnswer, HubProgress, HubDone>;

/// Where the hub is and how it is asked; the environment's unless a test says otherwise.
struct HubSettings {
  std::function<net::HubAccess()> access = [] { return net::hubAccess(); };
  net::DownloadOptions options;
};

class ModelService {
 public:
  /// `backend` outlives the service.
  ModelService(Backend& backend, ShelfPlaces places, HubSettings hub = {});
  ~ModelService();
  ModelService(const ModelService&) = delete;
  ModelService& operator=(const ModelService&) = delete;

  events::Hub<ModelEvent>& hub() { return m_hub; }
  const ShelfPlaces& places() const { return m_shelf.places(); }
  /// The host that askHub() would speak to ("huggingface.co").
  std::string hubHost() const;

  ModelTicket list();
  /// Also a file, or a folder at any level.
  ModelTicket find(const std::filesystem::path& path);
  ModelTicket read(const std::filesystem::path& folder, const PreviewTexts& texts);
  /// With the tokenizer of `folder`; the last one stays in memory.
  ModelTicket tokenise(const std::filesystem::path& folder, const std::string& text, bool added);
  void remember(const std::filesystem::path& folder, const std::string& name);
  void forget(const std::filesystem::path& folder);

  ModelTicket askHub(const std::string& name);
  /// A person said yes to the files, size, folder and host of `answer`.
  ModelTicket download(const HubAnswer& answer);
  /// Ends what the network thread does; what was received stays for the next time.
  void cancelNetwork();

 private:
  class Worker;
  std::shared_ptr<const text::Tokenizer> tokenizerOf(const std::filesystem::path& folder,
                                                     std::optional<base::Error>& error);
  ModelRead readNow(ModelTicket ticket, const std::filesystem::path& folder, const PreviewTexts& texts);
  HubAnswer askNow(ModelTicket ticket, const std::string& name, const base::CancelToken& cancel);
  HubDone downloadNow(ModelTicket ticket, const HubAnswer& answer, const base::CancelToken& cancel);
  ModelTicket next() { return ++m_tickets; }
  base::CancelToken freshCancel();

  Backend& m_backend;
  ModelShelf m_shelf;  // its file is touched by the local thread only
  HubSettings m_hubSettings;
  events::Hub<ModelEvent> m_hub;
  std::atomic<ModelTicket> m_tickets{0};
  std::atomic<ModelTicket> m_newestRead{0}, m_newestText{0};
  std::filesystem::path m_loadedFolder;               // local thread
  std::shared_ptr<const text::Tokenizer> m_loaded;    // local thread
  std::mutex m_cancelMutex;
  base::CancelSource m_cancel;  // guarded by m_cancelMutex
  std::unique_ptr<Worker> m_local, m_network;  // die first: their tasks use everything above
};

}  // namespace timbre::session
