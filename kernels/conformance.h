// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels' own proof, runnable on any machine without Qt (timbre-cli selftest): every fast version, for every
// instruction set this CPU has, against its reference twin computed in double; every reference twin's gradient against
// finite differences in double. An error is max |a − b| over the largest |b|, over outputs and all gradients.
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::kernels {

struct ConformanceCase {
  std::string name;  // "rms_norm/avx512/f32/width 301"
  double tolerance = 0;
  std::function<double(at::Device device)> run;  // → error; may throw c10::Error
  bool onGpu = false;                            // also meaningful on a GPU
};

struct ConformanceResult {
  std::string name;
  std::string device;
  double maxError = 0;
  double tolerance = 0;
  bool passed = false;
  std::string failure;  // what a case threw, else empty
};

/// In a fixed order; the same on every machine with the same instruction sets.
std::vector<ConformanceCase> conformanceCases();

/// Runs the cases whose name contains `filter` (all when empty), one after another, and reports each. Returns how many
/// failed. Does not throw.
int runConformance(std::string_view filter, at::Device device,
                   const std::function<void(const ConformanceResult&)>& report);

}  // namespace timbre::kernels
