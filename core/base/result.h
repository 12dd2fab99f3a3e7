// SPDX-License-Identifier: GPL-3.0-or-later
// Expected failures travel as values. An Error is a code and its arguments; the English sentence is made by
// `errorSentence` (messages.h) and the translated one by ui/bridge from the same table, so no layer below the
// user ever composes prose. Programming mistakes are asserts, not Errors.
#pragma once

#include <cassert>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace timbre::base {

/// `code` is "room.what" (e.g. "weights.truncated") and has an entry in core/base/messages/.
/// `args` fill the {names} of that entry. `path`, `line` (1-based) and `column` (1-based, bytes) are also available
/// to the sentence as {path}, {line}, {column}.
struct Error {
  std::string code;
  std::map<std::string, std::string> args;
  std::string path;
  std::optional<long long> line;
  std::optional<long long> column;

  Error() = default;
  explicit Error(std::string_view c, std::map<std::string, std::string> a = {}, std::string_view p = {})
      : code(c), args(std::move(a)), path(p) {}
  Error& at(long long l, long long c = 0) {
    line = l;
    if (c > 0) column = c;
    return *this;
  }
  bool operator==(const Error&) const = default;
};

/// Either a value or an Error. `value()` on an error asserts.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return m_state.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { assert(ok()); return *std::get_if<0>(&m_state); }
  const T& value() const& { assert(ok()); return *std::get_if<0>(&m_state); }
  T&& value() && { assert(ok()); return std::move(*std::get_if<0>(&m_state)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const& { assert(!ok()); return *std::get_if<1>(&m_state); }
  Error&& error() && { assert(!ok()); return std::move(*std::get_if<1>(&m_state)); }

 private:
  std::variant<T, Error> m_state;
};

/// A Result without a value: `return {};` is success.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : m_error(std::move(error)) {}
  bool ok() const { return !m_error.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { assert(!ok()); return *m_error; }
  Error&& error() && { assert(!ok()); return std::move(*m_error); }

 private:
  std::optional<Error> m_error;
};

}  // namespace timbre::base

#define TIMBRE_CONCAT_(a, b) a##b
#define TIMBRE_CONCAT(a, b) TIMBRE_CONCAT_(a, b)
/// Returns the error of a Result from the enclosing function.
#define TIMBRE_TRY(expression) \
  do { \
    if (auto tryResult = (expression); !tryResult.ok()) return std::move(tryResult).error(); \
  } while (false)
/// `TIMBRE_ASSIGN(auto x, f());` declares x from the value or returns the error.
#define TIMBRE_ASSIGN(declaration, expression) \
  TIMBRE_ASSIGN_(TIMBRE_CONCAT(assignResult, __LINE__), declaration, expression)
#define TIMBRE_ASSIGN_(name, declaration, expression) \
  auto name = (expression); \
  if (!name.ok()) return std::move(name).error(); \
  declaration = std::move(name).value()
