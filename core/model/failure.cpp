// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/failure.h"

#include "core/base/file_ops.h"
#include "core/base/reasons.h"
#include "core/model/memory.h"

#include <c10/util/Exception.h>

#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>

namespace timbre::model {

namespace {

bool saysOutOfMemory(const std::string& text) {
  for (const char* sign : {"not enough memory", "out of memory", "can't allocate memory", "Cannot allocate memory",
                           "CUDA_ERROR_OUT_OF_MEMORY", "CUBLAS_STATUS_ALLOC_FAILED"})
    if (text.find(sign) != std::string::npos) return true;
  return false;
}

/// "… you tried to allocate 123 bytes" of the CPU allocator, else 0: that of a GPU speaks of memory elsewhere.
std::uint64_t neededBytes(const std::string& text) {
  constexpr std::string_view sign = "you tried to allocate ";
  const auto at = text.find(sign);
  return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + sign.size(), nullptr, 10);
}

}  // namespace

base::Error classifyFailure(const std::exception& exception) {
  std::string text = exception.what();
  const bool allocation = dynamic_cast<const std::bad_alloc*>(&exception) != nullptr ||
                          dynamic_cast<const c10::OutOfMemoryError*>(&exception) != nullptr;
  if (allocation || saysOutOfMemory(text)) return outOfMemory(neededBytes(text));
  if (const auto* disk = dynamic_cast<const std::filesystem::filesystem_error*>(&exception))
    return base::Error("file.unreadable", {{"reason", base::systemReason(disk->code())}}, base::displayPath(disk->path1()));
  if (const auto* torch = dynamic_cast<const c10::Error*>(&exception)) text = torch->what_without_backtrace();
  return base::Error("internal", {{"reason", text.substr(0, 400)}});
}

}  // namespace timbre::model
