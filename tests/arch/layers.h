// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of the house as code: which folder may see which, where LibTorch, Qt, SQLite and plain file streams may be
// included, that each source file carries its licence line and stays readable in length.
//
// Two views of the same arrows: the #include lines as written (checkTree, works without a build) and what the compiler
// really opened (checkNinjaDeps, checkCompileCommands), which also sees what comes in through other headers.
// Pure functions over text; no state. An empty result means that the rules hold.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::arch {

struct Violation {
  std::string file;  ///< relative to the source root
  int line = 0;      ///< 0: the file as a whole
  std::string reason;
};

/// Longest source file in lines.
inline constexpr int kMostLines = 600;

/// "file:line: reason", one a line.
std::string describe(const std::vector<Violation>& violations);

/// Why code in folder `from` may not see `to`; empty when it may. Both are paths relative to the source root.
std::string arrowProblem(std::string_view from, std::string_view to);

/// Why code in `from` may not include the foreign header `header` ("torch/torch.h", "QString", "sqlite3.h"); empty when it may.
std::string headerProblem(std::string_view from, std::string_view header);

/// One file's text against all rules. `relative` is its path from the source root.
std::vector<Violation> checkSource(const std::string& relative, const std::string& text);

/// All source files below `root`, build folders left out.
std::vector<Violation> checkTree(const std::filesystem::path& root);

/// The output of `ninja -t deps`, run in `build`. `objects` (may be null) receives how many object files were judged.
std::vector<Violation> checkNinjaDeps(const std::string& output, const std::filesystem::path& root,
                                      const std::filesystem::path& build, int* objects);

/// compile_commands.json: a folder without LibTorch is not even shown LibTorch's include folders, core none of Qt's.
std::vector<Violation> checkCompileCommands(const std::string& json, const std::filesystem::path& root);

}  // namespace timbre::arch
