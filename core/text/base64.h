// SPDX-License-Identifier: GPL-3.0-or-later
// Base64 with padding, as tokenizer files use it.
#pragma once

#include <string>
#include <string_view>

namespace timbre::text {

/// False for anything but whole groups of four, an empty text or bits that no byte takes; `out` is undefined then.
bool decodeBase64(std::string_view text, std::string& out);

}  // namespace timbre::text
