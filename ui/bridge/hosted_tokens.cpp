// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/hosted_tokens.h"

#include "core/base/file_ops.h"

#include <QMetaObject>

namespace timbre::ui {

namespace {

base::Result<void> fetchFromTheNetwork(const net::DownloadRequest& request, const HostedTokens::Progress& progress,
                                       const base::CancelToken& cancel) {
  base::FileOps ops;
  net::DownloadOptions options;
  options.progress = progress;
  const auto report = net::download(request, ops, options, cancel);
  return report.ok() ? base::Result<void>() : base::Result<void>(report.error());
}

}  // namespace

HostedTokens::HostedTokens(std::filesystem::path table, std::filesystem::path own, Fetch fetch, QObject* parent)
    : QObject(parent),
      m_table(std::move(table)),
      m_own(std::move(own)),
      m_fetch(fetch ? std::move(fetch) : fetchFromTheNetwork) {
  m_pool.setMaxThreadCount(2);  // a search does not wait for a download
}

HostedTokens::~HostedTokens() {
  m_searching.cancel();
  m_downloading.cancel();
  m_pool.waitForDone();
}

void HostedTokens::setEncoding(const std::string& encoding) {
  if (encoding == m_encoding) return;
  m_encoding = encoding;
  search();
}

void HostedTokens::setChosen(const std::filesystem::path& path) {
  if (path == m_chosen) return;
  m_chosen = path;
  if (!m_encoding.empty()) search();
}

void HostedTokens::choose(const std::filesystem::path& path) {
  if (!m_encoding.empty()) search(path);
}

void HostedTokens::search(const std::filesystem::path& tried) {
  m_downloading.cancel();
  m_searching.cancel();
  m_searching = {};
  const std::uint64_t question = ++m_question;
  const HostedState before = std::exchange(m_state, {});
  // While a chosen file is looked at, what is known stays known.
  if (!tried.empty()) m_state = before;
  m_state.error.reset();
  m_state.phase = m_encoding.empty() ? HostedPhase::Idle : HostedPhase::Searching;
  if (tried.empty()) setCounter({});
  Q_EMIT changed();
  if (m_encoding.empty()) return;
  text::RankPlaces places{tried.empty() ? m_chosen : tried, m_own, text::tiktokenCaches()};
  if (!tried.empty()) places = {tried, {}, {}};
  m_pool.start([this, question, places, tried, table = m_table, encoding = m_encoding, cancel = m_searching.token()] {
    auto ranks = text::loadRankTable(table);
    auto lookup = ranks.ok() ? session::lookUpHosted(*ranks, encoding, places, cancel)
                             : base::Result<session::HostedLookup>(ranks.error());
    QMetaObject::invokeMethod(
        this,
        [this, question, tried, lookup = std::move(lookup)]() mutable {
          if (question == m_question) found(std::move(lookup), tried);
        },
        Qt::QueuedConnection);
  });
}

void HostedTokens::found(base::Result<session::HostedLookup> lookup, const std::filesystem::path& tried) {
  const bool fetchedNow = std::exchange(m_fetchedNow, false);
  m_state.phase = m_counter ? HostedPhase::Ready : HostedPhase::Missing;
  if (!lookup.ok()) {
    m_state.error = lookup.error();
    return Q_EMIT changed();
  }
  m_state.file = lookup->file;
  m_state.target = m_own / lookup->file.fileName();
  if (tried.empty()) m_state.looked = lookup->search.looked;
  if (lookup->counter) {
    m_state.phase = HostedPhase::Ready;
    m_state.path = lookup->counter->path;
    m_state.fetched = fetchedNow;
    setCounter(std::move(lookup->counter));
    if (!tried.empty()) m_chosen = tried;
  } else if (!tried.empty()) {
    m_state.error =
        base::Error("tokenizer.rank_other", {{"encoding", lookup->file.encoding}}, base::displayPath(tried));
  }
  const bool keep = !tried.empty() && !m_state.error;
  Q_EMIT changed();
  if (keep) Q_EMIT chosen(tried);
}

void HostedTokens::download() {
  if (m_state.phase != HostedPhase::Missing || m_state.file.encoding.empty()) return;
  m_downloading = {};
  m_state.phase = HostedPhase::Downloading;
  m_state.error.reset();
  m_state.done = 0;
  m_state.total = m_state.file.bytes;
  const std::uint64_t question = ++m_question;
  Q_EMIT changed();
  const net::DownloadRequest request{m_state.file.url, m_state.target, m_state.file.sha256, m_state.file.bytes};
  m_pool.start([this, request, question, fetch = m_fetch, cancel = m_downloading.token()] {
    const auto progress = [this, question](std::uint64_t done, std::uint64_t total) {
      QMetaObject::invokeMethod(
          this,
          [this, question, done, total] {
            if (question != m_question) return;
            m_state.done = done;
            m_state.total = total;
            Q_EMIT changed();
          },
          Qt::QueuedConnection);
    };
    const auto done = fetch(request, progress, cancel);
    QMetaObject::invokeMethod(
        this,
        [this, question, done] {
          if (question == m_question) fetched(done);
        },
        Qt::QueuedConnection);
  });
}

void HostedTokens::fetched(const base::Result<void>& done) {
  if (done.ok()) {
    m_fetchedNow = true;
    return search();
  }
  m_state.phase = HostedPhase::Missing;
  if (done.error().code != "cancelled") m_state.error = done.error();
  Q_EMIT changed();
}

void HostedTokens::cancel() { m_downloading.cancel(); }

void HostedTokens::setCounter(std::optional<session::HostedCounter> counter) {
  if (!counter && !m_counter) return;
  m_counter = std::move(counter);
  Q_EMIT counterChanged();
}

}  // namespace timbre::ui
