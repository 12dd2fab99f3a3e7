// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/attention.h"

#include "kernels/fast_path.h"

#include <torch/torch.h>

#include <cmath>

namespace timbre::kernels {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// One thread's share: a document and one of its key-value heads.
struct Task {
  Segment segment;
  std::int64_t kvHead;
};

std::vector<Task> tasksOf(const AttentionLayout& layout) {
  std::vector<Task> tasks;
  tasks.reserve(layout.segments.size() * static_cast<std::size_t>(layout.kvHeads));
  // Long documents first, so that the threads end together.
  std::vector<Segment> segments = layout.segments;
  std::stable_sort(segments.begin(), segments.end(),
                   [](const Segment& a, const Segment& b) { return a.length > b.length; });
  for (const Segment& segment : segments)
    for (std::int64_t head = 0; head < layout.kvHeads; ++head) tasks.push_back({segment, head});
  return tasks;
}

using Body = void (*)(const cpu::AttentionArgs&, std::int64_t, std::int64_t, std::int64_t, float*);

void runTasks(const AttentionLayout& layout, const cpu::AttentionArgs& args, Body body, bool backward) {
  const auto tasks = tasksOf(layout);
  if (tasks.empty()) return;
  const std::int64_t scratchFloats =
      cpu::activeLoops().attentionScratch(tasks.front().segment.length, layout.headDim, backward);
  const std::int64_t count = static_cast<std::int64_t>(tasks.size());
  const std::int64_t lanes = std::min<std::int64_t>(at::get_num_threads(), count);
  at::parallel_for(0, lanes, 1, [&](std::int64_t begin, std::int64_t end) {
    const auto scratch = std::make_unique<float[]>(static_cast<std::size_t>(scratchFloats));
    // Every lane takes each lanes-th task: the results do not depend on the schedule because tasks share nothing.
    for (std::int64_t lane = begin; lane < end; ++lane)
      for (std::int64_t i = lane; i < count; i += lanes) {
        const Task& task = tasks[static_cast<std::size_t>(i)];
        body(args, task.segment.begin, task.segment.length, task.kvHead, scratch.get());
      }
  });
}

bool coversAll(const AttentionLayout& layout) {
  std::int64_t covered = 0;
  for (const Segment& segment : layout.segments) covered += segment.length;
  return covered == layout.tokens;
}

double scaleOf(const AttentionLayout& layout, std::int64_t headDim) {
  return layout.scale != 0 ? layout.scale : 1.0 / std::sqrt(static_cast<double>(headDim));
}

/// The turn that the loops do themselves.
bool plainTurn(const AttentionLayout& layout) {
  return layout.cosine.defined() && !layout.interleaved && 2 * layout.cosine.size(1) == layout.headDim;
}

/// The same attention with queries and keys turned beforehand: cos 1 and sin 0 leave them as they are.
std::pair<at::Tensor, AttentionLayout> turnedBefore(const at::Tensor& qkv, const AttentionLayout& layout) {
  AttentionLayout still = layout;
  const auto options = qkv.options().dtype(at::kFloat);
  still.cosine = at::ones({layout.tokens, layout.headDim / 2}, options);
  still.sine = at::zeros({layout.tokens, layout.headDim / 2}, options);
  still.interleaved = false;
  if (!layout.cosine.defined()) return {qkv, still};
  const at::Tensor rows = qkv.view({layout.tokens, layout.heads + 2 * layout.kvHeads, layout.headDim});
  const at::Tensor turned = rotate(rows.narrow(1, 0, layout.heads + layout.kvHeads), layout);
  return {at::cat({turned, rows.narrow(1, layout.heads + layout.kvHeads, layout.kvHeads)}, 1).view(qkv.sizes()), still};
}

/// What comes before the softmax; `hidden` is true where a query must not look.
at::Tensor finishScores(at::Tensor scores, const AttentionLayout& layout, const at::Tensor& hidden) {
  if (layout.softcap > 0) scores = at::tanh(scores / layout.softcap) * layout.softcap;
  if (!hidden.defined()) return scores;
  return scores.masked_fill(hidden, -std::numeric_limits<double>::infinity());
}

cpu::AttentionArgs argsOf(const AttentionLayout& layout, const at::Tensor& qkv, const at::Tensor& out,
                          const at::Tensor& logSum) {
  cpu::AttentionArgs args;
  args.qkv = qkv.const_data_ptr();
  args.cosine = layout.cosine.const_data_ptr<float>();
  args.sine = layout.sine.const_data_ptr<float>();
  args.heads = layout.heads;
  args.kvHeads = layout.kvHeads;
  args.headDim = layout.headDim;
  args.scale = static_cast<float>(scaleOf(layout, layout.headDim));
  args.softcap = static_cast<float>(layout.softcap);
  args.window = layout.window;
  args.out = out.mutable_data_ptr();
  args.logSum = logSum.mutable_data_ptr<float>();
  return args;
}

class PackedAttention : public torch::autograd::Function<PackedAttention> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& qkv,
                            std::shared_ptr<const AttentionLayout> layout) {
    const std::vector<std::int64_t> shape{layout->tokens, layout->heads * layout->headDim};
    at::Tensor out = coversAll(*layout) ? at::empty(shape, qkv.options()) : at::zeros(shape, qkv.options());
    at::Tensor logSum = at::empty({layout->tokens, layout->heads}, qkv.options().dtype(at::kFloat));
    runTasks(*layout, argsOf(*layout, qkv, out, logSum), cpu::activeLoops().attentionForward[detail::loopType(qkv)],
             false);
    context->save_for_backward({qkv, out, logSum});
    context->saved_data["layout"] = c10::IValue::make_capsule(c10::make_intrusive<Holder>(std::move(layout)));
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    const auto layout = context->saved_data["layout"].toCapsule();
    const auto& held = *static_cast<Holder*>(layout.get())->layout;
    const at::Tensor gradOut = grads[0].contiguous();
    at::Tensor gradQkv = coversAll(held) ? at::empty_like(saved[0]) : at::zeros_like(saved[0]);
    cpu::AttentionArgs args = argsOf(held, saved[0], saved[1], saved[2]);
    args.gradOut = gradOut.const_data_ptr();
    args.gradQkv = gradQkv.mutable_data_ptr();
    runTasks(held, args, cpu::activeLoops().attentionBackward[detail::loopType(gradQkv)], true);
    return {gradQkv, at::Tensor()};
  }

 private:
  struct Holder : torch::CustomClassHolder {
    explicit Holder(std::shared_ptr<const AttentionLayout> l) : layout(std::move(l)) {}
    std::shared_ptr<const AttentionLayout> layout;
  };
};

}  // namespace

