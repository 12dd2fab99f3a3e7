// SPDX-License-Identifier: GPL-3.0-or-later
// What the program is doing at this moment, in a few English words, for the crash note: "training marv-r1, exporting".
// Listens to the bridges and says each change once. GUI thread; dies before the studio.
#pragma once

#include "app/window/studio.h"

#include <QObject>

#include <functional>
#include <string>

namespace timbre::window {

class Activity : public QObject {
  Q_OBJECT
 public:
  Activity(Studio& studio, std::function<void(const std::string&)> say);

 private:
  void tell();
  Studio& m_studio;
  std::function<void(const std::string&)> m_say;
  bool m_answering = false;
  std::string m_said;
};

}  // namespace timbre::window
