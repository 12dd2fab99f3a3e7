// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/decoders.h"

#include "core/base/utf8.h"
#include "core/text/bytes_map.h"
#include "core/text/json_spec.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace timbre::text {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string join(const std::vector<std::string>& tokens, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i > 0) out += between;
    out += tokens[i];
  }
  return out;
}

/// Length of the maximal invalid part at `i`: the longest start of some valid character, at least one byte.
std::size_t invalidLength(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char lead = byte(i);
  std::size_t need = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF)
    need = 1;
  else if (lead >= 0xE0 && lead <= 0xEF)
    need = 2;
  else if (lead >= 0xF0 && lead <= 0xF4)
    need = 3;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  std::size_t length = 1;
  while (need > 0 && i + length < text.size() && byte(i + length) >= low && byte(i + length) <= high) {
    ++length;
    --need;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

class ByteLevelStep : public DecodeStep {
 public:
  void apply(std::vector<std::string>& tokens) const override {
    std::string bytes;
    for (const std::string& token : tokens) bytes += bytesOfSurface(token).value_or(token);
    tokens.assign(1, lossyUtf8(std::move(bytes)));
  }
};

class ReplaceStep : public DecodeStep {
 public:
  ReplaceStep(Regex pattern, std::string content) : m_pattern(std::move(pattern)), m_content(std::move(content)) {}
  void apply(std::vector<std::string>& tokens) const override {
    std::vector<Cut> matches;
    for (std::string& token : tokens) {
      matches.clear();
      if (!m_pattern.findAll(token, matches).ok() || matches.empty()) continue;
      std::string out;
      std::size_t copied = 0;
      for (const Cut& match : matches) {
        out.append(token, copied, match.begin - copied);
        out += m_content;
        copied = match.end;
      }
      out.append(token, copied);
      token = std::move(out);
    }
  }

 private:
  Regex m_pattern;
  std::string m_content;
};

class ByteFallbackStep : public DecodeStep {
 public:
  void apply(std::vector<std::string>& tokens) const override {
    std::vector<std::string> out;
    std::string bytes;
    const auto flush = [&] {
      if (bytes.empty()) return;
      if (base::isUtf8(bytes))
        out.push_back(bytes);
      else
        out.insert(out.end(), bytes.size(), std::string(kReplacement));
      bytes.clear();
    };
    for (std::string& token : tokens) {
      if (const auto byte = fallbackByte(token)) {
        bytes += static_cast<char>(*byte);
        continue;
      }
      flush();
      out.push_back(std::move(token));
    }
    flush();
    tokens = std::move(out);
  }
};

class FuseStep : public DecodeStep {
 public:
  void apply(std::vector<std::string>& tokens) const override { tokens.assign(1, join(tokens, "")); }
};

class StripStep : public DecodeStep {
 public:
  StripStep(std::string content, long long start, long long stop)
      : m_content(std::move(content)), m_start(start), m_stop(stop) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) {
      for (long long n = 0; n < m_start && token.starts_with(m_content); ++n) token.erase(0, m_content.size());
      for (long long n = 0; n < m_stop && token.ends_with(m_content); ++n)
        token.resize(token.size() - m_content.size());
    }
  }

 private:
  std::string m_content;
  long long m_start, m_stop;
};

class MetaspaceStep : public DecodeStep {
 public:
  MetaspaceStep(std::string replacement, bool prepends) : m_replacement(std::move(replacement)), m_prepends(prepends) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      std::string out;
      std::size_t copied = 0;
      for (std::size_t i = tokens[t].find(m_replacement); i != std::string::npos;
           i = tokens[t].find(m_replacement, copied)) {
        out.append(tokens[t], copied, i - copied);
        if (t > 0 || !m_prepends) out += ' ';
        copied = i + m_replacement.size();
      }
      out.append(tokens[t], copied);
      tokens[t] = std::move(out);
    }
  }

 private:
  std::string m_replacement;
  bool m_prepends;
};

