// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_symbols.h"

#include <unordered_set>

namespace timbre::text::jinja {

namespace {

/// The names of one scope. A branch of an `if` is a layer over the scope it stands in, so that nothing is copied.
struct Symbols {
  const Symbols* around = nullptr;  // the scope around this one
  const Symbols* under = nullptr;   // of a branch: what was known before it
  std::unordered_set<NameId> known, stored, hidden;
  std::unordered_set<NameId>* readInside = nullptr;  // by the blocks so far: only they can run before a name is set

  bool knows(NameId name) const {
    for (const Symbols* layer = this; layer; layer = layer->under)
      if (layer->known.count(name)) return true;
    return false;
  }
  bool stores(NameId name) const {
    for (const Symbols* layer = this; layer; layer = layer->under)
      if (layer->stored.count(name)) return true;
    return false;
  }
  bool finds(NameId name) const {
    for (const Symbols* scope = this; scope; scope = scope->around)
      if (scope->knows(name)) return true;
    return false;
  }
  void declare(NameId name) { known.insert(name); }
  void load(NameId name) {
    if (!finds(name)) known.insert(name);
  }
  void store(NameId name) {
    stored.insert(name);
    if (knows(name)) return;
    known.insert(name);
    if ((!around || !around->finds(name)) && readInside->count(name)) hidden.insert(name);
  }
};

class Visitor {
 public:
  explicit Visitor(const CompiledTemplate& program) : m_program(program) {}

  /// The blocks inside are looked at when all of `block` is known.
  std::vector<NameId> scope(Block& block, Symbols& symbols) {
    std::unordered_set<NameId> inside;
    symbols.readInside = &inside;
    for (const auto& each : block) statement(*each, symbols);
    const std::vector<NameId> hidden(symbols.hidden.begin(), symbols.hidden.end());
    inner(block, symbols);
    return hidden;
  }

 private:
  void optional(const ExprPtr& expr, Symbols& symbols) {
    if (expr) expression(*expr, symbols);
  }

  void arguments(const CallArguments& arguments, Symbols& symbols) {
    for (const ExprPtr& each : arguments.positional) expression(*each, symbols);
    for (const auto& each : arguments.named) expression(*each.second, symbols);
    optional(arguments.morePositional, symbols);
    optional(arguments.moreNamed, symbols);
  }

  void steps(const std::vector<Postfix>& chain, Symbols& symbols) {
    for (const Postfix& step : chain) {
      optional(step.item, symbols);
      if (step.arguments) arguments(*step.arguments, symbols);
    }
  }

  void expression(const Expr& expr, Symbols& symbols) {
    switch (expr.kind) {
      case ExprKind::Constant:
        break;
      case ExprKind::Name:
        symbols.load(static_cast<const NameExpr&>(expr).name);
        break;
      case ExprKind::Sequence:
        for (const ExprPtr& item : static_cast<const SequenceExpr&>(expr).items) expression(*item, symbols);
        break;
      case ExprKind::Dict:
        for (const auto& [key, value] : static_cast<const DictExpr&>(expr).entries) {
          expression(*key, symbols);
          expression(*value, symbols);
        }
        break;
      case ExprKind::Unary:
        expression(*static_cast<const UnaryExpr&>(expr).operand, symbols);
        break;
      case ExprKind::Arithmetic: {
        const auto& sum = static_cast<const ArithmeticExpr&>(expr);
        expression(*sum.first, symbols);
        for (const auto& each : sum.rest) expression(*each.second, symbols);
        break;
      }
      case ExprKind::Concat:
        for (const ExprPtr& item : static_cast<const ConcatExpr&>(expr).items) expression(*item, symbols);
        break;
      case ExprKind::Compare: {
        const auto& chain = static_cast<const CompareExpr&>(expr);
        expression(*chain.first, symbols);
        for (const auto& each : chain.rest) expression(*each.second, symbols);
        break;
      }
      case ExprKind::Logic:
        for (const ExprPtr& item : static_cast<const LogicExpr&>(expr).items) expression(*item, symbols);
        break;
      case ExprKind::Conditional: {
        const auto& choice = static_cast<const ConditionalExpr&>(expr);
        for (const auto& [value, condition] : choice.branches) {
          expression(*value, symbols);
          expression(*condition, symbols);
        }
        optional(choice.otherwise, symbols);
        break;
      }
      case ExprKind::Postfix: {
        const auto& postfix = static_cast<const PostfixExpr&>(expr);
        expression(*postfix.base, symbols);
        steps(postfix.chain, symbols);
        break;
      }
      case ExprKind::Slice: {
        const auto& slice = static_cast<const SliceExpr&>(expr);
        optional(slice.start, symbols);
        optional(slice.stop, symbols);
        optional(slice.step, symbols);
        break;
      }
    }
  }

