// SPDX-License-Identifier: GPL-3.0-or-later
// What every Backend owes to the session, as one suite of tests. It runs on the scripted fake (here) and on LibTorch
// (tests/app): what holds for the one and not for the other would make the window's tests worthless.
#pragma once

#include "core/session/backend.h"
#include "tests/support/test_support.h"

#include <functional>
#include <memory>
#include <set>

namespace timbre::testing {

/// A backend with what it needs to work on.
struct BackendStage {
  std::unique_ptr<session::Backend> backend;
  std::filesystem::path root;   ///< empty folder of the test
  std::filesystem::path model;  ///< a base model
  int steps = 0;                ///< that a run of `request` takes; at least 8
  /// A run with a checkpoint at its end and at least one before.
  std::function<session::RunRequest(const std::string& name)> request;
  /// A run that fails.
  std::function<session::RunRequest(const std::string& name)> failing;
};

class BackendContract : public QObject {
  Q_OBJECT
 public:
  explicit BackendContract(std::function<BackendStage()> makeStage) : m_makeStage(std::move(makeStage)) {}

 private Q_SLOTS:
  void initTestCase();
  void devicesNameTheCpuFirst();
  void modelsAreDescribed();
  void aRunTellsItsStory();
  void factsAreOnDiskBeforeTheyAreTold();
  void stopAndPauseAreSuccesses();
  void aFailureIsToldAndReturned();
  void saveNowMakesACheckpoint();
  void answersStreamWhole();
  void answersAreCancelled();
  void adaptersAreChosen();
  void runsBeginFromAdapters();
  void exportsAreWritten();
  void exportsAreCancelled();

 private:
  std::function<BackendStage()> m_makeStage;
  BackendStage m_stage;
};

}  // namespace timbre::testing
