// SPDX-License-Identifier: GPL-3.0-or-later
// Functions that every template can call: Jinja's and the two that Hugging Face adds.
#include "core/text/jinja_builtins.h"
#include "core/text/jinja_ops.h"
#include "core/text/jinja_text.h"

#include "core/base/clock.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>

namespace timbre::text::jinja {

namespace {

/// What Jinja's sandbox allows; more is a bomb.
constexpr std::uint64_t kMaxRange = 100'000;

Value callRange(Heap& heap, const Args& args) {
  if (!args.named.empty() || args.positional.empty() || args.positional.size() > 3) failType("range() takes one to three numbers");
  for (const Value& value : args.positional) {
    if (value.isUndefined()) useOfUndefined(value);
    if (!value.isInteger()) failType("'" + std::string(typeName(value)) + "' cannot be interpreted as an integer");
  }
  const bool onlyStop = args.positional.size() == 1;
  const std::int64_t start = onlyStop ? 0 : args.positional[0].asInt();
  const std::int64_t stop = args.positional[onlyStop ? 0 : 1].asInt();
  const std::int64_t step = args.positional.size() == 3 ? args.positional[2].asInt() : 1;
  if (step == 0) failType("range() arg 3 must not be zero");
  const bool up = step > 0;
  const std::uint64_t distance = up ? (start < stop ? static_cast<std::uint64_t>(stop) - static_cast<std::uint64_t>(start) : 0)
                                    : (start > stop ? static_cast<std::uint64_t>(start) - static_cast<std::uint64_t>(stop) : 0);
  const std::uint64_t stride = up ? static_cast<std::uint64_t>(step) : 0 - static_cast<std::uint64_t>(step);
  const std::uint64_t count = distance == 0 ? 0 : (distance - 1) / stride + 1;
  if (count > kMaxRange) failBudget("range");
  heap.room(count * sizeof(Value));
  std::vector<Value> items;
  items.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) items.push_back(Value::integer(static_cast<std::int64_t>(static_cast<std::uint64_t>(start) + (up ? i * stride : 0 - i * stride))));
  return heap.list(std::move(items), ListKind::Range);
}

Ref<DictObj> dictOf(Heap& heap, const Args& args, std::string_view function) {
  if (args.positional.size() > 1) failType(std::string(function) + "() takes at most one positional argument");
  Ref<DictObj> out = heap.make<DictObj>();
  if (!args.positional.empty()) {
    const Value& source = args.positional[0];
    if (source.isDict()) {
      for (const auto& [key, value] : source.dict().entries) out->set(key, value);
    } else {
      for (const Value& pair : iterate(heap, source)) {
        const std::vector<Value> two = iterate(heap, pair);
        if (two.size() != 2) failType("dictionary update sequence element does not have length 2");
        out->set(two[0], two[1]);
      }
    }
  }
  for (const auto& [name, value] : args.named) out->set(heap.string(std::string(name)), value);
  return out;
}

Value callDict(Heap& heap, const Args& args) { return Value(Tag::Dict, dictOf(heap, args, "dict").get()); }

Value callNamespace(Heap& heap, const Args& args) {
  Ref<NamespaceObj> out = heap.make<NamespaceObj>();
  out->members = dictOf(heap, args, "namespace");
  for (const auto& [name, value] : out->members->entries)
    if (name.isString()) checkNamespaceName(name.text());
  return Value(Tag::Namespace, out.get());
}

Value callRaise(Heap& heap, const Args& args) {
  const std::string message = toText(heap, Bound("raise_exception", args, {"message"}).required(0));
  throw Failure{base::Error("template.raised", {{"message", message}})};
}

Value callStrftime(Heap& heap, const Args& args) {
  std::string format(Bound("strftime_now", args, {"format"}).text(0));
  if (format.size() > 1024) failBudget("output");
  const std::time_t moment = base::nowSeconds();
  std::tm time{};
  // A fixed clock is given in UTC; the real one shows the user's own day.
  if (std::getenv("TIMBRE_NOW")) gmtime_r(&moment, &time);
  else localtime_r(&moment, &time);
  for (std::size_t at = format.find("%f"); at != std::string::npos; at = format.find("%f", at)) format.replace(at, 2, "000000");
  char buffer[8192];
  // The added character tells an empty result from one that does not fit.
  const std::size_t length = std::strftime(buffer, sizeof buffer, (format + " ").c_str(), &time);
  if (length == 0) failBudget("output");
  return heap.string(std::string(buffer, length - 1));
}

}  // namespace

void checkNamespaceName(std::string_view name) {
  if (name.starts_with('_')) failType("a namespace takes no name that begins with an underscore: '" + std::string(name) + "'");
}

namespace {

constexpr FunctionEntry kFunctions[] = {
    {"range", callRange}, {"dict", callDict}, {"namespace", callNamespace}, {"raise_exception", callRaise}, {"strftime_now", callStrftime},
};

}  // namespace

std::span<const FunctionEntry> globalFunctions() { return kFunctions; }

bool isUnsupportedGlobal(std::string_view name) { return name == "cycler" || name == "joiner" || name == "lipsum"; }

}  // namespace timbre::text::jinja
