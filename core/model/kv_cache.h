// SPDX-License-Identifier: GPL-3.0-or-later
// Keys (already turned) and values of one sequence, grown in blocks. (layer) → (1, kv_heads, capacity, head_dim).
// Every key stays, also where a window hides it later, so that a prefix can be kept. Where the rotation depends on the
// length of the sequence the tokens are kept too: the decoder computes everything anew when a switch comes.
#pragma once

#include "core/model/config.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace timbre::model {

class KvCache {
 public:
  KvCache(const ModelConfig& config, at::ScalarType dtype, at::Device device);
  std::int64_t length() const { return m_length; }
  /// Keeps only the first `length` positions (to share a prefix between turns).
  void truncate(std::int64_t length);
  /// Appends (1, kv_heads, time, head_dim) and returns all keys and values of the layer so far.
  std::pair<at::Tensor, at::Tensor> append(int layer, const at::Tensor& key, const at::Tensor& value);
  /// Called once per forward, after the last layer, with its ids (1, time) and the key of its rotation (rotary.h).
  void advance(const at::Tensor& ids, std::int64_t rotaryKey);

  /// Key of the rotation of all that is in here; kMixed when tokens that were generated have others.
  static constexpr std::int64_t kMixed = -1;
  std::int64_t rotaryKey() const { return m_rotaryKey; }
  /// (1, length) int64; undefined unless the rotation depends on the length.
  at::Tensor ids() const;

 private:
  void reserve(std::int64_t capacity);

  std::vector<at::Tensor> m_keys, m_values;
  bool m_keepsIds = false;
  std::vector<at::Tensor> m_ids;  // one for each forward
  std::int64_t m_rotaryKey = 0;
  std::int64_t m_capacity = 0;
  std::int64_t m_length = 0;
};

}  // namespace timbre::model
