// SPDX-License-Identifier: GPL-3.0-or-later
// A base::Error as words in the language of the interface. Sentences come from the table in core/base/messages (context
// "Errors"); a code that the table lacks shows the code and its arguments, never nothing. GUI thread or any other.
#pragma once

#include "core/base/result.h"

#include <QString>

namespace timbre::ui {

/// Two sentences in a row; Chinese full stops bring their own space.
QString joinSentences(const QString& first, const QString& second);

struct ErrorText {
  QString sentence;  ///< what happened and where
  QString hint;      ///< what to do; may be empty
  QString both() const { return joinSentences(sentence, hint); }
  /// Code, arguments and place, for "Copy details"; English in every language.
  QString details;
};

ErrorText errorText(const base::Error& error);

/// An argument of an error in the language of the interface, where it is words of ours (base::reasonWords and the like);
/// anything else stays as it is.
QString reasonText(const std::string& argument);

}  // namespace timbre::ui
