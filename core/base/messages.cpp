// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/messages.h"

// lupdate finds the sentences through this macro (-tr-function-alias QT_TRANSLATE_NOOP+=TIMBRE_TEXT).
#define TIMBRE_TEXT(context, text) text

namespace timbre::base {

namespace {
const MessageEntry kTable[] = {
#include "core/base/messages/base.inc"
#include "core/base/messages/net.inc"
#include "core/base/messages/recipe.inc"
#include "core/base/messages/store.inc"
#include "core/base/messages/data.inc"
#include "core/base/messages/text.inc"
#include "core/base/messages/batch.inc"
#include "core/base/messages/session.inc"
#include "core/base/messages/model.inc"
#include "core/base/messages/inference.inc"
#include "core/base/messages/engine.inc"
#include "core/base/messages/evaluate.inc"
#include "core/base/messages/export.inc"
#include "core/base/messages/app.inc"
};
}  // namespace

std::span<const MessageEntry> messageTable() { return kTable; }

const MessageEntry* findMessage(std::string_view code) {
  for (const MessageEntry& entry : kTable)
    if (code == entry.code) return &entry;
  return nullptr;
}

std::string fillMessage(std::string_view text, const Error& error) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t close = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += text[i++];
      continue;
    }
    const std::string name(text.substr(i + 1, close - i - 1));
    if (auto it = error.args.find(name); it != error.args.end()) out += it->second;
    else if (name == "path") out += error.path;
    else if (name == "line" && error.line) out += std::to_string(*error.line);
    else if (name == "column" && error.column) out += std::to_string(*error.column);
    else out += text.substr(i, close - i + 1);
    i = close + 1;
  }
  return out;
}

const MessageEntry* messageOf(const Error& error) {
  for (const char* name : {"needed", "free"})
    if (const auto arg = error.args.find(name); arg != error.args.end() && arg->second == "?")
      if (const MessageEntry* entry = findMessage(error.code + "_unmeasured")) return entry;
  return findMessage(error.code);
}

std::string errorSentence(const Error& error) {
  if (const MessageEntry* entry = messageOf(error)) return fillMessage(entry->text, error);
  std::string out = error.code;
  for (const auto& [name, value] : error.args) out.append(" ").append(name).append("=").append(value);
  if (!error.path.empty()) out += " " + error.path;
  return out;
}

std::string errorHint(const Error& error) {
  const MessageEntry* entry = messageOf(error);
  return entry ? fillMessage(entry->hint, error) : std::string();
}

}  // namespace timbre::base
