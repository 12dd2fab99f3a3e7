// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cpu/loops.h"

#define TIMBRE_LANES 16
#define TIMBRE_LOOPS_NAME "avx512"
#define TIMBRE_LOOPS kLoopsAvx512
#include "kernels/cpu/loops.inc"
