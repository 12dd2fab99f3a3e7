// SPDX-License-Identifier: GPL-3.0-or-later
// The tokens that a hosted service bills by, on this machine: looks for the published rank file of one encoding, reads
// it, and gets it when a person says so. Searching, reading, hashing and downloading happen on threads of its own;
// every call returns at once and what came of it is a new state with changed(). Late answers of older questions are
// dropped.
//
// download() is the only thing in the program that fetches something, and it is called only from the button beneath the
// address, the size and the folder. GUI thread. The destructor cancels and waits.
#pragma once

#include "core/base/cancel.h"
#include "core/net/download.h"
#include "core/session/hosted_counter.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <optional>

namespace timbre::ui {

enum class HostedPhase { Idle, Searching, Missing, Ready, Downloading };

struct HostedState {
  HostedPhase phase = HostedPhase::Idle;  ///< Idle: no encoding is wanted
  text::RankFile file;                    ///< empty encoding: not known (yet, or the table lacks it)
  std::filesystem::path target;           ///< where a download goes
  std::filesystem::path path;             ///< Ready: the file that is counted with
  std::vector<text::RankCandidate> looked;
  std::uint64_t done = 0, total = 0;  ///< Downloading: bytes
  bool fetched = false;               ///< Ready by the last download
  std::optional<base::Error> error;   ///< why the last attempt to get the file failed
};

class HostedTokens : public QObject {
  Q_OBJECT
 public:
  using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;
  using Fetch =
      std::function<base::Result<void>(const net::DownloadRequest&, const Progress&, const base::CancelToken&)>;

  /// `table` is resources/tokenizers/rank_files.json, `own` the folder for downloads. `fetch` is net::download unless a
  /// test says otherwise.
  HostedTokens(std::filesystem::path table, std::filesystem::path own, Fetch fetch = {}, QObject* parent = nullptr);
  ~HostedTokens() override;

  const HostedState& state() const { return m_state; }
  /// Set while the phase is Ready.
  const std::optional<session::HostedCounter>& counter() const { return m_counter; }

  /// Of the chosen price ("o200k"); "": none. Searches when it differs.
  void setEncoding(const std::string& encoding);
  /// The file or folder of the settings. Searches when it differs.
  void setChosen(const std::filesystem::path& path);
  /// A person chose this file or folder: when it holds the published file, chosen() follows; else the state has the
  /// error.
  void choose(const std::filesystem::path& path);
  /// A person said yes to state().file and state().target.
  void download();
  /// Ends a download; what was received is kept.
  void cancel();

 Q_SIGNALS:
  void changed();
  /// counter() is another one, or none any more.
  void counterChanged();
  /// To be kept in the settings.
  void chosen(const std::filesystem::path& path);

 private:
  void search(const std::filesystem::path& tried = {});
  void found(base::Result<session::HostedLookup> lookup, const std::filesystem::path& tried);
  void fetched(const base::Result<void>& done);
  void setCounter(std::optional<session::HostedCounter> counter);

  std::filesystem::path m_table, m_own, m_chosen;
  Fetch m_fetch;
  std::string m_encoding;
  HostedState m_state;
  std::optional<session::HostedCounter> m_counter;
  base::CancelSource m_searching, m_downloading;
  std::uint64_t m_question = 0;
  bool m_fetchedNow = false;
  QThreadPool m_pool;
};

}  // namespace timbre::ui
