// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/events.h"

#include <array>
#include <cmath>
#include <limits>

namespace timbre::events {

using base::Json;

namespace {

constexpr std::array<const char*, 9> kStates = {"preparing", "running", "pausing",  "paused",     "stopping",
                                                "stopped",   "finished", "failed", "interrupted"};
constexpr std::array<const char*, 3> kLevels = {"info", "warning", "error"};

/// JSON has no NaN; a run that produced one must still be readable.
Json number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

double numberFrom(const Json& object, std::string_view key) {
  const Json* value = base::member(object, key);
  if (value && value->is_string()) {
    const auto& text = value->get_ref<const std::string&>();
    if (text == "inf") return std::numeric_limits<double>::infinity();
    if (text == "-inf") return -std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
  }
  return base::numberOr(object, key, 0);
}

template <std::size_t N>
std::optional<int> indexOf(const std::array<const char*, N>& names, const std::string& name) {
  for (std::size_t i = 0; i < N; ++i)
    if (name == names[i]) return static_cast<int>(i);
  return std::nullopt;
}

std::uint64_t unsignedFrom(const Json& object, std::string_view key) {
  return static_cast<std::uint64_t>(std::max(0LL, base::integerOr(object, key, 0)));
}

void putOptional(Json& json, const char* key, const std::optional<double>& value) {
  if (value) json[key] = number(*value);
}

std::optional<double> optionalFrom(const Json& json, std::string_view key) {
  if (!base::member(json, key)) return std::nullopt;
  return numberFrom(json, key);
}

Json write(const StepMetrics& e) {
  return {{"step", e.step},
          {"loss", number(e.loss)},
          {"learning_rate", number(e.learningRate)},
          {"grad_norm", number(e.gradNorm)},
          {"tokens", e.tokens},
          {"supervised_tokens", e.supervisedTokens},
          {"seconds", number(e.seconds)},
          {"epoch", number(e.epoch)},
          {"memory", e.memoryBytes},
          {"segment", e.segment}};
}

Json write(const ValidationMetrics& e) {
  return {{"step", e.step},
          {"validation_loss", number(e.loss)},
          {"supervised_tokens", e.supervisedTokens},
          {"seconds", number(e.seconds)},
          {"segment", e.segment}};
}

Json write(const RunStateChanged& e) {
  Json json = {{"event", "state"}, {"state", kStates[static_cast<std::size_t>(e.state)]}, {"step", e.step}, {"total_steps", e.totalSteps}};
  if (e.error) json["error"] = errorToJson(*e.error);
  return json;
}

Json write(const RunPhase& e) { return {{"event", "phase"}, {"phase", e.phase}, {"fraction", number(e.fraction)}}; }

Json write(const CheckpointSaved& e) {
  Json json = {{"event", "checkpoint"}, {"step", e.step}, {"folder", e.folder}, {"bytes", e.bytes}, {"train_loss", number(e.trainLoss)}};
  putOptional(json, "validation_loss", e.validationLoss);
  return json;
}

Json write(const RunNote& e) {
  Json json = {{"event", "note"}, {"level", kLevels[static_cast<std::size_t>(e.level)]}, {"step", e.step}, {"message", errorToJson(e.message)}};
  if (!e.rows.empty()) json["rows"] = e.rows;
  return json;
}

Json write(const SampleAnswer& e) {
  return {{"event", "sample"}, {"step", e.step}, {"prompt", e.prompt}, {"answer", e.answer}};
}

Json write(const RunDone& e) {
  Json done = {{"run", e.run},
               {"steps", e.steps},
               {"checkpoint", e.checkpoint},
               {"train_loss", e.steps > 0 ? number(e.trainLoss) : Json(nullptr)},
               {"validation_loss", nullptr},
               {"seconds", number(e.seconds)},
               {"tokens_per_second", number(e.tokensPerSecond)},
               {"peak_memory", e.peakMemoryBytes}};
  putOptional(done, "validation_loss", e.validationLoss);
  return {{"done", done}};
}

base::Error badEvent(const std::string& what) { return base::Error("event.unknown", {{"what", what}}); }

base::Result<RunEvent> readNamed(const Json& json, const std::string& kind) {
  const std::int64_t step = base::integerOr(json, "step", 0);
  if (kind == "phase") return RunEvent(RunPhase{base::stringOr(json, "phase"), numberFrom(json, "fraction")});
  if (kind == "sample") return RunEvent(SampleAnswer{step, base::stringOr(json, "prompt"), base::stringOr(json, "answer")});
  if (kind == "checkpoint")
    return RunEvent(CheckpointSaved{step, base::stringOr(json, "folder"), unsignedFrom(json, "bytes"),
                                    optionalFrom(json, "validation_loss"), numberFrom(json, "train_loss")});
  if (kind == "note") {
    const auto level = indexOf(kLevels, base::stringOr(json, "level"));
    const Json* message = base::member(json, "message");
    if (!level || !message) return badEvent(kind);
    RunNote note{static_cast<RunNote::Level>(*level), step, errorFromJson(*message)};
    if (const Json* rows = base::member(json, "rows"); rows && rows->is_array())
      for (const Json& row : *rows)
        if (row.is_number_integer()) note.rows.push_back(row.get<std::int64_t>());
    return RunEvent(note);
  }
  if (kind == "state") {
    const auto state = indexOf(kStates, base::stringOr(json, "state"));
    if (!state) return badEvent(kind);
    RunStateChanged e{static_cast<RunState>(*state), step, base::integerOr(json, "total_steps", 0), std::nullopt};
    if (const Json* error = base::member(json, "error")) e.error = errorFromJson(*error);
    return RunEvent(e);
  }
  return badEvent(kind);
}

}  // namespace

bool isFact(const RunEvent& event) { return !std::holds_alternative<RunPhase>(event); }

Json toJson(const RunEvent& event) {
  return std::visit([](const auto& e) { return write(e); }, event);
}

base::Result<RunEvent> runEventFromJson(const Json& json) {
  if (const Json* done = base::member(json, "done"))
    return RunEvent(RunDone{base::stringOr(*done, "run"), base::integerOr(*done, "steps", 0), base::stringOr(*done, "checkpoint"),
                            numberFrom(*done, "train_loss"),
                            base::member(*done, "validation_loss") && !base::member(*done, "validation_loss")->is_null()
                                ? optionalFrom(*done, "validation_loss")
                                : std::nullopt,
                            numberFrom(*done, "seconds"), numberFrom(*done, "tokens_per_second"), unsignedFrom(*done, "peak_memory")});
  if (base::member(json, "event")) return readNamed(json, base::stringOr(json, "event"));
  if (!base::member(json, "step")) return badEvent(base::dumpJson(json).substr(0, 60));
  const std::int64_t step = base::integerOr(json, "step", 0);
  const int segment = static_cast<int>(base::integerOr(json, "segment", 0));
  if (base::member(json, "validation_loss"))
    return RunEvent(ValidationMetrics{step, numberFrom(json, "validation_loss"), base::integerOr(json, "supervised_tokens", 0),
                                      numberFrom(json, "seconds"), segment});
  return RunEvent(StepMetrics{step, numberFrom(json, "loss"), numberFrom(json, "learning_rate"), numberFrom(json, "grad_norm"),
                              base::integerOr(json, "tokens", 0), base::integerOr(json, "supervised_tokens", 0),
                              numberFrom(json, "seconds"), numberFrom(json, "epoch"), unsignedFrom(json, "memory"), segment});
}

Json errorToJson(const base::Error& error) {
  Json json = {{"code", error.code}};
  if (!error.args.empty()) {
    Json args = Json::object();
    for (const auto& [name, value] : error.args) args[name] = value;
    json["args"] = args;
  }
  if (!error.path.empty()) json["path"] = error.path;
  if (error.line) json["line"] = *error.line;
  if (error.column) json["column"] = *error.column;
  return json;
}

base::Error errorFromJson(const Json& json) {
  base::Error error(base::stringOr(json, "code"), {}, base::stringOr(json, "path"));
  if (const Json* args = base::member(json, "args"); args && args->is_object())
    for (const auto& [name, value] : args->items())
      if (value.is_string()) error.args[name] = value.get<std::string>();
  if (base::member(json, "line")) error.line = base::integerOr(json, "line", 0);
  if (base::member(json, "column")) error.column = base::integerOr(json, "column", 0);
  return error;
}

const char* runStateName(RunState state) { return kStates[static_cast<std::size_t>(state)]; }

}  // namespace timbre::events
