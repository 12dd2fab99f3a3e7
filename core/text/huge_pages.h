// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for tables of megabytes that are read all over: on huge pages where the system gives them when asked (Linux),
// which spares most faults of the first touch and most misses of the TLB. Smaller tables are allocated as usual.
#pragma once

#include <cstddef>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace timbre::text {

template <class T>
struct HugePageAllocator {
  using value_type = T;
  static constexpr std::size_t kHugePage = std::size_t{2} << 20;

  HugePageAllocator() = default;
  template <class Other>
  HugePageAllocator(const HugePageAllocator<Other>&) {}

  T* allocate(std::size_t count) {
    void* memory = ::operator new(count * sizeof(T), alignmentOf(count));
#ifdef MADV_HUGEPAGE
    // Advice: what the system answers changes nothing but the speed.
    if (count * sizeof(T) >= kHugePage) (void)madvise(memory, count * sizeof(T), MADV_HUGEPAGE);
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) { ::operator delete(memory, alignmentOf(count)); }
  bool operator==(const HugePageAllocator&) const = default;

 private:
  static std::align_val_t alignmentOf(std::size_t count) {
    return std::align_val_t{count * sizeof(T) >= kHugePage ? kHugePage : alignof(T)};
  }
};

}  // namespace timbre::text
