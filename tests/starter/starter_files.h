// SPDX-License-Identifier: GPL-3.0-or-later
// Reads resources/starter and resources/personas for the tests, and compares texts the way the measurement promises: by letters,
// digits and characters only. Plain values, no state.
#pragma once

#include "core/base/json.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::starter_test {

struct Prompt {
  std::string id;
  std::string lang;  ///< "en" or "zh"
  std::string text;
  base::Json probe;  ///< the whole probe, or the turn of a chat
};

std::filesystem::path starterFolder();
std::filesystem::path personaFolder();

/// Fails the running test and returns null when the file is absent or no JSON.
base::Json readJson(const std::filesystem::path& path);
/// One JSON value a line.
std::vector<base::Json> readLines(const std::filesystem::path& path);

/// Every prompt of probes.json, the turns of the four-turn chats included.
std::vector<Prompt> allPrompts(const base::Json& probes);

/// A-Z in lower case; everything else as it is. The detectors and the scorer compare this.
std::string lowered(std::string_view text);
/// Letters A-Z (lower-cased), digits and everything beyond ASCII that is no CJK, full-width or general punctuation.
std::string normalised(std::string_view text);

/// Contents of all messages, or the text of a plain document.
std::vector<std::string> textsOf(const base::Json& document);

/// Finds many needles in many texts: an index over the first bytes of each needle.
class Needles {
 public:
  /// `needle` is already normalised; shorter ones than kIndexed bytes are refused by an assertion in the test.
  void add(const std::string& key, const std::string& needle);
  /// Keys of the needles that stand in the normalised text.
  std::vector<std::string> in(const std::string& text) const;

  static constexpr std::size_t kIndexed = 6;

 private:
  std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>> m_index;
};

/// Runs python3 without byte code files; the exit status, -1 when it did not start. Output goes to `output`.
int runPython(const std::vector<std::string>& arguments, std::string& output);
/// Whether a python3 of version 3.8 or newer answers.
bool hasPython();

}  // namespace timbre::starter_test
