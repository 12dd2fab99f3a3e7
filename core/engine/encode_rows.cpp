// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/messages.h"
#include "core/engine/dataset.h"
#include "core/model/failure.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace timbre::engine {

namespace fs = std::filesystem;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t kBlock = 256;  // rows that a thread takes at once

text::TrainOn trainOn(const std::string& name) {
  if (name == "all") return text::TrainOn::All;
  return name == "last" ? text::TrainOn::Last : text::TrainOn::Assistant;
}

/// One pass over the frozen file, shared by the encoding threads.
class Encoding {
 public:
  Encoding(const fs::path& frozen, std::string_view bytes, const recipe::Recipe& recipe, const EncodeJob& job)
      : m_path(base::displayPath(frozen)), m_recipe(recipe), m_job(job), m_frame(textFrame(*job.tokenizer)) {
    while (!bytes.empty()) {
      const std::size_t end = std::min(bytes.find('\n'), bytes.size());
      m_lines.push_back(bytes.substr(0, end));
      bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    m_blocks.resize((m_lines.size() + kBlock - 1) / kBlock);
  }

  Result<EncodedDataset> run() {
    std::vector<std::thread> threads;
    for (int i = 1; i < m_job.threads; ++i) threads.emplace_back([this] { work(false); });
    work(true);
    for (std::thread& thread : threads) thread.join();
    if (m_failure) return *m_failure;
    EncodedDataset all;
    for (EncodedDataset& block : m_blocks) {
      all.train.append(block.train);
      all.validation.append(block.validation);
      all.cutRows += block.cutRows;
      all.cutTokens += block.cutTokens;
      all.emptyRows += block.emptyRows;
      all.inexactRows += block.inexactRows;
      if (all.firstCutLine == 0) all.firstCutLine = block.firstCutLine;
      if (all.firstEmptyLine == 0) all.firstEmptyLine = block.firstEmptyLine;
      if (all.firstInexactLine == 0) all.firstInexactLine = block.firstInexactLine;
      block = {};
    }
    if (all.train.size() == 0) return Error("batch.nothing_to_train", {}, m_path);
    return all;
  }

 private:
  void work(bool caller) {
    for (;;) {
      const std::size_t block = m_next.fetch_add(1);
      if (block >= m_blocks.size() || m_failed.load()) return;
      auto done = model::guarded([&]() -> Result<void> { return encodeBlock(block); });
      if (!done.ok()) fail(done.error(), block);
      if (caller && m_job.progress) m_job.progress(static_cast<double>(block) / static_cast<double>(m_blocks.size()));
      if (m_job.control && m_job.control->command.load() != jobs::RunCommand::None) fail(Error("cancelled"), block);
    }
  }

  /// The earliest block's error is kept, so that the same file always gives the same message.
  void fail(const Error& error, std::size_t block) {
    const std::scoped_lock lock(m_mutex);
    if (!m_failure || block < m_failedBlock) {
      m_failure = error;
      m_failedBlock = block;
    }
    m_failed.store(true);
  }

  Result<void> encodeBlock(std::size_t block) {
    EncodedDataset& out = m_blocks[block];
    const std::size_t end = std::min(m_lines.size(), (block + 1) * kBlock);
    for (std::size_t line = block * kBlock; line < end; ++line) {
      if (m_lines[line].empty()) continue;
      const auto number = static_cast<long long>(line) + 1;
      TIMBRE_ASSIGN(const Json row, base::parseJson(m_lines[line], m_path));
      const std::string split = base::stringOr(row, "split", "train");
      if (split == "test") continue;
      std::size_t cut = 0, inexact = 0;
      if (!m_job.encoder && base::member(row, "messages")) return m_job.noTemplate;  // no fault of that row
      auto sample = encodeRow(row, cut, inexact);
      if (!sample.ok())
        return Error("engine.row_not_encoded", {{"reason", base::errorSentence(sample.error())}}, m_path).at(number);
      sample->rowIndex = static_cast<std::int64_t>(line);
      if (inexact > 0 && ++out.inexactRows == 1) out.firstInexactLine = number;
      put(out, *sample, split == "validation", cut, number);
    }
    return {};
  }

  static void put(EncodedDataset& out, const batch::EncodedSample& sample, bool validation, std::size_t cut,
                  long long line) {
    if (cut > 0) {
      ++out.cutRows;
      out.cutTokens += static_cast<std::int64_t>(cut);
      if (out.firstCutLine == 0) out.firstCutLine = line;
    }
    const bool trained = std::any_of(sample.mask.begin() + (sample.mask.empty() ? 0 : 1), sample.mask.end(),
                                     [](std::uint8_t m) { return m != 0; });
    if (!trained) {
      ++out.emptyRows;
      if (out.firstEmptyLine == 0) out.firstEmptyLine = line;
      return;
    }
    (validation ? out.validation : out.train).add(sample);
  }

  Result<batch::EncodedSample> encodeRow(const Json& row, std::size_t& cut, std::size_t& inexact) const {
    batch::EncodedSample sample;
    const auto limit = static_cast<std::size_t>(m_recipe.maxTokens);
    if (base::member(row, "messages")) {
      Json conversation = row;
      conversation.erase("split");  // ours, not a template variable
      TIMBRE_ASSIGN(auto chat, m_job.encoder->encode(conversation, {trainOn(m_recipe.trainOn), false, limit}));
      cut = chat.cutTokens;
      inexact = chat.inexact;
      sample.ids = std::move(chat.ids);
      sample.mask = std::move(chat.mask);
      return sample;
    }
    TIMBRE_ASSIGN(auto encoding, m_job.tokenizer->encode(base::stringOr(row, "text"), {false}));
    if (m_frame.before) sample.ids.push_back(*m_frame.before);
    sample.ids.insert(sample.ids.end(), encoding.ids.begin(), encoding.ids.end());
    if (m_frame.after) sample.ids.push_back(*m_frame.after);
    if (sample.ids.size() > limit) {
      cut = sample.ids.size() - limit;
      sample.ids.resize(limit);
    }
    sample.mask.assign(sample.ids.size(), 1);
    return sample;
  }

  const std::string m_path;
  const recipe::Recipe& m_recipe;
  const EncodeJob& m_job;
  const TextFrame m_frame;
  std::vector<std::string_view> m_lines;
  std::vector<EncodedDataset> m_blocks;
  std::atomic<std::size_t> m_next{0};
  std::atomic<bool> m_failed{false};
  std::mutex m_mutex;
  std::optional<Error> m_failure;
  std::size_t m_failedBlock = 0;
};

}  // namespace

Result<EncodedDataset> encodeDataset(const fs::path& frozen, const recipe::Recipe& recipe, const EncodeJob& job) {
  TIMBRE_ASSIGN(const std::string bytes, base::readFile(frozen, std::uint64_t(32) << 30));
  Encoding encoding(frozen, bytes, recipe, job);
  return encoding.run();
}

}  // namespace timbre::engine
