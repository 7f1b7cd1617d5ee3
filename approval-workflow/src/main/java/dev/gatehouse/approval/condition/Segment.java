package dev.gatehouse.approval.condition;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A segment expression bound to the inputs of one model version, ready to be asked about rows. Safe for use by several threads.
 *
 * <p>Written in CEL (the Common Expression Language, cel-spec) without macros: comparisons, arithmetic, {@code &&}, {@code ||}, {@code !},
 * {@code in}, and the standard functions on texts. Every input is a variable of the input's name; a number may be compared with a whole or a
 * decimal number. An input whose name is no CEL identifier cannot be asked for.
 */
public final class Segment {
    /** Deepest nesting of an expression. */
    public static final int MAX_DEPTH = 32;

    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    /** Largest compiled regular expression, in RE2 instructions. */
    private static final int MAX_REGEX_PROGRAM = 1_000;

    private static final int MAX_NAMES_TOLD = 20;
    private static final CelOptions OPTIONS = CelOptions.current()
            .evaluateCanonicalTypesToNativeValues(true)
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(Conditions.MAX_SEGMENT_CHARS)
            .maxParseRecursionDepth(MAX_DEPTH)
            .maxRegexProgramSize(MAX_REGEX_PROGRAM)
            .build();

    private final String expression;
    private final SortedSet<String> inputs;
    private final CelRuntime.Program program;

    private Segment(String expression, SortedSet<String> inputs, CelRuntime.Program program) {
        this.expression = expression;
        this.inputs = inputs;
        this.program = program;
    }

    /**
     * Compiles it.
     *
     * @param expression CEL, at most {@value Conditions#MAX_SEGMENT_CHARS} characters
     * @param inputs names of all inputs of the model version
     * @throws dev.gatehouse.approval.canonical.InvalidDocumentException if it is not CEL, names something that is no input, calls an unknown
     *     function, names no input at all, or does not say yes or no
     */
    public static Segment of(String expression, Collection<String> inputs) {
        SegmentText.require(expression);
        CelBuilder builder = CelFactory.standardCelBuilder().setOptions(OPTIONS).setResultType(SimpleType.BOOL);
        inputs.stream()
                .filter(input -> IDENTIFIER.matcher(input).matches())
                .forEach(input -> builder.addVar(input, SimpleType.DYN));
        Cel cel = builder.build();
        try {
            CelAbstractSyntaxTree ast = cel.compile(expression).getAst();
            SortedSet<String> named = CelNavigableAst.fromAst(ast)
                    .getRoot()
                    .allNodes()
                    .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT)
                    .map(node -> node.expr().ident().name())
                    .filter(inputs::contains)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (named.isEmpty()) {
                throw Share.invalid("the segment '" + expression + "' names no input, so it is the same for every row");
            }
            return new Segment(expression, Collections.unmodifiableSortedSet(named), cel.createProgram(ast));
        } catch (CelValidationException e) {
            String reasons = e.getErrors().stream()
                    .map(issue ->
                            "at character " + (issue.getSourceLocation().getColumn() + 1) + ": " + issue.getMessage())
                    .collect(Collectors.joining("; "));
            throw Share.invalid("the segment '" + expression + "' is not CEL over the inputs of this version ("
                    + reasons + "); its inputs are " + told(inputs));
        } catch (CelEvaluationException e) {
            throw Share.invalid("the segment '" + expression + "' cannot be compiled: " + e.getMessage());
        }
    }

    /** The inputs that it asks for. */
    public SortedSet<String> inputs() {
        return inputs;
    }

    /**
     * Whether a row is inside.
     *
     * @param row the value of every name of {@link #inputs}: a {@link Double}, {@link Long}, {@link Boolean} or {@link String}
     * @throws UndecidedException when it cannot be evaluated for this row: a value is absent, not a number (NaN), or of a kind that cannot be so compared
     */
    public boolean admits(Map<String, ?> row) throws UndecidedException {
        for (String input : inputs) {
            Object value = row.get(input);
            // CEL for Java puts NaN above every number, so it would be inside 'age > 18'.
            if (value == null || value instanceof Double number && number.isNaN()) {
                throw new UndecidedException("the row has no value for '" + input + "'", null);
            }
        }
        Object answer;
        try {
            answer = program.eval(row);
        } catch (CelEvaluationException e) {
            throw new UndecidedException("'" + expression + "' cannot be evaluated: " + e.getMessage(), e);
        }
        if (answer instanceof Boolean yes) {
            return yes;
        }
        throw new UndecidedException("'" + expression + "' does not say yes or no for this row", null);
    }

    /** A row of which nobody can say whether it is inside. */
    public static final class UndecidedException extends Exception {
        private static final long serialVersionUID = 1L;

        private UndecidedException(String why, Throwable cause) {
            super(why, cause);
        }
    }

    private static String told(Collection<String> inputs) {
        String some = inputs.stream().sorted().limit(MAX_NAMES_TOLD).collect(Collectors.joining(", "));
        return inputs.size() > MAX_NAMES_TOLD ? some + " and " + (inputs.size() - MAX_NAMES_TOLD) + " more" : some;
    }
}
