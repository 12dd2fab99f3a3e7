// SPDX-License-Identifier: GPL-3.0-or-later
// Bulk changes of the texts of a row. Each returns an equal row when nothing differs. Texts that cannot be edited in place
// (a content list with several texts, tool calls) are left as they are. Pure, any thread.
#pragma once

#include "core/base/result.h"
#include "core/data/conversation.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::data {

using TextChange = std::function<std::string(std::string_view)>;

/// `cells` empty: every message.
base::Result<Conversation> changeTexts(const Conversation& row, const std::vector<Cell>& cells, const TextChange& change);

}  // namespace timbre::data
