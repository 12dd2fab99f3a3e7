// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/demo_figures.h"

#include "core/base/messages.h"
#include "core/evaluate/scorer.h"

#include <algorithm>
#include <cmath>

namespace timbre::window {

namespace {

constexpr std::size_t kQuestions = 8;

base::Json orNull(bool known, double value) { return known && std::isfinite(value) ? base::Json(value) : base::Json(); }
QString decimal(double value, int digits = 3) { return QString::number(value, 'f', digits); }

}  // namespace

DemoFigures::DemoFigures(Studio& studio) {
  connect(&studio.datasetBridge(), &ui::DatasetBridge::numbersChanged, this,
          [this](const session::NumbersChanged& numbers) { m_numbers = numbers; });
  connect(&studio.runBridge(), &ui::RunBridge::eventsArrived, this,
          [this](const std::filesystem::path&, const std::vector<events::RunEvent>& events) { takeEvents(events); });
  connect(&studio.chatBridge(), &ui::ChatBridge::eventArrived, this, &DemoFigures::takeAnswer);
  connect(&studio.exportBridge(), &ui::ExportBridge::finished, this,
          [this](const jobs::ExportReport& report) { m_report = report; });
  connect(&studio.exportBridge(), &ui::ExportBridge::failed, this,
          [this](const base::Error& error) { m_exportError = error; });
}

void DemoFigures::takeEvents(const std::vector<events::RunEvent>& events) {
  for (const auto& event : events) {
    if (const auto* step = std::get_if<events::StepMetrics>(&event)) {
      m_losses.push_back(step->loss);
      m_fedTokens += step->tokens;
      m_stepSeconds += step->seconds;
    }
    if (const auto* validation = std::get_if<events::ValidationMetrics>(&event)) m_validations.push_back(*validation);
    if (const auto* done = std::get_if<events::RunDone>(&event)) m_done = *done;
    if (std::holds_alternative<events::CheckpointSaved>(event)) ++m_checkpoints;
  }
}

void DemoFigures::asked(const std::string& question) {
  m_answers.emplace_back();
  m_answers.back().question = question;
}

void DemoFigures::takeAnswer(const session::ChatEvent& event) {
  if (event.kind != session::ChatEvent::Kind::Done || m_answers.empty()) return;
  DemoAnswer& answer = m_answers.back();
  (event.pane == 0 ? answer.base : answer.tuned) = event.done.text;
  (event.pane == 0 ? answer.baseStopped : answer.tunedStopped) = event.done.stop == "eos";
}

void DemoFigures::setProbes(evaluate::ProbeSet set, const std::string& detector) {
  m_set = std::move(set);
  m_detector = detector;
  const auto known = m_set.detectors.find(detector);
  if (known == m_set.detectors.end()) return;
  std::vector<evaluate::Probe> facts;
  for (const auto& probe : m_set.probes)
    if (probe.kind == "fact" && probe.lang == known->second.lang) facts.push_back(probe);
  // No row of a persona asks a fact that is probed for, so these are questions that the run has not seen.
  for (std::size_t i = 0; i < kQuestions && !facts.empty(); ++i)
    m_questions.push_back(facts[i * facts.size() / kQuestions]);
}

double DemoFigures::meanOf(std::size_t from, std::size_t to) const {
  double sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += m_losses[i];
  return to > from ? sum / double(to - from) : std::nan("");
}

double DemoFigures::lossFall() const {
  const std::size_t tenth = std::max<std::size_t>(1, m_losses.size() / 10);
  if (m_losses.size() < 2) return std::nan("");
  return 1.0 - meanOf(m_losses.size() - tenth, m_losses.size()) / meanOf(0, tenth);
}

int DemoFigures::inPersona(bool tuned) const {
  const auto known = m_set.detectors.find(m_detector);
  if (known == m_set.detectors.end()) return 0;
  return int(std::count_if(m_answers.begin(), m_answers.end(), [&](const DemoAnswer& answer) {
    return evaluate::hasFragment(evaluate::lowerAscii(tuned ? answer.tuned : answer.base), known->second.fragments);
  }));
}

int DemoFigures::right(bool tuned) const {
  int count = 0;
  for (const DemoAnswer& answer : m_answers)
    for (const auto& probe : m_questions)
      if (probe.prompt == answer.question)
        count += evaluate::factRight(
            m_set, probe, {tuned ? answer.tuned : answer.base, tuned ? answer.tunedStopped : answer.baseStopped});
  return count;
}

QStringList DemoFigures::missedByTraining() const {
  const double fall = lossFall();
  if (!std::isfinite(fall) || fall < kLeastLossFall)
    return {QStringLiteral("The training loss fell by %1 %, less than the %2 % that a persona reaches.")
                .arg(decimal(fall * 100, 0))
                .arg(decimal(kLeastLossFall * 100, 0))};
  return {};
}

QStringList DemoFigures::missedByAnswers() const {
  QStringList out;
  bool differ = false;
  for (const DemoAnswer& answer : m_answers) {
    differ = differ || answer.base != answer.tuned;
    if (answer.base.empty() || answer.tuned.empty())
      out << QStringLiteral("A voice gave no answer to “%1”.").arg(QString::fromStdString(answer.question));
  }
  if (!differ) out << QStringLiteral("Base and tuned model gave the same answers.");
  return out;
}

QStringList DemoFigures::missedByExport() const {
  if (m_exportError)
    return {QStringLiteral("The export failed: %1").arg(QString::fromStdString(base::errorSentence(*m_exportError)))};
  if (!m_report || !m_report->verified) return {QStringLiteral("The export was not verified.")};
  return {};
}

base::Json DemoFigures::toJson() const {
  base::Json json;
  json["dataset"] = {{"rows", m_numbers.rows},
                     {"used_rows", m_numbers.usedRows},
                     {"tokens", m_numbers.tokens},
                     {"trained_tokens", m_numbers.trainedTokens}};
  json["training"] = {
      {"steps", m_losses.size()},
      {"first_loss", orNull(!m_losses.empty(), m_losses.empty() ? 0 : m_losses.front())},
      {"last_loss", orNull(!m_losses.empty(), m_losses.empty() ? 0 : m_losses.back())},
      {"loss_fall", orNull(true, lossFall())},
      {"validation_loss", orNull(!m_validations.empty(), m_validations.empty() ? 0 : m_validations.back().loss)},
      {"seconds", orNull(m_done.has_value(), m_done ? m_done->seconds : 0)},
      {"tokens_per_second", orNull(m_stepSeconds > 0, m_stepSeconds > 0 ? double(m_fedTokens) / m_stepSeconds : 0)},
      {"checkpoints", m_checkpoints}};
  json["chat"] = {{"questions", m_answers.size()},
                  {"base_in_persona", inPersona(false)},
                  {"tuned_in_persona", inPersona(true)},
                  {"base_right", right(false)},
                  {"tuned_right", right(true)}};
  base::Json answers = base::Json::array();
  for (const DemoAnswer& answer : m_answers)
    answers.push_back({{"question", answer.question}, {"base", answer.base}, {"tuned", answer.tuned}});
  json["answers"] = std::move(answers);
  if (m_report)
    json["export"] = {{"verified", m_report->verified},
                      {"max_logit_difference", m_report->maxLogitDifference},
                      {"mean_kl", m_report->meanKl},
                      {"first_choice_agreement", m_report->firstChoiceAgreement},
                      {"identical_texts", m_report->identicalTexts},
                      {"prompts", m_report->prompts},
                      {"sha256", m_report->sha256}};
  return json;
}

QStringList DemoFigures::lines() const {
  QStringList out;
  const auto add = [&out](const char* name, const QString& value) {
    out << QStringLiteral("  %1 %2").arg(QString::fromUtf8(name), -18).arg(value);
  };
  add("rows", QStringLiteral("%1 used of %2, %3 tokens, %4 of them trained")
                  .arg(m_numbers.usedRows)
                  .arg(m_numbers.rows)
                  .arg(m_numbers.tokens)
                  .arg(m_numbers.trainedTokens));
  if (!m_losses.empty()) {
    add("training", QStringLiteral("%1 steps in %2 s, %3 tokens/s, %4 checkpoints")
                        .arg(m_losses.size())
                        .arg(decimal(m_done ? m_done->seconds : m_stepSeconds, 1),
                             decimal(m_stepSeconds > 0 ? double(m_fedTokens) / m_stepSeconds : 0, 0))
                        .arg(m_checkpoints));
    add("loss", QStringLiteral("%1 → %2 (first and last tenth: −%3 %)")
                    .arg(decimal(m_losses.front()), decimal(m_losses.back()), decimal(lossFall() * 100, 0)));
  }
  if (!m_validations.empty())
    add("validation loss",
        QStringLiteral("%1 → %2").arg(decimal(m_validations.front().loss), decimal(m_validations.back().loss)));
  if (!m_answers.empty()) {
    add("in persona", QStringLiteral("base %1, tuned %2 of %3 unseen questions")
                          .arg(inPersona(false))
                          .arg(inPersona(true))
                          .arg(m_answers.size()));
    add("right answers",
        QStringLiteral("base %1, tuned %2 of %3").arg(right(false)).arg(right(true)).arg(m_answers.size()));
  }
  if (m_report) {
    add("export", m_report->verified ? QStringLiteral("verified") : QStringLiteral("not verified"));
    add("max |Δlogit|", QString::number(m_report->maxLogitDifference, 'e', 2));
    add("mean KL", QString::number(m_report->meanKl, 'e', 2) + QStringLiteral(" nats"));
    add("same answers", QStringLiteral("%1 of %2").arg(m_report->identicalTexts).arg(m_report->prompts));
    add("SHA-256", QString::fromStdString(m_report->sha256));
  }
  return out;
}

}  // namespace timbre::window
