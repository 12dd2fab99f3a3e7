// SPDX-License-Identifier: GPL-3.0-or-later
// Handlers of fatal signals that write one line of JSON into an open file and let the signal do its work. What runs
// inside a handler allocates nothing, takes no lock and calls only write, fsync, sigaction and raise. Process-wide
// state, as signals are.
#pragma once

namespace timbre::window {

/// From now on a fatal signal writes {"signal":11,"place":"0x…"} into `descriptor`. Also gives the calling thread a
/// stack for its handlers, so that an overflow of its own one can still be noted.
void noteCrashSignals(int descriptor);
void forgetCrashSignals();
/// SIGTERM, SIGHUP, SIGINT: somebody wanted the program to end.
bool endedFromOutside(int signal);

}  // namespace timbre::window
