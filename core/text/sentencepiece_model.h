// SPDX-License-Identifier: GPL-3.0-or-later
// A SentencePiece model file as a value (formats.md 2.5): the few protobuf fields that encoding and decoding use.
// Reading is bounded and refuses what it does not understand; pieces keep their bytes (one of InternLM2's is a NUL).
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

enum class PieceType : std::uint8_t { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

struct SentencePiece {
  std::string text;
  float score = 0;
  PieceType type = PieceType::Normal;
};

struct SentencePieceModel {
  std::vector<SentencePiece> pieces;
  int modelType = 1;  // 1 unigram, 2 BPE, 3 word, 4 char
  bool byteFallback = false;
  bool whitespaceAsSuffix = false;
  /// The library finds BOS and EOS by these names; the ids of the trainer's settings (40 to 43) only say where the
  /// trainer put them.
  std::string bosPiece = "<s>", eosPiece = "</s>";
  std::string unkSurface = " \xE2\x81\x87 ";
  std::string charsmap;  // precompiled; empty: none
  bool addDummyPrefix = true;
  bool removeExtraWhitespaces = true;
  bool escapeWhitespaces = true;
  bool hasDenormalizer = false;
};

/// Errors: tokenizer.invalid.
base::Result<SentencePieceModel> readSentencePieceModel(std::string_view bytes, std::string_view path);

}  // namespace timbre::text
