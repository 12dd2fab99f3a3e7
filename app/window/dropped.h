// SPDX-License-Identifier: GPL-3.0-or-later
// What a path that somebody dropped onto the window, or gave on the command line, is meant as.
#pragma once

#include <filesystem>

namespace timbre::window {

struct Dropped {
  enum class Kind { Project, Model, Adapter, Rows };
  Kind kind = Kind::Rows;
  std::filesystem::path
      path;  ///< Project, Adapter: its folder. Model: as it came; the chooser finds the model at, above or below it.
};

/// By what lies there and by name, never by content: the reader of each kind says what is wrong with it. Looks at the
/// disk: worker threads only.
Dropped whatIs(const std::filesystem::path& path);

}  // namespace timbre::window
