// SPDX-License-Identifier: GPL-3.0-or-later
// Renders one conversation again and again: cut after some message, or with another text in an answer's place. The text
// is that of ChatTemplate::render, byte for byte; the time is not, because the conversation is converted once and
// iterations over messages are replayed where nothing that they read has changed (jinja_replay.h). Each rendering has a
// budget of its own. One thread.
#pragma once

#include "core/text/chat_template.h"

#include <memory>
#include <string>

namespace timbre::text {

class CutRenderer {
 public:
  /// `context` as templateContext() makes it; must outlive the renderer.
  CutRenderer(const ChatTemplate& chatTemplate, const base::Json& context, const TemplateBudget& budget = {});
  ~CutRenderer();
  /// The first `count` messages. Errors: those of ChatTemplate::render.
  base::Result<std::string> cut(std::size_t count, bool generationPrompt);
  /// The whole conversation with `content` as the content of one message.
  base::Result<std::string> replaced(std::size_t message, const std::string& content);
  /// A text that is no longer needed: its memory serves the next one.
  void recycle(std::string text);

 private:
  struct Machine;
  base::Result<std::string> render(std::size_t count, bool generationPrompt);

  const base::Json& m_context;
  std::unique_ptr<Machine> m_machine;
};

}  // namespace timbre::text
