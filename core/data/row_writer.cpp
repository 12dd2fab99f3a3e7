// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/row_writer.h"

#include <atomic>
#include <system_error>
#include <unistd.h>

namespace timbre::data {

using base::Error;
using base::Result;
namespace fs = std::filesystem;

namespace {
constexpr std::size_t bufferBytes = std::size_t(1) << 18;
}

Result<RowWriter> RowWriter::create(base::FileOps& ops, const fs::path& target, bool overwrite) {
  std::error_code code;
  if (!overwrite && fs::exists(target, code)) return Error("file.exists", {}, base::displayPath(target));
  static std::atomic<unsigned> counter{0};
  const fs::path temporary = target.native() + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(++counter);
  fs::remove(temporary, code);  // of a dead process with the same id
  TIMBRE_ASSIGN(auto writer, base::FileWriter::create(ops, temporary));
  return RowWriter(ops, std::move(writer), temporary, target);
}

RowWriter::~RowWriter() {
  std::error_code ignored;
  if (!m_temporary.empty()) fs::remove(m_temporary, ignored);
}

Result<void> RowWriter::flush() {
  m_hash.update(m_buffer);
  TIMBRE_TRY(m_writer.write(m_buffer));
  m_bytes += m_buffer.size();
  m_buffer.clear();
  return {};
}

Result<void> RowWriter::write(std::string_view raw) {
  m_buffer.append(raw).append("\n");
  ++m_rows;
  return m_buffer.size() >= bufferBytes ? flush() : Result<void>();
}

Result<void> RowWriter::finish() {
  TIMBRE_TRY(flush());
  TIMBRE_TRY(m_writer.finish());
  TIMBRE_TRY(m_ops->rename(m_temporary, m_target));
  m_temporary.clear();
  TIMBRE_TRY(m_ops->syncFolder(m_target.parent_path()));
  m_sha256 = m_hash.finishHex();
  return {};
}

}  // namespace timbre::data
