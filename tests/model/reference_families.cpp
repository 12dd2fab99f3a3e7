// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/reference_families.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace timbre::testing {

namespace {

using Rows = std::vector<Values>;  // one for each token

const Values& at(const Weights& weights, const std::string& name) {
  const auto found = weights.find(name);
  if (found == weights.end()) throw std::out_of_range(name);
  return found->second;
}

/// y = W x (+ b): W is (out, in).
Values product(const Weights& weights, const std::string& module, const Values& x) {
  const Values& w = at(weights, module + ".weight");
  const std::size_t in = x.size(), out = w.size() / in;
  Values y(out, 0.0);
  for (std::size_t o = 0; o < out; ++o)
    for (std::size_t i = 0; i < in; ++i) y[o] += w[o * in + i] * x[i];
  if (weights.contains(module + ".bias"))
    for (std::size_t o = 0; o < out; ++o) y[o] += at(weights, module + ".bias")[o];
  return y;
}

Values normed(const Weights& weights, const std::string& module, const Values& x, double eps, bool layer = false) {
  const Values& w = at(weights, module + ".weight");
  double mean = 0, square = 0;
  if (layer)
    for (const double v : x) mean += v / static_cast<double>(x.size());
  for (const double v : x) square += (v - mean) * (v - mean) / static_cast<double>(x.size());
  Values y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    y[i] = (x[i] - mean) / std::sqrt(square + eps) * w[i];
    if (layer) y[i] += at(weights, module + ".bias")[i];
  }
  return y;
}

void add(Values& x, const Values& y) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += y[i];
}

double silu(double z) { return z / (1 + std::exp(-z)); }

/// Channel i with channel i + c/2 of the first c channels, from `head` on.
void turnHalves(double* head, int channels, double position, double base) {
  for (int i = 0; i < channels / 2; ++i) {
    const double angle = position * std::pow(base, -2.0 * i / channels);
    const double a = head[i], b = head[i + channels / 2];
    head[i] = a * std::cos(angle) - b * std::sin(angle);
    head[i + channels / 2] = b * std::cos(angle) + a * std::sin(angle);
  }
}

std::size_t times(int a, int b) { return static_cast<std::size_t>(a) * static_cast<std::size_t>(b); }

/// Channel 2i with channel 2i + 1.
void turnNeighbours(double* head, int channels, double position, double base) {
  for (int i = 0; i < channels / 2; ++i) {
    const double angle = position * std::pow(base, -2.0 * i / channels);
    double* const pair = head + 2 * static_cast<std::ptrdiff_t>(i);
    const double a = pair[0], b = pair[1];
    pair[0] = a * std::cos(angle) - b * std::sin(angle);
    pair[1] = b * std::cos(angle) + a * std::sin(angle);
  }
}

/// Causal attention of turned queries (heads × d) and keys, values (kvHeads × d).
Rows attend(const Rows& queries, const Rows& keys, const Rows& values, const ReferenceShape& s) {
  Rows out;
  const auto dim = static_cast<std::size_t>(s.headDim);
  for (std::size_t t = 0; t < queries.size(); ++t) {
    Values mixed(times(s.heads, s.headDim), 0.0);
    for (int h = 0; h < s.heads; ++h) {
      const std::size_t q = times(h, s.headDim), kv = times(h / (s.heads / s.kvHeads), s.headDim);
      Values score(t + 1, 0.0);
      for (std::size_t u = 0; u <= t; ++u)
        for (std::size_t i = 0; i < dim; ++i)
          score[u] += queries[t][q + i] * keys[u][kv + i] / std::sqrt(static_cast<double>(s.headDim));
      const double highest = *std::max_element(score.begin(), score.end());
      double sum = 0;
      for (double& one : score) sum += one = std::exp(one - highest);
      for (std::size_t u = 0; u <= t; ++u)
        for (std::size_t i = 0; i < dim; ++i) mixed[q + i] += score[u] / sum * values[u][kv + i];
    }
    out.push_back(std::move(mixed));
  }
  return out;
}

Values slice(const Values& x, int begin, int count) { return {x.begin() + begin, x.begin() + begin + count}; }

