// SPDX-License-Identifier: GPL-3.0-or-later
// What a ChatTemplate holds, for those in this folder that run it themselves.
#pragma once

#include "core/text/chat_template.h"
#include "core/text/jinja_interpreter.h"

namespace timbre::text {

struct ChatTemplate::Program {
  std::string source;
  std::string hash;
  std::shared_ptr<const jinja::CompiledTemplate> compiled;
};

/// What `run` returns; what it throws as an error, at the line where `interpreter` stood.
template <class Run>
base::Result<Rendered> guarded(const jinja::Interpreter& interpreter, const Run& run) {
  base::Error error;
  try {
    return run();
  } catch (jinja::Failure& failure) {
    error = std::move(failure.error);
  } catch (const std::bad_alloc&) {
    error = base::Error("template.budget", {{"which", "memory"}});
  } catch (const std::exception& unexpected) {
    error = base::Error("template.type", {{"reason", unexpected.what()}});
  }
  if (!error.line) error.at(interpreter.line());
  return error;
}

}  // namespace timbre::text
