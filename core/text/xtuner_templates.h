// SPDX-License-Identifier: GPL-3.0-or-later
// XTuner's prompt templates as one table of strings, and the Jinja that says the same. A turn is SYSTEM (when the turn
// has a system text) + INSTRUCTION, then the answer + SUFFIX, then the end of text unless the suffix stands for it,
// then SEP. The beginning of text precedes the first turn and every turn after an end of text. {system}, {input} and
// {round} (from 1) are filled in. Formulas: xtuner/dataset/map_fns/template_map_fn.py and encode_fn in
// xtuner/dataset/utils.py.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace timbre::text {

struct PromptTemplate {
  std::string_view name;    ///< as in PROMPT_TEMPLATE
  std::string_view system;  ///< empty: the form has no place for a system text
  std::string_view instruction;
  std::string_view suffix;
  bool suffixAsEos = false;
  std::string_view separator;
  std::string_view stops;  ///< STOP_WORDS, one a line
};

std::span<const PromptTemplate> promptTemplates();
std::string promptTemplateJinja(const PromptTemplate& form);

}  // namespace timbre::text