Rows embedded(const Values& table, const TokenIds& ids, int hidden) {
  Rows rows;
  for (const std::int64_t id : ids) rows.push_back(slice(table, static_cast<int>(id) * hidden, hidden));
  return rows;
}

Values headOf(const Weights& weights, const std::string& norm, const std::string& head, const Rows& stream,
              const ReferenceShape& s) {
  Values logits;
  for (const Values& row : stream) {
    const Values one = product(weights, head, normed(weights, norm, row, s.eps, s.layerNorm));
    logits.insert(logits.end(), one.begin(), one.end());
  }
  return logits;
}

}  // namespace

Values qwen1Logits(const Weights& weights, const ReferenceShape& s, const TokenIds& ids) {
  const int width = s.heads * s.headDim, channels = static_cast<int>(s.headDim * s.rotaryShare);
  Rows stream = embedded(at(weights, "transformer.wte.weight"), ids, s.hidden);
  for (int layer = 0; layer < s.layers; ++layer) {
    const std::string at = "transformer.h." + std::to_string(layer) + ".";
    Rows queries, keys, values;
    for (std::size_t t = 0; t < ids.size(); ++t) {
      const Values all = product(weights, at + "attn.c_attn", normed(weights, at + "ln_1", stream[t], s.eps));
      Values q = slice(all, 0, width), k = slice(all, width, width);
      for (int h = 0; h < s.heads; ++h) {
        turnHalves(&q[times(h, s.headDim)], channels, static_cast<double>(t), s.base[t]);
        turnHalves(&k[times(h, s.headDim)], channels, static_cast<double>(t), s.base[t]);
      }
      const double place = static_cast<double>(t) + 1;
      if (s.lognLength > 0 && place > s.lognLength)
        for (double& v : q) v *= std::log(place) / std::log(s.lognLength);
      queries.push_back(q);
      keys.push_back(k);
      values.push_back(slice(all, 2 * width, width));
    }
    const Rows mixed = attend(queries, keys, values, s);
    for (std::size_t t = 0; t < ids.size(); ++t) {
      add(stream[t], product(weights, at + "attn.c_proj", mixed[t]));
      const Values x = normed(weights, at + "ln_2", stream[t], s.eps);
      Values one = product(weights, at + "mlp.w1", x);
      const Values two = product(weights, at + "mlp.w2", x);
      for (std::size_t i = 0; i < one.size(); ++i) one[i] *= silu(two[i]);
      add(stream[t], product(weights, at + "mlp.c_proj", one));
    }
  }
  return headOf(weights, "transformer.ln_f", "lm_head", stream, s);
}

Values internLm2Logits(const Weights& weights, const ReferenceShape& s, const TokenIds& ids) {
  const int group = s.heads / s.kvHeads, d = s.headDim;
  Rows stream = embedded(at(weights, "model.tok_embeddings.weight"), ids, s.hidden);
  for (int layer = 0; layer < s.layers; ++layer) {
    const std::string at = "model.layers." + std::to_string(layer) + ".";
    Rows queries, keys, values;
    for (std::size_t t = 0; t < ids.size(); ++t) {
      const Values all =
          product(weights, at + "attention.wqkv", normed(weights, at + "attention_norm", stream[t], s.eps));
      Values q, k, v;
      for (int kv = 0; kv < s.kvHeads; ++kv) {
        const int begin = kv * (group + 2) * d;
        const Values some = slice(all, begin, group * d), key = slice(all, begin + group * d, d),
                     value = slice(all, begin + (group + 1) * d, d);
        q.insert(q.end(), some.begin(), some.end());
        k.insert(k.end(), key.begin(), key.end());
        v.insert(v.end(), value.begin(), value.end());
      }
      for (int h = 0; h < s.heads; ++h)
        turnHalves(&q[times(h, d)], d, static_cast<double>(t), s.base[t]);
      for (int h = 0; h < s.kvHeads; ++h)
        turnHalves(&k[times(h, d)], d, static_cast<double>(t), s.base[t]);
      queries.push_back(q);
      keys.push_back(k);
      values.push_back(v);
    }
    const Rows mixed = attend(queries, keys, values, s);
    for (std::size_t t = 0; t < ids.size(); ++t) {
      add(stream[t], product(weights, at + "attention.wo", mixed[t]));
      const Values x = normed(weights, at + "ffn_norm", stream[t], s.eps);
      Values gate = product(weights, at + "feed_forward.w1", x);
      const Values up = product(weights, at + "feed_forward.w3", x);
      for (std::size_t i = 0; i < gate.size(); ++i) gate[i] = silu(gate[i]) * up[i];
      add(stream[t], product(weights, at + "feed_forward.w2", gate));
    }
  }
  const bool tied = !weights.contains("output.weight");
  return headOf(weights, "model.norm", tied ? "model.tok_embeddings" : "output", stream, s);
}

