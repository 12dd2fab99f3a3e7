// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the real timbre-cli and keeps what it said.
#pragma once

#include "core/base/json.h"
#include "tests/support/test_support.h"

#include <QProcess>

#include <vector>

namespace timbre::testing {

struct CliResult {
  int code = -1;
  std::string out, err;

  /// stdout as one JSON value a line; a line that is none is an empty discarded value.
  std::vector<base::Json> lines() const;
  base::Json json() const { return lines().empty() ? base::Json() : lines().front(); }
};

struct CliCall {
  QByteArrayList arguments;  // bytes, because file names are bytes
  QByteArray input;
  std::vector<std::pair<QString, QString>> environment;
  int timeoutMs = 120'000;
};

/// Its path, as CMake built it.
QString cliProgram();
CliResult runCli(const CliCall& call);
inline CliResult runCli(const QByteArrayList& arguments, const QByteArray& input = {}) { return runCli(CliCall{arguments, input, {}}); }

/// Every line of stdout is JSON, and the first object carries "timbre": 1.
bool onlyJson(const CliResult& result);

std::filesystem::path starterModel();

}  // namespace timbre::testing

#define CLI_CODE(result, expected) QVERIFY2((result).code == (expected), ((result).out.substr(0, 400) + "\n" + (result).err).c_str())
