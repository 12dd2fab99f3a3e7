// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/proxy.h"

#include <algorithm>
#include <cstdlib>

namespace timbre::net {

namespace {

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// One entry of no_proxy: "*", a host, or a domain with everything in it; a port restricts it.
bool covers(std::string entry, const Address& address) {
  entry.erase(0, entry.find_first_not_of(" \t"));
  entry.erase(entry.find_last_not_of(" \t") + 1);
  entry = lowered(entry);
  if (entry == "*") return true;
  if (const auto colon = entry.rfind(':'); colon != std::string::npos && entry.find(':') == colon) {
    if (entry.substr(colon + 1) != std::to_string(address.port)) return false;
    entry.resize(colon);
  }
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  if (entry.starts_with('.')) entry.erase(0, 1);
  if (entry.empty()) return false;
  return address.host == entry || (address.host.size() > entry.size() && address.host.ends_with("." + entry));
}

bool excepted(const std::string& list, const Address& address) {
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    if (covers(list.substr(at, comma - at), address)) return true;
    at = comma + 1;
  }
  return false;
}

/// %41 → A; anything else stays.
std::string percentDecoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      return at < text.size() ? std::string("0123456789abcdef").find(lowered(text.substr(at, 1))) : std::string::npos;
    };
    if (text[i] == '%' && digit(i + 1) != std::string::npos && digit(i + 2) != std::string::npos) {
      out += static_cast<char>(digit(i + 1) * 16 + digit(i + 2));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string firstSet(const Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (std::string value = environment(name); !value.empty()) return value;
  return {};
}

}  // namespace

std::string processEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

base::Result<std::optional<Proxy>> proxyFor(const Address& address, const Environment& environment) {
  std::string value = address.secure ? firstSet(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                                     : firstSet(environment, {"http_proxy", "all_proxy", "ALL_PROXY"});
  if (value.empty() || excepted(firstSet(environment, {"no_proxy", "NO_PROXY"}), address))
    return std::optional<Proxy>();
  if (value.find("://") == std::string::npos) value.insert(0, "http://");
  Proxy out;
  if (const auto at = value.rfind('@'); at != std::string::npos) {
    const std::size_t begin = value.find("://") + 3;
    const std::string login = value.substr(begin, at - begin);
    const auto colon = login.find(':');
    out.user = percentDecoded(login.substr(0, colon));
    if (colon != std::string::npos) out.password = percentDecoded(login.substr(colon + 1));
    value.erase(begin, at + 1 - begin);
  }
  const auto parsed = parseAddress(value);
  // TLS to the proxy itself is not spoken by the HTTP library.
  if (!parsed.ok() || parsed->secure) return base::Error("net.proxy", {{"proxy", value}});
  out.host = parsed->host;
  out.port = parsed->port;
  return std::optional<Proxy>(std::move(out));
}

}  // namespace timbre::net
