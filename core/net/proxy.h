// SPDX-License-Identifier: GPL-3.0-or-later
// Which HTTP proxy an address goes through, by the variables that other programs read as well: https_proxy, http_proxy
// (lower case only: upper case can be set by a request in CGI programs), all_proxy, no_proxy. Pure over the given
// lookup, any thread.
#pragma once

#include "core/base/result.h"
#include "core/net/address.h"

#include <functional>
#include <optional>
#include <string>

namespace timbre::net {

struct Proxy {
  std::string host;
  int port = 0;
  std::string user, password;  ///< never logged
  bool operator==(const Proxy&) const = default;
};

/// Value of an environment variable, "" when it is not set.
using Environment = std::function<std::string(const char* name)>;
std::string processEnvironment(const char* name);

/// nullopt: directly. Errors: net.proxy ({proxy}, without user and password) when the variable names something that
/// cannot be used, SOCKS for one: going around it would be a surprise.
base::Result<std::optional<Proxy>> proxyFor(const Address& address,
                                            const Environment& environment = processEnvironment);

}  // namespace timbre::net
