// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a compiled template once. Scopes follow Jinja: loops, macros, set- and filter-blocks and {% generation %} have
// their own, `if` has none. Everything the template makes lives on one Heap, so a render can be stopped at any step.
#pragma once

#include "core/text/chat_template.h"
#include "core/text/jinja_args.h"
#include "core/text/jinja_ast.h"
#include "core/text/jinja_builtins.h"
#include "core/text/jinja_replay.h"

#include <optional>

namespace timbre::text::jinja {

struct ScopeObj : Container {
  Ref<ScopeObj> parent;
  std::uint64_t serial = 0;  // grows with every scope of an interpreter
  std::vector<std::pair<NameId, Value>> variables;
  void clear() override {
    parent = {};
    variables.clear();
  }
};

struct MacroObj : Container {
  const MacroBody* body = nullptr;
  Ref<ScopeObj> scope;  // where it was defined
  void clear() override { scope = {}; }
};

struct LoopObj : Container {
  std::vector<Value> items;
  std::size_t index = 0;
  int depth = 0;
  const ForStatement* statement = nullptr;  // of a recursive loop
  Ref<ScopeObj> scope;                      // around the loop
  std::vector<Value> changed;
  void clear() override {
    items.clear();
    scope = {};
    changed.clear();
  }
};

/// JSON to a value; deeper than kValueDepth is template.budget.
Value fromJson(Heap& heap, const base::Json& json, int depth = 0);

class Interpreter {
 public:
  Interpreter(const CompiledTemplate& program, Heap& heap, const TemplateBudget& budget);
  void bindContext(const base::Json& context);
  /// Nothing happens when the template does not know the name.
  void bind(std::string_view name, const Value& value);
  /// From now on loops over messages record and replay; `replay` must outlive the interpreter, and only run() comes after it.
  void use(Replay* replay) { m_replay = replay; }
  /// With what was bound; may be called again. `into`: its memory is used for the text. Throws Failure.
  Rendered run(std::string into = {});
  /// Line of the statement that runs or ran last.
  std::uint32_t line() const { return m_line; }

 private:
  // jinja_statements.cpp
  Flow execute(const Block& block);
  Flow statement(const Statement& statement);
  void write(std::string_view text);
  Flow ifStatement(const IfStatement& statement);
  void forStatement(const ForStatement& statement);
  std::string loop(const ForStatement& statement, const Value& items, int depth, bool capture);
  std::vector<Value> filtered(const ForStatement& statement, std::vector<Value> items);
  void assign(const Target& target, const Value& value);
  void setBlock(const SetBlockStatement& statement);
  void callStatement(const CallStatement& statement);
  void generation(const GenerationStatement& statement);
  /// Runs the block in a scope of its own and returns what it wrote.
  std::string captured(const Block& block, const std::vector<NameId>& hidden);
  Value applyFilters(const std::vector<Postfix>& filters, Value value);
  void define(NameId name, const Value& value);
  Ref<ScopeObj> newScope(const Ref<ScopeObj>& parent);
  /// Undefined in this scope until they are set.
  void hide(const std::vector<NameId>& names);
  Flow iteration(const ForStatement& statement, LoopObj& loop);

  // jinja_evaluate.cpp
  Value evaluate(const Expr& expr);
  Value constant(std::uint32_t index);
  struct Found {
    const Value* value;     // never null
    const ScopeObj* scope;  // null: a global
  };
  Found find(NameId name, const ScopeObj* from) const;
  /// `next`: what follows the name in the source, when something does.
  Value lookup(NameId name, const Postfix* next = nullptr);
  Value dict(const DictExpr& expr);
  Value sequence(const SequenceExpr& expr);
  Value arithmeticExpr(const ArithmeticExpr& expr);
  Value concat(const ConcatExpr& expr);
  Value comparison(const CompareExpr& expr);
  Value conditional(const ConditionalExpr& expr);
  Value postfix(const PostfixExpr& expr);
  Value apply(const Postfix& step, const Value& value);
  Value item(const Expr& index, const Value& object);
  Args arguments(const CallArguments* given);
  Value call(const Value& callee, const Args& args);
  Value callMacro(const MacroObj& macro, const Args& args);
  void bindParameters(const MacroBody& macro, const Args& args);
  Value loopAttribute(LoopObj& loop, std::string_view name);
  Value loopMember(LoopObj& loop, std::string_view name);
  Value callLoopMethod(LoopObj& loop, std::string_view name, const Args& args);

  // jinja_replay.cpp
  const Iteration* matching(const ForStatement& statement, const LoopObj& loop) const;
  /// Takes what is known of the iteration, or of several from it on (`loop` then stands at the last of them).
  bool replays(const ForStatement& statement, LoopObj& loop, Flow& flow);
  bool replaysStretch(const ForStatement& statement, LoopObj& loop);
  std::optional<Stretch> makeStretch(const ForStatement& statement, LoopObj& loop);
  bool holds(const Guard& guard, const LoopObj& loop) const;
  bool namespacesDiffer(const Iteration& iteration) const;

  // jinja_record.cpp
  bool isInner(const ScopeObj* scope) const;
  bool isTheLoops(NameId name, const Found& found) const;
  void recordRead(NameId name, const Found& found, const Postfix* next);
  void recordNamespace(NameId name, const NamespaceObj& object);
  void recordMember(NameId name, const NamespaceObj& object, NameId member);
  /// `value`, the list of this name, becomes its item.
  bool recordsElement(NameId list, const Postfix& step, Value& value);
  void recordLoop(const LoopObj& loop, std::string_view attribute, const Value& value);
  void recordWrite(NameId name, const NamespaceObj& object, NameId member, const Value& value);
  /// A comparison with a namespace's number, of which only the outcome counts.
  std::optional<bool> recordComparison(const CompareExpr& expr);
  bool isPositional(const Expr& expr) const;
  bool setsPosition(const SetStatement& set);

  const CompiledTemplate& m_program;
  Heap& m_heap;
  TemplateBudget m_budget;
  std::vector<Value> m_globals;    // by NameId: context, then built-in functions
  std::vector<Value> m_constants;  // made on first use; undefined means not yet
  Ref<ScopeObj> m_scope;
  std::string* m_output = nullptr;
  std::size_t m_written = 0;  // bytes in all open outputs
  std::uint32_t m_line = 1;
  int m_nesting = 0;
  int m_calls = 0;

  struct Mark {
    std::size_t begin;
    std::string text;  // to prove afterwards that the range still holds it; empty when written directly
    std::size_t length;
  };
  std::vector<Mark> m_marks;
  int m_captures = 0;
  std::uint64_t m_scopes = 0;
  Replay* m_replay = nullptr;
  Recorder* m_recorder = nullptr;  // while the iteration that runs is recorded
};

}  // namespace timbre::text::jinja
