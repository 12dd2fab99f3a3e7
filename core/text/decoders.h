// SPDX-License-Identifier: GPL-3.0-or-later
// The decoders of tokenizer.json: from the surface forms of tokens to text. Unknown types and keys are refused by name.
// Immutable and thread-safe.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

class DecodeStep {
 public:
  virtual ~DecodeStep() = default;
  virtual void apply(std::vector<std::string>& tokens) const = 0;
};

class Decoder {
 public:
  /// `spec` is the member "decoder"; null joins the tokens with spaces.
  /// Errors: tokenizer.unsupported, tokenizer.invalid, tokenizer.regex.
  static base::Result<Decoder> parse(const base::Json& spec, std::string_view path);

  std::string decode(std::vector<std::string> tokens) const;
  /// The only step is ByteLevel: tokens can be decoded one by one as bytes.
  bool isByteLevel() const { return m_byteLevel; }
  bool hasByteFallback() const { return m_byteFallback; }

 private:
  base::Result<void> add(const base::Json& object, std::string_view path, int depth);
  std::vector<std::unique_ptr<DecodeStep>> m_steps;
  bool m_present = false;
  bool m_byteLevel = false;
  bool m_byteFallback = false;
};

/// The byte of "<0x1F>", or nothing.
std::optional<unsigned char> fallbackByte(std::string_view surface);
/// Each maximal invalid part becomes one U+FFFD, as text libraries do.
std::string lossyUtf8(std::string bytes);

}  // namespace timbre::text
