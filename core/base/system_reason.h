// SPDX-License-Identifier: GPL-3.0-or-later
// Why the system refused to read or write, in words of ours: those of the C library come in the language of the
// system, which need not be that of the window.
#pragma once

#include <span>
#include <string>
#include <system_error>

namespace timbre::base {

struct SystemReason {
  int code;           ///< errno
  const char* words;  ///< end of a sentence, without a full stop
};

/// The reasons that have words; the window has a translation of each.
std::span<const SystemReason> systemReasons();

/// Words for an errno; for one without any, those of the C library.
std::string systemReason(int code);
std::string systemReason(const std::error_code& code);

}  // namespace timbre::base
