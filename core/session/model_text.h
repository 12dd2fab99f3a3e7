// SPDX-License-Identifier: GPL-3.0-or-later
// What a model's tokenizer and chat template make of a text, as values for people to look at. Pure, any thread; the
// encoder must outlive the call only.
#pragma once

#include "core/text/chat_encoder.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::session {

/// One token. `text` is always UTF-8: the bytes of the input that it stands for, its surface where it stands for none,
/// and its bytes as <E4><B8> where it is a part of a character.
struct ShownToken {
  std::int32_t id = 0;
  std::string text;
  bool special = false;
  bool trained = false;  ///< template preview: the loss is taken here
  text::TokenRole role = text::TokenRole::User;
};

struct TokenisedText {
  std::vector<ShownToken> tokens;  ///< at most `limit` of them
  std::size_t total = 0;           ///< tokens of the whole text
  std::size_t characters = 0;      ///< Unicode characters of the text
};

inline constexpr std::size_t kMostShownTokens = 2000;
inline constexpr std::size_t kMostShownBytes = 200'000;  ///< what a playground takes of a pasted text

/// `added`: with what the tokenizer puts around a text (BOS …). Errors: tokenizer.budget.
base::Result<TokenisedText> tokenise(const text::Tokenizer& tokenizer, std::string_view text, bool added,
                                     std::size_t limit = kMostShownTokens);

struct TemplatePreview {
  std::vector<ShownToken> tokens;
  std::string origin;           ///< where the template comes from, as ChatEncoder says
  bool withSystem = true;       ///< false: the template takes no system message
};

/// A system message, a question and an answer as the model is trained on them. The texts are the caller's, so that they
/// can speak its language. Errors: those of ChatEncoder::encode.
struct PreviewTexts {
  std::string system, question, answer;
};
base::Result<TemplatePreview> previewTemplate(const text::ChatEncoder& encoder, const PreviewTexts& texts);

}  // namespace timbre::session
