// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/demo_script.h"

#include "core/base/file_ops.h"

#include <QBuffer>
#include <QPixmap>

namespace timbre::window {

namespace {
constexpr int kTickMs = 40;
constexpr int kSettleMs = 450;  ///< slides and late layouts are over by then

bool write(const std::filesystem::path& path, std::string_view bytes) {
  base::FileOps ops;
  return base::writeFileAtomic(ops, path, bytes).ok();
}
}  // namespace

DemoScript::DemoScript(QWidget& window, std::filesystem::path folder) : m_window(window), m_folder(std::move(folder)) {
  m_writer.setMaxThreadCount(1);
  m_tick.setInterval(kTickMs);
  connect(&m_tick, &QTimer::timeout, this, &DemoScript::tick);
}

DemoScript::~DemoScript() { m_writer.waitForDone(); }

void DemoScript::start() {
  m_clock.start();
  next();
  m_tick.start();
}

void DemoScript::next() {
  ++m_at;
  m_acted = false;
  m_settledAt = -1;
  m_step.start();
  if (m_at < m_steps.size() && !m_steps[m_at].name.isEmpty()) Q_EMIT stepBegun(m_steps[m_at].name);
}

void DemoScript::tick() {
  if (m_ended) return;
  if (m_at >= m_steps.size()) return fail({});
  const DemoStep& step = m_steps[m_at];
  if (m_settledAt >= 0) {
    if (m_step.elapsed() < m_settledAt) return;
    takePicture();
    return next();
  }
  if (!m_acted) m_acted = !step.act || step.act();
  if (m_ended) return;
  if (!m_acted || (step.until && !step.until())) {
    if (!m_ended && m_step.elapsed() > qint64(step.seconds) * 1000)
      fail(QStringLiteral("“%1” was not done after %2 seconds.").arg(step.name).arg(step.seconds));
    return;
  }
  if (m_ended) return;
  if (step.picture.isEmpty()) return next();
  m_settledAt = m_step.elapsed() + kSettleMs;
}

void DemoScript::takePicture() {
  const QImage image = m_window.grab().toImage();
  const QString name = m_steps[m_at].picture + QStringLiteral(".png");
  m_pictures << name;
  m_writer.start([this, image, path = m_folder / name.toStdString()] {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.convertToFormat(QImage::Format_RGB888).save(&buffer, "PNG", 0);
    if (!write(path, {bytes.constData(), std::size_t(bytes.size())})) m_unwritten = true;
  });
}

void DemoScript::fail(const QString& sentence) {
  if (m_ended) return;
  m_ended = true;
  m_tick.stop();
  Q_EMIT finished(sentence);
}

void DemoScript::writeLast(const QString& name, const std::string& text, std::function<void(bool)> done) {
  m_writer.start([this, text, path = m_folder / name.toStdString(), done = std::move(done)] {
    const bool all = write(path, text) && !m_unwritten;
    QMetaObject::invokeMethod(
        this, [done, all] { done(all); }, Qt::QueuedConnection);
  });
}

}  // namespace timbre::window
