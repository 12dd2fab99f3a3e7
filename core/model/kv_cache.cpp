// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/kv_cache.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace timbre::model {

namespace {
constexpr std::int64_t kBlock = 256;  // positions; doubling from there on
}

KvCache::KvCache(const ModelConfig& config, at::ScalarType dtype, at::Device device) {
  const auto options = at::TensorOptions(dtype).device(device);
  m_keepsIds = config.rope.kind == RopeKind::Dynamic || config.rope.kind == RopeKind::LongRope ||
               config.rope.kind == RopeKind::QwenNtk;
  for (std::int64_t i = 0; i < config.layers; ++i) {
    m_keys.push_back(at::empty({1, config.kvHeads, 0, config.headDim}, options));
    m_values.push_back(at::empty({1, config.kvHeads, 0, config.headDim}, options));
  }
}

void KvCache::truncate(std::int64_t length) {
  const at::Tensor before = ids();
  m_length = std::clamp<std::int64_t>(length, 0, m_length);
  if (before.defined()) m_ids = {before.narrow(1, 0, m_length)};
}

void KvCache::advance(const at::Tensor& ids, std::int64_t rotaryKey) {
  m_rotaryKey = m_length == 0 || m_rotaryKey == rotaryKey ? rotaryKey : kMixed;
  m_length += ids.size(1);
  if (m_keepsIds) m_ids.push_back(ids.detach());
}

at::Tensor KvCache::ids() const { return m_ids.empty() ? at::Tensor() : at::cat(m_ids, 1); }

void KvCache::reserve(std::int64_t capacity) {
  if (capacity <= m_capacity) return;
  m_capacity = std::max({capacity, 2 * m_capacity, kBlock});
  for (auto* list : {&m_keys, &m_values})
    for (at::Tensor& tensor : *list) {
      at::Tensor larger = at::empty({1, tensor.size(1), m_capacity, tensor.size(3)}, tensor.options());
      if (m_length > 0) larger.narrow(2, 0, m_length).copy_(tensor.narrow(2, 0, m_length));
      tensor = larger;
    }
}

std::pair<at::Tensor, at::Tensor> KvCache::append(int layer, const at::Tensor& key, const at::Tensor& value) {
  at::NoGradGuard guard;
  const auto index = static_cast<std::size_t>(layer);
  const std::int64_t time = key.size(2);
  reserve(m_length + time);
  m_keys[index].narrow(2, m_length, time).copy_(key);
  m_values[index].narrow(2, m_length, time).copy_(value);
  return {m_keys[index].narrow(2, 0, m_length + time), m_values[index].narrow(2, 0, m_length + time)};
}

}  // namespace timbre::model
