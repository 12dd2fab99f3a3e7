// SPDX-License-Identifier: GPL-3.0-or-later
// Short questions to the backend and the disk on one thread of their own, in order: what a model folder is, what this machine
// has free, writing and removing single files. Answers are signals on the GUI thread. The backend outlives the worker.
#pragma once

#include "core/session/backend.h"

#include <QByteArray>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <optional>

namespace timbre::ui {

struct MachineFacts {
  session::DeviceReport devices;
  std::optional<std::uint64_t> freeDiskBytes;  ///< of the folder's file system; none: unknown, 0: it is full
};

class RunWorker : public QObject {
  Q_OBJECT
 public:
  explicit RunWorker(session::Backend& backend, QObject* parent = nullptr);
  ~RunWorker() override;

  void inspectModel(const QString& folder);
  /// Whether a run on this base model can begin from the adapter; answered by adapterInspected.
  void inspectAdapter(const QString& folder, const QString& model);
  void requestMachine(const QString& folder);
  /// `make` runs on the worker's thread. The file is replaced in one step.
  void write(const QString& path, std::function<QByteArray()> make);
  /// A small text file (at most 4 MB); answered by fileRead.
  void read(const QString& path);
  void remove(const std::filesystem::path& path);

 Q_SIGNALS:
  /// Exactly one of both is set.
  void modelInspected(const QString& folder, const std::optional<timbre::session::ModelSummary>& model, const std::optional<timbre::base::Error>& error);
  /// Exactly one of both is set.
  void adapterInspected(const QString& folder, const QString& model, const std::optional<timbre::jobs::AdapterSummary>& adapter, const std::optional<timbre::base::Error>& error);
  void machineReady(const timbre::ui::MachineFacts& facts);
  void fileRead(const QString& path, const QByteArray& text, const std::optional<timbre::base::Error>& error);
  void written(const QString& path, const std::optional<timbre::base::Error>& error);

 private:
  session::Backend& m_backend;
  QThreadPool m_thread;
};

}  // namespace timbre::ui
