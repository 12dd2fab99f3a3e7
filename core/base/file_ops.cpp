// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_ops.h"

#include "core/base/reasons.h"
#include "core/base/utf8.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace timbre::base {

namespace fs = std::filesystem;

namespace {

Error writeError(int code, const fs::path& path, std::size_t needed = 0) {
  if (code == ENOSPC || code == EDQUOT || code == EFBIG) {
    auto available = freeBytes(path.parent_path());
    return Error("disk.full",
                 {{"needed", std::to_string(needed)}, {"free", available.ok() ? std::to_string(*available) : "?"}},
                 displayPath(path));
  }
  if (code == EEXIST) return Error("file.exists", {}, displayPath(path));
  if (code == ENOENT) return Error("file.missing", {}, displayPath(path));
  return Error("file.unwritable", {{"reason", systemReason(code)}}, displayPath(path));
}

Result<int> openFor(const fs::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (descriptor < 0) return writeError(errno, path);
  return descriptor;
}

}  // namespace

Result<int> FileOps::create(const fs::path& path) { return openFor(path, O_WRONLY | O_CREAT | O_EXCL); }
Result<int> FileOps::openAppend(const fs::path& path) { return openFor(path, O_WRONLY | O_CREAT | O_APPEND); }

Result<void> FileOps::write(int descriptor, const void* data, std::size_t bytes, const fs::path& path) {
  const char* at = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t written = ::write(descriptor, at, bytes);
    if (written < 0) {
      if (errno == EINTR) continue;
      return writeError(errno, path, bytes);
    }
    at += written;
    bytes -= static_cast<std::size_t>(written);
  }
  return {};
}

Result<void> FileOps::truncate(int descriptor, std::uint64_t bytes, const fs::path& path) {
  if (::ftruncate(descriptor, static_cast<off_t>(bytes)) != 0) return writeError(errno, path);
  return {};
}

Result<bool> FileOps::lock(int descriptor, const fs::path& path) {
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  return writeError(errno, path);
}

Result<void> FileOps::sync(int descriptor, const fs::path& path) {
  if (::fsync(descriptor) != 0) return writeError(errno, path);
  return {};
}

Result<void> FileOps::close(int descriptor, const fs::path& path) {
  if (::close(descriptor) != 0 && errno != EINTR) return writeError(errno, path);
  return {};
}

Result<void> FileOps::rename(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return writeError(errno, to);
  return {};
}

Result<bool> FileOps::exchange(const fs::path& a, const fs::path& b) {
  if (::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0) return true;
  if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) return false;
  return writeError(errno, b);
}

Result<void> FileOps::syncFolder(const fs::path& folder) {
  const fs::path target = folder.empty() ? fs::path(".") : folder;
  const int descriptor = ::open(target.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return writeError(errno, folder);
  const int status = ::fsync(descriptor);
  const int code = errno;
  ::close(descriptor);
  // Some file systems cannot sync a folder; that is not a lost write.
  if (status != 0 && code != EINVAL) return writeError(code, folder);
  return {};
}

Result<void> FileOps::makeFolder(const fs::path& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) return writeError(code.value(), folder);
  return {};
}

Result<void> FileOps::removeFile(const fs::path& path) {
  if (::unlink(path.c_str()) != 0) return writeError(errno, path);
  return {};
}

Result<void> FileOps::removeTree(const fs::path& folder) {
  std::error_code code;
  fs::remove_all(folder, code);
  if (code) return writeError(code.value(), folder);
  return {};
}

Result<FileWriter> FileWriter::create(FileOps& ops, const fs::path& path) {
  TIMBRE_ASSIGN(const int descriptor, ops.create(path));
  return FileWriter(ops, descriptor, path);
}

Result<FileWriter> FileWriter::append(FileOps& ops, const fs::path& path) {
  TIMBRE_ASSIGN(const int descriptor, ops.openAppend(path));
  return FileWriter(ops, descriptor, path);
}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : m_ops(other.m_ops), m_descriptor(std::exchange(other.m_descriptor, -1)), m_path(std::move(other.m_path)) {}

FileWriter& FileWriter::operator=(FileWriter&& other) noexcept {
  std::swap(m_ops, other.m_ops);
  std::swap(m_descriptor, other.m_descriptor);
  std::swap(m_path, other.m_path);
  return *this;
}

FileWriter::~FileWriter() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

Result<void> FileWriter::write(const void* data, std::size_t bytes) {
  return m_ops->write(m_descriptor, data, bytes, m_path);
}

Result<void> FileWriter::truncate(std::uint64_t bytes) { return m_ops->truncate(m_descriptor, bytes, m_path); }
Result<bool> FileWriter::lock() { return m_ops->lock(m_descriptor, m_path); }

Result<void> FileWriter::sync() { return m_ops->sync(m_descriptor, m_path); }

Result<void> FileWriter::finish() {
  TIMBRE_TRY(sync());
  return m_ops->close(std::exchange(m_descriptor, -1), m_path);
}

Result<void> writeFileAtomic(FileOps& ops, const fs::path& path, std::string_view bytes) {
  const fs::path temporary = path.string() + ".tmp-" + std::to_string(::getpid());
  std::error_code ignored;
  fs::remove(temporary, ignored);  // left over from a process with the same id that died
  auto write = [&]() -> Result<void> {
    TIMBRE_ASSIGN(auto writer, FileWriter::create(ops, temporary));
    TIMBRE_TRY(writer.write(bytes));
    TIMBRE_TRY(writer.finish());
    TIMBRE_TRY(ops.rename(temporary, path));
    return ops.syncFolder(path.parent_path());
  };
  auto done = write();
  if (done.ok()) return done;
  fs::remove(temporary, ignored);
  Error error = done.error();
  if (error.path == displayPath(temporary)) error.path = displayPath(path);  // the name that the caller knows
  return error;
}

}  // namespace timbre::base
