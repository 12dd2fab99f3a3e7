// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli_program.h"

#include <QProcessEnvironment>

namespace timbre::testing {

std::vector<base::Json> CliResult::lines() const {
  std::vector<base::Json> values;
  std::size_t at = 0;
  while (at < out.size()) {
    const std::size_t end = std::min(out.find('\n', at), out.size());
    const auto value = base::parseJson(std::string_view(out).substr(at, end - at));
    values.push_back(value.ok() ? *value : base::Json());
    at = end + 1;
  }
  return values;
}

QString cliProgram() { return QStringLiteral(TIMBRE_CLI); }

CliResult runCli(const CliCall& call) {
  // QProcess takes arguments as text; a shell that gets them through the environment passes any bytes on.
  QProcess process;
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert("OMP_WAIT_POLICY", "passive");
  for (const auto& [name, value] : call.environment) environment.insert(name, value);
  process.setProcessEnvironment(environment);
  QByteArray script = "exec '" TIMBRE_CLI "'";
  for (QByteArray argument : call.arguments) {
    argument.replace("'", "'\\''");
    script += " '" + argument + "'";
  }
  TempFolder folder;
  writeFile(folder.path() / "call.sh", script.toStdString() + "\n");
  process.start("/bin/sh", {QString::fromStdString((folder.path() / "call.sh").string())});
  CliResult result;
  if (!process.waitForStarted()) return result;
  process.write(call.input);
  process.closeWriteChannel();
  if (!process.waitForFinished(call.timeoutMs)) process.kill();
  process.waitForFinished(5000);
  result.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  result.out = process.readAllStandardOutput().toStdString();
  result.err = process.readAllStandardError().toStdString();
  return result;
}

bool onlyJson(const CliResult& result) {
  const auto values = result.lines();
  for (const auto& value : values)
    if (value.is_null()) return false;
  for (const auto& value : values)
    if (value.is_object()) return base::integerOr(value, "timbre", 0) == 1;
  return !values.empty();
}

std::filesystem::path starterModel() { return sourceFolder() / "resources/models/starter"; }

}  // namespace timbre::testing
