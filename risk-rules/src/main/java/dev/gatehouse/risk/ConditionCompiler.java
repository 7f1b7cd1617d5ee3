package dev.gatehouse.risk;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** Compiles the expressions of one pack against the facts and lists that it declares. */
final class ConditionCompiler {
    /** Steps that all loops of one evaluation may take together. */
    static final int MAX_ITERATIONS = 10_000;
    /** Deepest nesting of an expression. */
    static final int MAX_EXPRESSION_DEPTH = 50;
    /** Largest compiled regular expression, in RE2 instructions. */
    static final int MAX_REGEX_PROGRAM = 1_000;

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
    private final Map<String, Fact> facts;
    private final Map<String, List<String>> lists;
    private final Cel cel;

    ConditionCompiler(String file, Map<String, Fact> facts, Map<String, List<String>> lists) {
        this.file = file;
        this.facts = facts;
        this.lists = lists;
        CelBuilder builder = CelFactory.standardCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL);
        facts.values().forEach(fact -> builder.addVar(fact.name(), typeOf(fact)));
        lists.keySet().forEach(name -> builder.addVar(name, ListType.create(SimpleType.STRING)));
        this.cel = builder.build();
    }

    /** Empty when the expression is refused; why is then among the problems, under the rule and the expression's line. */
    Optional<Condition> compile(Section.Expression expression, String rule, Problems problems) {
        String source = expression.source();
        try {
            CelAbstractSyntaxTree ast = cel.compile(source).getAst();
            FactUse use = new FactUse(facts, (offset, reason) -> {
                int lines = (int) source.substring(0, Math.min(offset, source.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
                problems.add(line(expression, lines), rule, reason);
            });
            SortedSet<Condition.Reference> references = use.check(ast);
            return Optional.of(new Condition(
                    file + ":" + expression.line() + ": rule " + rule, cel.createProgram(ast), references, lists));
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
            case DATE -> SimpleType.TIMESTAMP;
            case MAP -> MapType.create(SimpleType.STRING, SimpleType.STRING);
        };
    }
}
