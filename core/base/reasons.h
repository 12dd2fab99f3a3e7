// SPDX-License-Identifier: GPL-3.0-or-later
// Why something was refused, in words of ours. Those of the C library come in the language of the system, which need
// not be that of the window, and those of the JSON parser are for who writes parsers.
#pragma once

#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace timbre::base {

// Each is the end of a sentence, without a full stop.

/// Why the system refused (errno); for what has no words here, those of the C library.
std::string systemReason(int code);
std::string systemReason(const std::error_code& code);

/// Why a text is no JSON, from what nlohmann/json reports of it; the report itself where nothing fits.
std::string syntaxReason(std::string_view report);

/// All words that the functions above choose from; the window has a translation of each.
std::vector<const char*> reasonWords();

}  // namespace timbre::base
