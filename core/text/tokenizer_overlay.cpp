// SPDX-License-Identifier: GPL-3.0-or-later
// tokenizer.json and the files beside it as one. Held to transformers 5.23 (goldens/make_folder_goldens.py).
#include "core/text/json_spec.h"
#include "core/text/tokenizer_load.h"

#include <algorithm>
#include <unordered_map>

namespace timbre::text {

using base::Json;

namespace {

/// The member "added_tokens", with ids for what is added to it.
class AddedList {
 public:
  explicit AddedList(Json& root) : m_root(root) {
    Json& list = root["added_tokens"];
    if (list.is_null()) list = Json::array();
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i)
      m_places.emplace(base::stringOr(list[i], "content"), i);
  }
  bool isList() const { return m_root["added_tokens"].is_array(); }
  Json* find(const std::string& content) {
    const auto it = m_places.find(content);
    return it == m_places.end() ? nullptr : &m_root["added_tokens"][it->second];
  }
  /// -1: not in the vocabulary.
  long long vocabularyId(const std::string& content) {
    readVocabulary();
    const auto it = m_vocabulary.find(content);
    return it == m_vocabulary.end() ? -1 : it->second;
  }
  long long nextId() {
    readVocabulary();
    return m_end;
  }
  void add(const ConfiguredToken& token, long long id) {
    Json& list = m_root["added_tokens"];
    m_places.emplace(token.content, list.size());
    list.push_back(Json{{"id", id},
                        {"content", token.content},
                        {"single_word", token.singleWord},
                        {"lstrip", token.stripLeft},
                        {"rstrip", token.stripRight},
                        {"normalized", token.normalized},
                        {"special", token.special}});
    m_end = std::max(m_end, id + 1);
  }

 private:
  void readVocabulary() {
    if (m_read) return;
    m_read = true;
    const auto note = [this](std::string_view content, long long id) {
      m_vocabulary.emplace(content, id);
      m_end = std::max(m_end, id + 1);
    };
    const Json* model = base::member(m_root, "model");
    const Json* vocab = model ? base::member(*model, "vocab") : nullptr;
    if (vocab && vocab->is_object())
      for (const auto& [content, id] : vocab->items()) note(content, id.is_number_integer() ? id.get<long long>() : -1);
    for (std::size_t i = 0; vocab && vocab->is_array() && i < vocab->size(); ++i)
      if (const Json& entry = (*vocab)[i]; entry.is_array() && !entry.empty() && entry[0].is_string())
        note(entry[0].get_ref<const std::string&>(), static_cast<long long>(i));
    for (const Json& token : m_root["added_tokens"]) m_end = std::max(m_end, base::integerOr(token, "id", -1) + 1);
  }

