// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/redirects.h"

#include <utility>

namespace timbre::net {

using base::Error;

base::Result<void> followRedirects(const std::string& url, const std::string& token, int redirects, const Ask& ask) {
  TIMBRE_ASSIGN(Address address, parseAddress(url));
  if (!address.secure && !isLoopback(address.host)) return Error("net.insecure", {{"host", address.host}});
  const std::string first = address.origin();
  for (int hop = 0; hop <= redirects; ++hop) {
    TIMBRE_ASSIGN(const std::string location, ask(address, address.origin() == first ? token : std::string()));
    if (location.empty()) return {};
    TIMBRE_ASSIGN(Address next, resolveAddress(address, location));
    if (!next.secure && (address.secure || !isLoopback(next.host)))
      return Error("net.redirect_insecure", {{"host", address.host}});
    address = std::move(next);
  }
  return Error("net.redirects", {{"host", address.host}});
}

}  // namespace timbre::net
