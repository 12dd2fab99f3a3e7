// SPDX-License-Identifier: GPL-3.0-or-later
// Which words of one text are not in another: the longest common subsequence over words (Chinese, Japanese and Korean: over
// characters), case kept. Pure; any thread. Texts whose product of words exceeds a few million are not compared (no ranges),
// so that a comparison never takes more than a few milliseconds.
#pragma once

#include "ui/widgets/bubble.h"

namespace timbre::ui {

/// Ranges of `text`, in order, that `reference` does not have. Neighbouring words make one range, spaces between them included.
QList<BubbleRange> addedWords(const QString& reference, const QString& text);

}  // namespace timbre::ui
