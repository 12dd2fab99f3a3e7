// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace timbre::net {

namespace {

constexpr auto kLook = std::chrono::milliseconds(20);

bool isNumeric(const std::string& host) {
  in6_addr room;
  return ::inet_pton(AF_INET, host.c_str(), &room) == 1 || ::inet_pton(AF_INET6, host.c_str(), &room) == 1;
}

struct Question {
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<std::vector<std::string>> addresses;
};

void ask(const std::shared_ptr<Question>& question, const std::string& host, const Lookup& lookup) {
  std::vector<std::string> found;
  try {
    found = lookup(host);
  } catch (...) {
    found.clear();  // nobody is there to catch it; a host without an address is what the other side hears
  }
  std::lock_guard lock(question->mutex);
  question->addresses = std::move(found);
  question->answered.notify_one();
}

}  // namespace

std::vector<std::string> systemLookup(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  std::vector<std::string> addresses;
  if (::getaddrinfo(host.c_str(), nullptr, &wanted, &list) != 0) return addresses;
  for (const addrinfo* at = list; at; at = at->ai_next) {
    char text[NI_MAXHOST];
    if (::getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) continue;
    if (std::find(addresses.begin(), addresses.end(), text) == addresses.end()) addresses.emplace_back(text);
  }
  ::freeaddrinfo(list);
  return addresses;
}

base::Result<std::vector<std::string>> resolve(const std::string& host, const Lookup& lookup,
                                               std::chrono::milliseconds limit, const base::CancelToken& cancel) {
  if (isNumeric(host)) return std::vector<std::string>{host};
  const auto question = std::make_shared<Question>();
  try {
    std::thread([question, host, lookup] { ask(question, host, lookup); }).detach();
  } catch (const std::system_error&) {
    return base::Error("net.unreachable", {{"host", host}});
  }
  const auto late = std::chrono::steady_clock::now() + limit;
  std::unique_lock lock(question->mutex);
  while (!question->answered.wait_for(lock, kLook, [&] { return question->addresses.has_value(); })) {
    if (cancel.cancelled()) return base::Error("cancelled");
    if (std::chrono::steady_clock::now() >= late) return base::Error("net.timeout", {{"host", host}});
  }
  if (question->addresses->empty()) return base::Error("net.unreachable", {{"host", host}});
  return std::move(*question->addresses);
}

}  // namespace timbre::net
