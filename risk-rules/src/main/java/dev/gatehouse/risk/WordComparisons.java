package dev.gatehouse.risk;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.gatehouse.risk.Condition.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises the comparisons of a fact with words that most rules are made of, so that they need no interpreter:
 *
 * <ul>
 *   <li>{@code fact == 'x'}, {@code fact != 'x'}, {@code fact in ['x', 'y']}, and the same of {@code map['k']}
 *   <li>{@code 'x' in set}, {@code set.exists(m, m in ['x', 'y'])}, also with one of the pack's lists
 *   <li>{@code set.exists(m, list.exists(b, m.startsWith(b)))}
 * </ul>
 */
final class WordComparisons {
    private final Map<String, Fact> facts;
    private final Map<String, List<String>> lists;

    WordComparisons(Map<String, Fact> facts, Map<String, List<String>> lists) {
        this.facts = facts;
        this.lists = lists;
    }

    /** Empty when the expression is something else. */
    Optional<Logic> read(CelExpr expr) {
        if (expr.getKind() == Kind.COMPREHENSION) {
            return readExists(expr.comprehension());
        }
        if (expr.getKind() != Kind.CALL) {
            return Optional.empty();
        }
        List<CelExpr> args = expr.call().args();
        switch (expr.call().function()) {
            case "_==_" -> {
                return readEquality(args);
            }
            case "_!=_" -> {
                return readEquality(args).map(Logic.Not::new);
            }
            case "@in" -> {
                Optional<String> member = text(args.get(0));
                if (member.isPresent() && isFact(args.get(1), Fact.Type.SET)) {
                    return Optional.of(new Logic.OneOf(whole(args.get(1)), Set.of(member.get())));
                }
                Optional<Reference> fact = worded(args.get(0));
                Optional<List<String>> words = words(args.get(1));
                return fact.isPresent() && words.isPresent()
                        ? Optional.of(new Logic.OneOf(fact.get(), Set.copyOf(words.get())))
                        : Optional.empty();
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    private Optional<Logic> readEquality(List<CelExpr> args) {
        boolean textFirst = text(args.get(0)).isPresent();
        Optional<String> text = text(args.get(textFirst ? 0 : 1));
        Optional<Reference> fact = worded(args.get(textFirst ? 1 : 0));
        return text.isPresent() && fact.isPresent()
                ? Optional.of(new Logic.OneOf(fact.get(), Set.of(text.get())))
                : Optional.empty();
    }

    private Optional<Logic> readExists(CelExpr.CelComprehension loop) {
        Optional<CelExpr> test = existsTest(loop);
        if (test.isEmpty() || !isFact(loop.iterRange(), Fact.Type.SET)) {
            return Optional.empty();
        }
        Reference set = whole(loop.iterRange());
        String member = loop.iterVar();
        CelExpr body = test.get();
        if (body.getKind() == Kind.CALL
                && body.call().function().equals("@in")
                && isIdent(body.call().args().get(0), member)) {
            return words(body.call().args().get(1)).map(words -> new Logic.OneOf(set, Set.copyOf(words)));
        }
        if (body.getKind() == Kind.COMPREHENSION) {
            CelExpr.CelComprehension inner = body.comprehension();
            Optional<List<String>> beginnings = words(inner.iterRange());
            boolean startsWith = existsTest(inner)
                    .filter(each -> isStartsWith(each, member, inner.iterVar()))
                    .isPresent();
            return startsWith ? beginnings.map(all -> new Logic.BeginsWith(set, all)) : Optional.empty();
        }
        return Optional.empty();
    }

    /** What the macro {@code exists} tests of each element; empty for another loop. */
    private static Optional<CelExpr> existsTest(CelExpr.CelComprehension loop) {
        CelExpr step = loop.loopStep();
        boolean exists = step.getKind() == Kind.CALL
                && step.call().function().equals("_||_")
                && isIdent(step.call().args().get(0), loop.accuVar())
                && isIdent(loop.result(), loop.accuVar())
                && loop.accuInit().getKind() == Kind.CONSTANT
                && loop.accuInit().constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                && !loop.accuInit().constant().booleanValue();
        return exists ? Optional.of(step.call().args().get(1)) : Optional.empty();
    }

    private static boolean isStartsWith(CelExpr expr, String text, String beginning) {
        return expr.getKind() == Kind.CALL
                && expr.call().function().equals("startsWith")
                && expr.call().target().filter(target -> isIdent(target, text)).isPresent()
                && isIdent(expr.call().args().get(0), beginning);
    }

    /** An enum fact, or a map fact read by a written key. */
    private Optional<Reference> worded(CelExpr expr) {
        if (isFact(expr, Fact.Type.ENUM)) {
            return Optional.of(whole(expr));
        }
        if (expr.getKind() == Kind.CALL
                && expr.call().function().equals("_[_]")
                && isFact(expr.call().args().get(0), Fact.Type.MAP)) {
            String map = expr.call().args().get(0).ident().name();
            return text(expr.call().args().get(1)).map(key -> new Reference(map, key));
        }
        return Optional.empty();
    }

    /** The words of a written list or of one of the pack's lists. */
    private Optional<List<String>> words(CelExpr expr) {
        if (expr.getKind() == Kind.IDENT) {
            return Optional.ofNullable(lists.get(expr.ident().name()));
        }
        if (expr.getKind() != Kind.LIST) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (CelExpr element : expr.list().elements()) {
            Optional<String> word = text(element);
            if (word.isEmpty()) {
                return Optional.empty();
            }
            words.add(word.get());
        }
        return Optional.of(words);
    }

    private boolean isFact(CelExpr expr, Fact.Type type) {
        return expr.getKind() == Kind.IDENT
                && facts.containsKey(expr.ident().name())
                && facts.get(expr.ident().name()).type() == type;
    }

    private static boolean isIdent(CelExpr expr, String name) {
        return expr.getKind() == Kind.IDENT && expr.ident().name().equals(name);
    }

    private static Reference whole(CelExpr fact) {
        return new Reference(fact.ident().name(), "");
    }

    private static Optional<String> text(CelExpr expr) {
        return expr.getKind() == Kind.CONSTANT && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expr.constant().stringValue())
                : Optional.empty();
    }
}
