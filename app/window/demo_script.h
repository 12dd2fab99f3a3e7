// SPDX-License-Identifier: GPL-3.0-or-later
// Steps one after another, driven by a timer: do something as soon as it can be done, wait until something is so, let
// the window settle, take a picture. No step waits inside the event loop. Pictures are grabbed here and written on a
// thread of their own, with the text file at the end. GUI thread.
#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <QWidget>

#include <filesystem>
#include <functional>

namespace timbre::window {

struct DemoStep {
  QString name{};                 ///< what is done, for the terminal and for "took too long"
  std::function<bool()> act{};    ///< true once it is done; asked again until then; empty: nothing to do
  std::function<bool()> until{};  ///< true when the step is over; empty: at once
  int seconds = 30;               ///< for act and until together
  QString picture{};              ///< "01-welcome"; empty: none
};

class DemoScript : public QObject {
  Q_OBJECT
 public:
  DemoScript(QWidget& window, std::filesystem::path folder);
  ~DemoScript() override;

  void add(DemoStep step) { m_steps.append(std::move(step)); }
  void start();
  /// Ends the script with this sentence; the rest of the steps is left out.
  void fail(const QString& sentence);
  bool ended() const { return m_ended; }
  const QStringList& pictures() const { return m_pictures; }
  double seconds() const { return double(m_clock.elapsed()) / 1000.0; }
  /// Writes a text file behind the pictures, then tells `done` whether everything could be written.
  void writeLast(const QString& name, const std::string& text, std::function<void(bool)> done);

 Q_SIGNALS:
  void stepBegun(const QString& name);
  /// Exactly once; an empty sentence: every step was done.
  void finished(const QString& problem);

 private:
  void tick();
  void takePicture();
  void next();

  QWidget& m_window;
  std::filesystem::path m_folder;
  QList<DemoStep> m_steps;
  int m_at = -1;
  bool m_acted = false, m_ended = false;
  qint64 m_settledAt = -1;
  QTimer m_tick;
  QElapsedTimer m_clock, m_step;
  QStringList m_pictures;
  bool m_unwritten = false;  // writer's thread until its queue is empty
  QThreadPool m_writer;
};

}  // namespace timbre::window
