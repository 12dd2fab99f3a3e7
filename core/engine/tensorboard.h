// SPDX-License-Identifier: GPL-3.0-or-later
// Scalars for TensorBoard: records of tensorflow.Event in the TFRecord framing
//   u64 length | masked crc32c(length) | bytes | masked crc32c(bytes),  mask(c) = rotr(c, 15) + 0xa282ead8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timbre::engine {

std::uint32_t crc32c(std::string_view bytes);
/// First record of every event file.
std::string tensorboardHeader(double wallTime);
std::string tensorboardScalars(double wallTime, std::int64_t step,
                               const std::vector<std::pair<std::string, float>>& values);

}  // namespace timbre::engine
