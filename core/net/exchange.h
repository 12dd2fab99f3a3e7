// SPDX-License-Identifier: GPL-3.0-or-later
// One GET to one address, no redirects followed: headers to `head`, then the body in pieces to `body`. Blocking; ends
// within 100 ms when cancelled, also while a name is looked up or a connection is made. The only file that knows the
// HTTP library.
#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/net/address.h"
#include "core/net/proxy.h"
#include "core/net/resolve.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace timbre::net {

struct ExchangeLimits {
  std::chrono::milliseconds connect{15'000};
  std::chrono::milliseconds stall{20'000};     ///< without a byte
  std::chrono::milliseconds header{45'000};    ///< from the start to the end of the headers
  std::chrono::milliseconds total{1'800'000};  ///< whatever comes
};

struct ResponseHead {
  int status = 0;
  std::optional<std::uint64_t> length;  ///< Content-Length
  std::string range;                    ///< Content-Range
  std::string location;
};

struct Exchange {
  Address address;
  std::optional<std::uint64_t> from;  ///< asks for the bytes from here on
  std::optional<Proxy> proxy;
  std::string token;  ///< sent as "Authorization: Bearer …"; empty: none. Never logged.
  std::filesystem::path trusted;  ///< PEM file of authorities to trust instead of the system's; empty: the system's
  ExchangeLimits limits;
  Lookup lookup = systemLookup;
  std::function<bool(const ResponseHead&)> head;     ///< false: the body is not wanted, the exchange ends well
  std::function<bool(std::string_view bytes)> body;  ///< false: enough, the exchange ends well
};

/// Errors: cancelled, net.unreachable ({host}, {reason}), net.tls ({host}), net.timeout ({host}), net.broken ({host}):
/// the connection ended in the middle.
base::Result<void> run(const Exchange& exchange, const base::CancelToken& cancel);

/// What an answer with a status that nobody waits for means: net.overloaded (429, 5xx) or net.status.
base::Error statusError(const std::string& host, int status);

}  // namespace timbre::net
