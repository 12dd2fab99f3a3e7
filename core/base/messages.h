// SPDX-License-Identifier: GPL-3.0-or-later
// The one table that turns an error code into words. Each room keeps its entries in core/base/messages/<room>.inc;
// the same lines are read by lupdate, so ui/bridge has a translation for every code (a test compares the two).
#pragma once

#include "core/base/result.h"

#include <span>
#include <string>

namespace timbre::base {

struct MessageEntry {
  const char* code;
  const char* text;  ///< one sentence with {names}
  const char* hint;  ///< what to do next; may be ""
};

/// All entries, in no particular order; codes are unique (a test).
std::span<const MessageEntry> messageTable();
const MessageEntry* findMessage(std::string_view code);
/// The entry for an error: the one of its code, or of CODE_unmeasured where how much was needed or free is not known
/// ("?": SQLite and some allocators do not say).
const MessageEntry* messageOf(const Error& error);

/// Replaces {name} by the error's arguments; an unknown name stays visible as {name}.
std::string fillMessage(std::string_view text, const Error& error);
/// "What happened, where." in English; for an unknown code the code itself and its arguments.
std::string errorSentence(const Error& error);
/// "What to do." in English, may be empty.
std::string errorHint(const Error& error);

}  // namespace timbre::base
