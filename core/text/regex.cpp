// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/regex.h"

#include "core/base/utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <chrono>

namespace timbre::text {

namespace {

using Clock = std::chrono::steady_clock;

// Real pre-tokenizer patterns need a few steps per character; these bounds only stop hostile ones.
constexpr std::uint32_t kMatchLimit = 20'000'000;
constexpr std::uint32_t kHeapLimitKib = 64 * 1024;
constexpr auto kTimeBase = std::chrono::seconds(3);
constexpr auto kTimePerByte = std::chrono::nanoseconds(2000);

/// What a match needs besides the pattern: one per thread, because JIT stacks and match data may not be shared.
struct Workspace {
  Workspace() {
    context = pcre2_match_context_create(nullptr);
    data = pcre2_match_data_create(1, nullptr);
    stack = pcre2_jit_stack_create(std::size_t{32} << 10, std::size_t{8} << 20, nullptr);
    if (context) {
      pcre2_set_match_limit(context, kMatchLimit);
      pcre2_set_heap_limit(context, kHeapLimitKib);
      pcre2_jit_stack_assign(context, nullptr, stack);
    }
  }
  ~Workspace() {
    pcre2_jit_stack_free(stack);
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  pcre2_match_context* context = nullptr;
  pcre2_match_data* data = nullptr;
  pcre2_jit_stack* stack = nullptr;
};

Workspace& workspace() {
  thread_local Workspace w;
  return w;
}

base::Error budget() { return base::Error("tokenizer.budget", {{"what", "regular expression"}}); }

void findLiteral(std::string_view text, std::string_view literal, std::vector<Cut>& matches) {
  for (std::size_t at = text.find(literal); at != std::string_view::npos; at = text.find(literal, at + literal.size()))
    matches.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + literal.size())});
}

}  // namespace

struct Regex::Code {
  pcre2_code* code = nullptr;
  std::string literal;  // instead of a pattern, when not empty
  ~Code() { pcre2_code_free(code); }
};

Regex::Regex(std::unique_ptr<Code> code) : m_code(std::move(code)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

base::Result<Regex> Regex::compile(std::string_view pattern, RegexDialect dialect) {
  TIMBRE_ASSIGN(const std::string translated, translateRegex(pattern, dialect));
  std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY;
  if (dialect == RegexDialect::Oniguruma) options |= PCRE2_MULTILINE;
  auto code = std::make_unique<Code>();
  int number = 0;
  PCRE2_SIZE offset = 0;
  pcre2_compile_context* context = pcre2_compile_context_create(nullptr);
  if (!context) return base::Error("memory.insufficient", {{"needed", "?"}, {"free", "?"}});
  pcre2_set_newline(context, PCRE2_NEWLINE_LF);
  pcre2_set_parens_nest_limit(context, 100);
  code->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(), options, &number,
                             &offset, context);
  pcre2_compile_context_free(context);
  if (!code->code) {
    std::array<PCRE2_UCHAR, 256> message{};
    pcre2_get_error_message(number, message.data(), message.size());
    return base::Error("tokenizer.regex",
                       {{"pattern", std::string(pattern)}, {"reason", reinterpret_cast<const char*>(message.data())}});
  }
  pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);  // without JIT the interpreter gives the same matches
  return Regex(std::move(code));
}

base::Result<Regex> Regex::literal(std::string_view text) {
  if (text.empty()) return compile(text, RegexDialect::Rust);
  auto code = std::make_unique<Code>();
  code->literal = text;
  return Regex(std::move(code));
}

base::Result<void> Regex::findAll(std::string_view text, std::vector<Cut>& matches) const {
  if (!m_code->literal.empty()) {
    findLiteral(text, m_code->literal, matches);
    return {};
  }
  Workspace& work = workspace();
  if (!work.context || !work.data) return base::Error("memory.insufficient", {{"needed", "?"}, {"free", "?"}});
  const auto subject = reinterpret_cast<PCRE2_SPTR>(text.data());
  const auto deadline = Clock::now() + kTimeBase + kTimePerByte * static_cast<long long>(text.size());
  std::size_t at = 0;
  std::size_t lastEnd = std::string_view::npos;
  unsigned count = 0;
  while (at <= text.size()) {
    if ((++count & 255u) == 0 && Clock::now() > deadline) return budget();
    const int rc = pcre2_match(m_code->code, subject, text.size(), at, PCRE2_NO_UTF_CHECK, work.data, work.context);
    if (rc == PCRE2_ERROR_NOMATCH) return {};
    if (rc < 0) return budget();
    const PCRE2_SIZE* span = pcre2_get_ovector_pointer(work.data);
    if (span[1] < span[0] || span[0] < at)
      return budget();  // \K in a look-ahead; refused at compile time, so never here
    if (span[0] == span[1] && span[1] == lastEnd) {
      if (at >= text.size()) return {};
      at += base::decodeUtf8(text, at).length;
      continue;
    }
    matches.push_back({static_cast<std::uint32_t>(span[0]), static_cast<std::uint32_t>(span[1])});
    lastEnd = at = span[1];
  }
  return {};
}

}  // namespace timbre::text
