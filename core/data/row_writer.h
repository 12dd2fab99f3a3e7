// SPDX-License-Identifier: GPL-3.0-or-later
// Writes rows as JSON Lines: each raw row verbatim and a line end. The target appears complete or not at all: bytes go to a
// temporary file beside it that finish() syncs and renames. One thread.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace timbre::data {

class RowWriter {
 public:
  /// Errors: file.exists (unless `overwrite`), those of FileOps. The temporary file goes away with the object.
  static base::Result<RowWriter> create(base::FileOps& ops, const std::filesystem::path& target, bool overwrite);
  RowWriter(RowWriter&&) noexcept = default;
  RowWriter& operator=(RowWriter&&) = delete;
  ~RowWriter();

  base::Result<void> write(std::string_view raw);
  base::Result<void> finish();

  std::int64_t rows() const { return m_rows; }
  std::uint64_t bytes() const { return m_bytes; }
  /// After finish(): SHA-256 of the file, hex.
  const std::string& sha256() const { return m_sha256; }

 private:
  RowWriter(base::FileOps& ops, base::FileWriter writer, std::filesystem::path temporary, std::filesystem::path target)
      : m_ops(&ops), m_writer(std::move(writer)), m_temporary(std::move(temporary)), m_target(std::move(target)) {}
  base::Result<void> flush();

  base::FileOps* m_ops;
  base::FileWriter m_writer;
  std::filesystem::path m_temporary, m_target;
  base::Sha256 m_hash;
  std::string m_buffer;
  std::int64_t m_rows = 0;
  std::uint64_t m_bytes = 0;
  std::string m_sha256;
};

}  // namespace timbre::data
