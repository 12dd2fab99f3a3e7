// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/exchange.h"

#include <httplib.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace timbre::net {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kWatch = std::chrono::milliseconds(20);

/// Shuts the connection when the reader, who waits in the kernel, cannot look at the clock or the cancel token itself.
/// It works on a duplicate of the socket, because the library keeps its own locked while it connects, shakes hands or
/// asks a proxy, and closes it whenever it likes.
class Watchdog {
 public:
  enum class Reason { None, Cancelled, Late };

  Watchdog(Clock::time_point started, const ExchangeLimits& limits, const base::CancelToken& cancel)
      : m_started(started), m_limits(limits), m_cancel(cancel), m_thread([this] { watch(); }) {}
  ~Watchdog() {
    {
      std::lock_guard lock(m_mutex);
      m_done = true;
    }
    m_wake.notify_one();
    m_thread.join();
    if (m_socket >= 0) ::close(m_socket);
  }
  /// A socket that is about to connect.
  void guard(int socket) {
    std::lock_guard lock(m_mutex);
    if (m_socket >= 0) ::close(m_socket);
    m_socket = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  }
  void headersCame() { m_headers = true; }
  Reason reason() const { return m_reason; }

 private:
  void watch() {
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, kWatch, [&] { return m_done; })) {
      const auto passed = Clock::now() - m_started;
      if (m_cancel.cancelled())
        m_reason = Reason::Cancelled;
      else if (passed > m_limits.total || (!m_headers && passed > m_limits.header))
        m_reason = Reason::Late;
      // Again and again: the first time there may have been no connection yet.
      if (m_reason != Reason::None && m_socket >= 0) ::shutdown(m_socket, SHUT_RDWR);
    }
  }

  const Clock::time_point m_started;
  const ExchangeLimits& m_limits;
  const base::CancelToken& m_cancel;
  std::mutex m_mutex;
  std::condition_variable m_wake;
  bool m_done = false;
  int m_socket = -1;
  std::atomic<bool> m_headers{false};
  std::atomic<Reason> m_reason{Reason::None};
  std::thread m_thread;  // last: it uses the others
};

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void configure(httplib::Client& client, const Exchange& exchange, const std::string& numeric) {
  client.set_connection_timeout(exchange.limits.connect);
  client.set_read_timeout(exchange.limits.stall);
  client.set_write_timeout(exchange.limits.stall);
  client.set_follow_location(false);
  client.set_keep_alive(false);
  client.set_decompress(false);
  client.enable_server_certificate_verification(true);
  if (!exchange.trusted.empty()) client.set_ca_cert_path(exchange.trusted.string());
  if (exchange.proxy) {
    client.set_proxy(numeric, exchange.proxy->port);
    if (!exchange.proxy->user.empty()) client.set_proxy_basic_auth(exchange.proxy->user, exchange.proxy->password);
  } else {
    client.set_hostname_addr_map({{exchange.address.host, numeric}});
  }
}

base::Error errorOf(httplib::Error error, Watchdog::Reason reason, Clock::duration silence, const Exchange& exchange) {
  const std::string& host = exchange.address.host;
  if (reason == Watchdog::Reason::Cancelled) return base::Error("cancelled");
  if (reason == Watchdog::Reason::Late) return base::Error("net.timeout", {{"host", host}});
  switch (error) {
    case httplib::Error::SSLConnection:
      // What a tunnel that the proxy refused looks like.
      if (exchange.proxy) return base::Error("net.unreachable", {{"host", host}});
      return base::Error("net.tls", {{"host", host}});
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
      return base::Error("net.tls", {{"host", host}});
    case httplib::Error::ConnectionTimeout:
      return base::Error("net.timeout", {{"host", host}});
    case httplib::Error::Read:
      // The library calls both the same.
      if (silence * 10 >= exchange.limits.stall * 9) return base::Error("net.timeout", {{"host", host}});
      return base::Error("net.broken", {{"host", host}});
    case httplib::Error::Write:
      return base::Error("net.broken", {{"host", host}});
    default:
      return base::Error("net.unreachable", {{"host", host}});
  }
}

}  // namespace

