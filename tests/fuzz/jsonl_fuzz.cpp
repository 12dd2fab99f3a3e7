// SPDX-License-Identifier: GPL-3.0-or-later
// Dataset files and clipboard tables from hostile hands. Beyond not crashing: a row that is read keeps its bytes, an edit of
// one message changes that message and nothing else, and a table survives being written and read again.
#include "core/data/foreign_rows.h"
#include "core/data/record_reader.h"
#include "core/data/row_checks.h"
#include "core/data/script_checks.h"
#include "core/data/text_edit.h"
#include "core/data/text_scan.h"
#include "core/data/text_table.h"

#include <algorithm>
#include <cstdlib>

using namespace timbre::data;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void useRow(const Conversation& row) {
  const auto again = Conversation::parse(row.raw());
  require(again.ok() && again->raw() == row.raw() && again->json() == row.json());
  (void)row.projection();
  (void)rowKeys(row);
  (void)problemSet(checkRow(row));
  (void)rowContains(row.raw(), "a");
  FormatErrors errors;
  countFormatErrors(row.json(), errors);
  const TokenCounter bytes = [](std::string_view text) { return static_cast<std::int64_t>(text.size()); };
  (void)exampleNumbers(row.json(), bytes);
  (void)hostedTokens(row.trainedMessages(), bytes);
  for (const Cell cell : {Cell::System, Cell::User, Cell::Assistant}) {
    const auto edited = row.withCell(cell, "new \"text\"\n");
    if (edited.ok() && cell == Cell::Assistant && row.kind() == RowKind::Conversation)
      require(edited->projection().assistantText == "new \"text\"\n");
  }
  if (const auto* messages = row.messages(); messages && !messages->empty() && row.kind() == RowKind::Conversation) {
    const auto edited = row.withMessageText(0, "x");
    if (edited.ok()) {
      auto expected = row.json();
      auto& first = expected["messages"][0];
      if (first.contains("content") && first["content"].is_string()) {
        first["content"] = "x";
        require(edited->json() == expected);
      }
    }
    (void)row.withMessages(*messages);
  }
  (void)changeTexts(row, {}, [](std::string_view text) { return trimSpaces(text); });
}

/// A row of another trainer becomes one of ours, and then it is one for good.
void useForeign(const Conversation& row) {
  const auto converted = fromForeign(row);
  if (!converted) return;
  require(!fromForeign(converted->row));
  useRow(converted->row);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t at = 0;
  // The file comes in up to 17 pieces: a cut can fall anywhere, and the reader's buffer is not grown once for every byte.
  const std::size_t piece = size > 0 ? 1 + size / (1u + data[0] % 16u) : 1;
  auto source = [&](char* buffer, std::size_t bytes) -> timbre::base::Result<std::size_t> {
    const std::size_t n = std::min({bytes, piece, text.size() - at});
    std::copy_n(text.data() + at, n, buffer);
    at += n;
    return n;
  };
  if (auto reader = RecordReader::fromSource(source, "fuzz", size); reader.ok()) {
    for (;;) {
      auto item = reader->next();
      if (!item.ok() || !*item) break;
      if (const auto* record = std::get_if<Record>(&**item)) {
        useRow(record->row);
        useForeign(record->row);
      }
    }
  }
  for (const char separator : {'\t', ','}) {
    const auto table = parseTextTable(text, separator);
    if (!table.ok()) continue;
    const auto back = parseTextTable(writeTextTable(*table, separator), separator);
    require(back.ok() && back->rows == table->rows);
    (void)writeHtmlTable(*table);
  }
  return 0;
}
