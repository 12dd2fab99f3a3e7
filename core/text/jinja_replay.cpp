// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_replay.h"

#include "core/text/jinja_interpreter.h"
#include "core/text/jinja_ops.h"

#include <algorithm>

namespace timbre::text::jinja {

namespace {

constexpr std::size_t kKept = 3;  // iterations a message and loop
constexpr std::size_t kMaxBytes = std::size_t(128) << 20;

/// Not Python's equality: 1 and True print otherwise.
bool same(const Value& a, const Value& b) {
  if (a.tag() != b.tag()) return false;
  switch (a.tag()) {
    case Tag::Undefined:
    case Tag::None:
      return true;
    case Tag::Float: {
      const double x = a.asReal(), y = b.asReal();
      return std::equal(reinterpret_cast<const char*>(&x), reinterpret_cast<const char*>(&x) + sizeof x,
                        reinterpret_cast<const char*>(&y));
    }
    case Tag::Bool:
    case Tag::Int:
      return a.asInt() == b.asInt();
    case Tag::Function:
      return a.functionId() == b.functionId();
    case Tag::String:
      return a.object() == b.object() || (a.text() == b.text() && a.str().markup == b.str().markup);
    default:
      return a.object() == b.object();
  }
}

/// The numbers for which a comparison came out as it did; nothing when they are not one range.
std::optional<std::pair<std::int64_t, std::int64_t>> rangeOf(const Guard& guard) {
  constexpr std::int64_t kLow = INT64_MIN, kHigh = INT64_MAX;
  const std::int64_t n = guard.position;
  if (n == kLow || n == kHigh) return std::nullopt;
  if ((guard.op == CompareOp::Equal) == guard.outcome &&
      (guard.op == CompareOp::Equal || guard.op == CompareOp::NotEqual))
    return std::pair(n, n);
  if (guard.op == CompareOp::Equal || guard.op == CompareOp::NotEqual) return std::nullopt;
  // As "member < n" or "member > n", with or without n itself.
  const bool lessAsWritten = guard.op == CompareOp::Less || guard.op == CompareOp::LessEqual;
  const bool strictAsWritten = guard.op == CompareOp::Less || guard.op == CompareOp::Greater;
  const bool less = (lessAsWritten == guard.memberLeft) == guard.outcome;
  const bool strict = strictAsWritten == guard.outcome;
  if (less) return std::pair(kLow, strict ? n - 1 : n);
  return std::pair(strict ? n + 1 : n, kHigh);
}

/// Adds what one of its iterations needs, which holds now; false when that cannot be said of the stretch as a whole.
bool merge(const Guard& guard, std::size_t begin, Stretch& stretch) {
  constexpr std::size_t kGuards = 16;
  const auto about = [&guard](const Guard& each) {
    return each.kind == guard.kind && each.name == guard.name && each.member == guard.member;
  };
  switch (guard.kind) {
    case GuardKind::Index:
      stretch.at = begin;
      return true;
    case GuardKind::Last:
      stretch.notLast = true;
      return !guard.outcome;
    case GuardKind::Element:
    case GuardKind::Previous:
    case GuardKind::Following:
    case GuardKind::Between:
      return false;
    case GuardKind::Compared:
      if (const auto range = rangeOf(guard)) {
        for (Guard& each : stretch.guards)
          if (each.kind == GuardKind::Between && each.name == guard.name && each.member == guard.member) {
            each.position = std::max(each.position, range->first);
            each.upper = std::min(each.upper, range->second);
            return true;
          }
        stretch.guards.push_back(guard);
        stretch.guards.back().kind = GuardKind::Between;
        stretch.guards.back().position = range->first;
        stretch.guards.back().upper = range->second;
      } else {
        stretch.guards.push_back(guard);
      }
      break;
    default:
      // All of them hold at once, so those about the same thing are equal.
      if (std::none_of(stretch.guards.begin(), stretch.guards.end(), about)) stretch.guards.push_back(guard);
  }
  return stretch.guards.size() <= kGuards;
}

}  // namespace

bool compares(CompareOp op, std::int64_t left, std::int64_t right) {
  switch (op) {
    case CompareOp::Equal:
      return left == right;
    case CompareOp::NotEqual:
      return left != right;
    case CompareOp::Less:
      return left < right;
    case CompareOp::LessEqual:
      return left <= right;
    case CompareOp::Greater:
      return left > right;
    default:
      return left >= right;
  }
}

std::vector<Iteration>* Replay::known(const ForStatement& loop, const Value& item) {
  if (!isMessage(item)) return nullptr;
  if (m_loop != &loop) {
    m_loop = &loop;
    m_messages = &m_loops[&loop];
  }
  const std::size_t at = item.dict().message;
  if (m_messages->size() <= at) m_messages->resize(at + 1);
  return &(*m_messages)[at];
}

bool Replay::spends(std::size_t bytes) {
  if (bytes > kMaxBytes - m_bytes) return false;
  m_bytes += bytes;
  return true;
}

void Replay::keep(const ForStatement& loop, Iteration iteration) {
  if (!spends(iteration.text.size() + iteration.guards.size() * sizeof(Guard) + sizeof(Iteration))) return;
  std::vector<Iteration>& kept = *known(loop, iteration.message);
  if (kept.size() == kKept) kept.erase(kept.begin());
  kept.push_back(std::move(iteration));
}

Stretches& Replay::stretches(const ForStatement& loop, std::size_t message) { return m_stretches[&loop][message]; }

void Replay::keep(Stretches& stretches, Stretch stretch) {
  if (!spends(stretch.text.size() + kStretch * sizeof(Value) + stretch.guards.size() * sizeof(Guard))) return;
  if (stretches.known.size() == kKept) stretches.known.erase(stretches.known.begin());
  stretches.known.push_back(std::move(stretch));
}

bool Interpreter::holds(const Guard& guard, const LoopObj& loop) const {
  const auto at = static_cast<std::int64_t>(loop.index);
  switch (guard.kind) {
    case GuardKind::Index:
      return at == guard.position;
    case GuardKind::Last:
      return (loop.index + 1 == loop.items.size()) == guard.outcome;
    case GuardKind::Previous:
      return same(at > 0 ? loop.items[loop.index - 1] : Value(), guard.value);
    case GuardKind::Following:
      return same(loop.index + 1 < loop.items.size() ? loop.items[loop.index + 1] : Value(), guard.value);
    default:
      break;
  }
  const Value* value = find(guard.name, m_scope.get()).value;
  switch (guard.kind) {
    case GuardKind::Variable:
      return same(*value, guard.value);
    case GuardKind::Macro: {
      if (value->tag() != Tag::Macro) return false;
      const auto& macro = *static_cast<const MacroObj*>(value->object());
      return macro.body == guard.body && !macro.scope->parent;
    }
    case GuardKind::AnyList:
      return value->isList() && value->list().kind == ListKind::List;
    case GuardKind::Element: {
      if (!value->isList() || value->list().kind != ListKind::List) return false;
      const auto& items = value->list().items;
      return static_cast<std::size_t>(guard.position) < items.size() &&
             same(items[static_cast<std::size_t>(guard.position)], guard.value);
    }
    default:
      break;
  }
  const NamespaceObj* object = namespaceOf(value);
  if (!object) return false;
  const Value* member = object->members->find(m_program.names[guard.member]);
  if (guard.kind == GuardKind::Member) return member ? same(*member, guard.value) : guard.value.isUndefined();
  if (!member || member->tag() != Tag::Int) return false;
  if (guard.kind == GuardKind::Between) return member->asInt() >= guard.position && member->asInt() <= guard.upper;
  return compares(guard.op, guard.memberLeft ? member->asInt() : guard.position,
                  guard.memberLeft ? guard.position : member->asInt()) == guard.outcome;
}

/// Two names of one namespace would let a write pass for somebody else's member.
bool Interpreter::namespacesDiffer(const Iteration& iteration) const {
  for (std::size_t i = 0; i + 1 < iteration.namespaces.size(); ++i)
    for (std::size_t j = i + 1; j < iteration.namespaces.size(); ++j)
      if (namespaceOf(find(iteration.namespaces[i], m_scope.get()).value) ==
          namespaceOf(find(iteration.namespaces[j], m_scope.get()).value))
        return false;
  return true;
}

const Iteration* Interpreter::matching(const ForStatement& statement, const LoopObj& loop) const {
  const Value& item = loop.items[loop.index];
  const auto* known = m_replay->known(statement, item);
  if (!known) return nullptr;
  for (const Iteration& each : *known) {
    if (each.message.object() != item.object()) continue;
    m_heap.step(each.guards.size());
    const bool held =
        std::all_of(each.guards.begin(), each.guards.end(), [&](const Guard& guard) { return holds(guard, loop); });
    if (held && (each.writes.empty() || namespacesDiffer(each))) return &each;
  }
  return nullptr;
}

bool Interpreter::replays(const ForStatement& statement, LoopObj& loop, Flow& flow) {
  if (replaysStretch(statement, loop)) return true;
  const Iteration* const known = matching(statement, loop);
  if (!known) return false;
  for (const MemberWrite& member : known->writes) {
    const Value object = *find(member.name, m_scope.get()).value;
    static_cast<NamespaceObj*>(object.object())
        ->members->set(m_heap.string(m_program.names[member.member]), member.value);
  }
  write(known->text);
  flow = known->flow;
  return true;
}

bool Interpreter::replaysStretch(const ForStatement& statement, LoopObj& loop) {
  constexpr std::size_t kSize = Replay::kStretch;
  const Value& first = loop.items[loop.index];
  if (!isMessage(first) || loop.items.size() - loop.index < kSize) return false;
  const std::size_t at = first.dict().message, end = at % kSize == 0           ? at + kSize - 1
                                                     : at % kSize == kSize - 1 ? at + 1 - kSize
                                                                               : SIZE_MAX;
  const Value& last = loop.items[loop.index + kSize - 1];
  if (end == SIZE_MAX || !isMessage(last) || last.dict().message != end) return false;
  Stretches& all = m_replay->stretches(statement, at);
  const auto holdsNow = [&](const Stretch& stretch) {
    if (stretch.notLast && loop.index + kSize == loop.items.size()) return false;
    if (stretch.at.value_or(loop.index) != loop.index) return false;
    for (std::size_t i = 0; i < kSize; ++i)
      if (stretch.messages[i].object() != loop.items[loop.index + i].object()) return false;
    return std::all_of(stretch.guards.begin(), stretch.guards.end(),
                       [&](const Guard& guard) { return holds(guard, loop); });
  };
  auto found = std::find_if(all.known.begin(), all.known.end(), holdsNow);
  if (found == all.known.end()) {
    constexpr int kAttempts = 8;
    if (all.refused >= kAttempts) return false;
    std::optional<Stretch> made = makeStretch(statement, loop);
    if (!made) {
      ++all.refused;
      return false;
    }
    m_replay->keep(all, std::move(*made));
    if (all.known.empty() || !holdsNow(all.known.back())) return false;
    found = all.known.end() - 1;
  }
  m_heap.step(kSize);
  write(found->text);
  loop.index += kSize - 1;
  return true;
}

std::optional<Stretch> Interpreter::makeStretch(const ForStatement& statement, LoopObj& loop) {
  Stretch out;
  const std::size_t begin = loop.index;
  bool fits = true;
  for (; fits && loop.index < begin + Replay::kStretch; ++loop.index) {
    const Iteration* const each = matching(statement, loop);
    fits = each && each->writes.empty() && each->flow == Flow::Next &&
           std::all_of(each->guards.begin(), each->guards.end(),
                       [&](const Guard& guard) { return merge(guard, begin, out); });
    if (!fits) break;
    out.messages.push_back(each->message);
    out.text += each->text;
  }
  loop.index = begin;
  return fits ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace timbre::text::jinja