namespace {

/// Asks one address of the host, or of its proxy. `reached` is set to false when nobody is there: another may do
/// better.
base::Result<void> getFrom(const Exchange& exchange, const std::string& numeric, Clock::time_point started,
                           const base::CancelToken& cancel, bool& reached) {
  httplib::Client client(exchange.address.origin());
  if (!client.is_valid()) return base::Error("net.tls", {{"host", exchange.address.host}});
  configure(client, exchange, numeric);
  httplib::Headers headers{{"User-Agent", "Timbre"}, {"Accept", "*/*"}, {"Accept-Encoding", "identity"}};
  if (!exchange.token.empty()) headers.emplace("Authorization", "Bearer " + exchange.token);
  if (exchange.from) headers.emplace("Range", "bytes=" + std::to_string(*exchange.from) + "-");
  bool answered = false;
  bool ended = false;  // by us, on purpose
  auto lastByte = Clock::now();
  Watchdog watchdog(started, exchange.limits, cancel);
  client.set_socket_options([&](int socket) { watchdog.guard(socket); });
  const auto result = client.Get(
      exchange.address.path, headers,
      [&](const httplib::Response& response) {
        answered = true;
        watchdog.headersCame();
        lastByte = Clock::now();
        const ResponseHead head{response.status, number(response.get_header_value("Content-Length")),
                                response.get_header_value("Content-Range"), response.get_header_value("Location")};
        ended = !exchange.head(head);
        return !ended;
      },
      [&](const char* data, std::size_t bytes) {
        lastByte = Clock::now();
        ended = !exchange.body({data, bytes});
        return !ended && !cancel.cancelled();
      });
  if (ended) return {};
  if (cancel.cancelled()) return base::Error("cancelled");
  if (result && watchdog.reason() == Watchdog::Reason::None) {
    // A proxy that refuses the tunnel gives a result without an answer of the host.
    if (!answered && exchange.proxy && exchange.address.secure)
      return base::Error("net.unreachable", {{"host", exchange.address.host}});
    // The library does not show the headers of answers that have no body.
    if (!answered) (void)exchange.head({result->status, std::uint64_t(0), {}, result->get_header_value("Location")});
    return {};
  }
  const bool alone =
      result.error() == httplib::Error::Connection || result.error() == httplib::Error::ConnectionTimeout;
  reached = watchdog.reason() != Watchdog::Reason::None || !alone;
  return errorOf(result.error(), watchdog.reason(), Clock::now() - lastByte, exchange);
}

base::Result<void> get(const Exchange& exchange, const base::CancelToken& cancel) {
  if (cancel.cancelled()) return base::Error("cancelled");
  const auto started = Clock::now();
  const std::string& host = exchange.proxy ? exchange.proxy->host : exchange.address.host;
  TIMBRE_ASSIGN(const auto addresses, resolve(host, exchange.lookup, exchange.limits.connect, cancel));
  base::Result<void> done;
  bool reached = false;
  for (std::size_t i = 0; i < addresses.size() && !reached; ++i) {
    reached = true;
    done = getFrom(exchange, addresses[i], started, cancel, reached);
  }
  return done;
}

}  // namespace

base::Result<void> run(const Exchange& exchange, const base::CancelToken& cancel) {
  try {
    return get(exchange, cancel);
  } catch (const std::exception&) {
    // The library reads numbers of a malformed answer with functions that throw.
    return base::Error("net.broken", {{"host", exchange.address.host}});
  }
}

base::Error statusError(const std::string& host, int status) {
  return base::Error(status == 429 || status >= 500 ? "net.overloaded" : "net.status",
                     {{"host", host}, {"status", std::to_string(status)}});
}

}  // namespace timbre::net
