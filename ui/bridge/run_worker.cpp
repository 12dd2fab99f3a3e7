// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_worker.h"

#include "core/base/file_ops.h"
#include "ui/bridge/run_words.h"

namespace timbre::ui {

RunWorker::RunWorker(session::Backend& backend, QObject* parent) : QObject(parent), m_backend(backend) { m_thread.setMaxThreadCount(1); }
RunWorker::~RunWorker() = default;

void RunWorker::inspectModel(const QString& folder) {
  m_thread.start([this, folder] {
    const auto result = m_backend.inspectModel(toPath(folder));
    std::optional<session::ModelSummary> model;
    std::optional<base::Error> error;
    if (result.ok()) model = result.value();
    else error = result.error();
    QMetaObject::invokeMethod(this, [this, folder, model, error] { Q_EMIT modelInspected(folder, model, error); }, Qt::QueuedConnection);
  });
}

void RunWorker::inspectAdapter(const QString& folder, const QString& model) {
  m_thread.start([this, folder, model] {
    const auto result = m_backend.inspectAdapter(toPath(folder), toPath(model));
    std::optional<jobs::AdapterSummary> adapter;
    std::optional<base::Error> error;
    if (result.ok()) adapter = result.value();
    else error = result.error();
    QMetaObject::invokeMethod(this, [this, folder, model, adapter, error] { Q_EMIT adapterInspected(folder, model, adapter, error); }, Qt::QueuedConnection);
  });
}

void RunWorker::requestMachine(const QString& folder) {
  m_thread.start([this, folder] {
    MachineFacts facts;
    facts.devices = m_backend.devices();
    if (const auto free = base::freeBytes(toPath(folder)); free.ok()) facts.freeDiskBytes = *free;
    QMetaObject::invokeMethod(this, [this, facts] { Q_EMIT machineReady(facts); }, Qt::QueuedConnection);
  });
}

void RunWorker::write(const QString& path, std::function<QByteArray()> make) {
  m_thread.start([this, path, make = std::move(make)] {
    const QByteArray bytes = make();
    base::FileOps ops;
    const auto done = base::writeFileAtomic(ops, toPath(path), std::string_view(bytes.constData(), std::size_t(bytes.size())));
    std::optional<base::Error> error;
    if (!done.ok()) error = done.error();
    QMetaObject::invokeMethod(this, [this, path, error] { Q_EMIT written(path, error); }, Qt::QueuedConnection);
  });
}

void RunWorker::read(const QString& path) {
  m_thread.start([this, path] {
    const auto bytes = base::readFile(toPath(path), std::uint64_t(4) << 20);
    const QByteArray text = bytes.ok() ? QByteArray::fromStdString(*bytes) : QByteArray();
    const std::optional<base::Error> error = bytes.ok() ? std::optional<base::Error>() : bytes.error();
    QMetaObject::invokeMethod(this, [this, path, text, error] { Q_EMIT fileRead(path, text, error); }, Qt::QueuedConnection);
  });
}

void RunWorker::remove(const std::filesystem::path& path) {
  m_thread.start([path] {
    base::FileOps ops;
    (void)ops.removeFile(path);  // a copy that is only in the way; the next start overwrites it
  });
}

}  // namespace timbre::ui
