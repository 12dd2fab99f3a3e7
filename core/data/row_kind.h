// SPDX-License-Identifier: GPL-3.0-or-later
// Small enumerations that the dataset, its checks and its views share. The numbers are stored in the project file.
#pragma once

#include <cstdint>

namespace timbre::data {

enum class RowKind : std::uint8_t {
  Conversation = 0,  ///< {"messages": […]}
  Text = 1,          ///< {"text": "…"}
  Preference = 2,    ///< {"input": {"messages": […]}, "preferred_output": […], "non_preferred_output": […]}
};

/// Auto: decided when a run freezes its data, by the recipe's validation share and seed.
enum class Split : std::uint8_t { Auto = 0, Train = 1, Validation = 2 };

/// The editable text columns of the table: projections of a row.
enum class Cell : std::uint8_t {
  System = 0,     ///< first system message
  User = 1,       ///< first user message
  Assistant = 2,  ///< first assistant message; the text of a Text row; the preferred answer of a Preference row
};

}  // namespace timbre::data
