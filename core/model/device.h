// SPDX-License-Identifier: GPL-3.0-or-later
// From the name of a device to the device, asked in the one order that works: libtorch_cuda is opened before the first
// question about CUDA, because the answer is cached for the life of the process. Thread-safe.
#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

#include <string>

namespace timbre::model {

/// "auto", "" and "cpu" are the CPU; "cuda" and "cuda:N" a card that can be used. Errors: device.unknown, and the reasons
/// why there is no card (device.no_driver, device.no_libtorch_cuda, device.no_gpu).
base::Result<at::Device> openDevice(const std::string& name);

}  // namespace timbre::model
