// SPDX-License-Identifier: GPL-3.0-or-later
// The loader thread: assembles the next steps while the engine computes. The state that a checkpoint stores is the one
// inside the step that was consumed (StepBatch::after), so prefetched steps are simply made again after a resume.
#pragma once

#include "core/base/bounded_queue.h"
#include "core/batch/sampler.h"

#include <optional>
#include <thread>

namespace timbre::batch {

class Loader {
 public:
  /// Hands out `steps` steps of `sampler` and ends. The sampler belongs to the thread until the destructor.
  Loader(Sampler& sampler, std::int64_t steps, std::size_t ahead = 4);
  /// Closes the queue and joins.
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;
  /// Waits for the next step; empty after the last one.
  std::optional<StepBatch> next() { return m_queue.pop(); }

 private:
  base::BoundedQueue<StepBatch> m_queue;
  std::thread m_thread;
};

}  // namespace timbre::batch
