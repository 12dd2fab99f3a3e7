// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing a model as signals on the GUI thread, and what the hub is doing as one state that a dialog may come back to.
// Every call returns at once; answers to older questions are dropped here. The service outlives the bridge. GUI thread.
//
// lookUp() and download() are the only calls that speak to the network; both are called from buttons that name the host.
#pragma once

#include "core/session/model_service.h"
#include "ui/bridge/transfer_rate.h"

#include <QElapsedTimer>
#include <QObject>

#include <memory>
#include <optional>

namespace timbre::ui {

class RunPump;

enum class HubPhase { Idle, Asking, Listed, Downloading };

struct HubState {
  HubPhase phase = HubPhase::Idle;
  QString name;                       ///< as it was asked for
  session::HubAnswer answer;          ///< Listed, Downloading
  std::uint64_t done = 0, total = 0;  ///< Downloading: bytes
  std::optional<double> bytesPerSecond = std::nullopt;  ///< Downloading, as soon as it is known
  std::optional<base::Error> error = std::nullopt;      ///< why the last question or download ended
};

/// An error of the hub as both sentences, with the name of the file that it is about in front.
QString hubErrorText(const base::Error& error);

class ModelBridge : public QObject {
  Q_OBJECT
 public:
  explicit ModelBridge(session::ModelService& service, QObject* parent = nullptr);
  ~ModelBridge() override;

  QString hubHost() const { return QString::fromStdString(m_service.hubHost()); }
  const session::ShelfPlaces& places() const { return m_service.places(); }
  const HubState& hubState() const { return m_hubState; }

  void list();
  void find(const std::filesystem::path& path);
  void read(const std::filesystem::path& folder, const session::PreviewTexts& texts);
  void tokenise(const std::filesystem::path& folder, const QString& text);
  void remember(const std::filesystem::path& folder, const QString& name);
  void forget(const std::filesystem::path& folder);
  void lookUp(const QString& name);
  /// A person said yes to hubState().answer.
  void download();
  void cancelHub();
  /// Another name may be typed.
  void resetHub();

 Q_SIGNALS:
  void listed(const std::vector<timbre::session::KnownModel>& models);
  void found(const timbre::session::ModelsFound& found);
  void modelRead(const timbre::session::ModelRead& read);
  void tokenised(const timbre::session::TextTokenised& text);
  void hubChanged();
  /// A download is whole.
  void downloaded(const std::filesystem::path& folder);
  /// One ended by itself before it was whole; what came stays on disk.
  void downloadFailed(const QString& name, const timbre::base::Error& error);

 private:
  void drain();
  void take(const session::ModelEvent& event);
  void takeAnswer(const session::HubAnswer& answer);
  void takeDone(const session::HubDone& done);

  session::ModelService& m_service;
  HubState m_hubState;
  QElapsedTimer m_clock;
  TransferRate m_rate;
  session::ModelTicket m_listTicket = 0, m_findTicket = 0, m_readTicket = 0, m_textTicket = 0, m_hubTicket = 0;
  std::unique_ptr<RunPump> m_pump;
  events::Hub<session::ModelEvent>::Subscription m_subscription;  // dies before the pump
};

}  // namespace timbre::ui
