// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/base64.h"
#include "core/text/charsmap.h"
#include "core/text/normalizers.h"
#include "core/text/utf8_walk.h"

#include <utf8proc.h>

namespace timbre::text {

namespace {

constexpr std::size_t kLongestCluster = 5;  // bytes; longer clusters are looked up character by character

/// End of the grapheme cluster that begins at `at`.
std::size_t clusterEnd(std::string_view text, std::size_t at) {
  WalkedChar left = walkUtf8(text.data() + at);
  std::size_t end = at + left.length;
  utf8proc_int32_t state = 0;
  while (end < text.size()) {
    const WalkedChar right = walkUtf8(text.data() + end);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(left.value),
                                         static_cast<utf8proc_int32_t>(right.value), &state))
      break;
    end += right.length;
    left = right;
  }
  return end;
}

class PrecompiledNormalizer : public Normalizer {
 public:
  explicit PrecompiledNormalizer(Charsmap map) : m_map(std::move(map)) {}

  base::Result<void> apply(Piece& piece, Arena& arena) const override {
    const std::string_view text = piece.text;
    Arena::Buffer* out = nullptr;
    std::size_t copied = 0;  // text before this is in *out
    const auto replace = [&](std::size_t begin, std::size_t end) {
      const Charsmap::Match match = m_map.shortestPrefix(text.substr(begin, end - begin));
      if (match.length == 0) return false;
      if (!out) out = &arena.make();
      out->append(piece, copied, begin);
      out->append(match.replacement, piece.origin(begin, end));
      copied = end;
      return true;
    };
    for (std::size_t at = 0; at < text.size();) {
      const auto first = static_cast<unsigned char>(text[at]);
      const auto second = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0;
      if ((first | second) < 0x80 && first >= 0x20 && !m_map.startsInAscii(first)) {
        ++at;  // printable ASCII before ASCII is a cluster of its own
        continue;
      }
      const std::size_t end = clusterEnd(text, at);
      if (end - at > kLongestCluster || !replace(at, end))
        for (std::size_t i = at; i < end;) {
          const std::size_t next = i + walkUtf8(text.data() + i).length;
          replace(i, next);
          i = next;
        }
      at = end;
    }
    if (!out) return {};
    out->append(piece, copied, text.size());
    piece = Arena::view(*out, piece.originAt(0));
    return {};
  }

 private:
  Charsmap m_map;
};

}  // namespace

base::Result<std::unique_ptr<Normalizer>> makePrecompiled(std::string_view base64, std::string_view path) {
  std::string blob;
  if (!base64.empty() && !decodeBase64(base64, blob))
    return base::Error("tokenizer.invalid", {{"reason", "precompiled_charsmap is no base64"}}, path);
  TIMBRE_ASSIGN(Charsmap map, Charsmap::parse(blob, path));
  return std::unique_ptr<Normalizer>(std::make_unique<PrecompiledNormalizer>(std::move(map)));
}

}  // namespace timbre::text
