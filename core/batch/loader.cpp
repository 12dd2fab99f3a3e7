// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/loader.h"

namespace timbre::batch {

Loader::Loader(Sampler& sampler, std::int64_t steps, std::size_t ahead) : m_queue(ahead) {
  m_thread = std::thread([this, &sampler, steps] {
    for (std::int64_t i = 0; i < steps; ++i)
      if (!m_queue.push(sampler.next())) return;
    m_queue.close();
  });
}

Loader::~Loader() {
  m_queue.close();
  m_thread.join();
}

}  // namespace timbre::batch