  void target(const Target& target, Symbols& symbols, bool isParameter = false) {
    for (const Target& part : target.parts) this->target(part, symbols, isParameter);
    if (!target.parts.empty()) return;
    if (target.isMember)
      symbols.load(target.name);
    else if (isParameter)
      symbols.declare(target.name);
    else
      symbols.store(target.name);
  }

  void branch(const Block& block, Symbols& symbols) {
    Symbols layer;
    layer.around = symbols.around;
    layer.under = &symbols;
    layer.readInside = symbols.readInside;
    for (const auto& each : block) statement(*each, layer);
    take(symbols, layer);
  }

  /// What is set in a branch only is looked for outside as long as it is not set.
  void take(Symbols& symbols, const Symbols& layer) {
    symbols.known.insert(layer.known.begin(), layer.known.end());
    symbols.stored.insert(layer.stored.begin(), layer.stored.end());
  }

  void ifStatement(const IfStatement& statement, std::size_t from, Symbols& symbols) {
    expression(*statement.branches[from].first, symbols);
    // Each branch is looked at with what was known before all of them.
    Symbols body, rest, last;
    for (Symbols* layer : {&body, &rest, &last}) {
      layer->around = symbols.around;
      layer->under = &symbols;
      layer->readInside = symbols.readInside;
    }
    for (const auto& each : statement.branches[from].second) this->statement(*each, body);
    for (std::size_t i = from + 1; i < statement.branches.size(); ++i) {
      expression(*statement.branches[i].first, rest);
      branch(statement.branches[i].second, rest);
    }
    for (const auto& each : statement.otherwise) this->statement(*each, last);
    for (const Symbols* layer : {&body, &rest, &last}) take(symbols, *layer);
  }

  /// Everything that a block reads, however deep.
  void reads(const Block& block, Symbols& all) {
    for (const auto& each : block) reads(*each, all);
  }

  void reads(const Statement& statement, Symbols& all) {
    switch (statement.kind) {
      case StatementKind::If: {
        const auto& choice = static_cast<const IfStatement&>(statement);
        for (const auto& [condition, body] : choice.branches) {
          expression(*condition, all);
          reads(body, all);
        }
        reads(choice.otherwise, all);
        break;
      }
      case StatementKind::For: {
        const auto& loop = static_cast<const ForStatement&>(statement);
        optional(loop.items, all);
        optional(loop.condition, all);
        reads(loop.body, all);
        reads(loop.otherwise, all);
        break;
      }
      case StatementKind::Macro:
        readsOfMacro(static_cast<const MacroStatement&>(statement).macro, all);
        break;
      case StatementKind::Call:
        this->statement(statement, all);
        readsOfMacro(static_cast<const CallStatement&>(statement).caller, all);
        break;
      case StatementKind::SetBlock:
        steps(static_cast<const SetBlockStatement&>(statement).filters, all);
        reads(static_cast<const SetBlockStatement&>(statement).body, all);
        break;
      case StatementKind::Filter:
        steps(static_cast<const FilterStatement&>(statement).filters, all);
        reads(static_cast<const FilterStatement&>(statement).body, all);
        break;
      case StatementKind::With:
        this->statement(statement, all);
        reads(static_cast<const WithStatement&>(statement).body, all);
        break;
      case StatementKind::Generation:
        reads(static_cast<const GenerationStatement&>(statement).body, all);
        break;
      case StatementKind::Set:
        expression(*static_cast<const SetStatement&>(statement).value, all);
        if (const Target& member = static_cast<const SetStatement&>(statement).target; member.isMember)
          all.load(member.name);
        break;
      default:
        this->statement(statement, all);
    }
  }

  void readsOfMacro(const MacroBody& macro, Symbols& all) {
    for (const ExprPtr& value : macro.defaults) expression(*value, all);
    reads(macro.body, all);
  }

  void noteReads(const Statement& statement, Symbols& symbols) {
    switch (statement.kind) {
      case StatementKind::For:
      case StatementKind::Macro:
      case StatementKind::Call:
      case StatementKind::SetBlock:
      case StatementKind::Filter:
      case StatementKind::With:
      case StatementKind::Generation: {
        Symbols all;
        reads(statement, all);
        symbols.readInside->insert(all.known.begin(), all.known.end());
        break;
      }
      default:
        break;
    }
  }

