# SPDX-License-Identifier: GPL-3.0-or-later
# The window over the real backend.
find_package(SQLite3 3.40 REQUIRED)
timbre_test(window_crash_test LABELS fast SOURCES window_crash_test.cpp LINKS timbre_window)
timbre_test(window_test LABELS ui slow SOURCES window_test.cpp LINKS timbre_window timbre_backend)
timbre_test(window_input_test LABELS ui slow SOURCES window_input_test.cpp LINKS timbre_window timbre_backend timbre_store SQLite::SQLite3)
timbre_test(window_models_test LABELS ui slow SOURCES window_models_test.cpp LINKS timbre_window timbre_backend timbre_local_server)
# It starts the program itself.
add_dependencies(window_input_test timbre)
