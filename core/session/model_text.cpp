// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/model_text.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace timbre::session {

using base::Json;
using base::Result;

namespace {

std::string asHex(std::string_view bytes) {
  const char* digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'<', digits[byte >> 4], digits[byte & 15], '>'};
  }
  return out;
}

ShownToken shown(const text::Tokenizer& tokenizer, text::TokenId id, std::string_view input, std::uint32_t begin,
                 std::uint32_t end) {
  ShownToken token;
  token.id = id;
  token.special = tokenizer.isSpecial(id);
  const std::string bytes = token.special ? std::string() : tokenizer.tokenBytes(id);
  if (!base::isUtf8(bytes))
    token.text = asHex(bytes);
  else if (end > begin && end <= input.size())
    token.text = base::sanitizeUtf8(input.substr(begin, end - begin));
  else
    token.text = bytes.empty() ? base::sanitizeUtf8(tokenizer.tokenText(id)) : bytes;
  return token;
}

Json message(const char* role, const std::string& content) { return {{"role", role}, {"content", content}}; }

}  // namespace

Result<TokenisedText> tokenise(const text::Tokenizer& tokenizer, std::string_view text, bool added, std::size_t limit) {
  TIMBRE_ASSIGN(const auto encoding, tokenizer.encode(text, {added}));
  TokenisedText out;
  out.total = encoding.ids.size();
  out.characters = base::codePointCount(text);
  const std::size_t count = std::min(limit, out.total);
  out.tokens.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    out.tokens.push_back(shown(tokenizer, encoding.ids[i], text, encoding.begin[i], encoding.end[i]));
  return out;
}

Result<TemplatePreview> previewTemplate(const text::ChatEncoder& encoder, const PreviewTexts& texts) {
  const Json question = message("user", texts.question), answer = message("assistant", texts.answer);
  TemplatePreview out;
  out.origin = encoder.templateOrigin();
  auto chat = encoder.encode({{"messages", Json::array({message("system", texts.system), question, answer})}});
  if (!chat.ok()) {
    // Some templates refuse a system message; what they say to a conversation without one is what counts.
    chat = encoder.encode({{"messages", Json::array({question, answer})}});
    out.withSystem = false;
  }
  if (!chat.ok()) return chat.error();
  for (std::size_t i = 0; i < std::min(chat->ids.size(), kMostShownTokens); ++i) {
    ShownToken token = shown(encoder.tokenizer(), chat->ids[i], chat->text, chat->begin[i], chat->end[i]);
    token.role = chat->roles[i];
    token.trained = chat->mask[i] != 0;
    out.tokens.push_back(std::move(token));
  }
  return out;
}

}  // namespace timbre::session
