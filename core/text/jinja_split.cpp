// SPDX-License-Identifier: GPL-3.0-or-later
// str.split and str.replace, shared by methods and filters.
#include "core/text/jinja_methods.h"
#include "core/text/jinja_text.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace timbre::text::jinja {

namespace {

/// End of the run of non-space that starts at 0.
std::size_t wordLength(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const base::CodePoint point = base::decodeUtf8(text, at);
    if (isSpace(point.value)) break;
    at += point.length;
  }
  return at;
}

/// Length of the run of non-space at the end.
std::size_t wordTail(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0) {
    std::size_t at = end - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    if (isSpace(base::decodeUtf8(text, at).value)) break;
    end = at;
  }
  return text.size() - end;
}

}  // namespace

Value splitText(Heap& heap, const StringObj& whole, const std::string_view* separator, std::int64_t limit, bool fromRight) {
  std::vector<Value> out;
  std::string_view text = whole.text;
  heap.work(text.size());
  const auto give = [&](std::string_view piece) {
    heap.step();
    out.push_back(heap.string(std::string(piece), whole.markup));
  };
  for (std::int64_t cuts = 0;; ++cuts) {
    const bool last = limit >= 0 && cuts >= limit;
    if (!separator) {
      text = strip(text, nullptr, !fromRight, fromRight);  // the last piece keeps its other end
      if (text.empty()) break;
      const std::size_t length = last ? text.size() : fromRight ? wordTail(text) : wordLength(text);
      give(fromRight ? text.substr(text.size() - length) : text.substr(0, length));
      if (last) break;
      if (fromRight) text.remove_suffix(length);
      else text.remove_prefix(length);
      continue;
    }
    if (fromRight && separator->size() > 1) heap.work(text.size());  // a search from the right may look at all of it
    const std::size_t at = last ? std::string_view::npos : fromRight ? findLastText(text, *separator) : findText(text, *separator);
    if (at == std::string_view::npos) {
      give(text);
      break;
    }
    give(fromRight ? text.substr(at + separator->size()) : text.substr(0, at));
    text = fromRight ? text.substr(0, at) : text.substr(at + separator->size());
  }
  if (fromRight) std::reverse(out.begin(), out.end());
  return heap.list(std::move(out));
}

Value replaceText(Heap& heap, const StringObj& whole, std::string_view from, std::string_view to, std::int64_t limit) {
  TextBuilder out(heap);
  std::string_view text = whole.text;
  heap.work(text.size());
  if (from.empty()) {  // before every character and at the end
    while (limit != 0) {
      heap.step();
      out.add(to);
      --limit;
      if (text.empty()) return out.finish(whole.markup);
      const unsigned length = base::decodeUtf8(text, 0).length;
      out.add(text.substr(0, length));
      text.remove_prefix(length);
    }
    out.add(text);
    return out.finish(whole.markup);
  }
  while (limit != 0) {
    const std::size_t at = findText(text, from);
    if (at == std::string_view::npos) break;
    heap.step();
    out.add(text.substr(0, at));
    out.add(to);
    text.remove_prefix(at + from.size());
    --limit;
  }
  out.add(text);
  return out.finish(whole.markup);
}

}  // namespace timbre::text::jinja
