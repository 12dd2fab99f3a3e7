// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/device_lease.h"

#include <utility>

namespace timbre::session {

DeviceLeases::Lease& DeviceLeases::Lease::operator=(Lease&& other) noexcept {
  if (this == &other) return *this;
  release();
  m_state = std::move(other.m_state);
  m_device = std::move(other.m_device);
  m_holder = std::move(other.m_holder);
  m_shared = other.m_shared;
  return *this;
}

void DeviceLeases::Lease::release() {
  if (!m_state) return;
  std::unique_lock lock(m_state->mutex);
  const auto [begin, end] = m_state->holders.equal_range(m_device);
  for (auto it = begin; it != end; ++it)
    if (it->second == m_holder) {
      m_state->holders.erase(it);
      break;
    }
  lock.unlock();
  m_state.reset();
}

base::Result<DeviceLeases::Lease> DeviceLeases::acquire(const std::string& device, const std::string& holder) {
  std::unique_lock lock(m_state->mutex);
  const auto held = m_state->holders.find(device);
  const bool taken = held != m_state->holders.end();
  if (taken && device != "cpu") return base::Error("device.busy", {{"device", device}, {"holder", held->second}});
  m_state->holders.emplace(device, holder);
  Lease lease;
  lease.m_state = m_state;
  lease.m_device = device;
  lease.m_holder = holder;
  lease.m_shared = taken;
  return lease;
}

}  // namespace timbre::session
