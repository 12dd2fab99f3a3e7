// SPDX-License-Identifier: GPL-3.0-or-later
// The stack machine behind state_dict_pickle.h: bytes to a tree of values. Values live in one vector and name each other by
// index, so that neither reading nor freeing recurses, whatever the nesting. Opcodes: CPython Lib/pickletools.py.
#pragma once

#include "core/base/result.h"
#include "core/model/state_dict_pickle.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace timbre::model {

/// A text from the file as a message may show it: short, ASCII, no controls.
std::string printableText(std::string_view text);

class PickleMachine {
 public:
  using Id = std::uint32_t;
  enum class Kind { None, Bool, Integer, Real, Text, Tuple, List, Dict, OrderedDict, RebuildTensor, RebuildParameter,
                    StorageType, Storage, Tensor };
  struct Value {
    Kind kind = Kind::None;
    Dtype dtype = Dtype::F32;   // of a StorageType, Storage or Tensor
    std::int64_t integer = 0;   // Bool, Integer; elements of a Storage; index into tensors() of a Tensor
    std::string_view text{};    // Text; key of a Storage. A view of the pickle.
    std::vector<Id> items{};    // Tuple, List; Dict: key, value, key, value …
  };

  PickleMachine(std::string_view pickle, const std::string& path, const PickleLimits& limits)
      : m_pickle(pickle), m_path(path), m_limits(limits) {}
  /// Runs to STOP and gives the one value that is left.
  base::Result<Id> run();
  const Value& value(Id id) const { return m_values[id]; }
  /// Without names.
  const std::vector<PickledTensor>& tensors() const { return m_tensors; }

 private:
  base::Result<void> step(unsigned char opcode);
  base::Result<void> literal(unsigned char opcode);
  base::Result<void> remember(unsigned char opcode);
  base::Result<void> collect(unsigned char opcode);
  base::Result<void> fill(unsigned char opcode);
  base::Result<void> global();
  base::Result<void> reduce();
  base::Result<void> build();
  base::Result<void> storage();
  base::Result<void> tensor(const Value& arguments);

  base::Error invalid() const;
  base::Result<std::string_view> take(std::size_t bytes);
  base::Result<std::uint64_t> unsignedNumber(std::size_t bytes);
  base::Result<std::int64_t> signedNumber(std::size_t bytes);
  base::Result<std::string_view> line();
  base::Result<void> push(Value value);
  base::Result<void> pushId(Id id);
  base::Result<Id> pop();
  base::Result<std::vector<Id>> popToMark();
  base::Result<std::vector<std::int64_t>> sizes(Id id) const;

  std::string_view m_pickle;
  const std::string& m_path;
  const PickleLimits& m_limits;
  std::size_t m_at = 0;
  std::vector<Value> m_values;
  std::vector<PickledTensor> m_tensors;
  std::vector<Id> m_stack;
  std::vector<std::size_t> m_marks;  // heights of the stack
  std::unordered_map<std::uint32_t, Id> m_memo;
};

}  // namespace timbre::model
