// SPDX-License-Identifier: GPL-3.0-or-later
// Small readers of message text that checks, search and bulk edits share. Linear in the text, no allocation that grows
// faster than it, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::data {

/// First {{NAME}} outside `code` and ``` blocks (NAME: letters, digits and _; one word), or "".
std::string findPlaceholder(std::string_view text);
/// First phrase by which assistants give themselves away ("As an AI language model", "作为一个人工智能"), as it stands there, or "".
std::string findRefusalPhrase(std::string_view text);
/// "U+200B" of the first zero-width or direction-changing character, or "". Joiners inside emoji and scripts are fine.
std::string findInvisible(std::string_view text);
std::string removeInvisible(std::string_view text);

/// Case folding for ASCII, other bytes as they are.
std::string foldAscii(std::string_view text);
/// `folded` must be foldAscii of something; case-insensitive for ASCII. Empty needles are found.
bool containsFolded(std::string_view text, std::string_view folded);
/// Whether a text of the JSON row `raw` contains the needle; looks into message texts only, not into keys.
bool rowContains(std::string_view raw, std::string_view folded);

/// Lower-case, white space collapsed and trimmed: what "the same question" means.
std::string normalised(std::string_view text);
/// First 8 bytes of the SHA-256, as a number; 0 is never returned.
std::int64_t textHash(std::string_view text);

struct Replaced {
  std::string text;
  std::int64_t count = 0;
};
/// All occurrences, left to right, not overlapping. A word ends where no letter, digit or _ stands (CJK has no words: each
/// place counts). `find` must not be empty.
Replaced replaceAll(std::string_view text, std::string_view find, std::string_view replacement, bool matchCase, bool wholeWord);

std::string trimSpaces(std::string_view text);
/// Runs of blanks become one space, more than two line breaks become two; trimmed.
std::string collapseSpaces(std::string_view text);
/// ，。！？：；（） and ,.!?:;() exchanged where they stand beside CJK characters.
std::string fullWidthPunctuation(std::string_view text);
std::string halfWidthPunctuation(std::string_view text);

/// Cut to at most `bytes` on a character border; `cut` says whether something is missing.
std::string cutText(std::string_view text, std::size_t bytes, bool& cut);

}  // namespace timbre::data
