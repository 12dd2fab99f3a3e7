// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "kernels/conformance.h"
#include "kernels/device.h"

#include <cmath>
#include <cstdio>

namespace timbre::cli {

namespace {

int run(Registry& registry, const std::string& filter) {
  Context& context = registry.context;
  const std::string& wanted = context.globals().device;
  if (wanted.starts_with("cuda")) {
    const auto& gpu = kernels::gpuState();
    if (gpu.problem) return context.fail(base::Error(gpu.problem->code, gpu.problem->args));
  }
  const at::Device device(wanted == "auto" ? "cpu" : wanted);
  int passed = 0;
  const int failed = kernels::runConformance(filter, device, [&](const kernels::ConformanceResult& r) {
    passed += r.passed;
    const char* state = r.passed ? "pass" : "fail";
    if (context.globals().json) {
      base::Json line = {{"case", r.name}, {"device", r.device}, {"state", state}};
      line["max_error"] = std::isfinite(r.maxError) ? base::Json(r.maxError) : base::Json(nullptr);
      line["tolerance"] = r.tolerance;
      if (!r.failure.empty()) line["failure"] = r.failure;
      context.object(line);
    } else {
      char text[300];
      std::snprintf(text, sizeof text, "%s  %-60s %.2e  (limit %.0e) %s", state, r.name.c_str(), r.maxError, r.tolerance, r.failure.c_str());
      context.line(text);
    }
  });
  const std::string summary = std::to_string(passed) + " passed, " + std::to_string(failed) + " failed";
  if (context.globals().json) context.object({{"summary", summary}, {"passed", passed}, {"failed", failed}});
  else context.line(summary);
  if (passed + failed == 0) return context.fail(base::Error("usage.arguments", {{"reason", "no case has \"" + filter + "\" in its name"}}));
  return failed == 0 ? kDone : kNo;
}

}  // namespace

void addSelftest(Registry& registry) {
  auto filter = std::make_shared<std::string>();
  CLI::App* command = registry.app.add_subcommand("selftest", "Prove the kernels on this machine against their references");
  command->add_option("--filter", *filter, "Only cases whose name contains this");
  command->footer("Example: timbre-cli selftest --filter rms_norm");
  command->callback([&registry, filter] { registry.chosen = [&registry, filter] { return run(registry, *filter); }; });
}

}  // namespace timbre::cli
