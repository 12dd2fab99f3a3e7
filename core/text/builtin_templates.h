// SPDX-License-Identifier: GPL-3.0-or-later
// Chat templates of our own for model folders that bring none: one text per family, and XTuner's prompt templates by
// their names. Each is ordinary Jinja that Python renders alike, so an exported folder can carry it. What a template
// has no form for (tools, tool calls, pictures, unknown roles) it raises; nothing of a conversation is dropped. Source
// of the forms: the families' published templates, and xtuner/utils/templates.py for the rows that XTuner names. Built
// once, immutable, any thread.
#pragma once

#include "core/recipe/template_names.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::text {

struct BuiltinTemplate {
  std::string_view name;  ///< as in recipes and on the command line
  std::string_view title;
  std::string source;              ///< Jinja
  std::vector<std::string> stops;  ///< texts at which the runtime ends an answer, besides the end of text
  bool endsWithEos = false;        ///< a turn ends with eos_token; else with the first of `stops`
};

/// In the order of recipe::kTemplateNames.
std::span<const BuiltinTemplate> builtinTemplates();
const BuiltinTemplate* findBuiltinTemplate(std::string_view name);
/// The text named "chatml"; taken unasked where the vocabulary has both of its tokens.
std::string_view chatMlTemplate();

/// A short conversation in this form, to be looked at: beginning and end of text stand as "<s>" and "</s>".
std::string previewText(const BuiltinTemplate& shown);

/// The built-in whose marks this vocabulary has, else that of the folder's model_type, else "plain". Advice, never
/// applied.
std::string_view fittingTemplate(const std::filesystem::path& modelFolder, const Tokenizer& tokenizer);

/// Whether the model can end an answer in this form: the mark that ends a turn is one token of the vocabulary.
/// Errors: template.no_end (arg name, mark).
base::Result<void> fitsVocabulary(const BuiltinTemplate& chosen, const Tokenizer& tokenizer,
                                  const std::map<std::string, std::string>& specials);

}  // namespace timbre::text
