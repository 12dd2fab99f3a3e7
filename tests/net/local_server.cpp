// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/net/local_server.h"

#include "tests/support/test_support.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace timbre::testing {

namespace {

void add(X509* certificate, int kind, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* makeCertificate(EVP_PKEY* key) {
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 24L * 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  add(certificate, NID_basic_constraints, "critical,CA:TRUE");
  add(certificate, NID_subject_alt_name, "DNS:localhost");
  X509_sign(certificate, key, EVP_sha256());
  return certificate;
}

}  // namespace

LocalServer::LocalServer(const std::filesystem::path& folder) {
  if (folder.empty()) {
    m_server = std::make_unique<httplib::Server>();
  } else {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    X509* certificate = makeCertificate(key);
    m_server = std::make_unique<httplib::SSLServer>(certificate, key);
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, certificate);
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    m_certificate = folder / "certificate.pem";
    writeFile(m_certificate, std::string(text, static_cast<std::size_t>(size)));
    BIO_free(memory);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  m_server->set_pre_routing_handler([this](const httplib::Request&, httplib::Response&) {
    ++m_requests;
    return httplib::Server::HandlerResponse::Unhandled;
  });
  m_port = m_server->bind_to_any_port("127.0.0.1");
}

LocalServer::~LocalServer() {
  m_stopping = true;
  m_server->stop();
  if (m_thread.joinable()) m_thread.join();
}

void LocalServer::start() {
  m_thread = std::thread([this] { m_server->listen_after_bind(); });
  while (!m_server->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

std::string LocalServer::origin() const {
  return m_certificate.empty() ? "http://127.0.0.1:" + std::to_string(m_port)
                               : "https://localhost:" + std::to_string(m_port);
}

void LocalServer::wait(int milliseconds) const {
  for (int passed = 0; passed < milliseconds && !m_stopping; passed += 5)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// False when `from` has ended.
bool relay(int from, int to) {
  char buffer[16'384];
  const ssize_t got = ::recv(from, buffer, sizeof buffer, 0);
  for (ssize_t sent = 0; sent < got;) {
    const ssize_t n = ::send(to, buffer + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += n;
  }
  return got > 0;
}

}  // namespace

DeafPort::DeafPort() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  m_sockets.push_back(listener);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 0) != 0) qFatal("no deaf port");
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  m_port = ntohs(address.sin_port);
  // Nobody accepts; the kernel's queue is full when a connection does not come about.
  for (int waiting = 0; waiting == 0 && m_sockets.size() < 64;) {
    const int filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    m_sockets.push_back(filler);
    (void)::connect(filler, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    pollfd end{filler, POLLOUT, 0};
    waiting = ::poll(&end, 1, 200) == 0;
  }
}

DeafPort::~DeafPort() {
  for (const int socket : m_sockets) ::close(socket);
}

TunnelProxy::TunnelProxy(int target) : m_target(target) {
  m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listener, 4) != 0) qFatal("no port for the proxy");
  ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
  m_port = ntohs(address.sin_port);
  m_thread = std::thread([this] { serve(); });
}

TunnelProxy::~TunnelProxy() {
  m_stopping = true;
  ::shutdown(m_listener, SHUT_RDWR);
  m_thread.join();
  ::close(m_listener);
}

std::string TunnelProxy::asked() const {
  std::lock_guard lock(m_mutex);
  return m_asked;
}

void TunnelProxy::serve() {
  const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  std::string head;
  for (char c = 0; head.find("\r\n\r\n") == std::string::npos && ::recv(client, &c, 1, 0) == 1;) head += c;
  {
    std::lock_guard lock(m_mutex);
    m_asked = head;
  }
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(m_target);
  const std::string answer = "HTTP/1.1 200 Connection established\r\n\r\n";
  if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL) > 0) {
    pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    bool open = true;
    while (open && !m_stopping) {
      if (::poll(ends, 2, 20) <= 0) continue;
      for (int i = 0; i < 2 && open; ++i)
        if (ends[i].revents) open = relay(ends[i].fd, ends[1 - i].fd);
    }
  }
  ::close(server);
  ::close(client);
}

}  // namespace timbre::testing
