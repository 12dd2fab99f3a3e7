// SPDX-License-Identifier: GPL-3.0-or-later
// Tables on the clipboard: tab-separated text as Excel, WPS and Google Sheets write it (a field with tabs, newlines or
// quotes stands in double quotes, quotes inside are doubled), and the way back. Hostile input is limited, never trusted.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::data {

struct TextTable {
  std::vector<std::vector<std::string>> rows;  ///< rows may have different lengths
  std::size_t columns = 0;                     ///< of the longest row
};

struct TextTableLimits {
  std::size_t bytes = std::size_t(64) << 20;
  std::size_t rows = 1'000'000;
  std::size_t columns = 1'000;                 ///< per row
  std::size_t cells = 4'000'000;
};

/// Line ends are \n, \r\n or \r; one at the very end adds no row. A quote that is never closed is taken literally (the
/// field then ends at its line end). Invalid UTF-8 becomes U+FFFD. `separator` is '\t' or ','.
/// Errors: data.table_too_large (what, limit).
base::Result<TextTable> parseTextTable(std::string_view text, char separator = '\t', const TextTableLimits& limits = {});

std::string writeTextTable(const TextTable& table, char separator = '\t');
/// <table> with escaped cells, newlines as <br>, for pasting into word processors and sheets.
std::string writeHtmlTable(const TextTable& table);

}  // namespace timbre::data
