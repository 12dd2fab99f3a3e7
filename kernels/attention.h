// SPDX-License-Identifier: GPL-3.0-or-later
// Rotary positions and causal attention, block-diagonal over packed documents, with grouped key-value heads: query head
// h reads key-value head h / (heads / kvHeads). Differentiable in qkv. Rotary: rotate_half layout,
// x' = x·cos + (−x[d/2:], x[:d/2])·sin, angles in float (Su et al. 2021; transformers Llama). A part of the channels or
// neighbouring pairs are turned by ATen before the loops.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace timbre::kernels {

/// A document: the tokens [begin, begin + length) of the flattened batch.
struct Segment {
  std::int64_t begin = 0;
  std::int64_t length = 0;
};

/// What all layers of one forward pass share.
struct AttentionLayout {
  at::Tensor cosine, sine;        // (tokens, c / 2) float, of each token's own position: the first c channels of each
                                  // head turn. Undefined: nothing turns
  std::vector<Segment> segments;  // disjoint; tokens in none of them are padding and get zeros
  std::int64_t tokens = 0;
  std::int64_t heads = 0, kvHeads = 0, headDim = 0;
  bool interleaved = false;  // channels 2i and 2i + 1 are a pair, in place of i and i + c / 2
  double scale = 0;          // of the scores; 0: head_dim^−0.5
  double softcap = 0;        // scores become cap·tanh(score / cap) before the mask; 0: as they are
  std::int64_t window = 0;   // a token sees itself and the window − 1 tokens before it; 0: all before it
};

/// cos and sin of position · frequency for each token. positions (tokens) int64, frequencies (head_dim / 2) float.
std::pair<at::Tensor, at::Tensor> rotaryTable(const at::Tensor& positions, const at::Tensor& frequencies);

/// qkv (tokens, (heads + 2·kvHeads) × head_dim): queries | keys | values, not yet turned → (tokens, heads × head_dim)
at::Tensor packedAttention(const at::Tensor& qkv, const AttentionLayout& layout);

/// x (tokens, heads, head_dim) turned by the layout's angles. Forward and backward by ATen.
at::Tensor rotate(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine, bool interleaved = false);
/// The same; x itself when nothing turns.
at::Tensor rotate(const at::Tensor& x, const AttentionLayout& layout);

/// Decoding, without autograd: query (tokens, heads, head_dim) and keys, values (kvHeads, past + tokens, head_dim), all
/// turned already; token t sees the first past + t + 1 keys → (tokens, heads × head_dim). Scale, cap and window are the
/// layout's; of its other members none is read.
at::Tensor cachedAttention(const at::Tensor& query, const at::Tensor& keys, const at::Tensor& values,
                           const AttentionLayout& layout = {});

namespace reference {
at::Tensor packedAttention(const at::Tensor& qkv, const AttentionLayout& layout);
}

}  // namespace timbre::kernels
