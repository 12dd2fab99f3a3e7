// SPDX-License-Identifier: GPL-3.0-or-later
// Collects the events of a dataset service and waits for the ones a test asks for.
#pragma once

#include "core/data/conversation.h"
#include "core/session/dataset_service.h"
#include "core/session/project.h"
#include "core/text/builtin_templates.h"
#include "core/text/chat_encoder.h"
#include "tests/support/test_support.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace timbre::testing {

class DatasetProbe {
 public:
  session::DatasetSink sink() {
    return [this](const session::DatasetEvent& event) {
      std::lock_guard lock(m_mutex);
      m_events.push_back(event);
      m_wake.notify_all();
    };
  }

  /// The first event of type T, from the ones not yet taken, that `matches`; it and nothing else is taken.
  template <class T, class Matches>
  std::optional<T> wait(Matches matches, int seconds = 20) {
    std::unique_lock lock(m_mutex);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    for (;;) {
      for (auto at = m_events.begin(); at != m_events.end(); ++at)
        if (const T* value = std::get_if<T>(&*at); value && matches(*value)) {
          T found = *value;
          m_events.erase(at);
          return found;
        }
      if (m_wake.wait_until(lock, end) == std::cv_status::timeout) return std::nullopt;
    }
  }
  template <class T>
  std::optional<T> wait(session::Ticket ticket) {
    return wait<T>([ticket](const T& event) { return event.ticket == ticket; });
  }
  template <class T>
  std::optional<T> wait() {
    return wait<T>([](const T&) { return true; });
  }
  void forget() {
    std::lock_guard lock(m_mutex);
    m_events.clear();
  }

 private:
  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::deque<session::DatasetEvent> m_events;
};

/// One token a byte, 256 and 257 for the ChatML marks: enough to count with a real template.
class ByteTokenizer : public text::Tokenizer {
 public:
  base::Result<text::Encoding> encode(std::string_view t, const text::EncodeOptions& = {}) const override {
    text::Encoding out;
    for (std::size_t i = 0; i < t.size();) {
      const bool start = t.substr(i, 12) == "<|im_start|>", end = t.substr(i, 10) == "<|im_end|>";
      const std::size_t n = start ? 12 : end ? 10 : 1;
      out.ids.push_back(start ? 256 : end ? 257 : static_cast<unsigned char>(t[i]));
      out.begin.push_back(static_cast<std::uint32_t>(i));
      out.end.push_back(static_cast<std::uint32_t>(i + n));
      i += n;
    }
    return out;
  }
  std::string decode(std::span<const text::TokenId> ids, bool) const override {
    std::string out;
    for (const text::TokenId id : ids) out += tokenText(id);
    return out;
  }
  std::string tokenBytes(text::TokenId id) const override { return id < 256 ? std::string(1, static_cast<char>(id)) : ""; }
  std::string tokenText(text::TokenId id) const override {
    return id == 256 ? "<|im_start|>" : id == 257 ? "<|im_end|>" : std::string(1, static_cast<char>(id));
  }
  std::optional<text::TokenId> tokenId(std::string_view s) const override {
    if (s == "<|im_start|>") return 256;
    if (s == "<|im_end|>") return 257;
    return std::nullopt;
  }
  bool isSpecial(text::TokenId id) const override { return id >= 256; }
  std::size_t vocabSize() const override { return 258; }
  std::optional<text::TokenId> bosId() const override { return std::nullopt; }
  std::optional<text::TokenId> eosId() const override { return 257; }
  std::string kind() const override { return "bytes"; }
  std::string hash() const override { return "bytes"; }
};

inline std::shared_ptr<const text::ChatEncoder> byteEncoder() {
  auto chat = text::ChatTemplate::compile(std::string(text::chatMlTemplate()));
  if (!chat.ok()) qFatal("%s", chat.error().code.c_str());
  return std::make_shared<text::ChatEncoder>(std::make_shared<ByteTokenizer>(), *chat, std::map<std::string, std::string>{},
                                             std::vector<text::TokenId>{257});
}

inline std::string chatRow(const std::string& user, const std::string& assistant, const std::string& system = {}) {
  return data::Conversation::make(system.empty() ? std::nullopt : std::optional(system), user, assistant).raw();
}

/// Position is part of the text, so that order can be read from a page.
inline std::string chatRows(int count, int bytes = 20) {
  std::string out;
  for (int i = 1; i <= count; ++i)
    out += chatRow("question " + std::to_string(i), "answer " + std::to_string(i) + std::string(static_cast<std::size_t>(bytes), '.')) + "\n";
  return out;
}

}  // namespace timbre::testing