Values chatGlmLogits(const Weights& weights, const ReferenceShape& s, const TokenIds& ids) {
  const int d = s.headDim, width = s.heads * d, kvWidth = s.kvHeads * d;
  Rows stream = embedded(at(weights, "transformer.embedding.word_embeddings.weight"), ids, s.hidden);
  for (int layer = 0; layer < s.layers; ++layer) {
    const std::string at = "transformer.encoder.layers." + std::to_string(layer) + ".";
    Rows queries, keys, values;
    for (std::size_t t = 0; t < ids.size(); ++t) {
      const Values all = product(weights, at + "self_attention.query_key_value",
                                 normed(weights, at + "input_layernorm", stream[t], s.eps, s.layerNorm));
      Values q, k, v;
      if (s.multiQuery) {
        q = slice(all, 0, width);
        k = slice(all, width, kvWidth);
        v = slice(all, width + kvWidth, kvWidth);
      } else {
        for (int h = 0; h < s.heads; ++h)
          for (int part = 0; part < 3; ++part) {
            const Values one = slice(all, (3 * h + part) * d, d);
            Values& to = part == 0 ? q : part == 1 ? k : v;
            to.insert(to.end(), one.begin(), one.end());
          }
      }
      for (int h = 0; h < s.heads; ++h)
        turnNeighbours(&q[times(h, d)], d / 2, static_cast<double>(t), s.base[t]);
      for (int h = 0; h < s.kvHeads; ++h)
        turnNeighbours(&k[times(h, d)], d / 2, static_cast<double>(t), s.base[t]);
      queries.push_back(q);
      keys.push_back(k);
      values.push_back(v);
    }
    const Rows mixed = attend(queries, keys, values, s);
    for (std::size_t t = 0; t < ids.size(); ++t) {
      add(stream[t], product(weights, at + "self_attention.dense", mixed[t]));
      const Values x = normed(weights, at + "post_attention_layernorm", stream[t], s.eps, s.layerNorm);
      const Values both = product(weights, at + "mlp.dense_h_to_4h", x);
      Values one(both.size() / 2);
      for (std::size_t i = 0; i < one.size(); ++i) one[i] = silu(both[i]) * both[one.size() + i];
      add(stream[t], product(weights, at + "mlp.dense_4h_to_h", one));
    }
  }
  return headOf(weights, "transformer.encoder.final_layernorm", "transformer.output_layer", stream, s);
}

double qwen1Base(double base, double length, double seqLength, double channels) {
  const double alpha = std::max(std::pow(2.0, std::ceil(std::log2(length / seqLength) + 1)) - 1, 1.0);
  return base * std::pow(alpha, channels / (channels - 2));
}

double dynamicBase(double base, double length, double maxPositions, double factor, double channels) {
  const double longest = std::max(length, maxPositions);
  return base * std::pow(factor * longest / maxPositions - (factor - 1), channels / (channels - 2));
}

double nextTokenLoss(const Values& logits, const TokenIds& ids, int vocab) {
  double loss = 0;
  for (std::size_t t = 0; t + 1 < ids.size(); ++t) {
    const double* row = &logits[t * static_cast<std::size_t>(vocab)];
    const double highest = *std::max_element(row, row + vocab);
    double sum = 0;
    for (int i = 0; i < vocab; ++i) sum += std::exp(row[i] - highest);
    loss += highest + std::log(sum) - row[ids[t + 1]];
  }
  return loss;
}

}  // namespace timbre::testing
