// SPDX-License-Identifier: GPL-3.0-or-later
// What the reference library takes characters for where its own, older tables decide (BertNormalizer, StripAccents, UnicodeScripts),
// and not those of Unicode 16 that unicode_classes.h has. Constant tables, any thread.
#pragma once

namespace timbre::text {

/// Removed by clean_text.
bool isBertControl(char32_t c);
/// Removed by strip_accents, after NFD.
bool isBertAccent(char32_t c);
/// Removed by StripAccents.
bool isLibraryAccent(char32_t c);
/// Gets spaces around it by handle_chinese_chars.
bool isBertIdeograph(char32_t c);
/// A number per script, Hiragana and Katakana being Han; 0: belongs to any (the space, what has no script).
int libraryScript(char32_t c);

}  // namespace timbre::text
