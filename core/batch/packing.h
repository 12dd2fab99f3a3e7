// SPDX-License-Identifier: GPL-3.0-or-later
// Which samples share a sequence, and which sequences share a micro-batch. Pure functions of the lengths and an order,
// so that the same seed gives the same batches on every machine. An index list refers to a SampleSet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace timbre::batch {

/// Samples of one sequence, in the order in which they stand there.
using Pack = std::vector<std::uint32_t>;

/// Best-fit decreasing: longest samples first, each into the fullest pack that still has room for it (the earliest of
/// equals). `order` breaks ties between samples of one length, so the number of packs depends on the lengths alone.
/// A sample longer than `capacity` gets a pack of its own.
std::vector<Pack> packBestFit(const std::vector<std::int64_t>& lengths, const std::vector<std::uint32_t>& order,
                              std::int64_t capacity);

/// Groups for pre-training: rows of near-equal length side by side. A group of padded length T (a multiple of 16) holds
/// floor(tokens / T) rows, so that shapes repeat and allocator and kernel caches stay small; what is left over of one
/// length moves up into the next. The last group may hold fewer rows.
std::vector<Pack> bucketByLength(const std::vector<std::int64_t>& lengths, const std::vector<std::uint32_t>& order,
                                 std::int64_t tokens);

constexpr std::int64_t kBucketStep = 16;
inline std::int64_t paddedLength(std::int64_t length) { return (length + kBucketStep - 1) / kBucketStep * kBucketStep; }

}  // namespace timbre::batch
