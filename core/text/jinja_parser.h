// SPDX-License-Identifier: GPL-3.0-or-later
// Recursive descent over the tokens, following Jinja's own grammar (filters and tests bind tighter than operators, `a
// if b` without else, tuples without parentheses). Nesting is limited; what is outside the subset is
// template.unsupported with its name. Errors are thrown as Failure and leave through compileTemplate().
#pragma once

#include "core/text/jinja_ast.h"
#include "core/text/jinja_lexer.h"

#include <initializer_list>

namespace timbre::text::jinja {

inline constexpr int kParseDepth = 64;

/// Errors: template.syntax, template.unsupported, template.budget.
base::Result<std::shared_ptr<const CompiledTemplate>> compileTemplate(std::string_view source);

class Parser {
 public:
  Parser(CompiledTemplate& out, const std::vector<Token>& tokens) : m_out(out), m_tokens(tokens) {}
  void run();

 private:
  using Ends = std::initializer_list<std::string_view>;

  // jinja_parser.cpp: tokens, statements
  const Token& current() const { return m_tokens[m_at]; }
  std::string_view text(const Token& token) const {
    return std::string_view(m_out.source).substr(token.begin, token.length);
  }
  bool isName(std::string_view word) const { return current().type == TokenType::Name && text(current()) == word; }
  bool isOperator(std::string_view sign, std::size_t ahead = 0) const;
  bool skipName(std::string_view word);
  bool skipOperator(std::string_view sign);
  void expectOperator(std::string_view sign);
  void expect(TokenType type, std::string_view what);
  std::string_view expectName();
  [[noreturn]] void fail(std::string reason, std::size_t at);
  [[noreturn]] void fail(std::string reason) { fail(std::move(reason), current().begin); }
  [[noreturn]] void unsupported(std::string what);
  NameId name(std::string_view spelled);
  std::uint32_t constant(Constant value);

  Block block(Ends ends);
  void endTag(std::string_view word);
  std::unique_ptr<Statement> statement();
  std::unique_ptr<Statement> ifStatement();
  std::unique_ptr<Statement> forStatement();
  std::unique_ptr<Statement> setStatement();
  std::unique_ptr<Statement> macroStatement();
  std::unique_ptr<Statement> callStatement();
  std::unique_ptr<Statement> withStatement();
  void signature(MacroBody& macro);
  void macroBody(MacroBody& macro, std::string_view end);
  Target target(bool withMember, Ends ends);
  Target oneTarget(bool withMember);
  NameId targetName();

  // jinja_parser_expressions.cpp
  ExprPtr expression(bool conditional = true);
  ExprPtr tuple(bool conditional, Ends ends, bool parenthesised = false);
  ExprPtr conditionalExpression();
  ExprPtr logicExpression(bool isAnd);
  ExprPtr notExpression();
  ExprPtr compareExpression();
  ExprPtr sumExpression();
  ExprPtr concatExpression();
  ExprPtr productExpression();
  ExprPtr powerExpression();
  ExprPtr unaryExpression(bool withFilters = true);
  ExprPtr primary();
  ExprPtr stringLiteral();
  ExprPtr numberLiteral();
  ExprPtr listLiteral();
  ExprPtr dictLiteral();
  ExprPtr subscript();
  ExprPtr postfix(ExprPtr base, bool withFilters);
  PostfixExpr& chainOf(ExprPtr& base);
  Postfix filter();
  Postfix test();
  std::vector<Postfix> filterChain();
  void unknown(Postfix& step, std::string_view kind, const std::string& spelled);
  std::unique_ptr<CallArguments> arguments();

  CompiledTemplate& m_out;
  const std::vector<Token>& m_tokens;
  std::size_t m_at = 0;
  int m_depth = 0;
  int m_loops = 0;
  std::vector<MacroBody*> m_macros;

  struct UnknownName {
    std::string what;
    std::uint32_t line = 0;
  };
  std::vector<UnknownName> m_unknown;  // filters and tests that do not exist, outside branches
};

}  // namespace timbre::text::jinja
