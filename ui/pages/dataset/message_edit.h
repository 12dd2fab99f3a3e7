// SPDX-License-Identifier: GPL-3.0-or-later
// Changes to a message list as the conversation panel makes them. Pure functions on JSON values: every key that is not meant
// stays as it is. What cannot be edited as plain text (several parts, tool calls only) says so.
#pragma once

#include "core/base/json.h"

#include <QString>

namespace timbre::ui {

QString messageText(const base::Json& message);
std::string messageRole(const base::Json& message);
/// Its content is one text: a string, a missing or null content, or a list with exactly one text part.
bool messageEditable(const base::Json& message);
/// An assistant message whose weight is not 0.
bool messageTrained(const base::Json& message);

base::Json withText(base::Json message, const QString& text);
base::Json withRole(base::Json message, const std::string& role);
/// trained: the weight is removed when it was 0; not trained: it becomes 0.
base::Json withTrained(base::Json message, bool trained);
base::Json newMessage(const std::string& role, const QString& text = {});

}  // namespace timbre::ui
