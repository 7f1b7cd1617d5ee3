package dev.gatehouse.risk;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compiles the expressions of one pack against the facts and lists that it declares. */
final class ConditionCompiler {
    /** Steps that all loops of one evaluation may take together. */
    static final int MAX_ITERATIONS = 10_000;
    /** Deepest nesting of an expression. */
    static final int MAX_EXPRESSION_DEPTH = 50;
    /** Largest compiled regular expression, in RE2 instructions. */
    static final int MAX_REGEX_PROGRAM = 1_000;

    /** Names the day assessed for: a timestamp, its midnight UTC. */
    static final String ASSESSED_ON = "assessed_on";

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableUnknownTracking(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .maxExpressionCodePointSize(PolicyPack.MAX_EXPRESSION_CHARS)
            .maxParseRecursionDepth(MAX_EXPRESSION_DEPTH)
            .maxRegexProgramSize(MAX_REGEX_PROGRAM)
            // A text or list that grows inside a loop is the one way a bounded number of steps still eats memory.
            .enableStringConcatenation(false)
            .enableListConcatenation(false)
            .build();

    private final String file;
    private final boolean takenApart;
    private final Map<String, Fact> facts;
    private final Map<String, List<String>> lists;
    private final WordComparisons comparisons;
    private final Map<String, Condition> terms = new LinkedHashMap<>();
    private final Map<String, Condition> compiled = new HashMap<>();
    private Cel cel;

    /** @param takenApart false to leave every condition to CEL as a whole, which must say the same */
    ConditionCompiler(String file, Map<String, Fact> facts, Map<String, List<String>> lists, boolean takenApart) {
        this.takenApart = takenApart;
        this.file = file;
        this.facts = facts;
        this.lists = lists;
        this.comparisons = new WordComparisons(facts, lists);
        CelBuilder builder = CelFactory.standardCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL);
        facts.values().forEach(fact -> builder.addVar(fact.name(), typeOf(fact)));
        lists.keySet().forEach(name -> builder.addVar(name, ListType.create(SimpleType.STRING)));
        builder.addVar(ASSESSED_ON, SimpleType.TIMESTAMP);
        this.cel = builder.build();
    }

    /** Makes a condition known by a name to everything that is compiled after it. */
    void define(String name, Condition term) {
        terms.put(name, term);
        cel = cel.toCelBuilder().addVar(name, SimpleType.BOOL).build();
        compiled.clear();
    }

    /** Empty when the expression is refused; why is then among the problems, under the rule and the expression's line. */
    Optional<Condition> compile(Section.Expression expression, String rule, Problems problems) {
        String source = expression.source();
        Condition same = compiled.get(source);
        if (same != null) {
            return Optional.of(same);
        }
        try {
            CelAbstractSyntaxTree ast = cel.compile(source).getAst();
            FactUse use = new FactUse(facts, terms.keySet(), (offset, reason) -> {
                int lines = (int) source.substring(0, Math.min(offset, source.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
                problems.add(line(expression, lines), rule, reason);
            });
            SortedSet<Condition.Reference> references = use.check(ast);
            List<Condition> named = use.terms().stream().map(terms::get).toList();
            boolean aboutIncident = references.stream()
                            .anyMatch(reference -> facts.get(reference.fact()).about() == Fact.About.INCIDENT)
                    || named.stream().anyMatch(Condition::aboutIncident);
            SortedSet<Condition.Reference> all = new TreeSet<>(references);
            named.forEach(term -> all.addAll(term.references()));
            String place = file + ":" + expression.line() + ": rule " + rule;
            Condition condition = new Condition(
                    takenApart ? logic(place, ast, ast.getExpr()) : whole(place, ast, ast.getExpr()),
                    all,
                    aboutIncident);
            compiled.put(source, condition);
            return Optional.of(condition);
        } catch (CelValidationException e) {
            for (CelIssue issue : e.getErrors()) {
                int lines = Math.max(0, issue.getSourceLocation().getLine() - 1);
                problems.add(line(expression, lines), rule, issue.getMessage());
            }
        } catch (CelEvaluationException e) {
            problems.add(expression.line(), rule, "cannot be compiled: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Takes an expression apart at its ands, ors and nots. */
    private Logic logic(String place, CelAbstractSyntaxTree ast, CelExpr expr) throws CelEvaluationException {
        if (expr.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            String name = expr.ident().name();
            return terms.containsKey(name)
                    ? new Logic.Term(terms.get(name))
                    : new Logic.YesNo(new Condition.Reference(name, ""));
        }
        if (expr.getKind() == CelExpr.ExprKind.Kind.CALL) {
            String function = expr.call().function();
            if (function.equals("!_")) {
                return new Logic.Not(logic(place, ast, expr.call().args().get(0)));
            }
            if (function.equals("_&&_") || function.equals("_||_")) {
                List<Logic> parts = new ArrayList<>();
                collect(place, ast, expr, function, parts);
                return function.equals("_&&_") ? new Logic.All(parts) : new Logic.Any(parts);
            }
        }
        Optional<Logic> comparison = comparisons.read(expr);
        return comparison.isPresent() ? comparison.get() : whole(place, ast, expr);
    }

    /** The expression as one program. */
    private Logic whole(String place, CelAbstractSyntaxTree ast, CelExpr expr) throws CelEvaluationException {
        CelAbstractSyntaxTree part =
                CelAbstractSyntaxTree.newCheckedAst(expr, ast.getSource(), ast.getReferenceMap(), ast.getTypeMap());
        FactUse use = new FactUse(facts, terms.keySet(), (offset, reason) -> {});
        SortedSet<Condition.Reference> references = use.check(part);
        Map<String, Condition> named = new TreeMap<>();
        use.terms().forEach(name -> named.put(name, terms.get(name)));
        return new Logic.Expression(place, cel.createProgram(part), references, named, lists);
    }

    /** The operands of nested calls of one and the same function, in their order. */
    private void collect(String place, CelAbstractSyntaxTree ast, CelExpr expr, String function, List<Logic> parts)
            throws CelEvaluationException {
        if (expr.getKind() == CelExpr.ExprKind.Kind.CALL
                && expr.call().function().equals(function)) {
            for (CelExpr operand : expr.call().args()) {
                collect(place, ast, operand, function, parts);
            }
        } else {
            parts.add(logic(place, ast, expr));
        }
    }

    private static int line(Section.Expression expression, int linesDown) {
        return expression.line() + (expression.keepsLines() ? linesDown : 0);
    }

    private static CelType typeOf(Fact fact) {
        return switch (fact.type()) {
            case BOOL -> SimpleType.BOOL;
            case INT -> SimpleType.INT;
            case DECIMAL -> SimpleType.DOUBLE;
            case ENUM -> SimpleType.STRING;
            case SET -> ListType.create(SimpleType.STRING);
            case DATE, DATETIME -> SimpleType.TIMESTAMP;
            case MAP -> MapType.create(SimpleType.STRING, SimpleType.STRING);
            case COUNTS -> MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, SimpleType.INT));
        };
    }
}
