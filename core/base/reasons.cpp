// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/reasons.h"

#include <cerrno>

// lupdate finds the words through this macro (-tr-function-alias QT_TRANSLATE_NOOP+=TIMBRE_TEXT).
#define TIMBRE_TEXT(context, text) text

namespace timbre::base {

namespace {

constexpr struct {
  int code;
  const char* words;
} kSystem[] = {
#include "core/base/messages/system.inc"
};

constexpr struct {
  std::string_view part;
  const char* words;
} kSyntax[] = {
#include "core/base/messages/syntax.inc"
};

}  // namespace

std::string systemReason(int code) {
  for (const auto& reason : kSystem)
    if (reason.code == code) return reason.words;
  return std::generic_category().message(code);
}

std::string systemReason(const std::error_code& code) {
  const bool posix = code.category() == std::generic_category() || code.category() == std::system_category();
  return posix ? systemReason(code.value()) : code.message();
}

std::string syntaxReason(std::string_view report) {
  for (const auto& reason : kSyntax)
    if (report.find(reason.part) != std::string_view::npos) return reason.words;
  return std::string(report);
}

std::vector<const char*> reasonWords() {
  std::vector<const char*> out;
  for (const auto& reason : kSystem) out.push_back(reason.words);
  for (const auto& reason : kSyntax) out.push_back(reason.words);
  return out;
}

}  // namespace timbre::base
