// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/failure.h"

#include "core/base/file_ops.h"
#include "core/base/reasons.h"
#include "core/model/memory.h"

#include <c10/util/Exception.h>

#include <filesystem>
#include <new>
#include <string>

namespace timbre::model {

namespace {

bool saysOutOfMemory(const std::string& text) {
  for (const char* sign : {"not enough memory", "out of memory", "can't allocate memory", "Cannot allocate memory",
                           "CUDA_ERROR_OUT_OF_MEMORY", "CUBLAS_STATUS_ALLOC_FAILED"})
    if (text.find(sign) != std::string::npos) return true;
  return false;
}

/// "… you tried to allocate 123 bytes" of the CPU allocator, else "?": that of a GPU speaks of memory elsewhere.
std::string neededBytes(const std::string& text) {
  const std::string sign = "you tried to allocate ";
  const auto at = text.find(sign);
  if (at == std::string::npos) return "?";
  const auto from = at + sign.size();
  const auto to = text.find_first_not_of("0123456789", from);
  return to == from || to == std::string::npos || text.compare(to, 6, " bytes") != 0 ? "?" : text.substr(from, to - from);
}

}  // namespace

base::Error classifyFailure(const std::exception& exception) {
  std::string text = exception.what();
  const bool allocation = dynamic_cast<const std::bad_alloc*>(&exception) != nullptr ||
                          dynamic_cast<const c10::OutOfMemoryError*>(&exception) != nullptr;
  if (allocation || saysOutOfMemory(text))
    return base::Error("memory.insufficient",
                       {{"needed", neededBytes(text)}, {"free", std::to_string(availableBytes())}});
  if (const auto* disk = dynamic_cast<const std::filesystem::filesystem_error*>(&exception))
    return base::Error("file.unreadable", {{"reason", base::systemReason(disk->code())}}, base::displayPath(disk->path1()));
  if (const auto* torch = dynamic_cast<const c10::Error*>(&exception)) text = torch->what_without_backtrace();
  return base::Error("internal", {{"reason", text.substr(0, 400)}});
}

}  // namespace timbre::model
