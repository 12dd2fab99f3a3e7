// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the records of a dataset file one after the other in constant memory: JSON Lines, or one JSON array whose elements
// are the rows. A UTF-8 mark is skipped, blank lines are skipped and not counted, a bad record is an answer like any other
// and reading goes on behind it. Lines are physical lines from 1, columns are bytes in that line from 1.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/result.h"
#include "core/data/conversation.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace timbre::data {

/// A record that cannot become a row. `error` carries line and column.
struct BadRecord {
  base::Error error;
  std::string text;  ///< its first 200 bytes, as valid UTF-8
};

struct Record {
  Conversation row;
  long long line = 0;  ///< where it starts
};

enum class FileFormat { JsonLines, JsonArray };
/// "JSONL", "JSON array".
const char* formatName(FileFormat format);

/// Where bytes come from: number of bytes put into the buffer, 0 at the end.
using ByteSource = std::function<base::Result<std::size_t>(char* buffer, std::size_t bytes)>;

class RecordReader {
 public:
  /// Errors: those of base::FileReader, data.not_text (UTF-16, binary).
  static base::Result<RecordReader> open(const std::filesystem::path& path);
  /// `path` is only used in errors.
  static base::Result<RecordReader> fromSource(ByteSource source, std::string path, std::uint64_t size);

  using Item = std::variant<Record, BadRecord>;
  /// Nothing at the end. An Error is a failure of the disk; the reader is then at its end.
  base::Result<std::optional<Item>> next();

  FileFormat format() const { return m_format; }
  std::uint64_t size() const { return m_size; }
  std::uint64_t bytesRead() const { return m_consumed; }

 private:
  RecordReader(ByteSource source, std::string path, std::uint64_t size)
      : m_source(std::move(source)), m_path(std::move(path)), m_size(size) {}
  base::Result<void> detect();
  base::Result<bool> fill();
  base::Result<std::optional<Item>> nextLine();
  base::Result<std::optional<Item>> nextElement();
  struct Element;
  base::Result<bool> scanElement(Element& element);
  Item finish(std::string text, long long line, long long column);
  BadRecord bad(base::Error error, std::string_view text, long long line, long long column) const;
  char take();

  ByteSource m_source;
  std::string m_path;
  std::uint64_t m_size = 0;
  std::uint64_t m_consumed = 0;
  std::string m_buffer;        // bytes read and not yet consumed start at m_at
  std::size_t m_at = 0;
  bool m_ended = false;        // the source has no more bytes
  bool m_stopped = false;      // next() has nothing more to give
  FileFormat m_format = FileFormat::JsonLines;
  long long m_line = 1, m_column = 1;
  bool m_inArray = false;
};

}  // namespace timbre::data
