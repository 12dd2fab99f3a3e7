// SPDX-License-Identifier: GPL-3.0-or-later
// An address of the web, taken apart strictly: http or https, a host, a port, a path; what is unusual (user names,
// spaces, control characters) is refused instead of repaired. Pure values, any thread.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace timbre::net {

struct Address {
  bool secure = true;  ///< https
  std::string host;    ///< lower case, an IPv6 literal without its brackets
  int port = 443;
  std::string path;  ///< path and query, from "/" on; a fragment is dropped
  /// "https://host:port", the port only where it is not the usual one.
  std::string origin() const;
  std::string text() const { return origin() + path; }
  bool operator==(const Address&) const = default;
};

/// Errors: net.address ({address}).
base::Result<Address> parseAddress(std::string_view text);
/// What a Location header means at `base`. Errors: net.address.
base::Result<Address> resolveAddress(const Address& base, std::string_view location);
/// localhost, 127.0.0.0/8, ::1: stays on this machine.
bool isLoopback(std::string_view host);

}  // namespace timbre::net
