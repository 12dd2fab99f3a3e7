// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/module_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <memory>

namespace timbre::model {

namespace {

constexpr std::size_t kPatternBytes = 4096;
constexpr std::uint32_t kMatchSteps = 100'000, kDepth = 1000;

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

/// Whether `before` + pattern + `behind` matches from the start of the path.
base::Result<bool> matches(std::string_view before, std::string_view pattern, std::string_view behind, std::string_view modulePath,
                           const std::string& path) {
  const base::Error bad("adapter.invalid_config", {{"key", std::string(pattern.substr(0, 80))}}, path);
  if (pattern.size() > kPatternBytes) return bad;
  const std::string whole = std::string(before) + std::string(pattern) + std::string(behind);
  int error = 0;
  PCRE2_SIZE offset = 0;
  const std::unique_ptr<pcre2_code, Free> code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(whole.data()), whole.size(),
                                                             PCRE2_ANCHORED | PCRE2_UTF | PCRE2_DOLLAR_ENDONLY, &error, &offset, nullptr));
  if (!code) return bad;
  const std::unique_ptr<pcre2_match_data, Free> data(pcre2_match_data_create_from_pattern(code.get(), nullptr));
  const std::unique_ptr<pcre2_match_context, Free> context(pcre2_match_context_create(nullptr));
  if (!data || !context) return bad;
  pcre2_set_match_limit(context.get(), kMatchSteps);
  pcre2_set_depth_limit(context.get(), kDepth);
  const int found = pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(modulePath.data()), modulePath.size(), 0, 0, data.get(), context.get());
  if (found == PCRE2_ERROR_NOMATCH) return false;
  if (found < 0) return bad;
  return true;
}

}  // namespace

base::Result<bool> matchesModule(std::string_view pattern, std::string_view modulePath, const std::string& path) {
  return matches("(.*\\.)?(", pattern, ")$", modulePath, path);
}

base::Result<bool> matchesWhole(std::string_view pattern, std::string_view modulePath, const std::string& path) {
  return matches("(?:", pattern, ")\\z", modulePath, path);
}

}  // namespace timbre::model
