// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/fetch.h"

#include "core/net/redirects.h"

namespace timbre::net {

using base::Error;
using base::Result;

Result<std::string> fetchText(const FetchRequest& request, const DownloadOptions& options,
                              const base::CancelToken& cancel) {
  std::string text;
  const auto ask = [&](const Address& address, const std::string& token) -> Result<std::string> {
    std::string location;
    Result<void> failure;
    Exchange exchange;
    exchange.address = address;
    exchange.token = token;
    TIMBRE_ASSIGN(exchange.proxy, proxyFor(address, options.environment));
    exchange.trusted = options.trusted;
    exchange.limits = options.limits;
    exchange.lookup = options.lookup;
    exchange.head = [&](const ResponseHead& head) {
      if (head.status >= 300 && head.status < 400 && !head.location.empty())
        location = head.location;
      else if (head.status != 200)
        failure = statusError(address.host, head.status);
      return failure.ok() && location.empty();
    };
    exchange.body = [&](std::string_view bytes) {
      if (text.size() + bytes.size() > request.limit) failure = Error("net.too_long", {{"host", address.host}});
      if (failure.ok()) text += bytes;
      return failure.ok();
    };
    const auto ran = run(exchange, cancel);
    TIMBRE_TRY(failure);
    TIMBRE_TRY(ran);
    return location;
  };
  TIMBRE_TRY(followRedirects(request.url, request.token, options.redirects, ask));
  return text;
}

}  // namespace timbre::net
