// SPDX-License-Identifier: GPL-3.0-or-later
// Where the answers of a conversation stand in its rendered text. Nothing is guessed from marker strings: the template itself
// is asked, by rendering the conversation cut before and after an answer, or with the answer replaced by a word that occurs
// nowhere else. What cannot be proven that way is template.unstable. Values only; thread-safe.
//
// A span is exact if and only if the template marks it itself ({% generation %}), or the rendering of the messages before the
// answer and the rendering of the messages up to and with it are both byte prefixes of the whole rendering. Then the answer is
// trained after the very text that a chat would have asked it with. A span located otherwise holds the answer's bytes as they
// stand in the whole text, but that text says something else before or after them than the conversation did at that point
// (Qwen3 drops the thinking of earlier turns, Phi-3 ends every cut conversation with a mark of its own): `exact` is false, and
// a run tells so before it trains.
#pragma once

#include "core/base/json.h"
#include "core/text/chat_template.h"
#include "core/text/cut_renderer.h"

#include <chrono>
#include <functional>
#include <optional>

namespace timbre::text {

/// Everything a template may read, as apply_chat_template of transformers 5.23 hands it over: the conversation's members,
/// `tools` and `documents` (null when absent), add_generation_prompt, and the special tokens that the conversation does not set
/// itself. Members of a message that are null are left out, and reasoning (the first of reasoning_content, thinking and
/// reasoning) is in reasoning_content and, where the message has none of its own, in thinking. Every path by which a
/// conversation is rendered comes through here. A list without a message is rendered, where the library refuses it.
/// `messagesAsTheyStand`: nothing is done to the messages, as where a template is rendered by Jinja alone. Errors:
/// template.messages.
base::Result<base::Json> templateContext(const base::Json& conversation,
                                         const std::map<std::string, std::string>& specials, bool generationPrompt,
                                         bool messagesAsTheyStand = false);

/// The usual budget, with more steps for a longer conversation; the time stays.
TemplateBudget budgetFor(const base::Json& context);

struct AnswerPlace {
  std::size_t message = 0;     ///< index in messages
  std::size_t begin = 0;       ///< first byte that the runtime's prompt does not contain already
  std::size_t contentEnd = 0;  ///< the turn's ending is looked for from here …
  std::size_t limit = 0;       ///< … up to here
  bool closed = false;         ///< `limit` is proven to be the end of the turn, else it is only shared with its own rendering
  bool exact = false;          ///< as defined above
};

/// Whether an answer is trained: an assistant message without "weight": 0 (or XTuner's "loss": false).
bool isAssistant(const base::Json& message);
bool isTrained(const base::Json& message);

class AnswerFinder {
 public:
  /// `context` as templateContext() makes it, `text` its rendering; both must outlive the finder.
  AnswerFinder(const ChatTemplate& chatTemplate, const base::Json& context, const std::string& text);
  /// All renderings together have ten seconds. Errors: template.unstable, template.budget.
  base::Result<AnswerPlace> find(std::size_t message);

 private:
  using Text = std::optional<std::string>;
  /// The conversation up to `count` messages; nothing when the template refuses it.
  base::Result<Text> cut(std::size_t count, bool generationPrompt);
  /// Nothing for a conversation that the template refuses.
  base::Result<Text> accepted(base::Result<std::string> rendered) const;
  base::Result<void> inTime() const;
  /// `prompt`: the conversation before the message, asking for an answer; `turn`: up to and with it.
  base::Result<AnswerPlace> between(std::size_t message, const Text& prompt, const Text& turn);
  base::Result<std::optional<AnswerPlace>> bySubstitution(std::size_t message, const Text& prompt, bool historyHolds);
  std::string sentinel() const;

  const base::Json& m_context;
  const std::string& m_text;
  CutRenderer m_renderer;
  std::chrono::steady_clock::time_point m_start;  // all renders together have one time limit
};

/// The forms in which a template may print a message's content: as it is, stripped, without its thinking.
std::vector<std::string> contentForms(const base::Json& message);

struct TurnEnd {
  std::size_t end = 0;  ///< byte after it
  bool stops = false;   ///< the runtime stops there; else it is only a special token that directly follows the answer
};
/// What ends a turn, looked for in [from, limit); `adjacent`: only white space may come before it.
using StopSearch = std::function<std::optional<TurnEnd>(std::size_t from, std::size_t limit, bool adjacent)>;

struct TrainedSpan {
  ByteSpan span;
  std::size_t message = 0;  ///< SIZE_MAX when a generation mark could not be tied to one message
  bool exact = true;
};
/// Ranges of `text` that are trained, with what ends the turn, in order.
base::Result<std::vector<TrainedSpan>> trainedSpans(const ChatTemplate& chatTemplate, const base::Json& context,
                                                    const Rendered& rendered, const std::vector<std::size_t>& messages,
                                                    const StopSearch& stop);

}  // namespace timbre::text
