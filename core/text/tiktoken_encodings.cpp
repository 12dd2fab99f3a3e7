// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tiktoken_encodings.h"

#include "core/text/tiktoken.h"

namespace timbre::text {

namespace {

using Specials = std::vector<std::pair<std::string, TokenId>>;

constexpr std::string_view kEndOfText = "<|endoftext|>";

std::string reserved(std::string_view stem, TokenId n) { return "<|" + std::string(stem) + std::to_string(n) + "|>"; }

Specials harmony() {
  Specials out{{"<|startoftext|>", 199998}, {"<|endoftext|>", 199999}, {"<|return|>", 200002},
               {"<|constrain|>", 200003},   {"<|channel|>", 200005},   {"<|start|>", 200006},
               {"<|end|>", 200007},         {"<|message|>", 200008},   {"<|call|>", 200012}};
  for (const TokenId id : {200000, 200001, 200004, 200009, 200010, 200011})
    out.emplace_back(reserved("reserved_", id), id);
  for (TokenId id = 200013; id < 201088; ++id) out.emplace_back(reserved("reserved_", id), id);
  // <|endofprompt|> keeps its id of o200k_base beside the reserved name.
  out.emplace_back("<|endofprompt|>", 200018);
  return out;
}

Specials qwen() {
  Specials out{{std::string(kEndOfText), 151643}, {"<|im_start|>", 151644}, {"<|im_end|>", 151645}};
  for (TokenId n = 0; n < 205; ++n) out.emplace_back(reserved("extra_", n), 151646 + n);
  return out;
}

/// The names of Llama 3.1 and later (formats.md 2.4).
Specials llama3() {
  Specials out{{"<|begin_of_text|>", 128000},
               {"<|end_of_text|>", 128001},
               {"<|reserved_special_token_0|>", 128002},
               {"<|reserved_special_token_1|>", 128003},
               {"<|finetune_right_pad_id|>", 128004},
               {"<|reserved_special_token_2|>", 128005},
               {"<|start_header_id|>", 128006},
               {"<|end_header_id|>", 128007},
               {"<|eom_id|>", 128008},
               {"<|eot_id|>", 128009},
               {"<|python_tag|>", 128010}};
  for (TokenId n = 3; n < 248; ++n) out.emplace_back(reserved("reserved_special_token_", n), 128011 + n - 3);
  return out;
}

const std::vector<TiktokenEncoding>& encodings() {
  static const std::vector<TiktokenEncoding> all{
      {"r50k_base",
       "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
       Scanner::Gpt2,
       false,
       {},
       kEndOfText,
       {{std::string(kEndOfText), 50256}}},
      {"gpt2", {}, Scanner::Gpt2, false, kEndOfText, kEndOfText, {{std::string(kEndOfText), 50256}}},
      {"p50k_base",
       "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
       Scanner::Gpt2,
       false,
       {},
       kEndOfText,
       {{std::string(kEndOfText), 50256}}},
      {"p50k_edit",
       {},
       Scanner::Gpt2,
       false,
       {},
       kEndOfText,
       {{std::string(kEndOfText), 50256},
        {"<|fim_prefix|>", 50281},
        {"<|fim_middle|>", 50282},
        {"<|fim_suffix|>", 50283}}},
      {"cl100k_base",
       "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
       Scanner::Cl100k,
       false,
       {},
       kEndOfText,
       {{std::string(kEndOfText), 100257},
        {"<|fim_prefix|>", 100258},
        {"<|fim_middle|>", 100259},
        {"<|fim_suffix|>", 100260},
        {"<|endofprompt|>", 100276}}},
      {"o200k_base",
       "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
       Scanner::O200k,
       false,
       {},
       kEndOfText,
       {{std::string(kEndOfText), 199999}, {"<|endofprompt|>", 200018}}},
      {"o200k_harmony", {}, Scanner::O200k, false, "<|startoftext|>", "<|return|>", harmony()},
      {"qwen",
       "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186",
       Scanner::Qwen2,
       true,
       {},
       kEndOfText,
       qwen()},
      {"llama3", "82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55", Scanner::Llama3, false,
       "<|begin_of_text|>", "<|end_of_text|>", llama3()},
      {"unknown, split like llama3", {}, Scanner::Llama3, false, {}, {}, {}},
      {"unknown, split like cl100k_base", {}, Scanner::Cl100k, false, {}, {}, {}},
  };
  return all;
}

}  // namespace

const TiktokenEncoding* tiktokenEncoding(std::string_view name) {
  for (const TiktokenEncoding& encoding : encodings())
    if (encoding.name == name) return &encoding;
  return nullptr;
}

const TiktokenEncoding* tiktokenEncodingOfFile(std::string_view sha256, std::string_view fileName) {
  for (const TiktokenEncoding& encoding : encodings())
    if (!encoding.sha256.empty() && encoding.sha256 == sha256) return &encoding;
  const std::string_view stem = fileName.substr(0, fileName.rfind('.'));
  if (const TiktokenEncoding* named = tiktokenEncoding(stem)) return named;
  return tiktokenEncoding(fileName.ends_with(".model") ? "unknown, split like llama3"
                                                       : "unknown, split like cl100k_base");
}

std::optional<std::string_view> tiktokenEncodingOf(std::string_view model) {
  if (model.starts_with("ft:")) model.remove_prefix(3);
  struct Family {
    std::string_view prefix;
    std::string_view encoding;
  };
  // Longer names first: gpt-4o and gpt-4.1 are not gpt-4.
  constexpr Family kFamilies[] = {
      {"gpt-4o", "o200k_base"},       {"gpt-4.1", "o200k_base"},        {"gpt-4.5", "o200k_base"},
      {"gpt-5", "o200k_base"},        {"chatgpt-4o", "o200k_base"},     {"o1", "o200k_base"},
      {"o3", "o200k_base"},           {"o4-mini", "o200k_base"},        {"gpt-oss", "o200k_harmony"},
      {"gpt-4", "cl100k_base"},       {"gpt-3.5-turbo", "cl100k_base"}, {"gpt-35-turbo", "cl100k_base"},
      {"davinci-002", "cl100k_base"}, {"babbage-002", "cl100k_base"},   {"text-embedding-", "cl100k_base"}};
  for (const Family& family : kFamilies) {
    if (!model.starts_with(family.prefix)) continue;
    const std::string_view rest = model.substr(family.prefix.size());
    if (rest.empty() || rest.front() == '-' || rest.front() == ':' || family.prefix.back() == '-')
      return family.encoding;
  }
  return std::nullopt;
}

}  // namespace timbre::text
