// SPDX-License-Identifier: GPL-3.0-or-later
// The pickle of a plain state_dict as torch.save writes it (protocol 2), read as data: a stack machine that knows the
// opcodes and the globals which a dictionary of tensors needs and can call nothing. Whatever else a pickle asks for is
// refused by name. Torch-free.
// Globals: collections.OrderedDict, torch._utils._rebuild_tensor_v2, torch._utils._rebuild_parameter, torch.<X>Storage.
// The attribute dictionary that an OrderedDict carries (_metadata) is read and dropped. Two entries of one name are
// refused. Bounded by PickleLimits; never recursive.
// Errors: weights.pickle_global, weights.pickle_opcode, weights.pickle_invalid, weights.pickle_too_large,
// weights.not_state_dict, weights.bad_name, weights.bad_shape.
#pragma once

#include "core/base/result.h"
#include "core/model/safetensors.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::model {

struct PickleLimits {
  std::size_t bytes = std::size_t(64) << 20;
  std::size_t values = 2'000'000;  // about 20 a tensor
  std::size_t stack = 1'000'000;
};

/// One entry: a window on a storage. Nothing about it has been compared with the storage's bytes yet.
struct PickledTensor {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::string storage;            // its bytes are the archive's member <top>/data/<storage>
  std::int64_t storageElements = 0;
  std::int64_t offset = 0;            // elements from the start of the storage
  std::vector<std::int64_t> shape;    // each ≥ 0
  std::vector<std::int64_t> strides;  // elements, as many as sizes, each ≥ 0
};

/// In the order of the dictionary. `path` is only used in errors.
base::Result<std::vector<PickledTensor>> readStateDict(std::string_view pickle, const std::string& path,
                                                       const PickleLimits& limits = {});

}  // namespace timbre::model