  void statement(const Statement& statement, Symbols& symbols) {
    if (symbols.readInside) noteReads(statement, symbols);
    switch (statement.kind) {
      case StatementKind::Text:
      case StatementKind::Generation:
      case StatementKind::Break:
      case StatementKind::Continue:
        break;
      case StatementKind::Print:
        expression(*static_cast<const PrintStatement&>(statement).value, symbols);
        break;
      case StatementKind::If:
        ifStatement(static_cast<const IfStatement&>(statement), 0, symbols);
        break;
      case StatementKind::For:
        expression(*static_cast<const ForStatement&>(statement).items, symbols);
        break;
      case StatementKind::Set:
        expression(*static_cast<const SetStatement&>(statement).value, symbols);
        target(static_cast<const SetStatement&>(statement).target, symbols);
        break;
      case StatementKind::SetBlock:
        target(static_cast<const SetBlockStatement&>(statement).target, symbols);
        break;
      case StatementKind::Macro:
        symbols.store(static_cast<const MacroStatement&>(statement).macro.name);
        break;
      case StatementKind::Call: {
        const auto& call = static_cast<const CallStatement&>(statement);
        expression(*call.callee, symbols);
        if (call.arguments) arguments(*call.arguments, symbols);
        break;
      }
      case StatementKind::Filter:
        steps(static_cast<const FilterStatement&>(statement).filters, symbols);
        break;
      case StatementKind::With:
        for (const auto& binding : static_cast<const WithStatement&>(statement).bindings)
          expression(*binding.second, symbols);
        break;
    }
  }

  std::vector<NameId> within(Block& block, const Symbols& around, const std::vector<NameId>& parameters = {}) {
    Symbols symbols;
    symbols.around = &around;
    for (const NameId name : parameters) symbols.declare(name);
    return scope(block, symbols);
  }

  void macro(MacroBody& body, const Symbols& around) {
    Symbols symbols;
    symbols.around = &around;
    for (const NameId name : body.parameters) symbols.declare(name);
    for (const auto& [uses, name] : {std::pair(body.usesVarargs, "varargs"), std::pair(body.usesKwargs, "kwargs"),
                                     std::pair(body.usesCaller, "caller")})
      if (const auto id = m_program.nameIds.find(name); uses && id != m_program.nameIds.end())
        symbols.declare(id->second);
    for (const ExprPtr& value : body.defaults) expression(*value, symbols);
    body.hidden = scope(body.body, symbols);
  }

  void forBlocks(ForStatement& loop, const Symbols& around) {
    Symbols symbols;
    symbols.around = &around;
    if (const auto id = m_program.nameIds.find("loop"); id != m_program.nameIds.end()) symbols.declare(id->second);
    target(loop.target, symbols, true);
    loop.hidden = scope(loop.body, symbols);
    loop.otherwiseHidden = within(loop.otherwise, around);
  }

  void inner(Block& block, const Symbols& symbols) {
    for (const auto& each : block) switch (each->kind) {
        case StatementKind::If: {
          auto& choice = static_cast<IfStatement&>(*each);
          for (auto& branch : choice.branches) inner(branch.second, symbols);
          inner(choice.otherwise, symbols);
          break;
        }
        case StatementKind::For:
          forBlocks(static_cast<ForStatement&>(*each), symbols);
          break;
        case StatementKind::SetBlock: {
          auto& set = static_cast<SetBlockStatement&>(*each);
          set.hidden = within(set.body, symbols);
          break;
        }
        case StatementKind::Macro:
          macro(static_cast<MacroStatement&>(*each).macro, symbols);
          break;
        case StatementKind::Call:
          macro(static_cast<CallStatement&>(*each).caller, symbols);
          break;
        case StatementKind::Filter: {
          auto& filter = static_cast<FilterStatement&>(*each);
          filter.hidden = within(filter.body, symbols);
          break;
        }
        case StatementKind::With: {
          auto& with = static_cast<WithStatement&>(*each);
          Symbols own;
          own.around = &symbols;
          for (const auto& binding : with.bindings) target(binding.first, own, true);  // set before anything runs
          with.hidden = scope(with.body, own);
          break;
        }
        case StatementKind::Generation: {
          auto& generation = static_cast<GenerationStatement&>(*each);
          generation.hidden = within(generation.body, symbols);
          break;
        }
        default:
          break;
      }
  }

  const CompiledTemplate& m_program;
};

}  // namespace

void findHiddenNames(CompiledTemplate& program) {
  Symbols root;
  program.hidden = Visitor(program).scope(program.body, root);
}

}  // namespace timbre::text::jinja
