// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a compiled template once. Scopes follow Jinja: loops, macros, set- and filter-blocks and {% generation %} have
// their own, `if` has none. Everything the template makes lives on one Heap, so a render can be stopped at any step.
#pragma once

#include "core/text/chat_template.h"
#include "core/text/jinja_args.h"
#include "core/text/jinja_ast.h"
#include "core/text/jinja_builtins.h"

#include <optional>

namespace timbre::text::jinja {

struct ScopeObj : Container {
  Ref<ScopeObj> parent;
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
  /// Throws Failure.
  Rendered run(const base::Json& context);
  /// Line of the statement that runs or ran last.
  std::uint32_t line() const { return m_line; }

 private:
  enum class Flow : std::uint8_t { Next, Break, Continue };

  // jinja_statements.cpp
  void bindContext(const base::Json& context);
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
  std::string captured(const Block& block);
  Value applyFilters(const std::vector<Postfix>& filters, Value value);
  void define(NameId name, const Value& value);
  Ref<ScopeObj> newScope(const Ref<ScopeObj>& parent);

  // jinja_evaluate.cpp
  Value evaluate(const Expr& expr);
  Value constant(std::uint32_t index);
  Value lookup(NameId name);
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
  Value callLoopMethod(LoopObj& loop, std::string_view name, const Args& args);

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
};

}  // namespace timbre::text::jinja
