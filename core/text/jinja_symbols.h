// SPDX-License-Identifier: GPL-3.0-or-later
// Which variables a scope hides from its beginning, as Jinja's compiler decides it: a name that a scope sets itself,
// and neither reads before nor sets in a branch only, nor finds further out, is undefined there until it is set, for
// loops, macros and blocks inside too. Everything else is found where it is when it is read.
#pragma once

#include "core/text/jinja_ast.h"

namespace timbre::text::jinja {

/// Fills the lists `hidden` of the tree.
void findHiddenNames(CompiledTemplate& program);

}  // namespace timbre::text::jinja
