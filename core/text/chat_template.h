// SPDX-License-Identifier: GPL-3.0-or-later
// A model's chat template (the Jinja dialect of Hugging Face files), compiled once, rendered many times. Untrusted
// program: budgets on steps, output, nesting and wall time; a failing template is an error value, never an exception or
// a crash. Immutable after compile(); render() may run on several threads at once.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

class CutRenderer;

struct TemplateBudget {
  std::size_t steps = 1'000'000;
  std::size_t outputBytes = 8u << 20;
  std::size_t memoryBytes = 32u << 20;  ///< values that the template makes; the context handed in does not count
  int depth = 64;
  double seconds = 1.5;  ///< wall time; the caller hears of it well within two seconds
};

/// Byte range [begin, end) of the rendered text.
struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const ByteSpan&) const = default;
};

struct Rendered {
  std::string text;
  std::vector<ByteSpan>
      generation;  ///< ranges inside {% generation %} blocks, in order; empty when the template has none
};

class ChatTemplate {
 public:
  /// Errors: template.syntax (line, column, arg reason), template.unsupported (arg what), template.too_large.
  static base::Result<ChatTemplate> compile(std::string source);
  /// `context`: messages, tools, add_generation_prompt, bos_token, … as members. Errors: template.raised (arg message;
  /// the template called raise_exception), template.undefined, template.type, template.budget (arg which).
  base::Result<Rendered> render(const base::Json& context, const TemplateBudget& budget = {}) const;
  const std::string& source() const;
  /// SHA-256 of the source.
  const std::string& hash() const;
  /// Whether the source has {% generation %} blocks.
  bool marksGeneration() const;

 private:
  friend class CutRenderer;
  struct Program;
  explicit ChatTemplate(std::shared_ptr<const Program> program) : m_program(std::move(program)) {}
  std::shared_ptr<const Program> m_program;
};

/// Where a model folder keeps its template, and the special tokens that it may print.
struct TemplateSource {
  std::string source;                            ///< empty when the folder has none
  std::string toolSource;                        ///< the template named "tool_use", for conversations with tools; mostly empty
  std::string origin;                            ///< "chat_template.jinja", "tokenizer_config.json", "built-in llama2"
  std::map<std::string, std::string> specials;   ///< bos_token, eos_token, pad_token, unk_token, …
};
/// Reads formats.md 3.1 order (chat_template.jinja, else tokenizer_config.json: string or named list → default,
/// tool_use beside it).
base::Result<TemplateSource> readTemplateSource(const std::filesystem::path& modelFolder);

}  // namespace timbre::text
