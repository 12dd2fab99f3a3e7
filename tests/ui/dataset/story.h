// SPDX-License-Identifier: GPL-3.0-or-later
// The story of the design boards as a dataset: 86 rows of Marv (小助手 in Chinese), two errors, five warnings, 12,418 tokens.
#pragma once

#include "tests/ui/dataset/fake_dataset.h"

#include <memory>

namespace timbre::ui::testing {

std::unique_ptr<FakeDataset> makeStory(bool chinese, std::int64_t rows, session::DatasetSink sink);

}  // namespace timbre::ui::testing
