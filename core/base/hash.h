// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 (OpenSSL EVP), in one shot or in pieces. Digests are lower-case hex, 64 characters. SHA-1 (40 characters) exists for
// the file names of another program's cache and vouches for nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace timbre::base {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(const void* data, std::size_t bytes);
  void update(std::string_view text) { update(text.data(), text.size()); }
  /// Ends the computation; the object may not be used afterwards.
  std::string finishHex();

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

std::string sha256Hex(std::string_view bytes);
std::string sha1Hex(std::string_view bytes);

}  // namespace timbre::base
