// SPDX-License-Identifier: GPL-3.0-or-later
// What a loop over the messages did with one of them, kept so that another rendering of the same conversation (cut
// elsewhere, with another answer in it) need not do it again. An iteration is a function of its message, which never
// changes, and of what it read outside its own scope. Every such read is recorded with its value as a guard; while all
// guards hold, the iteration must take the same path, so its text and the namespace members that it set are taken
// instead of running it. What cannot be told by a guard (a whole list, a namespace passed on, the clock, a loop's
// length) spoils the record: then the iteration runs. Values only; belongs to one Interpreter and its Heap.
#pragma once

#include "core/text/jinja_ast.h"
#include "core/text/jinja_value.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace timbre::text::jinja {

struct ScopeObj;
struct LoopObj;

enum class Flow : std::uint8_t { Next, Break, Continue };

enum class GuardKind : std::uint8_t {
  Variable,  // the name has this value
  Macro,     // the name is this macro, defined at the top level
  AnyList,   // the name is a list
  Element,   // item `position` of the list with this name is this message
  Member,    // the member of the namespace with this name has this value
  Compared,  // the member compares with a whole number like this
  Between,   // the member is a whole number from `position` to `upper`
  Index,     // the loop stands at `position`
  Last,      // whether this is the last one
  Previous,  // the message before
  Following  // the message after
};

struct Guard {
  GuardKind kind = GuardKind::Variable;
  CompareOp op = CompareOp::Equal;
  bool outcome = false;     // of Compared, Last
  bool memberLeft = false;  // of Compared
  NameId name = 0, member = 0;
  std::int64_t position = 0;  // also the number of Compared
  std::int64_t upper = 0;
  const MacroBody* body = nullptr;
  Value value;
};

struct MemberWrite {
  NameId name, member;
  Value value;
};

/// One iteration over one message.
struct Iteration {
  Value message;
  std::vector<Guard> guards;
  std::vector<MemberWrite> writes;
  std::vector<NameId> namespaces;  // those read or written, each under one name
  std::string text;
  Flow flow = Flow::Next;
};

/// Iterations one after the other that wrote nothing but text, as one: thousands of messages before a cut are few of
/// these.
struct Stretch {
  std::vector<Value> messages;
  std::vector<Guard> guards;      // of kinds that do not depend on the place in the loop
  std::optional<std::size_t> at;  // where it begins, when an iteration asked
  bool notLast = false;
  std::string text;
};
struct Stretches {
  std::vector<Stretch> known;
  int refused = 0;  // attempts to make another one that failed
};

class Replay {
 public:
  static constexpr std::size_t kStretch = 64;
  /// Those of this loop over this message; nullptr when it is no message.
  std::vector<Iteration>* known(const ForStatement& loop, const Value& item);
  /// Forgets the oldest when there are too many; keeps nothing more once the texts are large.
  void keep(const ForStatement& loop, Iteration iteration);
  /// Those that begin with this message.
  Stretches& stretches(const ForStatement& loop, std::size_t message);
  void keep(Stretches& stretches, Stretch stretch);

 private:
  bool spends(std::size_t bytes);

  using Messages = std::vector<std::vector<Iteration>>;
  std::unordered_map<const ForStatement*, Messages> m_loops;  // a node stays where it is
  const ForStatement* m_loop = nullptr;                       // the one asked for last
  Messages* m_messages = nullptr;
  std::unordered_map<const ForStatement*, std::unordered_map<std::size_t, Stretches>> m_stretches;
  std::size_t m_bytes = 0;
};

inline bool isMessage(const Value& value) { return value.isDict() && value.dict().message != DictObj::kNoMessage; }
inline const NamespaceObj* namespaceOf(const Value* value) {
  return value->tag() == Tag::Namespace ? static_cast<const NamespaceObj*>(value->object()) : nullptr;
}
/// Of whole numbers; `op` is one that orders or equals.
bool compares(CompareOp op, std::int64_t left, std::int64_t right);

/// The record of the iteration that runs.
struct Recorder {
  const LoopObj* loop = nullptr;
  const ScopeObj* scope = nullptr;  // of the iteration
  std::uint64_t serial = 0;         // scopes beyond it were made by the iteration
  bool spoiled = false;
  Iteration iteration;
  std::vector<NameId> positional;  // variables of `scope` that hold a number of no lasting truth
  std::vector<std::pair<const NamespaceObj*, NameId>> written;  // what the iteration reads here is its own
  std::vector<std::pair<const NamespaceObj*, NameId>> spelled;  // under which name a namespace was reached
};

}  // namespace timbre::text::jinja
