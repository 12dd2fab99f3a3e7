// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cpu/loops.h"

#define TIMBRE_LANES 8
#define TIMBRE_LOOPS_NAME "avx2"
#define TIMBRE_LOOPS kLoopsAvx2
#include "kernels/cpu/loops.inc"
