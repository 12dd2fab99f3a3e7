// SPDX-License-Identifier: GPL-3.0-or-later
// What rank files leave unsaid: splitting and special tokens of each named encoding.
#pragma once

#include "core/text/scanners.h"
#include "core/text/tokenizer.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::text {

struct TiktokenEncoding {
  std::string_view name;
  std::string_view sha256;  ///< of the rank file; empty: shares the file of another encoding
  Scanner scanner = Scanner::Cl100k;
  bool nfc = false;
  std::string_view bos, eos;
  std::vector<std::pair<std::string, TokenId>> specials;
  std::string_view kind = "tiktoken";
};

/// nullptr when there is none of that name.
const TiktokenEncoding* tiktokenEncoding(std::string_view name);
/// By the file: SHA-256, then name, then extension; never nullptr.
const TiktokenEncoding* tiktokenEncodingOfFile(std::string_view sha256, std::string_view fileName);

}  // namespace timbre::text
