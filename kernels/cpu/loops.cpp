// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cpu/loops.h"

namespace timbre::kernels::cpu {

namespace {

thread_local const Loops* t_chosen = nullptr;

const Loops& loopsOf(Isa isa) {
  switch (isa) {
#ifdef __x86_64__
    case Isa::Avx512:
      return kLoopsAvx512;
    case Isa::Avx2:
      return kLoopsAvx2;
#endif
    default:
      return kLoopsBase;
  }
}

}  // namespace

bool isaSupported(Isa isa) {
#ifdef __x86_64__
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (isa == Isa::Avx2) return avx2;
  if (isa == Isa::Avx512)
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
  return isa == Isa::Base;
}

Isa bestIsa() {
  if (isaSupported(Isa::Avx512)) return Isa::Avx512;
  return isaSupported(Isa::Avx2) ? Isa::Avx2 : Isa::Base;
}

const Loops& activeLoops() {
  if (t_chosen) return *t_chosen;
  static const Loops& best = loopsOf(bestIsa());
  return best;
}

ScopedIsa::ScopedIsa(Isa isa) : m_before(t_chosen) { t_chosen = &loopsOf(isa); }
ScopedIsa::~ScopedIsa() { t_chosen = m_before; }

}  // namespace timbre::kernels::cpu
