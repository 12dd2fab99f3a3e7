// SPDX-License-Identifier: GPL-3.0-or-later
// A compiled template. Chains (a + b + c, x.y[0] | f | g, if/elif) are flat lists, so the depth of the tree, which
// bounds the native stack while running and freeing, is the nesting that a person wrote; the parser limits it.
// Immutable once built.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace timbre::text::jinja {

using NameId = std::uint32_t;

enum class ExprKind : std::uint8_t {
  Constant,
  Name,
  Sequence,
  Dict,
  Unary,
  Arithmetic,
  Concat,
  Compare,
  Logic,
  Conditional,
  Postfix,
  Slice
};

struct Expr {
  ExprKind kind;
  std::uint32_t line;
  Expr(ExprKind k, std::uint32_t l) : kind(k), line(l) {}
  virtual ~Expr() = default;
};
using ExprPtr = std::unique_ptr<Expr>;

struct ConstantExpr : Expr {
  std::uint32_t index;  // of Program::constants
  ConstantExpr(std::uint32_t l, std::uint32_t i) : Expr(ExprKind::Constant, l), index(i) {}
};
struct NameExpr : Expr {
  NameId name;
  NameExpr(std::uint32_t l, NameId n) : Expr(ExprKind::Name, l), name(n) {}
};
struct SequenceExpr : Expr {
  bool tuple;
  std::vector<ExprPtr> items;
  SequenceExpr(std::uint32_t l, bool t) : Expr(ExprKind::Sequence, l), tuple(t) {}
};
struct DictExpr : Expr {
  std::vector<std::pair<ExprPtr, ExprPtr>> entries;
  explicit DictExpr(std::uint32_t l) : Expr(ExprKind::Dict, l) {}
};
enum class UnaryOp : std::uint8_t { Not, Negative, Positive };
struct UnaryExpr : Expr {
  UnaryOp op;
  ExprPtr operand;
  UnaryExpr(std::uint32_t l, UnaryOp o, ExprPtr e) : Expr(ExprKind::Unary, l), op(o), operand(std::move(e)) {}
};
enum class ArithmeticOp : std::uint8_t { Add, Subtract, Multiply, Divide, FloorDivide, Modulo, Power };
struct ArithmeticExpr : Expr {
  ExprPtr first;
  std::vector<std::pair<ArithmeticOp, ExprPtr>> rest;  // left to right
  ArithmeticExpr(std::uint32_t l, ExprPtr e) : Expr(ExprKind::Arithmetic, l), first(std::move(e)) {}
};
struct ConcatExpr : Expr {
  std::vector<ExprPtr> items;
  explicit ConcatExpr(std::uint32_t l) : Expr(ExprKind::Concat, l) {}
};
enum class CompareOp : std::uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, In, NotIn };
struct CompareExpr : Expr {
  ExprPtr first;
  std::vector<std::pair<CompareOp, ExprPtr>> rest;  // a < b < c means a < b and b < c
  CompareExpr(std::uint32_t l, ExprPtr e) : Expr(ExprKind::Compare, l), first(std::move(e)) {}
};
struct LogicExpr : Expr {
  bool isAnd;
  std::vector<ExprPtr> items;
  LogicExpr(std::uint32_t l, bool a) : Expr(ExprKind::Logic, l), isAnd(a) {}
};
struct ConditionalExpr : Expr {
  std::vector<std::pair<ExprPtr, ExprPtr>> branches;  // value, condition
  ExprPtr otherwise;                                  // absent: undefined
  explicit ConditionalExpr(std::uint32_t l) : Expr(ExprKind::Conditional, l) {}
};
struct SliceExpr : Expr {
  ExprPtr start, stop, step;  // each may be absent
  explicit SliceExpr(std::uint32_t l) : Expr(ExprKind::Slice, l) {}
};
struct CallArguments {
  std::vector<ExprPtr> positional;
  std::vector<std::pair<NameId, ExprPtr>> named;
  ExprPtr morePositional, moreNamed;  // *list and **dictionary; each may be absent
};
/// Unknown: a filter or test that does not exist, in a branch that may never run; it fails when it is reached, as in
/// Jinja.
enum class PostfixKind : std::uint8_t { Attribute, Item, Call, Filter, Test, Unknown };
struct Postfix {
  PostfixKind kind;
  bool negated = false;  // of a Test
  std::uint32_t line = 0;
  std::uint32_t target = 0;  // Attribute, Unknown: name; Filter, Test: index of the built-in
  ExprPtr item;
  std::unique_ptr<CallArguments> arguments;
};
struct PostfixExpr : Expr {
  ExprPtr base;
  std::vector<Postfix> chain;
  PostfixExpr(std::uint32_t l, ExprPtr e) : Expr(ExprKind::Postfix, l), base(std::move(e)) {}
};

