// SPDX-License-Identifier: GPL-3.0-or-later
// Strict reading of the component objects of tokenizer.json: a key that is not known may change the arithmetic, so it
// is refused by name instead of skipped.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/text/regex.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace timbre::text {

/// {"Regex": …} or {"String": …}, which is literal text.
struct SpecPattern {
  std::string text;
  bool isRegex = false;
  std::string path;  ///< of the file, for errors
  base::Result<Regex> compile() const;
};

class Spec {
 public:
  /// `where` names the component in errors ("pre_tokenizer").
  Spec(const base::Json& object, std::string_view where, std::string_view path)
      : m_object(object), m_where(where), m_path(path) {}

  std::string type() const { return base::stringOr(m_object, "type"); }
  /// Errors unless the object has no keys but "type" and these.
  base::Result<void> allow(std::initializer_list<std::string_view> keys) const;
  /// Errors when the key is there with another type; `fallback` when it is absent (no fallback: it must be there).
  base::Result<bool> boolean(std::string_view key, std::optional<bool> fallback = {}) const;
  base::Result<std::string> text(std::string_view key, std::optional<std::string> fallback = {}) const;
  base::Result<long long> integer(std::string_view key, long long low, long long high,
                                  std::optional<long long> fallback = {}) const;
  /// Like text, where null counts as absent.
  base::Result<std::string> textOrNull(std::string_view key) const;
  /// The member "pattern".
  base::Result<SpecPattern> pattern() const;
  const base::Json* member(std::string_view key) const { return base::member(m_object, key); }

  base::Error unsupported(std::string_view what) const;
  base::Error invalid(std::string_view reason) const;
  std::string_view path() const { return m_path; }
  std::string_view where() const { return m_where; }

 private:
  const base::Json& m_object;
  std::string_view m_where;
  std::string_view m_path;
};

}  // namespace timbre::text
