// SPDX-License-Identifier: GPL-3.0-or-later
// What the guided demo found, collected from the same signals that the pages show, and what it demands of it.
// Torch-free values; GUI thread.
#pragma once

#include "app/window/studio.h"
#include "core/evaluate/probes.h"

#include <QObject>

#include <optional>
#include <string>
#include <vector>

namespace timbre::window {

/// One question as both voices answered it.
struct DemoAnswer {
  std::string question, base, tuned;
  bool baseStopped = false, tunedStopped = false;
};

class DemoFigures : public QObject {
  Q_OBJECT
 public:
  /// Mean of the last tenth of the steps against that of the first tenth: what a persona of a hundred rows always
  /// reaches.
  static constexpr double kLeastLossFall = 0.3;

  explicit DemoFigures(Studio& studio);

  bool counted() const { return m_numbers.complete && m_numbers.usedRows > 0 && m_numbers.tokens > 0; }
  std::size_t steps() const { return m_losses.size(); }
  const std::vector<DemoAnswer>& answers() const { return m_answers; }
  bool exportEnded() const { return m_report || m_exportError; }
  /// Judges the answers by the rules of the shipped measurement.
  void setProbes(evaluate::ProbeSet set, const std::string& detector);
  const std::vector<evaluate::Probe>& questions() const { return m_questions; }
  /// Begins a new answer.
  void asked(const std::string& question);

  /// What was missed, one sentence each; empty: the demo holds.
  QStringList missedByTraining() const;
  QStringList missedByAnswers() const;
  QStringList missedByExport() const;
  base::Json toJson() const;
  /// Lines for the terminal.
  QStringList lines() const;

 private:
  void takeEvents(const std::vector<events::RunEvent>& events);
  void takeAnswer(const session::ChatEvent& event);
  double meanOf(std::size_t from, std::size_t to) const;
  double lossFall() const;
  int inPersona(bool tuned) const;
  int right(bool tuned) const;

  session::NumbersChanged m_numbers;
  std::int64_t m_rowsUsed = 0, m_tokens = 0;
  std::vector<double> m_losses;
  std::int64_t m_fedTokens = 0;
  double m_stepSeconds = 0;
  std::vector<events::ValidationMetrics> m_validations;
  std::optional<events::RunDone> m_done;
  int m_checkpoints = 0;
  std::vector<DemoAnswer> m_answers;
  evaluate::ProbeSet m_set;
  std::string m_detector;
  std::vector<evaluate::Probe> m_questions;
  std::optional<jobs::ExportReport> m_report;
  std::optional<base::Error> m_exportError;
};

}  // namespace timbre::window
