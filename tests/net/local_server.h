// SPDX-License-Identifier: GPL-3.0-or-later
// A web server on this machine for one test: handlers are added before start(), the destructor stops it. Handlers that
// keep a client waiting ask stopping(), so that a test never waits for them.
#pragma once

#include <httplib.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace timbre::testing {

class LocalServer {
 public:
  /// `folder`: where a TLS server writes its certificate (for localhost only); empty: plain http.
  explicit LocalServer(const std::filesystem::path& folder = {});
  ~LocalServer();
  httplib::Server& routes() { return *m_server; }
  void start();
  std::string origin() const;
  int port() const { return m_port; }
  std::filesystem::path certificate() const { return m_certificate; }
  bool stopping() const { return m_stopping; }
  /// Sleeps until the server stops or `milliseconds` have passed.
  void wait(int milliseconds) const;
  int requests() const { return m_requests; }

 private:
  std::unique_ptr<httplib::Server> m_server;
  std::filesystem::path m_certificate;
  std::atomic<bool> m_stopping{false};
  std::atomic<int> m_requests{0};
  int m_port = 0;
  std::thread m_thread;
};

/// A port of this machine whose queue of connections is full: who connects waits in the kernel, neither refused nor
/// taken.
class DeafPort {
 public:
  DeafPort();
  ~DeafPort();
  int port() const { return m_port; }

 private:
  int m_port = 0;
  std::vector<int> m_sockets;
};

/// A proxy on this machine that tunnels one connection (CONNECT) to a port of this machine.
class TunnelProxy {
 public:
  explicit TunnelProxy(int target);
  ~TunnelProxy();
  int port() const { return m_port; }
  /// The request line and headers that asked for the tunnel.
  std::string asked() const;

 private:
  void serve();
  int m_target;
  int m_listener = -1;
  int m_port = 0;
  mutable std::mutex m_mutex;
  std::string m_asked;
  std::atomic<bool> m_stopping{false};
  std::thread m_thread;
};

}  // namespace timbre::testing
