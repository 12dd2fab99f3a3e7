// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/worker_scope.h"

#include <ATen/Parallel.h>

#include <pthread.h>
#include <cstring>

namespace timbre::engine {

WorkerScope::WorkerScope(int threads, const char* name)
    : m_before(at::get_num_threads()), m_threads(threads > 0 ? threads : m_before) {
  if (m_threads != m_before) at::set_num_threads(m_threads);
  pthread_getname_np(pthread_self(), m_name, sizeof m_name);
  char cut[16] = {};
  std::strncpy(cut, name, sizeof cut - 1);
  pthread_setname_np(pthread_self(), cut);
}

WorkerScope::~WorkerScope() {
  if (m_threads != m_before) at::set_num_threads(m_before);
  pthread_setname_np(pthread_self(), m_name);
}

}  // namespace timbre::engine
