// SPDX-License-Identifier: GPL-3.0-or-later
// The only door to the disk. Writes that must survive a crash go through a FileOps value handed in by the owner, so that
// a test can kill the process or fail the call at every operation. Reads are free functions with size limits.
// Thread-safe: implementations hold no state that two threads would share.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace timbre::base {

/// Primitive operations that change the disk. Errors: file.unwritable, file.exists, file.missing, disk.full.
class FileOps {
 public:
  virtual ~FileOps() = default;
  /// Creates a new file for writing; fails with file.exists when the name is taken. Returns a descriptor.
  virtual Result<int> create(const std::filesystem::path& path);
  /// Opens for appending, creating when needed.
  virtual Result<int> openAppend(const std::filesystem::path& path);
  virtual Result<void> write(int descriptor, const void* data, std::size_t bytes, const std::filesystem::path& path);
  /// Cuts an open file to `bytes`.
  virtual Result<void> truncate(int descriptor, std::uint64_t bytes, const std::filesystem::path& path);
  /// Takes the lock of an open file until it is closed; false when another descriptor has it.
  virtual Result<bool> lock(int descriptor, const std::filesystem::path& path);
  virtual Result<void> sync(int descriptor, const std::filesystem::path& path);
  virtual Result<void> close(int descriptor, const std::filesystem::path& path);
  virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to);
  /// Swaps two names in one step, so that a killed process leaves one or the other; false where the file system cannot.
  virtual Result<bool> exchange(const std::filesystem::path& a, const std::filesystem::path& b);
  /// fsync of the folder itself, so that names created or renamed in it survive a power loss.
  virtual Result<void> syncFolder(const std::filesystem::path& folder);
  /// Creates the folder and its parents; an existing folder is fine.
  virtual Result<void> makeFolder(const std::filesystem::path& folder);
  virtual Result<void> removeFile(const std::filesystem::path& path);
  virtual Result<void> removeTree(const std::filesystem::path& folder);
};

/// A file being written: closes (without sync) in the destructor. `finish()` syncs and closes.
class FileWriter {
 public:
  static Result<FileWriter> create(FileOps& ops, const std::filesystem::path& path);
  static Result<FileWriter> append(FileOps& ops, const std::filesystem::path& path);
  FileWriter(FileWriter&& other) noexcept;
  FileWriter& operator=(FileWriter&& other) noexcept;
  ~FileWriter();
  Result<void> write(const void* data, std::size_t bytes);
  Result<void> write(std::string_view text) { return write(text.data(), text.size()); }
  Result<void> truncate(std::uint64_t bytes);
  Result<bool> lock();
  Result<void> sync();
  Result<void> finish();

 private:
  FileWriter(FileOps& ops, int descriptor, std::filesystem::path path)
      : m_ops(&ops), m_descriptor(descriptor), m_path(std::move(path)) {}
  FileOps* m_ops;
  int m_descriptor = -1;
  std::filesystem::path m_path;
};

/// Writes `<path>.tmp-…`, syncs it, renames it over `path`, syncs the folder: readers see the old or the new bytes.
Result<void> writeFileAtomic(FileOps& ops, const std::filesystem::path& path, std::string_view bytes);

/// A regular file read from its start in pieces, for files of any size.
class FileReader {
 public:
  /// Errors: file.missing, file.unreadable, file.not_regular.
  static Result<FileReader> open(const std::filesystem::path& path);
  FileReader(FileReader&& other) noexcept;
  FileReader& operator=(FileReader&& other) noexcept;
  ~FileReader();
  /// Number of bytes read into `data`, 0 at the end of the file.
  Result<std::size_t> read(void* data, std::size_t bytes);
  /// Size when it was opened.
  std::uint64_t size() const { return m_size; }

 private:
  FileReader(int descriptor, std::uint64_t size, std::filesystem::path path)
      : m_descriptor(descriptor), m_size(size), m_path(std::move(path)) {}
  int m_descriptor = -1;
  std::uint64_t m_size = 0;
  std::filesystem::path m_path;
};

/// Whole file as bytes. Errors: file.missing, file.unreadable, file.too_large, file.not_regular.
Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t limit = std::uint64_t(1) << 30);
/// A file whose start is `start` is only the note that Git LFS leaves where the real file was not fetched.
bool isLfsPointer(std::string_view start);
/// readFile() for what people download; such a note is no file of that kind. Errors: those of readFile(), file.lfs_pointer.
Result<std::string> readFetchedFile(const std::filesystem::path& path, std::uint64_t limit = std::uint64_t(1) << 30);
Result<std::uint64_t> fileSize(const std::filesystem::path& path);
/// SHA-256 of the bytes on disk, lower-case hex, read in pieces.
Result<std::string> hashFile(const std::filesystem::path& path);
/// Bytes an unprivileged user may still write on the disk that holds `folder` (or its nearest existing parent).
Result<std::uint64_t> freeBytes(const std::filesystem::path& folder);

/// Read-only memory map of a regular file, unmapped by the destructor. The last component is not followed if it is a
/// symlink that leaves `within` (when given): attacks A6/A18.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::filesystem::path& path, const std::filesystem::path& within = {});
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  const std::byte* data() const { return m_data; }
  std::size_t size() const { return m_size; }
  std::string_view text() const { return {reinterpret_cast<const char*>(m_data), m_size}; }

 private:
  const std::byte* m_data = nullptr;
  std::size_t m_size = 0;
};

/// Path as UTF-8 for messages and JSON; bytes that are not UTF-8 become U+FFFD.
std::string displayPath(const std::filesystem::path& path);

}  // namespace timbre::base
