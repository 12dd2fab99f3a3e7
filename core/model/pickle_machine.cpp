// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/pickle_machine.h"

#include <array>
#include <cstdio>
#include <utility>

namespace timbre::model {

namespace {

using base::Error;
using base::Result;

enum Opcode : unsigned char {
  kMark = '(',
  kStop = '.',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kNone = 'N',
  kBinPersistentId = 'Q',
  kReduce = 'R',
  kShortBinString = 'U',
  kBinUnicode = 'X',
  kEmptyList = ']',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kAppends = 'e',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kSetItems = 'u',
  kEmptyDict = '}',
  kEmptyTuple = ')',
  kBinFloat = 'G',
  kProtocol = 0x80,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kTrue = 0x88,
  kFalse = 0x89,
  kLong1 = 0x8a,
};

constexpr std::size_t kLineBytes = 256;  // of a module or a name
constexpr std::size_t kTextBytes = 4096;

struct StorageName {
  std::string_view name;
  Dtype dtype;
};
constexpr std::array<StorageName, 10> kStorages{{{"FloatStorage", Dtype::F32},
                                                 {"HalfStorage", Dtype::F16},
                                                 {"BFloat16Storage", Dtype::BF16},
                                                 {"DoubleStorage", Dtype::F64},
                                                 {"LongStorage", Dtype::I64},
                                                 {"IntStorage", Dtype::I32},
                                                 {"ShortStorage", Dtype::I16},
                                                 {"CharStorage", Dtype::I8},
                                                 {"ByteStorage", Dtype::U8},
                                                 {"BoolStorage", Dtype::Bool}}};

}  // namespace

Error PickleMachine::invalid() const { return Error("weights.pickle_invalid", {{"position", std::to_string(m_at)}}, m_path); }

Result<std::string_view> PickleMachine::take(std::size_t bytes) {
  if (m_pickle.size() - m_at < bytes) return invalid();
  const std::string_view taken = m_pickle.substr(m_at, bytes);
  m_at += bytes;
  return taken;
}

Result<std::uint64_t> PickleMachine::unsignedNumber(std::size_t bytes) {
  TIMBRE_ASSIGN(const std::string_view text, take(bytes));
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(text[i]);
  return value;
}

Result<std::int64_t> PickleMachine::signedNumber(std::size_t bytes) {
  if (bytes == 0) return std::int64_t(0);
  TIMBRE_ASSIGN(const std::uint64_t value, unsignedNumber(bytes));
  const unsigned shift = static_cast<unsigned>(64 - 8 * bytes);
  return static_cast<std::int64_t>(value << shift) >> shift;
}

Result<std::string_view> PickleMachine::line() {
  const std::size_t end = m_pickle.substr(m_at, kLineBytes).find('\n');
  if (end == std::string_view::npos) return invalid();
  const std::string_view text = m_pickle.substr(m_at, end);
  m_at += end + 1;
  return text;
}

Result<void> PickleMachine::push(Value value) {
  if (m_values.size() >= m_limits.values)
    return Error("weights.pickle_too_large", {{"limit", std::to_string(m_limits.values)}}, m_path);
  m_values.push_back(std::move(value));
  return pushId(static_cast<Id>(m_values.size() - 1));
}

Result<void> PickleMachine::pushId(Id id) {
  if (m_stack.size() >= m_limits.stack)
    return Error("weights.pickle_too_large", {{"limit", std::to_string(m_limits.stack)}}, m_path);
  m_stack.push_back(id);
  return {};
}

Result<PickleMachine::Id> PickleMachine::pop() {
  if (m_stack.empty() || (!m_marks.empty() && m_stack.size() <= m_marks.back())) return invalid();
  const Id id = m_stack.back();
  m_stack.pop_back();
  return id;
}

Result<std::vector<PickleMachine::Id>> PickleMachine::popToMark() {
  if (m_marks.empty()) return invalid();
  const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
  std::vector<Id> items(begin, m_stack.end());
  m_stack.erase(begin, m_stack.end());
  m_marks.pop_back();
  return items;
}

Result<PickleMachine::Id> PickleMachine::run() {
  if (m_pickle.size() > m_limits.bytes)
    return Error("weights.pickle_too_large", {{"limit", std::to_string(m_limits.bytes)}}, m_path);
  TIMBRE_ASSIGN(const std::uint64_t first, unsignedNumber(1));
  TIMBRE_ASSIGN(const std::uint64_t protocol, unsignedNumber(1));
  if (first != kProtocol || protocol != 2) return invalid();
  for (;;) {
    TIMBRE_ASSIGN(const std::uint64_t opcode, unsignedNumber(1));
    if (opcode == kStop) break;
    TIMBRE_TRY(step(static_cast<unsigned char>(opcode)));
  }
  if (m_stack.size() != 1 || !m_marks.empty() || m_at != m_pickle.size()) return invalid();
  return m_stack.front();
}

Result<void> PickleMachine::step(unsigned char opcode) {
  switch (opcode) {
    case kNone:
    case kTrue:
    case kFalse:
    case kBinInt:
    case kBinInt1:
    case kBinInt2:
    case kLong1:
    case kBinFloat:
    case kBinUnicode:
    case kShortBinString: return literal(opcode);
    case kBinGet:
    case kLongBinGet:
    case kBinPut:
    case kLongBinPut: return remember(opcode);
    case kMark: {
      if (m_marks.size() >= m_limits.stack) return invalid();
      m_marks.push_back(m_stack.size());
      return {};
    }
    case kEmptyDict: return push({.kind = Kind::Dict});
    case kEmptyList: return push({.kind = Kind::List});
    case kEmptyTuple: return push({.kind = Kind::Tuple});
    case kTuple:
    case kTuple1:
    case kTuple2:
    case kTuple3: return collect(opcode);
    case kAppend:
    case kAppends:
    case kSetItem:
    case kSetItems: return fill(opcode);
    case kGlobal: return global();
    case kReduce: return reduce();
    case kBuild: return build();
    case kBinPersistentId: return storage();
    default: break;
  }
  char name[8];
  std::snprintf(name, sizeof name, "0x%02X", opcode);
  return Error("weights.pickle_opcode", {{"opcode", name}, {"position", std::to_string(m_at - 1)}}, m_path);
}

Result<void> PickleMachine::literal(unsigned char opcode) {
  Value value;
  switch (opcode) {
    case kTrue:
    case kFalse:
      value.kind = Kind::Bool;
      value.integer = opcode == kTrue;
      break;
    case kBinInt:
    case kBinInt1:
    case kBinInt2: {
      value.kind = Kind::Integer;
      if (opcode == kBinInt) {
        TIMBRE_ASSIGN(value.integer, signedNumber(4));
      } else {
        TIMBRE_ASSIGN(const std::uint64_t number, unsignedNumber(opcode == kBinInt1 ? 1 : 2));
        value.integer = static_cast<std::int64_t>(number);
      }
      break;
    }
    case kLong1: {
      value.kind = Kind::Integer;
      TIMBRE_ASSIGN(const std::uint64_t bytes, unsignedNumber(1));
      if (bytes > 8) return invalid();
      TIMBRE_ASSIGN(value.integer, signedNumber(static_cast<std::size_t>(bytes)));
      break;
    }
    case kBinFloat: {
      value.kind = Kind::Real;  // no tensor needs its value
      TIMBRE_TRY(take(8));
      break;
    }
    case kBinUnicode:
    case kShortBinString: {
      value.kind = Kind::Text;
      TIMBRE_ASSIGN(const std::uint64_t bytes, unsignedNumber(opcode == kBinUnicode ? 4 : 1));
      if (bytes > kTextBytes) return invalid();
      TIMBRE_ASSIGN(value.text, take(static_cast<std::size_t>(bytes)));
      break;
    }
    default: break;
  }
  return push(std::move(value));
}

Result<void> PickleMachine::remember(unsigned char opcode) {
  const bool isLong = opcode == kLongBinGet || opcode == kLongBinPut;
  TIMBRE_ASSIGN(const std::uint64_t number, unsignedNumber(isLong ? 4 : 1));
  const auto key = static_cast<std::uint32_t>(number);
  if (opcode == kBinPut || opcode == kLongBinPut) {
    TIMBRE_ASSIGN(const Id id, pop());
    m_memo[key] = id;
    return pushId(id);
  }
  const auto found = m_memo.find(key);
  if (found == m_memo.end()) return invalid();
  return pushId(found->second);
}

Result<void> PickleMachine::collect(unsigned char opcode) {
  Value tuple{.kind = Kind::Tuple};
  if (opcode == kTuple) {
    TIMBRE_ASSIGN(tuple.items, popToMark());
    return push(std::move(tuple));
  }
  tuple.items.resize(std::size_t{1} + opcode - kTuple1);
  for (std::size_t i = tuple.items.size(); i-- > 0;) {
    TIMBRE_ASSIGN(tuple.items[i], pop());
  }
  return push(std::move(tuple));
}

Result<void> PickleMachine::fill(unsigned char opcode) {
  const bool intoDict = opcode == kSetItem || opcode == kSetItems;
  std::vector<Id> items;
  if (opcode == kAppends || opcode == kSetItems) {
    TIMBRE_ASSIGN(items, popToMark());
  } else {
    items.resize(intoDict ? 2 : 1);
    for (std::size_t i = items.size(); i-- > 0;) {
      TIMBRE_ASSIGN(items[i], pop());
    }
  }
  TIMBRE_ASSIGN(const Id target, pop());
  Value& container = m_values[target];
  if (container.kind != (intoDict ? Kind::Dict : Kind::List) || (intoDict && items.size() % 2 != 0)) return invalid();
  container.items.insert(container.items.end(), items.begin(), items.end());
  return pushId(target);
}

Result<void> PickleMachine::global() {
  TIMBRE_ASSIGN(const std::string_view module, line());
  TIMBRE_ASSIGN(const std::string_view name, line());
  Value value;
  if (module == "collections" && name == "OrderedDict") {
    value.kind = Kind::OrderedDict;
    return push(std::move(value));
  }
  if (module == "torch._utils" && (name == "_rebuild_tensor_v2" || name == "_rebuild_parameter")) {
    value.kind = name == "_rebuild_parameter" ? Kind::RebuildParameter : Kind::RebuildTensor;
    return push(std::move(value));
  }
  if (module == "torch") {
    for (const StorageName& storage : kStorages)
      if (storage.name == name) {
        value.kind = Kind::StorageType;
        value.dtype = storage.dtype;
        return push(std::move(value));
      }
  }
  return Error("weights.pickle_global", {{"name", printableText(std::string(module) + "." + std::string(name))}}, m_path);
}

Result<void> PickleMachine::reduce() {
  TIMBRE_ASSIGN(const Id argumentsId, pop());
  TIMBRE_ASSIGN(const Id callee, pop());
  if (m_values[argumentsId].kind != Kind::Tuple) return invalid();
  const std::vector<Id>& arguments = m_values[argumentsId].items;
  switch (m_values[callee].kind) {
    case Kind::OrderedDict:
      if (!arguments.empty()) return invalid();
      return push({.kind = Kind::Dict});
    case Kind::RebuildTensor: return tensor(m_values[argumentsId]);
    case Kind::RebuildParameter:
      if (arguments.empty() || m_values[arguments.front()].kind != Kind::Tensor) return invalid();
      return pushId(arguments.front());
    default: return invalid();
  }
}

/// Only an OrderedDict has attributes (its _metadata), and no tensor depends on them.
Result<void> PickleMachine::build() {
  TIMBRE_ASSIGN(const Id state, pop());
  TIMBRE_ASSIGN(const Id target, pop());
  if (m_values[state].kind != Kind::Dict || m_values[target].kind != Kind::Dict) return invalid();
  return pushId(target);
}

/// ('storage', type, key, device, number of elements)
Result<void> PickleMachine::storage() {
  TIMBRE_ASSIGN(const Id id, pop());
  const std::vector<Id>& items = m_values[id].items;
  if (m_values[id].kind != Kind::Tuple || items.size() != 5) return invalid();
  const Value &tag = m_values[items[0]], &type = m_values[items[1]], &key = m_values[items[2]],
              &device = m_values[items[3]], &elements = m_values[items[4]];
  if (tag.kind != Kind::Text || tag.text != "storage" || type.kind != Kind::StorageType || key.kind != Kind::Text ||
      device.kind != Kind::Text || elements.kind != Kind::Integer || elements.integer < 0)
    return invalid();
  return push({.kind = Kind::Storage, .dtype = type.dtype, .integer = elements.integer, .text = key.text});
}

Result<std::vector<std::int64_t>> PickleMachine::sizes(Id id) const {
  const Value& tuple = m_values[id];
  if (tuple.kind != Kind::Tuple || tuple.items.size() > SafetensorsLimits{}.rank) return invalid();
  std::vector<std::int64_t> numbers;
  for (const Id item : tuple.items) {
    if (m_values[item].kind != Kind::Integer || m_values[item].integer < 0) return invalid();
    numbers.push_back(m_values[item].integer);
  }
  return numbers;
}

/// (storage, offset, sizes, strides, requires_grad, hooks[, metadata])
Result<void> PickleMachine::tensor(const Value& arguments) {
  const std::vector<Id>& items = arguments.items;
  if (items.size() < 6 || items.size() > 7) return invalid();
  const Value &storage = m_values[items[0]], &offset = m_values[items[1]];
  if (storage.kind != Kind::Storage || offset.kind != Kind::Integer || offset.integer < 0) return invalid();
  PickledTensor tensor;
  tensor.dtype = storage.dtype;
  tensor.storage = std::string(storage.text);
  tensor.storageElements = storage.integer;
  tensor.offset = offset.integer;
  TIMBRE_ASSIGN(tensor.shape, sizes(items[2]));
  TIMBRE_ASSIGN(tensor.strides, sizes(items[3]));
  if (tensor.shape.size() != tensor.strides.size()) return invalid();
  m_tensors.push_back(std::move(tensor));
  return push({.kind = Kind::Tensor, .integer = static_cast<std::int64_t>(m_tensors.size() - 1)});
}

}  // namespace timbre::model
