// SPDX-License-Identifier: GPL-3.0-or-later
// Cooperative cancellation: one side keeps the source, the working side polls tokens. Thread-safe, never blocks.
#pragma once

#include <atomic>
#include <memory>

namespace timbre::base {

class CancelToken {
 public:
  /// A token that is never cancelled.
  CancelToken() : m_flag(std::make_shared<std::atomic<bool>>(false)) {}
  bool cancelled() const { return m_flag->load(std::memory_order_acquire); }

 private:
  friend class CancelSource;
  explicit CancelToken(std::shared_ptr<std::atomic<bool>> flag) : m_flag(std::move(flag)) {}
  std::shared_ptr<std::atomic<bool>> m_flag;
};

class CancelSource {
 public:
  CancelSource() : m_flag(std::make_shared<std::atomic<bool>>(false)) {}
  void cancel() { m_flag->store(true, std::memory_order_release); }
  CancelToken token() const { return CancelToken(m_flag); }

 private:
  std::shared_ptr<std::atomic<bool>> m_flag;
};

}  // namespace timbre::base
