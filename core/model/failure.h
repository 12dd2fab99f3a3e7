// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where exceptions of LibTorch and the standard library become Errors. A CPU allocation that fails is a
// plain c10::Error, a CUDA one an OutOfMemoryError; both are memory.insufficient (needed, free). An error of the
// file system is file.unreadable; everything else is "internal".
#pragma once

#include "core/base/result.h"

#include <exception>
#include <type_traits>
#include <utility>

namespace timbre::model {

base::Error classifyFailure(const std::exception& exception);

/// Calls `work`, which returns a Result, and lets no exception out.
template <class Work>
std::invoke_result_t<Work> guarded(Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const std::exception& exception) {
    return classifyFailure(exception);
  } catch (...) {
    return base::Error("internal", {{"reason", "an exception of unknown type"}});
  }
}

}  // namespace timbre::model
