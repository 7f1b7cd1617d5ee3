package dev.gatehouse.risk;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What CEL's type checker cannot see: that a text compared with a fact is one of the fact's values (a misspelt value would
 * silently never match), and that a map fact is only read by key. A loop over a map, {@code size(map)} or {@code has(map.key)}
 * would take an entry that nobody has answered for one that is not there, that is, for a no.
 */
final class FactUse {
    private final Map<String, Fact> facts;
    private final Set<String> termNames;
    private final SortedSet<String> terms = new TreeSet<>();
    private final ReasonSink problems;
    private final SortedSet<Condition.Reference> references = new TreeSet<>();
    private Map<Long, Integer> offsets = Map.of();

    /** Takes an offset in the expression, in code points, and what is wrong there. */
    interface ReasonSink {
        void accept(int offset, String reason);
    }

    FactUse(Map<String, Fact> facts, Set<String> termNames, ReasonSink problems) {
        this.facts = facts;
        this.termNames = termNames;
        this.problems = problems;
    }

    /** The facts that the expression names. */
    SortedSet<Condition.Reference> check(CelAbstractSyntaxTree ast) {
        offsets = ast.getSource().getPositionsMap();
        visit(ast.getExpr(), Map.of());
        return references;
    }

    /** The terms that the expression names; after {@link #check}. */
    SortedSet<String> terms() {
        return terms;
    }

    private void visit(CelExpr expr, Map<String, Fact> loopVariables) {
        switch (expr.getKind()) {
            case IDENT -> visitIdent(expr, loopVariables);
            case SELECT -> visitSelect(expr, loopVariables);
            case CALL -> visitCall(expr, loopVariables);
            case LIST -> expr.list().elements().forEach(element -> visit(element, loopVariables));
            case MAP ->
                expr.map().entries().forEach(entry -> {
                    visit(entry.key(), loopVariables);
                    visit(entry.value(), loopVariables);
                });
            case STRUCT -> expr.struct().entries().forEach(entry -> visit(entry.value(), loopVariables));
            case COMPREHENSION -> visitComprehension(expr.comprehension(), loopVariables);
            default -> {
                // constants name no fact
            }
        }
    }

    private void visitIdent(CelExpr expr, Map<String, Fact> loopVariables) {
        Fact fact = factNamed(expr, loopVariables).orElse(null);
        if (fact == null) {
            String name = expr.ident().name();
            if (termNames.contains(name) && !loopVariables.containsKey(name)) {
                terms.add(name);
            }
            return;
        }
        if (fact.type() == Fact.Type.MAP) {
            problem(
                    expr,
                    fact.name() + " may only be read by key, as in " + fact.name() + "['"
                            + fact.keys().get(0) + "']; to ask for several, loop over a list of keys");
        } else {
            references.add(new Condition.Reference(fact.name(), ""));
        }
    }

    private void visitSelect(CelExpr expr, Map<String, Fact> loopVariables) {
        CelExpr operand = expr.select().operand();
        if (isCountsOfAGroup(operand, loopVariables)) {
            problem(expr, "a count is read by key, as in ['" + expr.select().field() + "']");
        }
        Fact map = mapNamed(operand, loopVariables).orElse(null);
        if (map == null) {
            visit(operand, loopVariables);
        } else if (expr.select().testOnly()) {
            problem(expr, "has() takes a missing answer for a no; compare the value instead");
        } else {
            readKey(expr, map, expr.select().field());
        }
    }

    private void visitCall(CelExpr expr, Map<String, Fact> loopVariables) {
        CelExpr.CelCall call = expr.call();
        List<CelExpr> args = call.args();
        if (call.function().equals("_[_]")
                && mapNamed(args.get(0), loopVariables).isPresent()) {
            Fact map = mapNamed(args.get(0), loopVariables).get();
            Optional<String> key = textConstant(args.get(1));
            if (key.isPresent()) {
                readKey(expr, map, key.get());
            } else {
                map.keys().forEach(each -> references.add(new Condition.Reference(map.name(), each)));
                visit(args.get(1), loopVariables);
            }
            return;
        }
        if (call.function().equals("_[_]")) {
            checkCount(args.get(0), args.get(1), loopVariables);
        }
        call.target().ifPresent(target -> visit(target, loopVariables));
        args.forEach(arg -> visit(arg, loopVariables));
        switch (call.function()) {
            case "_==_", "_!=_" -> {
                checkValue(args.get(0), args.get(1), loopVariables);
                checkValue(args.get(1), args.get(0), loopVariables);
            }
            case "@in", "_in_", "in" -> {
                // 'x' in a_set_fact
                factNamed(args.get(1), loopVariables)
                        .filter(fact -> fact.type() == Fact.Type.SET)
                        .ifPresent(fact -> checkConstant(args.get(0), fact));
                // an_enum_fact in ['x', 'y']
                if (args.get(1).getKind() == CelExpr.ExprKind.Kind.LIST) {
                    args.get(1).list().elements().forEach(element -> checkValue(args.get(0), element, loopVariables));
                }
            }
            default -> {
                // other functions do not compare with a vocabulary
            }
        }
    }

