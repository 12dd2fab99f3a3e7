// SPDX-License-Identifier: GPL-3.0-or-later
// What is looked at before a run starts, as sentences with figures. Pure: everything comes from values that were really read or
// computed; what is not known yet says so and blocks nothing that it cannot know. GUI thread (translated words).
#pragma once

#include "core/jobs/adapter_summary.h"
#include "core/session/dataset_service.h"
#include "ui/bridge/run_worker.h"
#include "ui/widgets/badge.h"

#include "core/recipe/fields.h"

#include <QCoreApplication>
#include <QList>
#include <QString>

#include <optional>

namespace timbre::ui {

struct TrainFacts {
  std::optional<session::NumbersChanged> numbers;
  std::optional<session::ProblemsChanged> problems;
  std::optional<jobs::ModelSummary> model;
  std::optional<base::Error> modelError;
  bool modelPending = false, modelChosen = false;
  QString startName;        ///< the adapter that the run begins from; empty: a fresh one
  std::optional<jobs::AdapterSummary> start;
  std::optional<base::Error> startError;  ///< neither of both: it is being read
  std::optional<MachineFacts> machine;
  recipe::Recipe recipe;
  recipe::Plan plan;
  std::string device = "auto";
  bool formValid = true;
  QString nameProblem;      ///< empty: the name can be used
  QString livingRun;        ///< name of the run that goes on; empty: none
  bool readOnly = false;

  recipe::DataFacts data() const;
  recipe::ModelFacts modelFacts() const;
  /// The device that "auto" means here.
  const jobs::DeviceInfo* chosenDevice() const;
  std::uint64_t diskBytes() const;  ///< of all checkpoints that are kept
};

struct TrainCheck {
  BadgeKind kind = BadgeKind::Ok;  ///< Error blocks, Warn and Ok do not, Mute is not known yet
  QString title, text;
  QString unlock{};                ///< for Error: what makes the start possible
  QString button{}, page{};        ///< button and the page it leads to, or kModelChooser
  static constexpr const char* kModelChooser = "chooser";
};

class TrainChecks {
  Q_DECLARE_TR_FUNCTIONS(timbre::ui::TrainChecks)
 public:
  /// Errors first, then warnings, then the rest in a fixed order.
  static QList<TrainCheck> of(const TrainFacts& facts);

 private:
  static void form(const TrainFacts& facts, QList<TrainCheck>& out);
  static void model(const TrainFacts& facts, QList<TrainCheck>& out);
  static void start(const TrainFacts& facts, QList<TrainCheck>& out);
  static void rows(const TrainFacts& facts, QList<TrainCheck>& out);
  static void length(const TrainFacts& facts, QList<TrainCheck>& out);
  static void memory(const TrainFacts& facts, QList<TrainCheck>& out);
  static void disk(const TrainFacts& facts, QList<TrainCheck>& out);
  static void device(const TrainFacts& facts, QList<TrainCheck>& out);
};

}  // namespace timbre::ui
