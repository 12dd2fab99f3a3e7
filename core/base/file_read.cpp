// SPDX-License-Identifier: GPL-3.0-or-later
// Reading half of file_ops.h.
#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "core/base/reasons.h"
#include "core/base/utf8.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace timbre::base {

namespace fs = std::filesystem;

namespace {

/// Owns a descriptor opened for reading a regular file.
struct ReadHandle {
  int descriptor = -1;
  std::uint64_t size = 0;
  ReadHandle() = default;
  ReadHandle(ReadHandle&& other) noexcept : descriptor(std::exchange(other.descriptor, -1)), size(other.size) {}
  ReadHandle& operator=(ReadHandle&&) = delete;
  ~ReadHandle() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

Error readError(int code, const fs::path& path) {
  if (code == ENOENT || code == ENOTDIR) return Error("file.missing", {}, displayPath(path));
  return Error("file.unreadable", {{"reason", systemReason(code)}}, displayPath(path));
}

Result<ReadHandle> openRegular(const fs::path& path) {
  ReadHandle handle;
  // O_NONBLOCK: a named pipe must not hang the program before it is refused.
  handle.descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (handle.descriptor < 0) return readError(errno, path);
  struct stat info {};
  if (::fstat(handle.descriptor, &info) != 0) return readError(errno, path);
  if (!S_ISREG(info.st_mode)) return Error("file.not_regular", {}, displayPath(path));
  handle.size = static_cast<std::uint64_t>(info.st_size);
  return handle;
}

}  // namespace

Result<FileReader> FileReader::open(const fs::path& path) {
  TIMBRE_ASSIGN(ReadHandle handle, openRegular(path));
  return FileReader(std::exchange(handle.descriptor, -1), handle.size, path);
}

FileReader::FileReader(FileReader&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_size(other.m_size), m_path(std::move(other.m_path)) {}

FileReader& FileReader::operator=(FileReader&& other) noexcept {
  std::swap(m_descriptor, other.m_descriptor);
  std::swap(m_size, other.m_size);
  std::swap(m_path, other.m_path);
  return *this;
}

FileReader::~FileReader() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

Result<std::size_t> FileReader::read(void* data, std::size_t bytes) {
  for (;;) {
    const ssize_t got = ::read(m_descriptor, data, bytes);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return readError(errno, m_path);
  }
}

Result<std::string> readFile(const fs::path& path, std::uint64_t limit) {
  TIMBRE_ASSIGN(ReadHandle handle, openRegular(path));
  if (handle.size > limit)
    return Error("file.too_large", {{"size", std::to_string(handle.size)}, {"limit", std::to_string(limit)}},
                 displayPath(path));
  std::string bytes(static_cast<std::size_t>(handle.size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(handle.descriptor, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return readError(errno, path);
    if (got == 0) break;  // shrank while reading
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

bool isLfsPointer(std::string_view start) { return start.starts_with("version https://git-lfs"); }

Result<std::string> readFetchedFile(const fs::path& path, std::uint64_t limit) {
  TIMBRE_ASSIGN(std::string bytes, readFile(path, limit));
  if (isLfsPointer(bytes)) return Error("file.lfs_pointer", {}, displayPath(path));
  return bytes;
}

Result<std::uint64_t> fileSize(const fs::path& path) {
  TIMBRE_ASSIGN(ReadHandle handle, openRegular(path));
  return handle.size;
}

Result<std::string> hashFile(const fs::path& path) {
  TIMBRE_ASSIGN(ReadHandle handle, openRegular(path));
  Sha256 hash;
  std::vector<char> buffer(1 << 20);
  for (;;) {
    const ssize_t got = ::read(handle.descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return readError(errno, path);
    if (got == 0) return hash.finishHex();
    hash.update(buffer.data(), static_cast<std::size_t>(got));
  }
}

Result<std::uint64_t> freeBytes(const fs::path& folder) {
  fs::path at = folder.empty() ? fs::path(".") : folder;
  std::error_code code;
  while (!fs::exists(at, code) && at.has_parent_path() && at != at.parent_path()) at = at.parent_path();
  struct statvfs info {};
  if (::statvfs(at.empty() ? "." : at.c_str(), &info) != 0) return readError(errno, at);
  return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

Result<MappedFile> MappedFile::open(const fs::path& path, const fs::path& within) {
  if (!within.empty()) {
    std::error_code code;
    const fs::path root = fs::canonical(within, code);
    if (code) return readError(code.value(), within);
    const fs::path real = fs::canonical(path, code);
    if (code) return readError(code.value(), path);
    const auto relative = real.lexically_relative(root);
    if (relative.empty() || *relative.begin() == "..")
      return Error("file.unreadable", {{"reason", "it leads out of its folder"}}, displayPath(path));
  }
  TIMBRE_ASSIGN(ReadHandle handle, openRegular(path));
  MappedFile mapped;
  mapped.m_size = static_cast<std::size_t>(handle.size);
  if (mapped.m_size == 0) return mapped;
  void* address = ::mmap(nullptr, mapped.m_size, PROT_READ, MAP_PRIVATE, handle.descriptor, 0);
  if (address == MAP_FAILED) return readError(errno, path);
  mapped.m_data = static_cast<const std::byte*>(address);
  return mapped;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(m_data, other.m_data);
  std::swap(m_size, other.m_size);
  return *this;
}

MappedFile::~MappedFile() {
  if (m_data) ::munmap(const_cast<std::byte*>(m_data), m_size);
}

std::string displayPath(const fs::path& path) { return sanitizeUtf8(path.native()); }

}  // namespace timbre::base
