// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a decoder by name and size, from its config alone. Torch-free: the loader, the adapters, the export and
// the memory plan all read the same list.
#pragma once

#include "core/model/config.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::model {

/// A linear layer: the path of its module ("model.layers.0.self_attn.q_proj"), which is also PEFT's name for it.
struct LinearShape {
  std::string path;
  std::int64_t in = 0, out = 0;
  bool bias = false;
  bool transposed = false;  // the stored weight is (in, out)
};

/// The linear layers of one block; those of a member read the same input and lie side by side in its output.
struct LayerLinears {
  std::vector<LinearShape> qkv, out, gateUp, down;
};
LayerLinears layerLinears(const ModelConfig& config, std::int64_t layer);

/// Every linear layer that LoRA may adapt: all but the head.
std::vector<LinearShape> adaptableLinears(const ModelConfig& config);

/// The last names of those modules, each once, in the order of a block: what a choice of target modules offers.
std::vector<std::string> adaptableNames(const ModelConfig& config);

/// Σ (in + out) over the linear layers of one block: an adapter of rank r on all of them has r times as many
/// parameters per block.
std::int64_t adaptedWidth(const ModelConfig& config);

/// Whether `target` of an adapter's target_modules means this module: its whole path or its last names, as in PEFT.
bool matchesTarget(std::string_view modulePath, std::string_view target);

/// Name in the decoder of a tensor that a file calls `name`: another spelling of its prefix becomes ours, and families
/// whose files may leave out a prefix get it back.
std::string decoderName(const ModelConfig& config, std::string_view name);

/// `name` with our spelling of its prefix; nothing is added.
std::string respelt(const ModelConfig& config, std::string_view name);

/// Whether the family's files hold parts that are not computed here.
bool hasBesides(const ModelConfig& config);

/// Whether a tensor, by its name in the decoder, belongs to a part that is not computed here.
bool isBeside(const ModelConfig& config, std::string_view decoderName);

}  // namespace timbre::model
