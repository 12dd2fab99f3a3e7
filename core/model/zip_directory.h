// SPDX-License-Identifier: GPL-3.0-or-later
// The members of a zip archive whose members are stored uncompressed, as torch.save writes them (zip64 included), found
// through the central directory and checked against the local headers, so that two readers cannot see two archives.
// Torch-free. Checksums are not compared: torch may leave them unset (torch.serialization.set_crc32_options).
// Errors: weights.zip_invalid, weights.zip_compressed, weights.too_many_entries, weights.bad_name.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace timbre::model {

/// Name → bytes of the member inside `archive`, which must outlive the result. `path` is only used in errors.
base::Result<std::map<std::string, std::string_view, std::less<>>> readZipDirectory(std::string_view archive,
                                                                                    const std::string& path);

}  // namespace timbre::model