class SuffixStep : public DecodeStep {
 public:
  explicit SuffixStep(std::string suffix) : m_suffix(std::move(suffix)) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      const std::string_view space = t + 1 == tokens.size() ? "" : " ";
      for (std::size_t i = tokens[t].find(m_suffix); i != std::string::npos;
           i = tokens[t].find(m_suffix, i + space.size()))
        tokens[t].replace(i, m_suffix.size(), space);
    }
  }

 private:
  std::string m_suffix;
};

void replaceAll(std::string& text, std::string_view what, std::string_view with) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = text.find(what); i != std::string::npos; i = text.find(what, copied)) {
    out.append(text, copied, i - copied);
    out += with;
    copied = i + what.size();
  }
  if (copied == 0) return;
  out.append(text, copied);
  text = std::move(out);
}

/// What the library calls clean-up, token by token and in this order.
void cleanUp(std::string& token) {
  constexpr std::pair<std::string_view, std::string_view> kChanges[] = {
      {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},   {" n't", "n't"},
      {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (const auto& [what, with] : kChanges) replaceAll(token, what, with);
}

class WordPieceStep : public DecodeStep {
 public:
  WordPieceStep(std::string prefix, bool cleans) : m_prefix(std::move(prefix)), m_cleans(cleans) {}
  void apply(std::vector<std::string>& tokens) const override {
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      if (t > 0 && tokens[t].starts_with(m_prefix))
        tokens[t].erase(0, m_prefix.size());
      else if (t > 0)
        tokens[t].insert(0, 1, ' ');
      if (m_cleans) cleanUp(tokens[t]);
    }
  }

 private:
  std::string m_prefix;
  bool m_cleans;
};

class CtcStep : public DecodeStep {
 public:
  CtcStep(std::string pad, std::string delimiter, bool cleans)
      : m_pad(std::move(pad)), m_delimiter(std::move(delimiter)), m_cleans(cleans) {}
  void apply(std::vector<std::string>& tokens) const override {
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
    for (std::string& token : tokens) {
      replaceAll(token, m_pad, "");
      if (!m_cleans) continue;
      cleanUp(token);
      replaceAll(token, m_delimiter, " ");
    }
    std::erase(tokens, std::string());
  }

 private:
  std::string m_pad, m_delimiter;
  bool m_cleans;
};

}  // namespace

std::optional<unsigned char> fallbackByte(std::string_view s) {
  if (s.size() != 6 || !s.starts_with("<0x") || s.back() != '>') return std::nullopt;
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  };
  const int high = s[3] == '+' ? 0 : digit(s[3]);  // "<0x+F>": the reference parses a sign here
  const int low = digit(s[4]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<unsigned char>(high * 16 + low);
}

std::string lossyUtf8(std::string bytes) {
  std::size_t bad = base::firstInvalidUtf8(bytes);
  if (bad == std::string_view::npos) return bytes;
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = bad; i < bytes.size();) {
    const base::CodePoint c = base::decodeUtf8(bytes, i);
    if (c.valid) {
      i += c.length;
      continue;
    }
    out.append(bytes, copied, i - copied);
    out += kReplacement;
    i += invalidLength(bytes, i);
    copied = i;
  }
  out.append(bytes, copied);
  return out;
}

