// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/word_diff.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace timbre::ui {

namespace {

constexpr std::size_t kMostCells = 4'000'000;

struct Word {
  int from = 0, length = 0;
  QStringView text;
};

bool standsAlone(QChar c) {
  switch (c.script()) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Hangul: return true;
    default: return c.isPunct() || c.isSymbol();
  }
}

std::vector<Word> wordsOf(const QString& text) {
  std::vector<Word> out;
  int from = -1;
  const auto close = [&](int end) {
    if (from >= 0) out.push_back({from, end - from, QStringView(text).mid(from, end - from)});
    from = -1;
  };
  for (int i = 0; i < text.size(); ++i) {
    const QChar c = text[i];
    if (c.isSpace()) {
      close(i);
    } else if (standsAlone(c)) {
      close(i);
      out.push_back({i, 1, QStringView(text).mid(i, 1)});
    } else if (from < 0) {
      from = i;
    }
  }
  close(int(text.size()));
  return out;
}

}  // namespace

QList<BubbleRange> addedWords(const QString& reference, const QString& text) {
  const std::vector<Word> a = wordsOf(reference), b = wordsOf(text);
  QList<BubbleRange> out;
  if ((a.size() + 1) * (b.size() + 1) > kMostCells) return out;
  const std::size_t width = b.size() + 1;
  std::vector<std::uint16_t> common((a.size() + 1) * width, 0);  // length of the longest common tail from (i, j)
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      common[i * width + j] = a[i].text == b[j].text ? std::uint16_t(common[(i + 1) * width + j + 1] + 1) : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  std::size_t i = 0;
  bool open = false;
  for (std::size_t j = 0; j < b.size();) {
    if (i < a.size() && a[i].text == b[j].text) {
      ++i, ++j;
      open = false;
    } else if (i < a.size() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
      ++i;  // a word of the reference that the text has not
    } else {
      if (open) out.last().length = b[j].from + b[j].length - out.last().from;
      else out.append({b[j].from, b[j].length, BubbleRange::Mark::Added});
      open = true;
      ++j;
    }
  }
  return out;
}

}  // namespace timbre::ui
