// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/address.h"

#include <algorithm>
#include <charconv>

namespace timbre::net {

namespace {

constexpr std::size_t kLongest = 4096;
constexpr std::size_t kLongestHost = 253;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool isHostName(std::string_view host) {
  return !host.empty() && host.size() <= kLongestHost && std::all_of(host.begin(), host.end(), [](char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

bool isIpv6(std::string_view host) {
  return host.find(':') != std::string_view::npos && host.size() <= 45 &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return (lower(c) >= 'a' && lower(c) <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
         });
}

/// Splits "host:port" and "[v6]:port"; false when it is neither.
bool splitAuthority(std::string_view text, Address& out) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos || !isIpv6(text.substr(1, close - 1))) return false;
    out.host = lowered(text.substr(1, close - 1));
    port = text.substr(close + 1);
    if (!port.empty() && !port.starts_with(':')) return false;
  } else {
    const auto colon = text.find(':');
    if (!isHostName(text.substr(0, colon))) return false;
    out.host = lowered(text.substr(0, colon));
    port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  out.port = out.secure ? 443 : 80;
  if (port.size() <= 1) return port.empty();
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  return error == std::errc() && end == port.data() + port.size() && out.port > 0 && out.port <= 65535;
}

}  // namespace

std::string Address::origin() const {
  std::string out = secure ? "https://" : "http://";
  out += host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (secure ? 443 : 80)) out += ":" + std::to_string(port);
  return out;
}

base::Result<Address> parseAddress(std::string_view text) {
  const auto refused = [&] { return base::Error("net.address", {{"address", std::string(text.substr(0, 200))}}); };
  if (text.size() > kLongest ||
      std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c == 0x7f || c == '\\'; }))
    return refused();
  Address out;
  std::string_view rest;
  if (lowered(text.substr(0, 8)) == "https://") {
    rest = text.substr(8);
  } else if (lowered(text.substr(0, 7)) == "http://") {
    rest = text.substr(7);
    out.secure = false;
  } else {
    return refused();
  }
  rest = rest.substr(0, rest.find('#'));
  const auto slash = std::min(rest.find_first_of("/?"), rest.size());
  if (!splitAuthority(rest.substr(0, slash), out)) return refused();
  out.path = rest.substr(slash);
  if (!out.path.starts_with('/')) out.path.insert(0, "/");
  return out;
}

base::Result<Address> resolveAddress(const Address& base, std::string_view location) {
  if (location.find("://") != std::string_view::npos && location.find("://") < location.find_first_of("/?#"))
    return parseAddress(location);
  if (location.starts_with("//")) return parseAddress((base.secure ? "https:" : "http:") + std::string(location));
  if (location.starts_with('/')) return parseAddress(base.origin() + std::string(location));
  const std::string folder = base.path.substr(0, base.path.substr(0, base.path.find('?')).rfind('/') + 1);
  return parseAddress(base.origin() + folder + std::string(location));
}

bool isLoopback(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  return host.starts_with("127.") &&
         std::all_of(host.begin(), host.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

}  // namespace timbre::net