base::Result<void> Decoder::add(const base::Json& object, std::string_view path, int depth) {
  const Spec spec(object, "decoder", path);
  const std::string type = spec.type();
  if (type == "Sequence") {
    TIMBRE_TRY(spec.allow({"decoders"}));
    const base::Json* list = spec.member("decoders");
    if (!list || !list->is_array() || depth > 8) return spec.invalid("Sequence without a list of decoders");
    for (const base::Json& item : *list) TIMBRE_TRY(add(item, path, depth + 1));
  } else if (type == "ByteLevel") {
    TIMBRE_TRY(spec.allow({"add_prefix_space", "trim_offsets", "use_regex"}));  // none of them matters for decoding
    m_steps.push_back(std::make_unique<ByteLevelStep>());
  } else if (type == "Replace") {
    TIMBRE_TRY(spec.allow({"pattern", "content"}));
    TIMBRE_ASSIGN(const std::string content, spec.text("content"));
    TIMBRE_ASSIGN(const SpecPattern pattern, spec.pattern());
    TIMBRE_ASSIGN(Regex regex, pattern.compile());
    m_steps.push_back(std::make_unique<ReplaceStep>(std::move(regex), content));
  } else if (type == "ByteFallback") {
    TIMBRE_TRY(spec.allow({}));
    m_byteFallback = true;
    m_steps.push_back(std::make_unique<ByteFallbackStep>());
  } else if (type == "Fuse") {
    TIMBRE_TRY(spec.allow({}));
    m_steps.push_back(std::make_unique<FuseStep>());
  } else if (type == "Strip") {
    TIMBRE_TRY(spec.allow({"content", "start", "stop"}));
    TIMBRE_ASSIGN(const std::string content, spec.text("content"));
    if (base::codePointCount(content) != 1) return spec.invalid("Strip content is not one character");
    TIMBRE_ASSIGN(const long long start, spec.integer("start", 0, 1 << 20));
    TIMBRE_ASSIGN(const long long stop, spec.integer("stop", 0, 1 << 20));
    m_steps.push_back(std::make_unique<StripStep>(content, start, stop));
  } else if (type == "Metaspace") {
    TIMBRE_TRY(spec.allow({"replacement", "prepend_scheme", "split", "add_prefix_space", "str_rep"}));
    TIMBRE_ASSIGN(const std::string replacement, spec.text("replacement"));
    if (base::codePointCount(replacement) != 1) return spec.invalid("Metaspace replacement is not one character");
    TIMBRE_ASSIGN(const std::string scheme, spec.text("prepend_scheme", "always"));
    TIMBRE_ASSIGN(const bool prefix, spec.boolean("add_prefix_space", true));
    if (scheme != "always" && scheme != "first" && scheme != "never")
      return spec.unsupported("Metaspace with prepend_scheme “" + scheme + "”");
    m_steps.push_back(std::make_unique<MetaspaceStep>(replacement, prefix && scheme != "never"));
  } else if (type == "WordPiece") {
    TIMBRE_TRY(spec.allow({"prefix", "cleanup"}));
    TIMBRE_ASSIGN(const std::string prefix, spec.text("prefix"));
    TIMBRE_ASSIGN(const bool cleans, spec.boolean("cleanup"));
    m_steps.push_back(std::make_unique<WordPieceStep>(prefix, cleans));
  } else if (type == "CTC") {
    TIMBRE_TRY(spec.allow({"pad_token", "word_delimiter_token", "cleanup"}));
    TIMBRE_ASSIGN(const std::string pad, spec.text("pad_token"));
    TIMBRE_ASSIGN(const std::string delimiter, spec.text("word_delimiter_token"));
    TIMBRE_ASSIGN(const bool cleans, spec.boolean("cleanup"));
    if (pad.empty() || delimiter.empty()) return spec.unsupported("CTC with an empty token");
    m_steps.push_back(std::make_unique<CtcStep>(pad, delimiter, cleans));
  } else if (type == "BPEDecoder") {
    TIMBRE_TRY(spec.allow({"suffix"}));
    TIMBRE_ASSIGN(const std::string suffix, spec.text("suffix"));
    if (suffix.empty()) return spec.unsupported("BPEDecoder with an empty suffix");
    m_steps.push_back(std::make_unique<SuffixStep>(suffix));
  } else {
    return spec.unsupported(type.empty() ? "without a type" : type);
  }
  return {};
}

base::Result<Decoder> Decoder::parse(const base::Json& spec, std::string_view path) {
  Decoder decoder;
  if (spec.is_null()) return decoder;
  decoder.m_present = true;
  TIMBRE_TRY(decoder.add(spec, path, 0));
  decoder.m_byteLevel =
      decoder.m_steps.size() == 1 && dynamic_cast<const ByteLevelStep*>(decoder.m_steps[0].get()) != nullptr;
  return decoder;
}

std::string Decoder::decode(std::vector<std::string> tokens) const {
  if (!m_present) return join(tokens, " ");
  for (const auto& step : m_steps) step->apply(tokens);
  return join(tokens, "");
}

}  // namespace timbre::text
