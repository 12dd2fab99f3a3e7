// SPDX-License-Identifier: GPL-3.0-or-later
// A hub on this machine with one model, org/name, for one test. Files may be exchanged before it is asked.
#pragma once

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/net/hub.h"
#include "tests/net/local_server.h"

#include <atomic>
#include <map>
#include <mutex>

namespace timbre::testing {

inline const std::string kCommit(40, 'a');

inline std::string blobSha1(const std::string& bytes) {
  return base::sha1Hex("blob " + std::to_string(bytes.size()) + std::string(1, '\0') + bytes);
}

/// A hub with one model. Large files are passed on to a second host, as the real one does.
class LocalHub {
 public:
  LocalHub() {
    m_store.routes().Get("/blob/(.*)", [this](const httplib::Request& request, httplib::Response& response) {
      noteToken(request, m_storeTokens);
      serve(m_files.at(request.matches[1].str()), response);
    });
    m_store.start();
    m_front.routes().Get("/api/models/(.*)", [this](const httplib::Request& request, httplib::Response& response) {
      noteToken(request, m_frontTokens);
      if (m_status != 200) response.status = m_status;
      response.set_content(m_listing.empty() ? listing() : m_listing, "application/json");
    });
    m_front.routes().Get("/org/name/resolve/" + kCommit + "/(.*)",
                         [this](const httplib::Request& request, httplib::Response& response) {
                           noteToken(request, m_frontTokens);
                           const std::string name = request.matches[1];
                           if (name.ends_with(".safetensors"))
                             response.set_redirect(m_store.origin() + "/blob/" + name);
                           else
                             response.set_content(m_files.at(name), "text/plain");
                         });
    m_front.start();
  }

  std::string listing() const {
    base::Json siblings = base::Json::array();
    for (const auto& [name, bytes] : m_files) {
      base::Json file = {{"rfilename", name}, {"size", bytes.size()}, {"blobId", blobSha1(bytes)}};
      if (name.ends_with(".safetensors"))
        file["lfs"] = {{"sha256", base::sha256Hex(bytes)}, {"size", bytes.size()}, {"pointerSize", 130}};
      siblings.push_back(file);
    }
    return base::dumpJson({{"id", "org/name"},
                           {"sha", kCommit},
                           {"gated", false},
                           {"cardData", {{"license", "apache-2.0"}}},
                           {"siblings", siblings}});
  }

  net::HubAccess access(const std::string& token = "") const { return {m_front.origin(), token}; }
  std::vector<std::string> frontTokens() { return copy(m_frontTokens); }
  std::vector<std::string> storeTokens() { return copy(m_storeTokens); }

  std::map<std::string, std::string> m_files = {{"config.json", "{}"},
                                                {"tokenizer.json", std::string(5000, 't')},
                                                {"model.safetensors", std::string(200'000, 'w')},
                                                {"README.md", "a card"},
                                                {"model.gguf", "no"},
                                                {"onnx/model.onnx", "no"},
                                                {"pytorch_model.bin", "twice"}};
  std::string m_listing;
  std::atomic<bool> m_hold{false};  ///< large files stand at their half until this ends
  int m_status = 200;

 private:
  void serve(const std::string& bytes, httplib::Response& response) {
    response.set_content_provider(
        bytes.size(), "application/octet-stream",
        [this, bytes](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
          const std::size_t half = bytes.size() / 2;
          if (m_hold && offset >= half) {
            m_store.wait(5);
            return true;
          }
          const std::size_t end = m_hold ? half : offset + length;
          return sink.write(bytes.data() + offset, end - offset);
        });
  }
  void noteToken(const httplib::Request& request, std::vector<std::string>& tokens) {
    std::lock_guard lock(m_mutex);
    tokens.push_back(request.get_header_value("Authorization"));
  }
  std::vector<std::string> copy(const std::vector<std::string>& tokens) {
    std::lock_guard lock(m_mutex);
    return tokens;
  }

  std::mutex m_mutex;
  std::vector<std::string> m_frontTokens, m_storeTokens;
  LocalServer m_store, m_front;  // last: their threads use the others
};

}  // namespace timbre::testing