std::pair<at::Tensor, at::Tensor> rotaryTable(const at::Tensor& positions, const at::Tensor& frequencies) {
  const at::Tensor angles = positions.reshape({-1, 1}).to(at::kFloat) * frequencies.reshape({1, -1});
  return {angles.cos().contiguous(), angles.sin().contiguous()};
}

at::Tensor rotate(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine, bool interleaved) {
  const std::int64_t channels = 2 * cosine.size(-1);
  if (channels < x.size(-1))
    return at::cat(
        {rotate(x.narrow(-1, 0, channels), cosine, sine, interleaved), x.narrow(-1, channels, x.size(-1) - channels)},
        -1);
  const at::ScalarType wide = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const at::Tensor c = cosine.to(wide).unsqueeze(1), s = sine.to(wide).unsqueeze(1);
  if (interleaved) {
    const at::Tensor pairs = x.to(wide).unflatten(-1, {channels / 2, 2});
    const at::Tensor a = pairs.select(-1, 0), b = pairs.select(-1, 1);
    return at::stack({a * c - b * s, b * c + a * s}, -1).flatten(-2).to(x.scalar_type());
  }
  const auto halves = x.to(wide).chunk(2, -1);
  return at::cat({halves[0] * c - halves[1] * s, halves[1] * c + halves[0] * s}, -1).to(x.scalar_type());
}

at::Tensor rotate(const at::Tensor& x, const AttentionLayout& layout) {
  return layout.cosine.defined() ? rotate(x, layout.cosine, layout.sine, layout.interleaved) : x;
}

