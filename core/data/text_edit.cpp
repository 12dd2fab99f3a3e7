// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/text_edit.h"

#include <algorithm>

namespace timbre::data {

using base::Result;

Result<Conversation> changeTexts(const Conversation& row, const std::vector<Cell>& cells, const TextChange& change) {
  const bool all = cells.empty();
  auto wanted = [&](Cell cell) { return all || std::find(cells.begin(), cells.end(), cell) != cells.end(); };
  if (row.kind() == RowKind::Text) {
    if (!wanted(Cell::Assistant)) return row;
    const Projection text = row.projection();
    return row.withCell(Cell::Assistant, change(text.assistantText));
  }
  const Projection at = row.projection();
  const std::vector<Message> messages = row.readMessages();
  Conversation now = row;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const int index = static_cast<int>(i);
    const bool chosen = all || (wanted(Cell::System) && index == at.system) || (wanted(Cell::User) && index == at.user) ||
                        (wanted(Cell::Assistant) && index == at.assistant);
    if (!chosen || !messages[i].hasContent) continue;
    const std::string text = change(messages[i].text);
    if (text == messages[i].text) continue;
    auto next = now.withMessageText(i, text);
    if (next.ok()) now = std::move(next).value();
    else if (next.error().code != "data.not_editable") return next;
  }
  return now;
}

}  // namespace timbre::data