enum class StatementKind : std::uint8_t {
  Text,
  Print,
  If,
  For,
  Set,
  SetBlock,
  Macro,
  Call,
  Filter,
  With,
  Generation,
  Break,
  Continue
};

struct Statement {
  StatementKind kind;
  std::uint32_t line;
  Statement(StatementKind k, std::uint32_t l) : kind(k), line(l) {}
  virtual ~Statement() = default;
};
using Block = std::vector<std::unique_ptr<Statement>>;

struct TextStatement : Statement {
  std::uint32_t begin, length;  // of Program::source
  TextStatement(std::uint32_t l, std::uint32_t b, std::uint32_t n)
      : Statement(StatementKind::Text, l), begin(b), length(n) {}
};
struct PrintStatement : Statement {
  ExprPtr value;
  PrintStatement(std::uint32_t l, ExprPtr e) : Statement(StatementKind::Print, l), value(std::move(e)) {}
};
struct IfStatement : Statement {
  std::vector<std::pair<ExprPtr, Block>> branches;
  Block otherwise;
  explicit IfStatement(std::uint32_t l) : Statement(StatementKind::If, l) {}
};
/// What is assigned to: a name, a namespace member, or several of them.
struct Target {
  NameId name = 0;
  bool isMember = false;
  NameId member = 0;
  std::vector<Target> parts;  // unpacking when not empty
};
struct ForStatement : Statement {
  Target target;
  ExprPtr items, condition;
  Block body, otherwise;
  std::vector<NameId> hidden, otherwiseHidden;  // jinja_symbols.h
  bool recursive = false;
  explicit ForStatement(std::uint32_t l) : Statement(StatementKind::For, l) {}
};
struct SetStatement : Statement {
  Target target;
  ExprPtr value;
  explicit SetStatement(std::uint32_t l) : Statement(StatementKind::Set, l) {}
};
struct SetBlockStatement : Statement {
  Target target;
  std::vector<Postfix> filters;
  Block body;
  std::vector<NameId> hidden;
  explicit SetBlockStatement(std::uint32_t l) : Statement(StatementKind::SetBlock, l) {}
};
struct MacroBody {
  NameId name = 0;
  bool anonymous = false;  // a {% call %} block
  std::vector<NameId> parameters;
  std::vector<ExprPtr> defaults;  // for the last parameters
  Block body;
  std::vector<NameId> hidden;
  bool usesVarargs = false, usesKwargs = false, usesCaller = false;
};
struct MacroStatement : Statement {
  MacroBody macro;
  explicit MacroStatement(std::uint32_t l) : Statement(StatementKind::Macro, l) {}
};
struct CallStatement : Statement {
  MacroBody caller;
  ExprPtr callee;
  std::unique_ptr<CallArguments> arguments;
  explicit CallStatement(std::uint32_t l) : Statement(StatementKind::Call, l) {}
};
struct FilterStatement : Statement {
  std::vector<Postfix> filters;
  Block body;
  std::vector<NameId> hidden;
  explicit FilterStatement(std::uint32_t l) : Statement(StatementKind::Filter, l) {}
};
struct WithStatement : Statement {
  std::vector<std::pair<Target, ExprPtr>> bindings;
  Block body;
  std::vector<NameId> hidden;
  explicit WithStatement(std::uint32_t l) : Statement(StatementKind::With, l) {}
};
struct GenerationStatement : Statement {
  Block body;
  std::vector<NameId> hidden;
  explicit GenerationStatement(std::uint32_t l) : Statement(StatementKind::Generation, l) {}
};
struct JumpStatement : Statement {
  JumpStatement(StatementKind k, std::uint32_t l) : Statement(k, l) {}
};

using Constant = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

struct CompiledTemplate {
  std::string source;  // normalised
  std::vector<Constant> constants;
  std::vector<std::string> names;
  std::unordered_map<std::string, NameId> nameIds;
  Block body;
  std::vector<NameId> hidden;
  bool marksGeneration = false;
};

}  // namespace timbre::text::jinja