  Json& m_root;
  std::unordered_map<std::string, std::size_t> m_places;
  std::unordered_map<std::string, long long> m_vocabulary;
  long long m_end = 0;
  bool m_read = false;
};

base::Result<void> addConfigured(AddedList& list, const ConfiguredToken& token, const Spec& spec) {
  Json* known = list.find(token.content);
  if (!known) {
    list.add(token, token.id);
    return {};
  }
  if (base::integerOr(*known, "id", -1) != token.id)
    return spec.invalid("tokenizer_config.json gives “" + token.content + "” the id " + std::to_string(token.id));
  (*known)["single_word"] = token.singleWord;
  (*known)["lstrip"] = token.stripLeft;
  (*known)["rstrip"] = token.stripRight;
  (*known)["normalized"] = token.normalized;
  if (token.special) (*known)["special"] = true;  // once special, the library keeps it so
  return {};
}

void addNamed(AddedList& list, const ConfiguredToken& token, bool becomesSpecial) {
  if (Json* known = list.find(token.content)) {
    if (becomesSpecial && token.mayBeNew) (*known)["special"] = true;
    return;
  }
  const long long id = list.vocabularyId(token.content);
  if (id >= 0 || token.mayBeNew) list.add(token, id >= 0 ? id : list.nextId());
}

/// Whether the file puts a space before a text.
bool addsPrefixSpace(const Json& component) {
  if (component.is_array())
    return std::any_of(component.begin(), component.end(), [](const Json& part) { return addsPrefixSpace(part); });
  const std::string type = base::stringOr(component, "type");
  if (type == "Prepend") return true;
  if (type == "ByteLevel") return base::boolOr(component, "add_prefix_space", false);
  if (type == "Metaspace")
    return base::stringOr(component, "prepend_scheme", "always") != "never" &&
           base::boolOr(component, "add_prefix_space", true);
  for (const char* list : {"normalizers", "pretokenizers"})
    if (const Json* parts = base::member(component, list); parts && parts->is_array() && addsPrefixSpace(*parts))
      return true;
  return false;
}

/// Says what stands before ($A aside) and behind a text.
base::Result<void> setEnds(Json& root, AddedList& list, const TokenizerConfig& config, const Spec& spec) {
  Json single = Json::array();
  Json tokens = Json::object();
  const auto put = [&](const std::string& name) -> base::Result<void> {
    const Json* token = list.find(name);
    if (!token) return spec.invalid("tokenizer_config.json adds “" + name + "”, which is no token");
    single.push_back(Json{{"SpecialToken", Json{{"id", name}, {"type_id", 0}}}});
    tokens[name] = Json{{"id", name}, {"ids", Json::array({(*token)["id"]})}, {"tokens", Json::array({name})}};
    return {};
  };
  const std::string bos = config.bosName();
  const std::string eos = config.eosName();
  if (config.addBos.value_or(false) && !bos.empty()) TIMBRE_TRY(put(bos));
  single.push_back(Json{{"Sequence", Json{{"id", "A"}, {"type_id", 0}}}});
  if (config.addEos.value_or(false) && !eos.empty()) TIMBRE_TRY(put(eos));
  root["post_processor"] =
      Json{{"type", "TemplateProcessing"}, {"single", single}, {"pair", single}, {"special_tokens", std::move(tokens)}};
  return {};
}

/// The class that builds its pre-tokenizer anew, with what the settings say; by default without a prefix.
bool replacesByteLevel(std::string_view tokenizerClass) {
  return tokenizerClass == "GPT2Tokenizer" || tokenizerClass == "GPT2TokenizerFast";
}

/// Classes that leave a file as it is, whatever add_prefix_space says.
bool keepsPrefix(std::string_view tokenizerClass) {
  return tokenizerClass.empty() || tokenizerClass == "PreTrainedTokenizerFast" || tokenizerClass == "TokenizersBackend";
}

/// add_prefix_space, as the classes of transformers 5 take it.
base::Result<void> setPrefixSpace(Json& root, const TokenizerConfig& config, std::string_view path) {
  Json* pre = root.contains("pre_tokenizer") ? &root["pre_tokenizer"] : nullptr;
  if (pre && base::stringOr(*pre, "type") == "ByteLevel" && replacesByteLevel(config.tokenizerClass)) {
    (*pre)["add_prefix_space"] = config.addPrefixSpace.value_or(false);
    return {};
  }
  if (!config.addPrefixSpace || keepsPrefix(config.tokenizerClass)) return {};
  const auto adds = [&](const char* part) {
    const Json* component = base::member(root, part);
    return component && component->is_object() && addsPrefixSpace(*component);
  };
  const bool fileAdds = adds("normalizer") || adds("pre_tokenizer");
  if (fileAdds == *config.addPrefixSpace) return {};
  return base::Error("tokenizer.unsupported",
                     {{"what", std::string("tokenizer_config.json with add_prefix_space ") +
                                   (fileAdds ? "false" : "true") + ", which tokenizer.json contradicts"}},
                     path);
}

}  // namespace

base::Result<void> overlayConfig(Json& root, const TokenizerConfig& config, RootSource source, std::string_view path) {
  if (!root.is_object()) return {};  // refused by whoever reads it
  const Spec spec(root, "added_tokens", path);
  AddedList list(root);
  if (!list.isList()) return {};
  for (const ConfiguredToken& token : config.added) TIMBRE_TRY(addConfigured(list, token, spec));
  const bool isMade = source == RootSource::Made;
  for (const ConfiguredToken& token : config.named) addNamed(list, token, isMade);
  if (isMade && (config.addBos || config.addEos)) TIMBRE_TRY(setEnds(root, list, config, spec));
  return setPrefixSpace(root, config, path);
}

}  // namespace timbre::text
