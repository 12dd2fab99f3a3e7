// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "core/base/file_ops.h"
#include "core/base/messages.h"
#include "core/export/exporter.h"

#include <cctype>
#include <charconv>

namespace timbre::cli {

namespace {

struct Options {
  std::string run, adapter, base, out, dtype = "source", shardSize = "5GB";
  std::int64_t checkpoint = -1;
  bool adapterOnly = false, noVerify = false, force = false;
};

/// "5GB", "200MB", "1024": decimal units, as Hugging Face reads them.
base::Result<std::uint64_t> bytesOf(const std::string& text) {
  std::uint64_t number = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string unit(rest, text.data() + text.size());
  for (char& c : unit) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::uint64_t factor = 0;
  if (unit.empty() || unit == "B") factor = 1;
  else if (unit == "KB") factor = 1000;
  else if (unit == "MB") factor = 1000ull * 1000;
  else if (unit == "GB") factor = 1000ull * 1000 * 1000;
  if (problem != std::errc() || factor == 0 || number == 0 || number > UINT64_MAX / factor)
    return base::Error("usage.arguments", {{"reason", "--shard-size takes a size such as 5GB, not " + text}});
  return number * factor;
}

base::Json filesJson(const jobs::ExportReport& report) {
  base::Json files = base::Json::array();
  for (const auto& file : report.files) files.push_back({{"name", file.name}, {"bytes", file.bytes}});
  return files;
}

void print(Context& context, const jobs::ExportReport& report, const std::string& out) {
  for (const auto& file : report.files) context.line(out + "/" + file.name + "  " + std::to_string(file.bytes) + " bytes");
  if (!report.verificationRan) return context.line("not verified: the comparison was not run");
  context.line(report.verified ? "verified" : "not verified" + (report.reason ? ": " + base::errorSentence(*report.reason) : std::string()));
  char text[200];
  std::snprintf(text, sizeof text, "prompts %d, identical answers %d, max logit difference %.2e, mean KL %.2e", report.prompts,
                report.identicalTexts, report.maxLogitDifference, report.meanKl);
  context.line(text);
}

int run(Registry& registry, const Options& options) {
  Context& context = registry.context;
  jobs::ExportRequest request;
  request.baseModel = options.base;
  request.run = options.run;
  request.adapter = options.adapter;
  if (options.checkpoint >= 0) request.checkpoint = std::filesystem::path(options.run) / ("checkpoint-" + std::to_string(options.checkpoint));
  request.out = options.out;
  request.adapterOnly = options.adapterOnly;
  request.dtype = options.dtype;
  request.verify = !options.noVerify;
  request.force = options.force;
  auto shard = bytesOf(options.shardSize);
  if (!shard.ok()) return context.fail(shard.error());
  request.shardBytes = *shard;
  base::FileOps ops;
  auto report = exporting::exportModel(
      request, ops, [&](const jobs::Progress& p) { context.progress(p.phase + " " + p.detail, p.fraction); }, registry.cancel);
  context.endProgress();
  if (!report.ok()) return context.fail(report.error());
  if (context.globals().json) {
    base::Json json = {{"files", filesJson(*report)}, {"verified", report->verified}};
    json["max_logit_difference"] = report->verificationRan ? base::Json(report->maxLogitDifference) : base::Json(nullptr);
    json["mean_kl"] = report->verificationRan ? base::Json(report->meanKl) : base::Json(nullptr);
    json["prompts"] = report->prompts;
    json["identical"] = report->identicalTexts;
    json["sha256"] = report->sha256;
    if (report->reason) json["reason"] = {{"code", report->reason->code}, {"message", base::errorSentence(*report->reason)}};
    context.object(json);
  } else {
    print(context, *report, options.out);
  }
  return report->verificationRan && !report->verified ? kNo : kDone;
}

}  // namespace

void addExport(Registry& registry) {
  auto options = std::make_shared<Options>();
  CLI::App* command = registry.app.add_subcommand("export", "Merged model or adapter folder from a run or an adapter, verified");
  auto* source = command->add_option_group("source")->require_option(1);
  auto* fromRun = source->add_option("--run", options->run, "Run folder");
  auto* base = command->add_option("--base", options->base, "Base model folder: of --adapter, or of a run when it was moved");
  source->add_option("--adapter", options->adapter, "PEFT adapter folder that belongs to no run")->needs(base);
  command->add_option("--checkpoint", options->checkpoint, "Step of the checkpoint (default: the newest that verifies)")->check(CLI::Range(0, 1 << 30))->needs(fromRun);
  command->add_option("--out", options->out, "Folder to make")->required();
  command->add_flag("--adapter-only", options->adapterOnly, "The adapter in PEFT's layout, nothing merged");
  command->add_option("--dtype", options->dtype)->check(CLI::IsMember({"source", "fp32", "bf16", "fp16"}))->capture_default_str();
  command->add_option("--shard-size", options->shardSize)->capture_default_str();
  command->add_flag("--no-verify", options->noVerify, "Skip the comparison with base + adapter");
  command->add_flag("--force", options->force, "Replace an existing folder");
  command->footer("Example: timbre-cli export --run /tmp/marv --out /tmp/marv-merged");
  command->callback([&registry, options] { registry.chosen = [&registry, options] { return run(registry, *options); }; });
}

}  // namespace timbre::cli
