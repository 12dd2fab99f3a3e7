// SPDX-License-Identifier: GPL-3.0-or-later
// Inner loops of the CPU kernels, compiled once per instruction set from loops.inc and chosen at run time. Plain
// pointers and no standard headers in loops.inc: an inline function compiled for AVX-512 must never be the copy the
// linker keeps. Tensors are float or bfloat16 in memory (index 0 or 1 of each pair of pointers); all arithmetic is
// float. Pure functions on the caller's memory: thread-safe.
#pragma once

#include <cstdint>

namespace timbre::kernels::cpu {

enum class Isa { Base, Avx2, Avx512 };

/// Everything about one packed attention call. Rows are tokens; a row of qkv is (heads | kvHeads | kvHeads) × headDim.
struct AttentionArgs {
  const void* qkv = nullptr;
  const float* cosine = nullptr;  // (tokens, headDim / 2)
  const float* sine = nullptr;
  std::int64_t heads = 0, kvHeads = 0, headDim = 0;
  float scale = 1;
  float softcap = 0;        // 0: none
  std::int64_t window = 0;  // 0: none
  void* out = nullptr;            // (tokens, heads × headDim)
  float* logSum = nullptr;        // (tokens, heads): log Σ exp of the scaled scores
  const void* gradOut = nullptr;  // backward only
  void* gradQkv = nullptr;
};

struct Loops {
  const char* name;
  int lanes;  // floats in a vector

  /// sum = x + residual (residual may be null: sum is not written), y = sum · rsqrt(mean(sum²) + eps) · weight.
  void (*rmsForward[2])(const void* x, const void* residual, const float* weight, float eps, std::int64_t width,
                        std::int64_t begin, std::int64_t end, void* sum, void* y, float* scale);
  /// gradSum may be null; gradWeight (width) is added to, or null.
  void (*rmsBackward[2])(const void* gradY, const void* gradSum, const void* sum, const float* scale,
                         const float* weight, std::int64_t width, std::int64_t begin, std::int64_t end, void* gradX,
                         float* gradWeight);
  /// Rows of gateUp are gate | up, each `width`.
  void (*swigluForward[2])(const void* gateUp, std::int64_t width, std::int64_t begin, std::int64_t end, void* y);
  void (*swigluBackward[2])(const void* gradY, const void* gateUp, std::int64_t width, std::int64_t begin,
                            std::int64_t end, void* gradGateUp);
  /// One row of logits: returns −log softmax[target]; with a factor ≠ 0 the row becomes factor · (softmax − onehot).
  float (*crossEntropyRow[2])(void* logits, std::int64_t width, std::int64_t target, float factor);
  /// Floats of scratch that one attention call on a segment of `length` tokens needs.
  std::int64_t (*attentionScratch)(std::int64_t length, std::int64_t headDim, bool backward);
  /// Causal attention of the tokens [begin, begin + length) for one key-value head and the query heads that share it.
  void (*attentionForward[2])(const AttentionArgs& args, std::int64_t begin, std::int64_t length, std::int64_t kvHead,
                              float* scratch);
  void (*attentionBackward[2])(const AttentionArgs& args, std::int64_t begin, std::int64_t length, std::int64_t kvHead,
                               float* scratch);
};

extern const Loops kLoopsBase, kLoopsAvx2, kLoopsAvx512;

bool isaSupported(Isa isa);
Isa bestIsa();
/// Loops of the best supported instruction set, or of the one a live ScopedIsa names for this thread.
const Loops& activeLoops();

/// Test hook: activeLoops() of this thread uses `isa` while it lives. The set must be supported.
class ScopedIsa {
 public:
  explicit ScopedIsa(Isa isa);
  ~ScopedIsa();
  ScopedIsa(const ScopedIsa&) = delete;
  ScopedIsa& operator=(const ScopedIsa&) = delete;

 private:
  const Loops* m_before;
};

}  // namespace timbre::kernels::cpu
