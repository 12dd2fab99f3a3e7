// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_builtins.h"
#include "core/text/jinja_parser.h"

namespace timbre::text::jinja {

ExprPtr Parser::expression(bool conditional) {
  const DepthGuard guard(m_depth, kParseDepth);
  return conditional ? conditionalExpression() : logicExpression(false);
}

/// One expression, or several with commas as a tuple.
ExprPtr Parser::tuple(bool conditional, Ends ends, bool parenthesised) {
  const std::uint32_t line = current().line;
  const auto atEnd = [&] {
    if (current().type == TokenType::PrintEnd || current().type == TokenType::BlockEnd || isOperator(")")) return true;
    for (std::string_view end : ends)
      if (isName(end)) return true;
    return false;
  };
  if (atEnd()) {
    if (!parenthesised) fail("expected an expression");
    return std::make_unique<SequenceExpr>(line, true);
  }
  ExprPtr first = expression(conditional);
  if (!isOperator(",")) return first;
  auto out = std::make_unique<SequenceExpr>(line, true);
  out->items.push_back(std::move(first));
  while (skipOperator(",")) {
    if (atEnd()) break;
    out->items.push_back(expression(conditional));
  }
  return out;
}

ExprPtr Parser::conditionalExpression() {
  const std::size_t known = m_unknown.size();
  ExprPtr value = logicExpression(false);
  if (!isName("if")) return value;
  auto out = std::make_unique<ConditionalExpr>(current().line);
  while (skipName("if")) {
    ExprPtr condition = logicExpression(false);
    out->branches.emplace_back(std::move(value), std::move(condition));
    if (!skipName("else")) {
      if (isName("if")) unsupported("a conditional expression governed by a second 'if'");
      break;
    }
    value = logicExpression(false);
    if (!isName("if")) out->otherwise = std::move(value);
  }
  m_unknown.resize(known);
  return out;
}

ExprPtr Parser::logicExpression(bool isAnd) {
  const std::uint32_t line = current().line;
  ExprPtr first = isAnd ? notExpression() : logicExpression(true);
  const std::string_view word = isAnd ? "and" : "or";
  if (!isName(word)) return first;
  auto out = std::make_unique<LogicExpr>(line, isAnd);
  out->items.push_back(std::move(first));
  while (skipName(word)) out->items.push_back(isAnd ? notExpression() : logicExpression(true));
  return out;
}

ExprPtr Parser::notExpression() {
  const std::uint32_t line = current().line;
  int count = 0;
  while (skipName("not")) ++count;
  ExprPtr out = compareExpression();
  if (count == 0) return out;
  out = std::make_unique<UnaryExpr>(line, UnaryOp::Not, std::move(out));
  if (count % 2 == 0) out = std::make_unique<UnaryExpr>(line, UnaryOp::Not, std::move(out));
  return out;
}

namespace {

struct CompareSign {
  std::string_view sign;
  CompareOp op;
};
constexpr CompareSign kCompareSigns[] = {{"==", CompareOp::Equal}, {"!=", CompareOp::NotEqual}, {"<", CompareOp::Less},
                                         {"<=", CompareOp::LessEqual}, {">", CompareOp::Greater}, {">=", CompareOp::GreaterEqual}};

}  // namespace

ExprPtr Parser::compareExpression() {
  const std::uint32_t line = current().line;
  ExprPtr first = sumExpression();
  std::unique_ptr<CompareExpr> out;
  for (;;) {
    std::optional<CompareOp> op;
    for (const auto& [sign, candidate] : kCompareSigns)
      if (!op && skipOperator(sign)) op = candidate;
    if (!op && skipName("in")) op = CompareOp::In;
    if (!op && isName("not") && m_at + 1 < m_tokens.size() && m_tokens[m_at + 1].type == TokenType::Name && text(m_tokens[m_at + 1]) == "in") {
      m_at += 2;
      op = CompareOp::NotIn;
    }
    if (!op) break;
    if (!out) out = std::make_unique<CompareExpr>(line, std::move(first));
    out->rest.emplace_back(*op, sumExpression());
  }
  if (out) return out;
  return first;
}

ExprPtr Parser::sumExpression() {
  const std::uint32_t line = current().line;
  ExprPtr first = concatExpression();
  if (!isOperator("+") && !isOperator("-")) return first;
  auto out = std::make_unique<ArithmeticExpr>(line, std::move(first));
  for (;;) {
    if (skipOperator("+")) out->rest.emplace_back(ArithmeticOp::Add, concatExpression());
    else if (skipOperator("-")) out->rest.emplace_back(ArithmeticOp::Subtract, concatExpression());
    else return out;
  }
}

ExprPtr Parser::concatExpression() {
  const std::uint32_t line = current().line;
  ExprPtr first = productExpression();
  if (!isOperator("~")) return first;
  auto out = std::make_unique<ConcatExpr>(line);
  out->items.push_back(std::move(first));
  while (skipOperator("~")) out->items.push_back(productExpression());
  return out;
}

ExprPtr Parser::productExpression() {
  const std::uint32_t line = current().line;
  ExprPtr first = powerExpression();
  std::unique_ptr<ArithmeticExpr> out;
  static constexpr std::pair<std::string_view, ArithmeticOp> kSigns[] = {
      {"*", ArithmeticOp::Multiply}, {"/", ArithmeticOp::Divide}, {"//", ArithmeticOp::FloorDivide}, {"%", ArithmeticOp::Modulo}};
  for (;;) {
    std::optional<ArithmeticOp> op;
    for (const auto& [sign, candidate] : kSigns)
      if (!op && skipOperator(sign)) op = candidate;
    if (!op) break;
    if (!out) out = std::make_unique<ArithmeticExpr>(line, std::move(first));
    out->rest.emplace_back(*op, powerExpression());
  }
  if (out) return out;
  return first;
}

ExprPtr Parser::powerExpression() {
  const std::uint32_t line = current().line;
  ExprPtr first = unaryExpression();
  if (!isOperator("**")) return first;
  auto out = std::make_unique<ArithmeticExpr>(line, std::move(first));
  while (skipOperator("**")) out->rest.emplace_back(ArithmeticOp::Power, unaryExpression());
  return out;
}

ExprPtr Parser::unaryExpression(bool withFilters) {
  const std::uint32_t line = current().line;
  const DepthGuard guard(m_depth, kParseDepth);
  ExprPtr out;
  if (skipOperator("-")) out = std::make_unique<UnaryExpr>(line, UnaryOp::Negative, unaryExpression(false));
  else if (skipOperator("+")) out = std::make_unique<UnaryExpr>(line, UnaryOp::Positive, unaryExpression(false));
  else out = primary();
  return postfix(std::move(out), withFilters);
}

ExprPtr Parser::primary() {
  const Token& token = current();
  switch (token.type) {
    case TokenType::Name: {
      const std::string_view word = text(token);
      ++m_at;
      if (word == "true" || word == "True") return std::make_unique<ConstantExpr>(token.line, constant(true));
      if (word == "false" || word == "False") return std::make_unique<ConstantExpr>(token.line, constant(false));
      if (word == "none" || word == "None") return std::make_unique<ConstantExpr>(token.line, constant(std::monostate()));
      if (isUnsupportedGlobal(word)) unsupported(std::string(word) + "()");
      if (!m_macros.empty()) {
        MacroBody& macro = *m_macros.back();
        macro.usesVarargs = macro.usesVarargs || word == "varargs";
        macro.usesKwargs = macro.usesKwargs || word == "kwargs";
        macro.usesCaller = macro.usesCaller || word == "caller";
      }
      return std::make_unique<NameExpr>(token.line, name(word));
    }
    case TokenType::String: return stringLiteral();
    case TokenType::Integer:
    case TokenType::Float: return numberLiteral();
    default: break;
  }
  if (skipOperator("(")) {
    ExprPtr out = tuple(true, {}, true);
    expectOperator(")");
    return out;
  }
  if (isOperator("[")) return listLiteral();
  if (isOperator("{")) return dictLiteral();
  fail("unexpected '" + std::string(text(token)) + "'");
}

ExprPtr Parser::listLiteral() {
  auto out = std::make_unique<SequenceExpr>(current().line, false);
  expectOperator("[");
  while (!isOperator("]")) {
    if (!out->items.empty()) expectOperator(",");
    if (isOperator("]")) break;
    out->items.push_back(expression());
  }
  expectOperator("]");
  return out;
}

ExprPtr Parser::dictLiteral() {
  auto out = std::make_unique<DictExpr>(current().line);
  expectOperator("{");
  while (!isOperator("}")) {
    if (!out->entries.empty()) expectOperator(",");
    if (isOperator("}")) break;
    ExprPtr key = expression();
    expectOperator(":");
    ExprPtr value = expression();
    out->entries.emplace_back(std::move(key), std::move(value));
  }
  expectOperator("}");
  return out;
}

PostfixExpr& Parser::chainOf(ExprPtr& base) {
  if (base->kind != ExprKind::Postfix) {
    const std::uint32_t line = base->line;
    base = std::make_unique<PostfixExpr>(line, std::move(base));
  }
  return static_cast<PostfixExpr&>(*base);
}

ExprPtr Parser::postfix(ExprPtr base, bool withFilters) {
  bool filtered = false;  // behind a filter or test only calls, filters and tests are Jinja
  for (;;) {
    Postfix next;
    next.line = current().line;
    if (!filtered && skipOperator(".")) {
      if (current().type == TokenType::Name) {
        next.kind = PostfixKind::Attribute;
        next.target = name(expectName());
      } else if (current().type == TokenType::Integer) {
        next.kind = PostfixKind::Item;
        next.item = numberLiteral();
      } else {
        fail("expected a name or number after '.'");
      }
    } else if (!filtered && skipOperator("[")) {
      next.kind = PostfixKind::Item;
      next.item = subscript();
      expectOperator("]");
    } else if (isOperator("(")) {
      next.kind = PostfixKind::Call;
      next.arguments = arguments();
    } else if (withFilters && skipOperator("|")) {
      next = filter();
      filtered = true;
    } else if (withFilters && skipName("is")) {
      next = test();
      filtered = true;
    } else {
      return base;
    }
    chainOf(base).chain.push_back(std::move(next));
  }
}

ExprPtr Parser::subscript() {
  const std::uint32_t line = current().line;
  ExprPtr first;
  if (!isOperator(":")) {
    first = expression();
    if (isOperator(",")) unsupported("an index of several values");
    if (!isOperator(":")) return first;
  }
  auto out = std::make_unique<SliceExpr>(line);
  out->start = std::move(first);
  expectOperator(":");
  if (!isOperator(":") && !isOperator("]")) out->stop = expression();
  if (skipOperator(":") && !isOperator("]")) out->step = expression();
  return out;
}

std::vector<Postfix> Parser::filterChain() {
  std::vector<Postfix> out;
  while (skipOperator("|")) out.push_back(filter());
  return out;
}

void Parser::unknown(Postfix& step, std::string_view kind, const std::string& spelled) {
  const std::string what = "the " + std::string(kind) + " '" + spelled + "'";
  step.kind = PostfixKind::Unknown;
  step.target = name(what);
  m_unknown.push_back({what, step.line});
}

Postfix Parser::filter() {
  Postfix out;
  out.kind = PostfixKind::Filter;
  out.line = current().line;
  std::string spelled(expectName());
  while (skipOperator(".")) (spelled += '.') += expectName();
  const auto index = findFilter(spelled);
  if (index) out.target = *index;
  else unknown(out, "filter", spelled);
  if (isOperator("(")) out.arguments = arguments();
  return out;
}

Postfix Parser::test() {
  Postfix out;
  out.kind = PostfixKind::Test;
  out.line = current().line;
  out.negated = skipName("not");
  const std::string spelled(expectName());
  const auto index = findTest(spelled);
  if (index) out.target = *index;
  else unknown(out, "test", spelled);
  const TokenType next = current().type;
  const bool literal = next == TokenType::Name || next == TokenType::String || next == TokenType::Integer || next == TokenType::Float;
  if (isOperator("(")) {
    out.arguments = arguments();
  } else if ((literal || isOperator("[") || isOperator("{")) && !isName("else") && !isName("or") && !isName("and")) {
    if (isName("is")) fail("tests cannot be chained with 'is'");
    out.arguments = std::make_unique<CallArguments>();
    const DepthGuard guard(m_depth, kParseDepth);
    out.arguments->positional.push_back(postfix(primary(), false));
  }
  return out;
}

std::unique_ptr<CallArguments> Parser::arguments() {
  auto out = std::make_unique<CallArguments>();
  expectOperator("(");
  for (bool first = true; !isOperator(")"); first = false) {
    if (!first) {
      expectOperator(",");
      if (isOperator(")")) break;
    }
    if (out->moreNamed) fail("an argument follows **");
    if (skipOperator("*")) {
      if (out->morePositional) fail("a second * argument");
      out->morePositional = expression();
    } else if (skipOperator("**")) {
      out->moreNamed = expression();
    } else if (current().type == TokenType::Name && isOperator("=", 1)) {
      const NameId key = name(expectName());
      expectOperator("=");
      out->named.emplace_back(key, expression());
    } else {
      if (!out->named.empty() || out->morePositional) fail("a positional argument follows a named one or *");
      out->positional.push_back(expression());
    }
  }
  expectOperator(")");
  return out;
}

}  // namespace timbre::text::jinja
