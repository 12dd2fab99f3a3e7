// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/crash_note.h"

#include "app/window/crash_signals.h"
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/log.h"

#include <link.h>
#include <sys/file.h>
#include <unistd.h>
#include <algorithm>

namespace timbre::window {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMostBytes = 1u << 20;
constexpr std::size_t kMostNotes = 20;

std::string line(const base::Json& object) { return base::dumpJson(object) + "\n"; }

/// The ELF note that the linker leaves, as hex; the first object listed is the program itself.
int readBuildId(dl_phdr_info* info, std::size_t, void* to) {
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_NOTE) continue;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader tells addresses as numbers.
    const auto* at = reinterpret_cast<const unsigned char*>(info->dlpi_addr + header.p_vaddr);
    const unsigned char* end = at + header.p_memsz;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      const auto* note = reinterpret_cast<const ElfW(Nhdr)*>(at);
      const unsigned char* name = at + sizeof(ElfW(Nhdr));
      const unsigned char* bytes = name + ((note->n_namesz + 3u) & ~3u);
      if (note->n_type == NT_GNU_BUILD_ID && bytes + note->n_descsz <= end) {
        static const char digits[] = "0123456789abcdef";
        for (unsigned b = 0; b < note->n_descsz; ++b)
          *static_cast<std::string*>(to) += {digits[bytes[b] >> 4], digits[bytes[b] & 15]};
        return 1;
      }
      at = bytes + ((note->n_descsz + 3u) & ~3u);
    }
  }
  return 1;
}

/// A damaged line (the last one, after a power loss) is skipped.
LeftNote parse(const std::string& text) {
  LeftNote note;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const auto read = base::parseJson(std::string_view(text).substr(from, end - from));
    from = end + 1;
    if (!read.ok() || !read->is_object()) continue;
    if (const auto build = base::stringOr(*read, "build"); !build.empty()) {
      note.build = build;
      note.started = base::integerOr(*read, "time", 0);
    }
    if (base::member(*read, "doing")) {
      note.doing = base::stringOr(*read, "doing");
      note.changed = base::integerOr(*read, "time", 0);
    }
    if (base::member(*read, "signal")) {
      note.signal = int(base::integerOr(*read, "signal", 0));
      note.place = base::stringOr(*read, "place");
    }
  }
  return note;
}

}  // namespace

std::string LeftNote::details() const {
  std::string out = "build: " + build + "\nstarted: " + base::isoTime(started) + "\n";
  if (!doing.empty()) out += "doing: " + doing + " (since " + base::isoTime(changed) + ")\n";
  out += signal > 0 ? "signal: " + std::to_string(signal) + " at " + place + "\n"
                    : std::string("no signal was noted: killed by the system, or power was lost\n");
  return base::redact(out);
}

std::string buildName(const std::string& version) {
  std::string id;
  ::dl_iterate_phdr(readBuildId, &id);
  return id.empty() ? version : version + " " + id;
}

CrashNote::CrashNote(const fs::path& folder, const std::string& build) {
  m_writer.setMaxThreadCount(1);
  if (!m_ops.makeFolder(folder).ok()) return;
  collect(folder);
  begin(folder, build);
}

CrashNote::~CrashNote() {
  m_writer.waitForDone();
  if (m_descriptor < 0) return;
  forgetCrashSignals();
  (void)m_ops.removeFile(m_file);
  (void)m_ops.close(m_descriptor, m_file);
}

void CrashNote::collect(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("note-") || !name.ends_with(".jsonl") || m_left.size() >= kMostNotes) continue;
    const auto opened = m_ops.openAppend(entry.path());
    if (!opened.ok()) continue;
    const bool dead = ::flock(*opened, LOCK_EX | LOCK_NB) == 0;
    if (dead) {
      const auto text = base::readFile(entry.path(), kMostBytes);
      LeftNote note = text.ok() ? parse(*text) : LeftNote{};
      // The desktop's own way of ending programs (log out, shut down) is none of their faults.
      if (!note.build.empty() && !endedFromOutside(note.signal)) m_left.push_back(std::move(note));
      (void)m_ops.removeFile(entry.path());
    }
    (void)m_ops.close(*opened, entry.path());
  }
  std::sort(m_left.begin(), m_left.end(), [](const LeftNote& a, const LeftNote& b) { return a.started > b.started; });
}

void CrashNote::begin(const fs::path& folder, const std::string& build) {
  const std::int64_t now = base::nowSeconds();
  m_file = folder / ("note-" + std::to_string(::getpid()) + "-" + std::to_string(now) + ".jsonl");
  const auto made = m_ops.create(m_file);
  if (!made.ok()) return;
  m_descriptor = *made;
  ::flock(m_descriptor, LOCK_EX | LOCK_NB);
  const std::string first = line({{"format_version", 1}, {"build", build}, {"time", now}});
  (void)m_ops.write(m_descriptor, first.data(), first.size(), m_file);
  (void)m_ops.sync(m_descriptor, m_file);
  noteCrashSignals(m_descriptor);
}

void CrashNote::doing(const std::string& words) {
  if (m_descriptor < 0 || words == m_doing) return;
  m_doing = words;
  m_writer.start([this, text = line({{"doing", base::redact(words)}, {"time", base::nowSeconds()}})] {
    (void)m_ops.write(m_descriptor, text.data(), text.size(), m_file);
    (void)m_ops.sync(m_descriptor, m_file);
  });
}

}  // namespace timbre::window
