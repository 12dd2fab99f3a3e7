// SPDX-License-Identifier: GPL-3.0-or-later
// The addresses of a host, looked up where nobody has to wait for it: the C library's lookup cannot be interrupted, so
// it runs on a thread of its own, which this call leaves behind when it is cancelled or late. What the two share is
// freed by the one that ends last. Blocking, ends within a fraction of a second when cancelled; any thread.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace timbre::net {

/// Numeric addresses in the order in which they deserve to be tried, empty when there is no such host. May block.
using Lookup = std::function<std::vector<std::string>(const std::string& host)>;

/// getaddrinfo.
std::vector<std::string> systemLookup(const std::string& host);

/// A numeric host is its own address and asks nobody. Errors: cancelled, net.unreachable ({host}), net.timeout
/// ({host}).
base::Result<std::vector<std::string>> resolve(const std::string& host, const Lookup& lookup,
                                               std::chrono::milliseconds limit, const base::CancelToken& cancel);

}  // namespace timbre::net
