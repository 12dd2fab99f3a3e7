// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_model.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace timbre::text {

namespace {

constexpr std::size_t kMostPieces = 4'000'000;
constexpr std::size_t kLongestPiece = 4096;
constexpr std::size_t kMostPairWork = 4'000'000'000;  // every split of every piece is looked up once

/// One field of a protobuf message; `number` 0 means that the message ended, `broken` that it cannot be read.
struct Field {
  std::uint64_t number = 0;
  std::uint64_t value = 0;  // varint
  float real = 0;           // 32-bit
  std::string_view bytes;   // length-delimited
  unsigned wire = 0;
};

class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : m_bytes(bytes) {}
  bool broken() const { return m_broken; }

  bool next(Field& field) {
    if (m_bytes.empty() || m_broken) return false;
    field = {};
    std::uint64_t key = 0;
    if (!varint(key)) return fail();
    field.number = key >> 3;
    field.wire = static_cast<unsigned>(key & 7);
    if (field.number == 0) return fail();
    switch (field.wire) {
      case 0:
        return varint(field.value) || fail();
      case 1:
        return skip(8) || fail();
      case 2: {
        std::uint64_t length = 0;
        if (!varint(length) || length > m_bytes.size()) return fail();
        field.bytes = m_bytes.substr(0, static_cast<std::size_t>(length));
        m_bytes.remove_prefix(static_cast<std::size_t>(length));
        return true;
      }
      case 5: {
        if (m_bytes.size() < 4) return fail();
        std::uint32_t raw = 0;
        for (unsigned i = 0; i < 4; ++i)
          raw |= static_cast<std::uint32_t>(static_cast<unsigned char>(m_bytes[i])) << (8 * i);
        field.real = std::bit_cast<float>(raw);
        return skip(4);
      }
      default:
        return fail();
    }
  }

 private:
  bool fail() {
    m_broken = true;
    return false;
  }
  bool skip(std::size_t bytes) {
    if (m_bytes.size() < bytes) return false;
    m_bytes.remove_prefix(bytes);
    return true;
  }
  bool varint(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      if (m_bytes.empty()) return false;
      const auto byte = static_cast<unsigned char>(m_bytes.front());
      m_bytes.remove_prefix(1);
      if (shift < 64) value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return true;
    }
    return false;
  }

  std::string_view m_bytes;
  bool m_broken = false;
};

int asInt(std::uint64_t value) {
  return static_cast<int>(static_cast<std::int32_t>(static_cast<std::uint32_t>(value)));
}

bool readPiece(std::string_view bytes, SentencePiece& out) {
  FieldReader reader(bytes);
  Field field;
  while (reader.next(field)) {
    if (field.number == 1 && field.wire == 2) out.text = field.bytes;
    if (field.number == 2 && field.wire == 5) out.score = field.real;
    if (field.number == 3 && field.wire == 0) {
      if (field.value < 1 || field.value > 6) return false;
      out.type = static_cast<PieceType>(field.value);
    }
  }
  return !reader.broken() && !out.text.empty() && out.text.size() <= kLongestPiece && !std::isnan(out.score);
}

bool readTrainer(std::string_view bytes, SentencePieceModel& out) {
  FieldReader reader(bytes);
  Field field;
  while (reader.next(field)) {
    if (field.wire == 2 && field.number == 44) out.unkSurface = field.bytes;
    if (field.wire == 2 && field.number == 46) out.bosPiece = field.bytes;
    if (field.wire == 2 && field.number == 47) out.eosPiece = field.bytes;
    if (field.wire != 0) continue;
    switch (field.number) {
      case 3:
        out.modelType = asInt(field.value);
        break;
      case 24:
        out.whitespaceAsSuffix = field.value != 0;
        break;
      case 35:
        out.byteFallback = field.value != 0;
        break;
      default:
        break;
    }
  }
  return !reader.broken() && out.unkSurface.size() <= kLongestPiece;
}

bool readNormalizer(std::string_view bytes, SentencePieceModel& out) {
  FieldReader reader(bytes);
  Field field;
  while (reader.next(field)) {
    if (field.number == 2 && field.wire == 2) out.charsmap = field.bytes;
    if (field.number == 3 && field.wire == 0) out.addDummyPrefix = field.value != 0;
    if (field.number == 4 && field.wire == 0) out.removeExtraWhitespaces = field.value != 0;
    if (field.number == 5 && field.wire == 0) out.escapeWhitespaces = field.value != 0;
  }
  return !reader.broken();
}

bool hasCharsmap(std::string_view bytes) {
  FieldReader reader(bytes);
  Field field;
  while (reader.next(field))
    if (field.number == 2 && field.wire == 2 && !field.bytes.empty()) return true;
  return false;
}

}  // namespace

base::Result<SentencePieceModel> readSentencePieceModel(std::string_view bytes, std::string_view path) {
  const auto invalid = [&](std::string reason) {
    return base::Error("tokenizer.invalid", {{"reason", std::move(reason)}}, path);
  };
  SentencePieceModel out;
  FieldReader reader(bytes);
  Field field;
  std::size_t work = 0;
  while (reader.next(field)) {
    if (field.wire != 2) continue;
    if (field.number == 1) {
      if (out.pieces.size() >= kMostPieces) return invalid("more than " + std::to_string(kMostPieces) + " pieces");
      SentencePiece piece;
      if (work > kMostPairWork) return invalid("its pieces are far too long");
      if (!readPiece(field.bytes, piece))
        return invalid("piece " + std::to_string(out.pieces.size()) + " is empty or damaged");
      work += piece.text.size() * piece.text.size();
      out.pieces.push_back(std::move(piece));
    }
    if (field.number == 2 && !readTrainer(field.bytes, out)) return invalid("the trainer settings are damaged");
    if (field.number == 3 && !readNormalizer(field.bytes, out)) return invalid("the normalizer settings are damaged");
    if (field.number == 5) out.hasDenormalizer = hasCharsmap(field.bytes);
  }
  if (reader.broken()) return invalid("it is no SentencePiece model");
  if (out.pieces.empty()) return invalid("it has no pieces");
  return out;
}

}  // namespace timbre::text
