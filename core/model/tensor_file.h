// SPDX-License-Identifier: GPL-3.0-or-later
// What weight_files needs of a file with tensors, whatever its format. Torch-free. Const after opening, so any thread may
// read.
#pragma once

#include "core/model/tensor_info.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::model {

/// The row-major bytes of one tensor: a view of the mapped file where they stand there like that, else a copy.
class TensorBytes {
 public:
  TensorBytes(std::span<const std::byte> view) : m_view(view) {}
  explicit TensorBytes(std::vector<std::byte> copy) : m_copy(std::move(copy)), m_view(m_copy) {}
  TensorBytes(TensorBytes&&) noexcept = default;
  TensorBytes& operator=(TensorBytes&&) noexcept = default;
  TensorBytes(const TensorBytes&) = delete;
  TensorBytes& operator=(const TensorBytes&) = delete;

  /// Valid as long as this object and the file are.
  std::span<const std::byte> span() const { return m_view; }
  operator std::span<const std::byte>() const { return m_view; }
  const std::byte* data() const { return m_view.data(); }
  std::size_t size() const { return m_view.size(); }
  bool empty() const { return m_view.empty(); }
  std::byte operator[](std::size_t index) const { return m_view[index]; }

 private:
  std::vector<std::byte> m_copy;  // moving it keeps the address of its elements
  std::span<const std::byte> m_view;
};

class TensorFile {
 public:
  virtual ~TensorFile() = default;
  virtual const std::vector<TensorInfo>& tensors() const = 0;
  virtual const TensorInfo* find(std::string_view name) const = 0;
  /// `tensor` must be one of `tensors()`.
  virtual TensorBytes bytes(const TensorInfo& tensor) const = 0;
};

}  // namespace timbre::model
