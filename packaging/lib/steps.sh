# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Shared by setup, run and test: numbered steps that say what they do, and one-sentence endings.

TIMBRE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export TIMBRE_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/timbre"
export TORCH_VERSION=2.11.0
STEPS_TOTAL=0
STEPS_DONE=0
STEPS_BEGAN=$SECONDS

# steps N: how many steps this script is going to announce.
steps() {
  STEPS_TOTAL=$1
}

step() {
  STEPS_DONE=$((STEPS_DONE + 1))
  printf '[%d/%d] %s (%d s so far)\n' "$STEPS_DONE" "$STEPS_TOTAL" "$1" "$((SECONDS - STEPS_BEGAN))"
}

note() {
  printf '      %s\n' "$1"
}

# fail SENTENCE: the only way these scripts end badly on purpose.
fail() {
  printf 'timbre: %s\n' "$1" >&2
  exit 1
}

have() {
  command -v "$1" >/dev/null 2>&1
}

# Two jobs on two cores; one job per 2 GiB of memory, because a LibTorch file takes up to 1.5 GiB to compile.
build_jobs() {
  local cores memory_gib jobs
  cores=$(nproc)
  memory_gib=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)
  jobs=$((memory_gib / 2))
  [ "$jobs" -lt 1 ] && jobs=1
  [ "$jobs" -gt "$cores" ] && jobs=$cores
  printf '%d\n' "$jobs"
}

# Compiler cache that survives a moved checkout and accepts precompiled headers.
use_ccache() {
  export CCACHE_BASEDIR="$TIMBRE_ROOT"
  export CCACHE_NOHASHDIR=1
  export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
}
