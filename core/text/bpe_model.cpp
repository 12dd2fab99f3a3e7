// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_model.h"

#include "core/base/utf8.h"
#include "core/text/bytes_map.h"

#include <algorithm>
#include <cstdio>

namespace timbre::text {

namespace {

constexpr std::string_view kMetaspace = "\xE2\x96\x81";  // ▁
constexpr std::size_t kLongestWord = std::size_t(1) << 25;

base::Error invalid(std::string_view path, std::string reason) {
  return base::Error("tokenizer.invalid", {{"reason", std::move(reason)}}, path);
}

}  // namespace

base::Result<BpeModel> BpeModel::build(BpeEntries entries, BpeOptions options, std::string_view path) {
  BpeModel model;
  model.m_options = std::move(options);
  const BpeOptions& o = model.m_options;
  std::size_t end = 0;
  for (const auto& [text, id] : entries.vocab) end = std::max(end, static_cast<std::size_t>(id) + 1);
  model.m_surfaces.resize(end);
  model.m_used.resize(end);
  model.m_entries = entries.vocab.size();
  StringIndex& surfaces = o.byteMode ? model.m_surfaceIds : model.m_words;
  surfaces.reserve(entries.vocab.size());
  model.m_words.reserve(entries.vocab.size());
  for (auto& [text, id] : entries.vocab) {
    const auto at = static_cast<std::size_t>(id);
    if (model.m_used[at]) return invalid(path, "id " + std::to_string(id) + " stands for two entries");
    if (!surfaces.insert(text, id)) return invalid(path, "entry “" + text + "” stands twice in the vocabulary");
    if (o.byteMode)
      if (const auto bytes = bytesOfSurface(text)) model.m_words.insert(*bytes, id);
    model.m_used[at] = 1;
    model.m_surfaces[at] = std::move(text);
  }
  model.m_merges.reserve(entries.merges.size());
  std::string joined;
  std::uint32_t rank = 0;
  for (const auto& [left, right] : entries.merges) {
    const std::int32_t a = surfaces.find(left);
    const std::int32_t b = surfaces.find(right);
    if (a < 0 || b < 0)
      return invalid(path, "merge “" + left + "” + “" + right + "” uses an entry that is not in the vocabulary");
    if (right.size() < o.continuingPrefix.size())
      return invalid(path, "merge with “" + right + "” lacks the continuing prefix");
    joined = left;
    joined.append(right, o.continuingPrefix.size());
    const std::int32_t id = surfaces.find(joined);
    if (id < 0) return invalid(path, "merge gives “" + joined + "”, which is not in the vocabulary");
    model.m_merges.insert(a, b, {rank++, id});
  }
  for (unsigned b = 0; b < 256; ++b) {
    char name[8];
    std::snprintf(name, sizeof name, "<0x%02X>", b);
    const char raw = static_cast<char>(b);
    model.m_byteIds[b] = o.byteMode ? model.m_words.find({&raw, 1}) : surfaces.find(name);
  }
  const bool allBytes =
      std::find(std::begin(model.m_byteIds), std::end(model.m_byteIds), -1) == std::end(model.m_byteIds);
  if (!o.unknown.empty()) {
    model.m_unknown = surfaces.find(o.unknown);
    // Where every byte is an entry nothing is ever unknown; else the library fails at the first text that needs it.
    if (model.m_unknown < 0 && !(allBytes && (o.byteMode || o.byteFallback)))
      return invalid(path, "unk_token “" + o.unknown + "” is not in the vocabulary");
  }
  if (o.byteFallback && ((o.byteMode && !allBytes) || !o.continuingPrefix.empty() || !o.endSuffix.empty()))
    return base::Error("tokenizer.unsupported",
                       {{"what", "byte_fallback with ByteLevel or a subword prefix or suffix"}}, path);
  model.m_whole = std::make_unique<std::atomic<std::uint8_t>[]>(end);
  model.findBoundary();
  model.findJoins(allBytes, entries.merges);
  return model;
}

void BpeModel::findBoundary() {
  if (m_options.byteMode || !m_options.continuingPrefix.empty() || !m_options.endSuffix.empty()) return;
  if (m_words.find(kMetaspace) < 0) return;
  // Entries that no merge makes (added words) cannot be produced from inside a word, but checking all is simple and
  // safe.
  for (std::size_t id = 0; id < m_surfaces.size(); ++id) {
    const std::string& text = m_surfaces[id];
    for (std::size_t at = text.find(kMetaspace, 1); at != std::string::npos; at = text.find(kMetaspace, at + 1))
      if (at < kMetaspace.size() || text.compare(at - kMetaspace.size(), kMetaspace.size(), kMetaspace) != 0) return;
  }
  m_splitsAtMetaspace = true;
}

void BpeModel::findJoins(bool allBytes, const std::vector<std::pair<std::string, std::string>>& merges) {
  if (!m_options.continuingPrefix.empty() || !m_options.endSuffix.empty() || !allBytes) return;
  if (!m_options.byteMode) {
    // Only characters may join: unknown ones become byte entries, and no merge takes those.
    if (!m_options.byteFallback) return;
    const auto isByte = [this](const std::string& name) {
      const std::int32_t id = m_words.find(name);
      return std::find(std::begin(m_byteIds), std::end(m_byteIds), id) != std::end(m_byteIds);
    };
    for (const auto& [left, right] : merges)
      if ((left.size() == 6 && isByte(left)) || (right.size() == 6 && isByte(right))) return;
  }
  for (std::size_t id = 0; id < m_surfaces.size(); ++id) {
    if (!m_used[id]) continue;
    const auto bytes = m_options.byteMode ? bytesOfSurface(m_surfaces[id]) : std::optional(m_surfaces[id]);
    if (bytes) m_joins.add(*bytes);
  }
  m_joins.finish();
  m_cuts = true;
}

std::optional<TokenId> BpeModel::idOf(std::string_view surface) const {
  const std::int32_t id = (m_options.byteMode ? m_surfaceIds : m_words).find(surface);
  return id < 0 ? std::nullopt : std::optional<TokenId>(id);
}

void BpeModel::startBytes(std::string_view word, Symbols& out) const {
  const std::size_t from = out.ids.size();
  std::uint32_t unknownLength = 0;
  std::uint32_t dropped = 0;
  const auto flush = [&] {
    if (unknownLength > 0) out.add(m_unknown, unknownLength);
    unknownLength = 0;
  };
  for (const char c : word) {
    const TokenId id = m_byteIds[static_cast<unsigned char>(c)];
    if (id >= 0) {
      flush();
      out.add(id, 1);
    } else if (m_unknown >= 0) {
      if (!m_options.fuseUnknown) flush();
      ++unknownLength;
    } else {
      ++dropped;
    }
    if (id >= 0 && dropped > 0) {  // the span of a vanished byte goes to the symbol after it
      out.lengths.back() += dropped;
      dropped = 0;
    }
  }
  flush();
  if (dropped > 0 && out.ids.size() > from) out.lengths.back() += dropped;
}

void BpeModel::startCharacters(std::string_view word, Symbols& out) const {
  // An unknown symbol waits until the next known character; byte-fallback symbols overtake it, as in the reference.
  std::uint32_t unknownLength = 0;
  std::uint32_t dropped = 0;  // bytes of characters that vanished; their span goes to the symbol after them
  const std::size_t from = out.ids.size();
  const auto add = [&](TokenId id, std::uint32_t length) {
    out.add(id, length + dropped);
    dropped = 0;
  };
  const auto flush = [&] {
    if (unknownLength > 0) add(m_unknown, unknownLength);
    unknownLength = 0;
  };
  const bool plain = m_options.continuingPrefix.empty() && m_options.endSuffix.empty();
  std::string decorated;
  std::string_view last;  // the last symbol that is an entry, and which: a long word is often one character
  std::int32_t lastId = -1;
  for (std::size_t i = 0; i < word.size();) {
    if (!last.empty() && word.substr(i, last.size()) == last) {
      i += last.size();
      flush();
      add(lastId, static_cast<std::uint32_t>(last.size()));
      continue;
    }
    const auto length = base::decodeUtf8(word, i).length;
    std::string_view symbol = word.substr(i, length);
    if (!plain) {
      decorated = (i > 0 ? m_options.continuingPrefix : std::string()) + std::string(symbol);
      if (i + length == word.size()) decorated += m_options.endSuffix;
      symbol = decorated;
    }
    i += length;
    const std::int32_t id = m_words.find(symbol);
    if (id >= 0) {
      flush();
      add(id, length);
      if (plain) last = symbol;
      lastId = id;
    } else if (m_options.byteFallback && plain && hasFallback(symbol)) {
      for (const char c : symbol) add(m_byteIds[static_cast<unsigned char>(c)], 1);
    } else if (m_unknown < 0) {
      dropped += length;
    } else {
      if (!m_options.fuseUnknown) flush();
      unknownLength += length;
    }
  }
  flush();
  if (dropped > 0 && out.ids.size() > from) out.lengths.back() += dropped;
}

bool BpeModel::hasFallback(std::string_view symbol) const {
  return std::all_of(symbol.begin(), symbol.end(),
                     [this](char c) { return m_byteIds[static_cast<unsigned char>(c)] >= 0; });
}

bool BpeModel::encodeWord(std::string_view word, Symbols& out) const {
  if (word.size() > kLongestWord) return false;
  const std::int32_t id = m_words.find(word);
  std::atomic<std::uint8_t>* whole = id >= 0 ? &m_whole[static_cast<std::size_t>(id)] : nullptr;
  if (whole && whole->load(std::memory_order_relaxed) == Whole) {
    out.add(id, static_cast<std::uint32_t>(word.size()));
    return true;
  }
  const std::size_t from = out.ids.size();
  if (m_options.byteMode) {
    out.reserve(word.size());
    startBytes(word, out);
  } else {
    startCharacters(word, out);
  }
  mergeSymbols(out, from, PairLookup{m_merges});
  if (whole) {
    const bool itself = out.ids.size() == from + 1 && out.ids[from] == id && out.lengths[from] == word.size();
    whole->store(itself ? Whole : Parts, std::memory_order_relaxed);
  }
  return true;
}

bool BpeModel::encode(std::string_view word, bool whole, Symbols& out) const {
  if (word.empty()) return true;
  if (m_options.ignoreMerges && whole)
    if (const std::int32_t id = m_words.find(word); id >= 0) {
      out.add(id, static_cast<std::uint32_t>(word.size()));
      return true;
    }
  if (!m_splitsAtMetaspace) return encodeWord(word, out);
  for (std::size_t begin = 0; begin < word.size();) {
    std::size_t end = begin;
    while (word.substr(end, kMetaspace.size()) == kMetaspace)
      end += kMetaspace.size();  // a run of ▁ opens the next part
    end = std::min(word.find(kMetaspace, std::max(end, begin + 1)), word.size());
    if (!encodeWord(word.substr(begin, end - begin), out)) return false;
    begin = end;
  }
  return true;
}

}  // namespace timbre::text
