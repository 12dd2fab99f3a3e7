// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/net/local_server.h"

#include "tests/support/test_support.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

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
  X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 3600);
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

}  // namespace timbre::testing
