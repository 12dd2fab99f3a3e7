// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation to token ids with the loss mask and the reason for every token. The only place where template and
// tokenizer meet; training, chat, the token view and `timbre-cli render` all use it. Thread-safe after construction.
#pragma once

#include "core/base/json.h"
#include "core/recipe/template_names.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace timbre::text {

/// Why a token is where it is. Trained tokens are Answer and Stop of answers that are trained.
enum class TokenRole : std::uint8_t { Template, System, User, Tool, Answer, Stop };

enum class TrainOn : std::uint8_t { Assistant, Last, All };

struct EncodedChat {
  std::string text;  ///< the rendered template
  std::vector<TokenId> ids;
  std::vector<std::uint8_t> mask;  ///< 1 where the loss is taken (the token is a target)
  std::vector<TokenRole> roles;
  std::vector<std::uint32_t> begin, end;  ///< bytes of `text` per token
  std::vector<ByteSpan> answers;          ///< trained ranges of `text`, including the stop token's text
  std::size_t cutTokens = 0;              ///< tokens dropped by `maxTokens`, from the end
  std::size_t inexact = 0;                ///< trained answers whose span is not exact (chat_answers.h)
};

struct ChatEncodeOptions {
  TrainOn trainOn = TrainOn::Assistant;
  bool generationPrompt = false;
  std::size_t maxTokens = 0;  ///< 0: no limit
  bool messagesAsTheyStand = false;  ///< as Jinja alone renders them, without what templateContext() does to messages
};

class ChatEncoder {
 public:
  /// `stopIds`: ids at which the runtime ends an answer (generation_config, config, tokenizer).
  ChatEncoder(std::shared_ptr<const Tokenizer> tokenizer, ChatTemplate chatTemplate, std::map<std::string, std::string> specials,
              std::vector<TokenId> stopIds);
  /// Loads tokenizer, template and stop ids from a model folder. `choice`: "auto" takes the folder's own template; a folder
  /// without one gets ChatML when its vocabulary has <|im_start|> and <|im_end|>, else template.missing (arg suggestion). The
  /// name of a built-in (builtin_templates.h) takes that one whatever the folder brings, and ends answers at its stop texts
  /// too. `adapterFolder`: the folder of an adapter with a tokenizer of its own (adapterTokenizer), which takes the model's place; so does its
  /// template where it has one, and answers end at its eos as well. Errors: template.no_such (arg name), template.no_end, those of tokenizer
  /// and template.
  static base::Result<ChatEncoder> load(const std::filesystem::path& modelFolder, std::string_view choice = recipe::kAutoTemplate,
                                        const std::filesystem::path& adapterFolder = {});

  /// `conversation`: {"messages": […], "tools": …, further keys are template variables}. A message with "weight": 0 (or
  /// "loss": false) is not trained. With tools, the folder's template named "tool_use" is taken when there is one. The
  /// mask of an answer includes the token that ends the turn. Answers are found by {% generation %} marks when the
  /// template has them, else by rendering the conversation cut after each message and comparing (template.unstable when
  /// the prefix of an answer is not a prefix of the whole and the answer cannot be located by substitution either).
  /// A token that straddles an edge of a trained range is trained, as in transformers (from the token of the range's first
  /// character to the token of its last one); a token without bytes of its own is trained when it stands inside.
  /// With `generationPrompt` nothing is trained, so an answer that cannot be located is no error: it is only not in `answers`.
  base::Result<EncodedChat> encode(const base::Json& conversation, const ChatEncodeOptions& options = {}) const;

  const Tokenizer& tokenizer() const { return *m_tokenizer; }
  std::shared_ptr<const Tokenizer> sharedTokenizer() const { return m_tokenizer; }
  const ChatTemplate& chatTemplate() const { return m_template; }
  /// The folder's template for conversations with tools, when it has one of its own.
  const std::optional<ChatTemplate>& toolTemplate() const { return m_toolTemplate; }
  const std::vector<TokenId>& stopIds() const { return m_stopIds; }
  const std::string& templateOrigin() const { return m_origin; }
  /// The name of the built-in template in use; empty when the folder's own one is.
  const std::string& builtinName() const { return m_builtin; }

 private:
  std::shared_ptr<const Tokenizer> m_tokenizer;
  ChatTemplate m_template;
  std::optional<ChatTemplate> m_toolTemplate;
  std::map<std::string, std::string> m_specials;
  std::vector<TokenId> m_stopIds;
  std::string m_origin = "given";
  std::string m_builtin;
};

/// Text and trained ranges of a conversation where only the template is known (no token ids, no mask).
struct RenderedChat {
  std::string text;
  std::vector<ByteSpan> answers;  ///< as in EncodedChat; the end of a turn is told by eos_token or a usual mark
};
base::Result<RenderedChat> renderChat(const ChatTemplate& chatTemplate, const base::Json& conversation,
                                      const ChatEncodeOptions& options = {},
                                      const std::map<std::string, std::string>& specials = {});

/// Stop ids of a model folder: generation_config.json's eos_token_id (int or list) over config.json's, over the
/// tokenizer's.
std::vector<TokenId> readStopIds(const std::filesystem::path& modelFolder, const Tokenizer& tokenizer);
/// Those of the model, and the end that an adapter's own tokenizer names.
std::vector<TokenId> readAdaptedStopIds(const std::filesystem::path& modelFolder, const Tokenizer& adapters);

}  // namespace timbre::text
