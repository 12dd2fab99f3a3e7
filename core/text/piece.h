// SPDX-License-Identifier: GPL-3.0-or-later
// A stretch of text on its way to the model, with the bytes of the input each of its bytes came from. Pieces are views:
// the texts and maps they point to live in the input or in the Arena of the encode call.
#pragma once

#include "core/text/regex.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

struct Piece {
  std::string_view text;
  const Cut* map = nullptr;  ///< per byte of `text`; nullptr: byte i is byte base + i of the input
  std::uint32_t base = 0;

  std::uint32_t originBegin(std::size_t i) const { return map ? map[i].begin : base + static_cast<std::uint32_t>(i); }
  std::uint32_t originEnd(std::size_t i) const { return map ? map[i].end : base + static_cast<std::uint32_t>(i) + 1; }
  Cut origin(std::size_t begin, std::size_t end) const {
    if (begin >= end) return {originAt(begin), originAt(begin)};
    return {originBegin(begin), originEnd(end - 1)};
  }
  /// Where byte i begins, also for i == size.
  std::uint32_t originAt(std::size_t i) const {
    if (!map) return base + static_cast<std::uint32_t>(i);
    if (i < text.size()) return map[i].begin;
    return text.empty() ? base : map[text.size() - 1].end;
  }
  Piece part(std::size_t begin, std::size_t end) const {
    return {text.substr(begin, end - begin), map ? map + begin : nullptr,
            map ? originAt(begin) : base + static_cast<std::uint32_t>(begin)};
  }
};

/// Owns texts and maps made during one encode call. Without origins (nobody asks where tokens came from) no maps are
/// made, and what pieces say about their origin means nothing but for texts that were not changed.
class Arena {
 public:
  explicit Arena(bool origins = true) : m_origins(origins) {}

  struct Buffer {
    explicit Buffer(bool withMap) : origins(withMap) {}
    std::string text;
    std::vector<Cut> map;  // one per byte of text, or none at all
    bool origins;
    void append(std::string_view bytes, Cut origin) {
      text += bytes;
      if (origins) map.insert(map.end(), bytes.size(), origin);
    }
    void append(const Piece& piece, std::size_t begin, std::size_t end) {
      text += piece.text.substr(begin, end - begin);
      if (!origins) return;
      if (piece.map) {
        map.insert(map.end(), piece.map + begin, piece.map + end);
      } else {
        for (std::size_t i = begin; i < end; ++i) map.push_back({piece.originBegin(i), piece.originEnd(i)});
      }
    }
  };
  Buffer& make() {
    if (m_used == m_buffers.size()) m_buffers.push_back(std::make_unique<Buffer>(m_origins));
    Buffer& out = *m_buffers[m_used++];
    out.origins = m_origins;
    return out;
  }
  static Piece view(const Buffer& buffer, std::uint32_t base) {
    return {buffer.text, buffer.map.empty() ? nullptr : buffer.map.data(), base};
  }

  /// For one encode call with an arena that goes on to the next: texts of ordinary size leave their memory behind.
  class Use {
   public:
    Use(Arena& arena, bool origins) : m_arena(arena) { m_arena.m_origins = origins; }
    ~Use() { m_arena.reuse(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    Arena& m_arena;
  };

 private:
  static constexpr std::size_t kKept = 8;
  static constexpr std::size_t kKeptBytes = std::size_t{1} << 20;
  void reuse() {
    m_used = 0;
    if (m_buffers.size() > kKept) m_buffers.resize(kKept);
    for (std::unique_ptr<Buffer>& buffer : m_buffers) {
      if (buffer->text.capacity() + buffer->map.capacity() * sizeof(Cut) > kKeptBytes)
        buffer = std::make_unique<Buffer>(m_origins);
      buffer->text.clear();
      buffer->map.clear();
    }
  }

  bool m_origins;
  std::size_t m_used = 0;
  std::vector<std::unique_ptr<Buffer>> m_buffers;  // the first m_used are taken
};

}  // namespace timbre::text
