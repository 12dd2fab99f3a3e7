// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/state_dict_pickle.h"

#include "core/model/pickle_machine.h"

namespace timbre::model {

using base::Error;
using base::Result;

std::string printableText(std::string_view text) {
  std::string printable(text.substr(0, 80));
  for (char& c : printable)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
  return printable;
}

Result<std::vector<PickledTensor>> readStateDict(std::string_view pickle, const std::string& path,
                                                 const PickleLimits& limits) {
  PickleMachine machine(pickle, path, limits);
  TIMBRE_ASSIGN(const PickleMachine::Id top, machine.run());
  const PickleMachine::Value& dict = machine.value(top);
  if (dict.kind != PickleMachine::Kind::Dict) return Error("weights.not_state_dict", {{"key", "?"}}, path);
  std::vector<PickledTensor> tensors;
  for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
    const PickleMachine::Value &key = machine.value(dict.items[i]), &value = machine.value(dict.items[i + 1]);
    const bool named = key.kind == PickleMachine::Kind::Text;
    if (!named || value.kind != PickleMachine::Kind::Tensor)
      return Error("weights.not_state_dict", {{"key", named ? printableText(key.text) : "?"}}, path);
    tensors.push_back(machine.tensors()[static_cast<std::size_t>(value.integer)]);
    tensors.back().name = std::string(key.text);
  }
  return tensors;
}

}  // namespace timbre::model