    private boolean isCountsOfAGroup(CelExpr expr, Map<String, Fact> loopVariables) {
        return expr.getKind() == CelExpr.ExprKind.Kind.CALL
                && expr.call().function().equals("_[_]")
                && factNamed(expr.call().args().get(0), loopVariables)
                        .filter(fact -> fact.type() == Fact.Type.COUNTS)
                        .isPresent();
    }

    /** {@code counts[group]['key']}: the key must be one of the fact's, and a group may lack an optional one. */
    private void checkCount(CelExpr operand, CelExpr index, Map<String, Fact> loopVariables) {
        if (!isCountsOfAGroup(operand, loopVariables)) {
            return;
        }
        Fact counts = factNamed(operand.call().args().get(0), loopVariables).orElseThrow();
        Optional<String> key = textConstant(index);
        if (key.isPresent()) {
            readKey(index, counts, key.get());
        } else {
            problem(
                    index,
                    "a count of " + counts.name() + " is read by a written key, as in ['"
                            + counts.keys().get(0) + "']");
        }
    }

    private void visitComprehension(CelExpr.CelComprehension loop, Map<String, Fact> loopVariables) {
        visit(loop.iterRange(), loopVariables);
        visit(loop.accuInit(), loopVariables);
        Map<String, Fact> inner = new HashMap<>(loopVariables);
        Fact range = factNamed(loop.iterRange(), loopVariables).orElse(null);
        inner.put(loop.iterVar(), range != null && range.type() == Fact.Type.SET ? range : null);
        inner.put(loop.accuVar(), null);
        visit(loop.loopCondition(), inner);
        visit(loop.loopStep(), inner);
        visit(loop.result(), inner);
    }

    /** When one side has a vocabulary, a constant on the other side must be in it. */
    private void checkValue(CelExpr side, CelExpr other, Map<String, Fact> loopVariables) {
        switch (side.getKind()) {
            case IDENT -> {
                Fact member = loopVariables.get(side.ident().name());
                if (member != null) {
                    checkConstant(other, member);
                } else {
                    factNamed(side, loopVariables)
                            .filter(fact -> fact.type() == Fact.Type.ENUM)
                            .ifPresent(fact -> checkConstant(other, fact));
                }
            }
            case SELECT ->
                mapNamed(side.select().operand(), loopVariables).ifPresent(fact -> checkConstant(other, fact));
            case CALL -> {
                if (side.call().function().equals("_[_]")) {
                    mapNamed(side.call().args().get(0), loopVariables).ifPresent(fact -> checkConstant(other, fact));
                }
            }
            default -> {
                // no vocabulary
            }
        }
    }

    private void checkConstant(CelExpr expr, Fact fact) {
        textConstant(expr)
                .filter(Predicate.not(value -> FactValues.allows(fact, value)))
                .ifPresent(value -> {
                    String allowed = fact.format().isPresent()
                            ? "a code of " + fact.format().get()
                            : String.join(", ", fact.values());
                    problem(
                            expr,
                            "'" + Section.shown(value) + "' is not a value of " + fact.name() + "; allowed: "
                                    + allowed);
                });
    }

    private void readKey(CelExpr expr, Fact map, String key) {
        if (map.keys().contains(key)) {
            references.add(new Condition.Reference(map.name(), key));
        } else {
            problem(
                    expr,
                    "'" + Section.shown(key) + "' is not a key of " + map.name() + "; it has "
                            + String.join(", ", map.keys()));
        }
    }

    private Optional<Fact> mapNamed(CelExpr expr, Map<String, Fact> loopVariables) {
        return factNamed(expr, loopVariables).filter(fact -> fact.type() == Fact.Type.MAP);
    }

    /** The fact that an identifier names, unless a loop variable of the same name hides it. */
    private Optional<Fact> factNamed(CelExpr expr, Map<String, Fact> loopVariables) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.IDENT
                || loopVariables.containsKey(expr.ident().name())) {
            return Optional.empty();
        }
        return Optional.ofNullable(facts.get(expr.ident().name()));
    }

    private static Optional<String> textConstant(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expr.constant().stringValue())
                : Optional.empty();
    }

    private void problem(CelExpr expr, String reason) {
        problems.accept(offsets.getOrDefault(expr.id(), 0), reason);
    }
}
