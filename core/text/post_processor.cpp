// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/post_processor.h"

#include "core/text/json_spec.h"

namespace timbre::text {

namespace {

base::Result<TokenId> readId(const base::Json& value, std::size_t idEnd, const Spec& spec) {
  if (!value.is_number_integer() || value < 0 || value >= idEnd)
    return spec.invalid("id of a special token is out of range");
  return value.get<TokenId>();
}

/// ids of one {"SpecialToken": {"id": name}} of a template.
base::Result<std::vector<TokenId>> specialIds(const Spec& spec, const std::string& name, std::size_t idEnd) {
  const base::Json* all = spec.member("special_tokens");
  const base::Json* entry = all ? base::member(*all, name) : nullptr;
  const base::Json* ids = entry ? base::member(*entry, "ids") : nullptr;
  if (!ids || !ids->is_array()) return spec.invalid("TemplateProcessing uses “" + name + "” without its ids");
  const base::Json* names = base::member(*entry, "tokens");
  if (base::stringOr(*entry, "id") != name || !names || !names->is_array() || names->size() != ids->size() ||
      entry->size() != 3)
    return spec.invalid("TemplateProcessing says different things about “" + name + "”");
  std::vector<TokenId> out;
  for (const base::Json& id : *ids) {
    TIMBRE_ASSIGN(const TokenId token, readId(id, idEnd, spec));
    out.push_back(token);
  }
  return out;
}

base::Result<PostProcessor> parseTemplate(const Spec& spec, std::size_t idEnd) {
  TIMBRE_TRY(spec.allow({"single", "pair", "special_tokens"}));
  const base::Json* pieces = spec.member("single");
  if (!pieces || !pieces->is_array()) return spec.unsupported("TemplateProcessing without a list “single”");
  PostProcessor out;
  bool seen = false;
  for (const base::Json& piece : *pieces) {
    if (const base::Json* sequence = base::member(piece, "Sequence")) {
      if (base::stringOr(*sequence, "id") != "A" || seen)
        return spec.unsupported("TemplateProcessing that is not specials around one $A");
      seen = true;
    } else if (const base::Json* token = base::member(piece, "SpecialToken")) {
      TIMBRE_ASSIGN(const auto ids, specialIds(spec, base::stringOr(*token, "id"), idEnd));
      auto& side = seen ? out.after : out.before;
      side.insert(side.end(), ids.begin(), ids.end());
    } else {
      return spec.unsupported("TemplateProcessing with an unknown piece");
    }
  }
  if (!seen) return spec.unsupported("TemplateProcessing without $A");
  return out;
}

/// BertProcessing and RobertaProcessing: {"sep": ["</s>", 2], "cls": ["<s>", 0]}.
base::Result<PostProcessor> parsePairOfTokens(const Spec& spec, std::size_t idEnd) {
  TIMBRE_TRY(spec.allow({"sep", "cls", "trim_offsets", "add_prefix_space"}));
  PostProcessor out;
  for (const std::string_view key : {"cls", "sep"}) {
    const base::Json* pair = spec.member(key);
    if (!pair || !pair->is_array() || pair->size() != 2)
      return spec.invalid("“" + std::string(key) + "” is not [token, id]");
    TIMBRE_ASSIGN(const TokenId id, readId((*pair)[1], idEnd, spec));
    (key == "cls" ? out.before : out.after).push_back(id);
  }
  return out;
}

base::Result<PostProcessor> parseOne(const base::Json& object, std::size_t idEnd, std::string_view path, int depth) {
  const Spec spec(object, "post_processor", path);
  const std::string type = spec.type();
  if (type == "TemplateProcessing") return parseTemplate(spec, idEnd);
  if (type == "BertProcessing" || type == "RobertaProcessing") return parsePairOfTokens(spec, idEnd);
  if (type == "ByteLevel") {  // moves offsets only; ours always cover the bytes a token stands for
    TIMBRE_TRY(spec.allow({"add_prefix_space", "trim_offsets", "use_regex"}));
    return PostProcessor{};
  }
  if (type != "Sequence") return spec.unsupported(type.empty() ? "without a type" : type);
  TIMBRE_TRY(spec.allow({"processors"}));
  const base::Json* list = spec.member("processors");
  if (!list || !list->is_array() || depth > 8) return spec.invalid("Sequence without a list of processors");
  PostProcessor out;
  for (const base::Json& item : *list) {
    TIMBRE_ASSIGN(const PostProcessor next, parseOne(item, idEnd, path, depth + 1));
    // The library takes what the first one added for a pair of texts, or more than it can join.
    if (!(out.before.empty() && out.after.empty()) && base::stringOr(item, "type") != "ByteLevel")
      return spec.unsupported("Sequence with a processor behind one that adds tokens");
    out.before.insert(out.before.begin(), next.before.begin(), next.before.end());
    out.after.insert(out.after.end(), next.after.begin(), next.after.end());
  }
  return out;
}

}  // namespace

base::Result<PostProcessor> parsePostProcessor(const base::Json& spec, std::size_t idEnd, std::string_view path) {
  if (spec.is_null()) return PostProcessor{};
  return parseOne(spec, idEnd, path, 0);
}

}  // namespace timbre::text
