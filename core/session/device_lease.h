// SPDX-License-Identifier: GPL-3.0-or-later
// Who computes on which device. A GPU is lent to one holder at a time; the CPU may be shared, and each holder learns that it
// is not alone so that it can take fewer threads. Thread-safe.
#pragma once

#include "core/base/result.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace timbre::session {

class DeviceLeases {
  struct State {
    std::mutex mutex;
    std::multimap<std::string, std::string> holders;  // device → holder
  };

 public:
  /// Gives the device back when destroyed.
  class Lease {
   public:
    Lease() = default;
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease() { release(); }
    void release();
    const std::string& device() const { return m_device; }
    /// Somebody else held the device when this lease was made.
    bool shared() const { return m_shared; }

   private:
    friend class DeviceLeases;
    std::shared_ptr<State> m_state;
    std::string m_device, m_holder;
    bool m_shared = false;
  };

  DeviceLeases() : m_state(std::make_shared<State>()) {}
  /// Errors: device.busy (args device, holder) when a GPU is taken.
  base::Result<Lease> acquire(const std::string& device, const std::string& holder);

 private:
  std::shared_ptr<State> m_state;
};

}  // namespace timbre::session
