// SPDX-License-Identifier: GPL-3.0-or-later
// The tree that a gallery program draws: $TIMBRE_SOURCE, else the one above the program itself. The folder that is
// compiled in may be another checkout's, because compiled files are shared between them.
#pragma once

#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace timbre::ui::testing {

/// False, with a sentence on stderr, when there is none. After the application was made.
inline bool findSource() {
  namespace fs = std::filesystem;
  std::error_code code;
  const auto isTree = [&](const fs::path& folder) { return fs::exists(folder / "resources" / "models" / "starter" / "config.json", code); };
  if (const char* given = std::getenv("TIMBRE_SOURCE"); given && isTree(given)) return true;
  for (fs::path at = fs::weakly_canonical(QCoreApplication::applicationFilePath().toStdString(), code); at.has_relative_path(); at = at.parent_path())
    if (isTree(at)) return ::setenv("TIMBRE_SOURCE", at.c_str(), 1) == 0;
  std::fprintf(stderr, "The source tree was not found. Set TIMBRE_SOURCE to its folder.\n");
  return false;
}

}  // namespace timbre::ui::testing
