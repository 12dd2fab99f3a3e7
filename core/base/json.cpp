// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include "core/base/file_ops.h"
#include "core/base/reasons.h"

#include <limits>
#include <set>
#include <vector>

namespace timbre::base {

namespace {

/// Builds the value from SAX events so that depth and count are bounded before anything recursive happens.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const JsonLimits& limits) : m_limits(limits) {}

  bool null() override { return put(Json(nullptr)); }
  bool boolean(bool v) override { return put(Json(v)); }
  bool number_integer(number_integer_t v) override { return put(Json(v)); }
  bool number_unsigned(number_unsigned_t v) override { return put(Json(v)); }
  bool number_float(number_float_t v, const string_t&) override { return put(Json(v)); }
  bool string(string_t& v) override { return put(Json(std::move(v))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (!m_stack.back().keys.insert(name).second) {
      m_failure = Error("json.duplicate_key", {{"key", name}});
      return false;
    }
    m_stack.back().key = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& e) override {
    m_position = position;
    std::string_view report = e.what();
    // "… what is wrong; last read: '<what was read>'; expected …": what the file holds is no part of the reason.
    const auto read = report.find("; last read: '");
    const auto rest = report.rfind("'; expected ");
    std::string reason(report.substr(0, read));
    if (read != std::string_view::npos && rest != std::string_view::npos && rest > read) reason += report.substr(rest + 1);
    if (reason.find("ill-formed UTF-8") != std::string::npos)
      m_failure = Error("json.encoding");
    else
      m_failure = Error("json.syntax", {{"reason", syntaxReason(reason)}});
    return false;
  }

  Json root;
  std::optional<Error> m_failure;
  std::size_t m_position = 0;

 private:
  struct Level {
    Json value;
    std::string key;
    std::set<std::string> keys;
  };

  bool count() {
    if (++m_count <= m_limits.values) return true;
    m_failure = Error("json.too_large", {{"size", "?"}, {"limit", std::to_string(m_limits.values)}});
    return false;
  }
  bool put(Json value) {
    if (!count()) return false;
    attach(std::move(value));
    return true;
  }
  bool open(Json value) {
    if (!count()) return false;
    if (static_cast<int>(m_stack.size()) >= m_limits.depth) {
      m_failure = Error("json.too_deep", {{"limit", std::to_string(m_limits.depth)}});
      return false;
    }
    m_stack.push_back({std::move(value), {}, {}});
    return true;
  }
  bool close() {
    Json done = std::move(m_stack.back().value);
    m_stack.pop_back();
    attach(std::move(done));
    return true;
  }
  void attach(Json value) {
    if (m_stack.empty()) {
      root = std::move(value);
    } else if (Level& top = m_stack.back(); top.value.is_array()) {
      top.value.push_back(std::move(value));
    } else {
      // The key was proven new, so append without ordered_map's linear search.
      top.value.get_ref<Json::object_t&>().push_back({std::move(top.key), std::move(value)});
    }
  }

  const JsonLimits m_limits;
  std::vector<Level> m_stack;
  std::size_t m_count = 0;
};

/// An iterator that remembers how far the parser has read, for errors that our own handler raises.
struct CountingIterator {
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  const char* at = nullptr;
  const char** mark = nullptr;
  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    ++at;
    *mark = at;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator old = *this;
    ++*this;
    return old;
  }
  bool operator==(const CountingIterator& other) const { return at == other.at; }
};

void locate(Error& error, std::string_view text, std::size_t position) {
  position = std::min(position, text.size());
  long long line = 1;
  std::size_t lineStart = 0;
  for (std::size_t i = 0; i < position; ++i)
    if (text[i] == '\n' && i + 1 < text.size()) {
      ++line;
      lineStart = i + 1;
    }
  error.at(line, static_cast<long long>(position > lineStart ? position - lineStart : 1));
}

}  // namespace

Result<Json> parseJson(std::string_view text, std::string_view path, const JsonLimits& limits) {
  if (text.size() > limits.bytes)
    return Error("json.too_large", {{"size", std::to_string(text.size())}, {"limit", std::to_string(limits.bytes)}}, path);
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  const char* mark = text.data();
  Builder builder(limits);
  const CountingIterator begin{text.data(), &mark};
  const CountingIterator end{text.data() + text.size(), &mark};
  bool parsed = false;
  try {
    parsed = Json::sax_parse(begin, end, &builder);
  } catch (const std::exception& e) {  // number out of range and the like
    builder.m_failure = Error("json.syntax", {{"reason", syntaxReason(e.what())}});
  }
  if (parsed && !builder.m_failure) return std::move(builder.root);
  if (isLfsPointer(text)) return Error("file.lfs_pointer", {}, path);
  Error error = builder.m_failure.value_or(Error("json.syntax", {{"reason", syntaxReason("unexpected end of input")}}));
  error.path = path;
  locate(error, text, builder.m_position ? builder.m_position : static_cast<std::size_t>(mark - text.data()));
  return error;
}

std::string dumpJson(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

const Json* member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(key);
  return it == object.end() ? nullptr : &*it;
}

std::string stringOr(const Json& object, std::string_view key, std::string_view fallback) {
  const Json* value = member(object, key);
  return value && value->is_string() ? value->get<std::string>() : std::string(fallback);
}

long long integerOr(const Json& object, std::string_view key, long long fallback) {
  const Json* value = member(object, key);
  if (!value || !value->is_number_integer()) return fallback;
  if (value->is_number_unsigned() && value->get<unsigned long long>() > static_cast<unsigned long long>(std::numeric_limits<long long>::max()))
    return fallback;
  return value->get<long long>();
}

double numberOr(const Json& object, std::string_view key, double fallback) {
  const Json* value = member(object, key);
  return value && value->is_number() ? value->get<double>() : fallback;
}

bool boolOr(const Json& object, std::string_view key, bool fallback) {
  const Json* value = member(object, key);
  return value && value->is_boolean() ? value->get<bool>() : fallback;
}

}  // namespace timbre::base
