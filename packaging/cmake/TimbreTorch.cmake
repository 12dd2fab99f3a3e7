# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch without find_package(Torch), which demands nvcc.
#
#   timbre_torch               interface target: includes, libraries, OpenMP, run path
#   timbre_use_torch(TARGET PUBLIC|PRIVATE)   links it and reuses the one precompiled <torch/torch.h>
#
# Where LibTorch is taken from: -DLIBTORCH=…, then $LIBTORCH, then what packaging/setup put into the cache.

if(NOT LIBTORCH AND DEFINED ENV{LIBTORCH})
  set(LIBTORCH "$ENV{LIBTORCH}")
endif()
if(NOT LIBTORCH)
  if(DEFINED ENV{XDG_CACHE_HOME})
    set(LIBTORCH "$ENV{XDG_CACHE_HOME}/timbre/torch-2.11.0/torch")
  else()
    set(LIBTORCH "$ENV{HOME}/.cache/timbre/torch-2.11.0/torch")
  endif()
endif()
set(LIBTORCH "${LIBTORCH}" CACHE PATH "Folder that holds LibTorch's include/ and lib/")
foreach(timbre_torch_file lib/libc10.so lib/libtorch_cpu.so include/torch/csrc/api/include/torch/torch.h)
  if(NOT EXISTS "${LIBTORCH}/${timbre_torch_file}")
    message(FATAL_ERROR "LibTorch is not in ${LIBTORCH} (no ${timbre_torch_file}): run packaging/setup, or set LIBTORCH.")
  endif()
endforeach()

# Qt and our own code use the C++11 ABI; an older LibTorch build without it would fail at link time with riddles.
file(STRINGS "${LIBTORCH}/lib/libc10.so" timbre_torch_abi REGEX "NSt7__cxx1112basic_string" LIMIT_COUNT 1)
if(NOT timbre_torch_abi)
  message(FATAL_ERROR "The LibTorch in ${LIBTORCH} was built with the old C++ ABI; Timbre needs one with _GLIBCXX_USE_CXX11_ABI=1.")
endif()

foreach(timbre_torch_library c10 torch_cpu)
  add_library(timbre_${timbre_torch_library} SHARED IMPORTED GLOBAL)
  set_target_properties(timbre_${timbre_torch_library} PROPERTIES
    IMPORTED_LOCATION "${LIBTORCH}/lib/lib${timbre_torch_library}.so")
endforeach()
target_link_libraries(timbre_torch_cpu INTERFACE timbre_c10)

add_library(timbre_torch INTERFACE)
target_include_directories(timbre_torch SYSTEM INTERFACE
  "${LIBTORCH}/include" "${LIBTORCH}/include/torch/csrc/api/include")
target_compile_definitions(timbre_torch INTERFACE _GLIBCXX_USE_CXX11_ABI=1)
# Without -fopenmp at::parallel_for in our own files silently runs on one thread. The shared object's name is the same
# as that of the libgomp beside libtorch_cpu.so, so that one OpenMP runtime is loaded, not two.
# -fPIC also for executables: GCC refuses a precompiled header whose -fPIC/-fPIE differs.
target_compile_options(timbre_torch INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fopenmp> $<$<COMPILE_LANGUAGE:CXX>:-fPIC>)
target_link_options(timbre_torch INTERFACE -fopenmp)
if(NOT TIMBRE_SANITIZE AND NOT TIMBRE_COVERAGE)
  # Numeric code at -O1 makes the tests several times slower than it saves in compiling.
  target_compile_options(timbre_torch INTERFACE $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<NOT:$<CONFIG:Release>>>:-O2>)
endif()
# --no-as-needed: operators register themselves when libtorch_cpu is loaded, whether or not a symbol of it is named.
target_link_libraries(timbre_torch INTERFACE -Wl,--no-as-needed timbre_torch_cpu timbre_c10 -Wl,--as-needed)

# One precompiled header for all rooms (25 s and 0.7 GB, so not one for each).
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/torch_pch/torch_pch.cpp"
  CONTENT "// SPDX-License-Identifier: GPL-3.0-or-later\n// Exists so that the precompiled <torch/torch.h> belongs to a target.\n")
add_library(timbre_torch_pch STATIC "${CMAKE_BINARY_DIR}/torch_pch/torch_pch.cpp")
target_link_libraries(timbre_torch_pch PRIVATE timbre_flags timbre_torch)
target_precompile_headers(timbre_torch_pch PRIVATE <torch/torch.h>)

function(timbre_use_torch target visibility)
  if(NOT visibility MATCHES "^(PUBLIC|PRIVATE)$")
    message(FATAL_ERROR "timbre_use_torch(${target} …): say PUBLIC or PRIVATE.")
  endif()
  target_link_libraries(${target} ${visibility} timbre_torch)
  target_precompile_headers(${target} REUSE_FROM timbre_torch_pch)
endfunction()
