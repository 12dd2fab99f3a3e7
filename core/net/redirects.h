// SPDX-License-Identifier: GPL-3.0-or-later
// Where a request ends up: https only (this machine's own loopback aside), at most so many hops, and the token for the
// first host alone.
#pragma once

#include "core/base/result.h"
#include "core/net/address.h"

#include <functional>
#include <string>

namespace timbre::net {

/// Makes one request; returns the Location that it was sent to, empty when it was answered.
using Ask = std::function<base::Result<std::string>(const Address& address, const std::string& token)>;

/// Errors: net.address, net.insecure, net.redirect_insecure, net.redirects, and those of `ask`.
base::Result<void> followRedirects(const std::string& url, const std::string& token, int redirects, const Ask& ask);

}  // namespace timbre::net
