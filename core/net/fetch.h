// SPDX-License-Identifier: GPL-3.0-or-later
// A short answer of a web service, in memory. Blocking: worker threads only.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/net/download.h"

#include <cstddef>
#include <string>

namespace timbre::net {

struct FetchRequest {
  std::string url;
  std::string token;  ///< for the first host alone; may be empty
  std::size_t limit = 1u << 20;
};

/// Errors: net.status ({host}, {status}), net.too_long ({host}), and those of `download` that are no disk's.
base::Result<std::string> fetchText(const FetchRequest& request, const DownloadOptions& options = {},
                                    const base::CancelToken& cancel = {});

}  // namespace timbre::net
