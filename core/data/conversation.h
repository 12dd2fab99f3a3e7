// SPDX-License-Identifier: GPL-3.0-or-later
// One dataset row as a value: its exact bytes, what they mean, and edits that change only the bytes they must.
//
// Invariants: `raw()` is one JSON value in one line, accepted by base::parseJson (so ≤ 64 levels, no duplicate keys, valid
// UTF-8); `json()` is its parse with keys in file order. Every edit returns a new value whose untouched members are
// byte-identical. A row of any other shape (not an object, no messages) is kept and can be exported, but not edited by cell.
// Any thread; values only.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/data/json_span.h"
#include "core/data/row_kind.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::data {

/// What the checks and the table need to know of one message. `text` is the content, the joined text parts of a list, or
/// for a call of tools "name(arguments)".
struct Message {
  std::string role;
  std::string text;
  bool hasContent = false;    ///< the content is text, or a list with at least one text part
  bool contentIsText = false;
  bool hasToolCalls = false;
  bool trained = false;       ///< an assistant message whose weight is not 0
};

/// The table's columns. Indices are those in the message list; −1: there is no such message.
struct Projection {
  int system = -1, user = -1, assistant = -1;
  std::string systemText, userText, assistantText;
  int messages = 0;
  int extraTurns = 0;  ///< messages that are none of the three
};

/// Row limits: a longer line is a bad line, not a row.
inline constexpr std::size_t maxRowBytes = std::size_t(32) << 20;
inline constexpr int maxRowDepth = 64;

class Conversation {
 public:
  /// Errors: those of base::parseJson, data.row_too_long. Line breaks between members are taken out.
  static base::Result<Conversation> parse(std::string raw);
  /// From a value made here; the text is compact JSON.
  static Conversation fromJson(const base::Json& value);
  /// {"messages":[…]} with the messages that are not empty optionals, user and assistant always there.
  static Conversation make(const std::optional<std::string>& system, std::string_view user, std::string_view assistant);

  const std::string& raw() const { return m_raw; }
  const base::Json& json() const { return m_json; }
  RowKind kind() const { return m_kind; }

  /// The message list (for Preference rows the input's), or nullptr. Its elements may be anything.
  const base::Json* messages() const;
  /// What is trained, as one list: the messages; for Preference rows input and preferred answer; [] for others.
  base::Json trainedMessages() const;
  std::vector<Message> readMessages() const;
  Projection projection() const;
  /// All message texts (and the text of a Text row), for searching; bounded by the row itself.
  std::vector<std::string> texts() const;

  /// Setting a cell to the text it has gives an equal row. Clearing System removes the message. A missing message is added
  /// (system first, user before the first answer, answer last). Errors: data.not_editable.
  base::Result<Conversation> withCell(Cell cell, std::string_view text) const;
  /// Replaces the list. Messages that are equal keep their bytes; of a message with the same keys only the changed members
  /// are written anew. Errors: data.not_editable, data.not_messages.
  base::Result<Conversation> withMessages(const base::Json& messages) const;
  /// Text of message `index` (content string, or its single text part). Errors: data.not_editable.
  base::Result<Conversation> withMessageText(std::size_t index, std::string_view text) const;
  /// The raw line with one more member at the end of the object (the row must be an object without that key).
  std::string rawWithMember(std::string_view key, std::string_view jsonValue) const;

  bool operator==(const Conversation& other) const { return m_raw == other.m_raw; }

 private:
  Conversation() = default;
  Path messagesPath() const;
  base::Result<Conversation> withText(const Path& message, std::string_view text) const;
  base::Result<Conversation> withoutMessage(std::size_t index) const;
  base::Result<Conversation> withInserted(std::size_t index, std::string_view role, std::string_view text) const;

  std::string m_raw;
  base::Json m_json;
  RowKind m_kind = RowKind::Conversation;
};

/// Reads one message of any shape; never throws.
Message readMessage(const base::Json& message);
/// Key of the chosen answer of a Preference row ("preferred_output" or "preferred_completion"), or "".
const char* preferredKey(const base::Json& row);
const char* nonPreferredKey(const base::Json& row);

}  // namespace timbre::data
