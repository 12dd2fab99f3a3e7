// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/system_reason.h"

#include <cerrno>

// lupdate finds the words through this macro (-tr-function-alias QT_TRANSLATE_NOOP+=TIMBRE_TEXT).
#define TIMBRE_TEXT(context, text) text

namespace timbre::base {

namespace {
const SystemReason kReasons[] = {
#include "core/base/messages/system.inc"
};
}  // namespace

std::span<const SystemReason> systemReasons() { return kReasons; }

std::string systemReason(int code) {
  for (const SystemReason& reason : kReasons)
    if (reason.code == code) return reason.words;
  return std::generic_category().message(code);
}

std::string systemReason(const std::error_code& code) {
  const bool posix = code.category() == std::generic_category() || code.category() == std::system_category();
  return posix ? systemReason(code.value()) : code.message();
}

}  // namespace timbre::base
