// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_parser.h"
#include "core/text/jinja_symbols.h"

#include "core/base/utf8.h"
#include "core/text/jinja_builtins.h"

#include <algorithm>

namespace timbre::text::jinja {

base::Result<std::shared_ptr<const CompiledTemplate>> compileTemplate(std::string_view source) {
  if (const std::size_t bad = base::firstInvalidUtf8(source); bad != std::string_view::npos)
    return syntaxError(source, bad, "the template is not valid UTF-8");
  auto compiled = std::make_shared<CompiledTemplate>();
  compiled->source = normaliseSource(source);
  auto tokens = tokenize(compiled->source);
  if (!tokens.ok()) return std::move(tokens).error();
  try {
    Parser(*compiled, *tokens).run();
    findHiddenNames(*compiled);
  } catch (Failure& failure) {
    return std::move(failure.error);
  }
  return std::shared_ptr<const CompiledTemplate>(std::move(compiled));
}

void Parser::fail(std::string reason, std::size_t at) { throw Failure{syntaxError(m_out.source, at, std::move(reason))}; }

void Parser::unsupported(std::string what) {
  base::Error error("template.unsupported", {{"what", std::move(what)}});
  error.at(current().line);
  throw Failure{std::move(error)};
}

bool Parser::isOperator(std::string_view sign, std::size_t ahead) const {
  const Token& token = m_tokens[std::min(m_at + ahead, m_tokens.size() - 1)];
  return token.type == TokenType::Operator && text(token) == sign;
}

bool Parser::skipName(std::string_view word) {
  if (!isName(word)) return false;
  ++m_at;
  return true;
}

bool Parser::skipOperator(std::string_view sign) {
  if (!isOperator(sign)) return false;
  ++m_at;
  return true;
}

void Parser::expectOperator(std::string_view sign) {
  if (!skipOperator(sign)) fail("expected '" + std::string(sign) + "'");
}

void Parser::expect(TokenType type, std::string_view what) {
  if (current().type != type) fail("expected " + std::string(what));
  ++m_at;
}

std::string_view Parser::expectName() {
  if (current().type != TokenType::Name) fail("expected a name");
  return text(m_tokens[m_at++]);
}

NameId Parser::name(std::string_view spelled) {
  const auto [it, added] = m_out.nameIds.try_emplace(std::string(spelled), static_cast<NameId>(m_out.names.size()));
  if (added) m_out.names.emplace_back(spelled);
  return it->second;
}

std::uint32_t Parser::constant(Constant value) {
  m_out.constants.push_back(std::move(value));
  return static_cast<std::uint32_t>(m_out.constants.size() - 1);
}

void Parser::run() {
  m_out.body = block({});
  if (current().type != TokenType::End) fail("unexpected tag '" + std::string(text(current())) + "'");
  if (m_unknown.empty()) return;
  base::Error error("template.unsupported", {{"what", m_unknown.front().what}});
  error.at(m_unknown.front().line);
  throw Failure{std::move(error)};
}

/// Statements up to a tag named in `ends`; the current token is then that name.
Block Parser::block(Ends ends) {
  const DepthGuard guard(m_depth, kParseDepth);
  Block out;
  for (;;) {
    const Token& token = current();
    switch (token.type) {
      case TokenType::Data:
        out.push_back(std::make_unique<TextStatement>(token.line, token.begin, token.length));
        ++m_at;
        break;
      case TokenType::PrintBegin:
        ++m_at;
        out.push_back(std::make_unique<PrintStatement>(token.line, tuple(true, {})));
        expect(TokenType::PrintEnd, "}}");
        break;
      case TokenType::BlockBegin:
        ++m_at;
        if (current().type != TokenType::Name) fail("expected a tag name");
        if (std::find(ends.begin(), ends.end(), text(current())) != ends.end()) return out;
        out.push_back(statement());
        expect(TokenType::BlockEnd, "%}");
        break;
      default:
        if (ends.size() > 0) fail("the template ends before {% " + std::string(*(ends.end() - 1)) + " %}");
        return out;
    }
  }
}

void Parser::endTag(std::string_view word) {
  if (!skipName(word)) fail("expected {% " + std::string(word) + " %}");
}

std::unique_ptr<Statement> Parser::statement() {
  const std::uint32_t line = current().line;
  const std::string_view word = text(current());
  if (word == "if") return ifStatement();
  if (word == "for") return forStatement();
  if (word == "set") return setStatement();
  if (word == "macro") return macroStatement();
  if (word == "call") return callStatement();
  if (word == "with") return withStatement();
  if (word == "break" || word == "continue") {
    if (m_loops == 0) fail("'" + std::string(word) + "' outside a loop");
    ++m_at;
    return std::make_unique<JumpStatement>(word == "break" ? StatementKind::Break : StatementKind::Continue, line);
  }
  if (word == "filter") {
    ++m_at;
    auto out = std::make_unique<FilterStatement>(line);
    out->filters.push_back(filter());
    for (Postfix& more : filterChain()) out->filters.push_back(std::move(more));
    expect(TokenType::BlockEnd, "%}");
    out->body = block({"endfilter"});
    endTag("endfilter");
    return out;
  }
  if (word == "generation") {
    ++m_at;
    expect(TokenType::BlockEnd, "%}");
    m_out.marksGeneration = true;
    auto out = std::make_unique<GenerationStatement>(line);
    const int loops = std::exchange(m_loops, 0);  // its body is a function of its own, as in Hugging Face's extension
    out->body = block({"endgeneration"});
    m_loops = loops;
    endTag("endgeneration");
    return out;
  }
  if (word.starts_with("end") || word == "else" || word == "elif") fail("unexpected {% " + std::string(word) + " %}");
  unsupported("{% " + std::string(word) + " %}");
}

std::unique_ptr<Statement> Parser::ifStatement() {
  auto out = std::make_unique<IfStatement>(current().line);
  const std::size_t known = m_unknown.size();
  for (;;) {
    ++m_at;  // if, elif
    ExprPtr condition = tuple(false, {});
    expect(TokenType::BlockEnd, "%}");
    Block body = block({"elif", "else", "endif"});
    out->branches.emplace_back(std::move(condition), std::move(body));
    if (!isName("elif")) break;
  }
  if (skipName("else")) {
    expect(TokenType::BlockEnd, "%}");
    out->otherwise = block({"endif"});
  }
  endTag("endif");
  m_unknown.resize(known);
  return out;
}

std::unique_ptr<Statement> Parser::forStatement() {
  auto out = std::make_unique<ForStatement>(current().line);
  ++m_at;
  out->target = target(false, {"in"});
  if (!skipName("in")) fail("expected 'in'");
  out->items = tuple(false, {"recursive"});
  if (skipName("if")) out->condition = expression();
  out->recursive = skipName("recursive");
  expect(TokenType::BlockEnd, "%}");
  ++m_loops;
  out->body = block({"else", "endfor"});
  --m_loops;
  if (skipName("else")) {
    expect(TokenType::BlockEnd, "%}");
    out->otherwise = block({"endfor"});
  }
  endTag("endfor");
  return out;
}

std::unique_ptr<Statement> Parser::setStatement() {
  const std::uint32_t line = current().line;
  ++m_at;
  Target to = target(true, {});
  if (skipOperator("=")) {
    auto out = std::make_unique<SetStatement>(line);
    out->target = std::move(to);
    out->value = tuple(true, {});
    return out;
  }
  auto out = std::make_unique<SetBlockStatement>(line);
  out->target = std::move(to);
  out->filters = filterChain();
  expect(TokenType::BlockEnd, "%}");
  out->body = block({"endset"});
  endTag("endset");
  return out;
}

std::unique_ptr<Statement> Parser::macroStatement() {
  auto out = std::make_unique<MacroStatement>(current().line);
  ++m_at;
  out->macro.name = targetName();
  m_macros.push_back(&out->macro);
  signature(out->macro);
  macroBody(out->macro, "endmacro");
  m_macros.pop_back();
  return out;
}

std::unique_ptr<Statement> Parser::callStatement() {
  auto out = std::make_unique<CallStatement>(current().line);
  ++m_at;
  out->caller.name = name("caller");
  out->caller.anonymous = true;
  if (isOperator("(")) signature(out->caller);
  ExprPtr call = expression();
  auto* chain = call->kind == ExprKind::Postfix ? static_cast<PostfixExpr*>(call.get()) : nullptr;
  if (!chain || chain->chain.back().kind != PostfixKind::Call) fail("expected a call");
  out->arguments = std::move(chain->chain.back().arguments);
  chain->chain.pop_back();
  out->callee = std::move(call);
  m_macros.push_back(&out->caller);
  macroBody(out->caller, "endcall");
  m_macros.pop_back();
  return out;
}

std::unique_ptr<Statement> Parser::withStatement() {
  auto out = std::make_unique<WithStatement>(current().line);
  ++m_at;
  while (current().type != TokenType::BlockEnd) {
    if (!out->bindings.empty()) expectOperator(",");
    Target to = oneTarget(false);
    expectOperator("=");
    out->bindings.emplace_back(std::move(to), expression());
  }
  expect(TokenType::BlockEnd, "%}");
  out->body = block({"endwith"});
  endTag("endwith");
  return out;
}

void Parser::signature(MacroBody& macro) {
  expectOperator("(");
  while (!isOperator(")")) {
    if (!macro.parameters.empty()) expectOperator(",");
    const NameId parameter = targetName();
    if (std::find(macro.parameters.begin(), macro.parameters.end(), parameter) != macro.parameters.end()) fail("a parameter is named twice");
    macro.parameters.push_back(parameter);
    if (skipOperator("=")) macro.defaults.push_back(expression());
    else if (!macro.defaults.empty()) fail("a parameter without default follows one with default");
  }
  expectOperator(")");
}

void Parser::macroBody(MacroBody& macro, std::string_view end) {
  expect(TokenType::BlockEnd, "%}");
  const int loops = std::exchange(m_loops, 0);
  macro.body = block({end});
  m_loops = loops;
  endTag(end);
}

NameId Parser::targetName() {
  const std::string_view word = expectName();
  for (std::string_view constant : {"true", "True", "false", "False", "none", "None"})
    if (word == constant) fail("cannot assign to '" + std::string(word) + "'");
  return name(word);
}

Target Parser::oneTarget(bool withMember) {
  const DepthGuard guard(m_depth, kParseDepth);
  if (skipOperator("(") || skipOperator("[")) {
    const bool list = text(m_tokens[m_at - 1]) == "[";
    Target inner = target(withMember, {});
    expectOperator(list ? "]" : ")");
    return inner;
  }
  Target out;
  out.name = targetName();
  if (withMember && skipOperator(".")) {
    out.isMember = true;
    out.member = name(expectName());
  }
  return out;
}

Target Parser::target(bool withMember, Ends ends) {
  Target first = oneTarget(withMember);
  if (!isOperator(",")) return first;
  Target out;
  out.parts.push_back(std::move(first));
  while (skipOperator(",")) {
    const bool closes = isOperator("=") || isOperator(")") || isOperator("]") || std::any_of(ends.begin(), ends.end(), [&](auto end) { return isName(end); });
    if (closes) break;
    out.parts.push_back(oneTarget(withMember));
  }
  return out;
}

}  // namespace timbre::text::jinja
