// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cpu/loops.h"

#define TIMBRE_LANES 4
#define TIMBRE_LOOPS_NAME "base"
#define TIMBRE_LOOPS kLoopsBase
#include "kernels/cpu/loops.inc"