at::Tensor packedAttention(const at::Tensor& qkv, const AttentionLayout& layout) {
  if (!detail::loopsAccept(qkv) || layout.headDim % 2 != 0) return reference::packedAttention(qkv, layout);
  if (plainTurn(layout))
    return PackedAttention::apply(qkv.contiguous(), std::make_shared<const AttentionLayout>(layout));
  const auto [turned, still] = turnedBefore(qkv, layout);
  return PackedAttention::apply(turned.contiguous(), std::make_shared<const AttentionLayout>(still));
}

at::Tensor cachedAttention(const at::Tensor& query, const at::Tensor& allKeys, const at::Tensor& allValues,
                           const AttentionLayout& layout) {
  const std::int64_t tokens = query.size(0), heads = query.size(1), dim = query.size(2);
  const std::int64_t kvHeads = allKeys.size(0), group = heads / kvHeads;
  // Keys that no query reaches through the window.
  const std::int64_t gone =
      layout.window > 0 ? std::max<std::int64_t>(0, allKeys.size(1) - tokens - layout.window + 1) : 0;
  const std::int64_t length = allKeys.size(1) - gone;
  const at::Tensor keys = allKeys.narrow(1, gone, length), values = allValues.narrow(1, gone, length);
  // (kvHeads, group × tokens, dim): all queries that read one key-value head in one product.
  const at::Tensor q = query.permute({1, 0, 2}).reshape({kvHeads, group * tokens, dim});
  at::Tensor scores = at::matmul(q, keys.transpose(1, 2)).to(at::kFloat) * scaleOf(layout, dim);
  at::Tensor hidden;
  if (tokens > 1) {
    const auto options = query.options().dtype(at::kLong);
    const at::Tensor key = at::arange(length, options).unsqueeze(0);
    const at::Tensor last = at::arange(length - tokens, length, options).repeat({group}).unsqueeze(1);
    hidden = key > last;
    if (layout.window > 0) hidden = hidden.logical_or(key <= last - layout.window);
    hidden = hidden.unsqueeze(0);
  }
  scores = finishScores(std::move(scores), layout, hidden);
  const at::Tensor weights = at::softmax(scores, -1).to(values.scalar_type());
  return at::matmul(weights, values).reshape({heads, tokens, dim}).transpose(0, 1).reshape({tokens, heads * dim});
}

at::Tensor reference::packedAttention(const at::Tensor& qkv, const AttentionLayout& layout) {
  const std::int64_t h = layout.heads, kv = layout.kvHeads, d = layout.headDim;
  const at::Tensor rows = qkv.view({layout.tokens, h + 2 * kv, d});
  const at::Tensor q = rotate(rows.narrow(1, 0, h), layout);
  const at::Tensor k = rotate(rows.narrow(1, h, kv), layout).repeat_interleave(h / kv, 1);
  const at::Tensor v = rows.narrow(1, h + kv, kv).repeat_interleave(h / kv, 1);
  const at::ScalarType wide = qkv.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  std::vector<at::Tensor> pieces;
  std::int64_t cursor = 0;
  const auto padUpTo = [&](std::int64_t token) {
    if (token > cursor) pieces.push_back(at::zeros({token - cursor, h * d}, qkv.options()));
  };
  for (const Segment& s : layout.segments) {
    padUpTo(s.begin);
    const auto part = [&](const at::Tensor& t) {
      return t.narrow(0, s.begin, s.length).transpose(0, 1);
    };  // (heads, n, d)
    at::Tensor scores = at::matmul(part(q), part(k).transpose(1, 2)).to(wide) * scaleOf(layout, d);
    const at::Tensor all = at::ones({s.length, s.length}, qkv.options().dtype(at::kBool));
    at::Tensor hidden = all.triu(1);
    if (layout.window > 0) hidden = hidden.logical_or(all.tril(-layout.window));
    scores = finishScores(std::move(scores), layout, hidden);
    const at::Tensor out = at::matmul(at::softmax(scores, -1).to(qkv.scalar_type()), part(v));
    pieces.push_back(out.transpose(0, 1).reshape({s.length, h * d}));
    cursor = s.begin + s.length;
  }
  padUpTo(layout.tokens);
  return at::cat(pieces, 0);
}

}  // namespace timbre::kernels
