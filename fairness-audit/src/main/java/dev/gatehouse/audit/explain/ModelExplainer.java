package dev.gatehouse.audit.explain;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.ExplanationPlan;
import dev.gatehouse.audit.report.Explanations;
import dev.gatehouse.audit.report.Explanations.Contribution;
import dev.gatehouse.audit.report.Explanations.Importance;
import dev.gatehouse.audit.report.Explanations.Local;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * Explains a model by scoring changed rows: which features it rests on, as the drop of a metric when a feature is permuted, and
 * what each feature adds to the score of some rows, as Shapley values. The same rows and plan give the same answer.
 *
 * <p>What it costs is bounded by {@link #MAX_SCORED_ROWS}, {@link #MAX_LOCAL_ROWS} and {@link #MAX_SCORED_NUMBERS}, its memory by
 * {@link #MAX_NUMBERS}: with many features it looks at fewer rows, repeats and orders than the plan asks, and says so.
 */
public final class ModelExplainer {
    /** The most rows that are scored for importance, unless {@value PermutationImportance#FEWEST_ROWS} rows and 2 repeats need more. */
    public static final long MAX_SCORED_ROWS = 10_000_000;

    /** The most rows that are scored for single rows' explanations, unless the fewest orders and background rows need more. */
    public static final long MAX_LOCAL_ROWS = 2_000_000;

    /** The most numbers, rows × columns, that either of the two scores, with the same exceptions. */
    public static final long MAX_SCORED_NUMBERS = 1_000_000_000;

    /** The most numbers of a sample: rows × columns. */
    public static final long MAX_NUMBERS = 4_000_000;

    /** The most features that a report lists, of importance and of each row. */
    public static final int MOST_TOLD = 200;

    /** What sample, permutations and orders are drawn by. */
    public static final long SEED = 1;

    /** How local contributions are made. */
    public static final String METHOD = "shapley_sampling";

    private static final int BACKGROUND = 100;
    private static final int FEWEST_BACKGROUND = 20;
    private static final int PAIRS = 10;
    private static final int FEWEST_PAIRS = 2;

    /** A stream of random numbers that no repeat or pair has. */
    private static final long BACKGROUND_STREAM = -2;

    /** What is explained. */
    @FunctionalInterface
    public interface Model {
        /**
         * The score of each row, in their order; finite. May not keep the rows, which are filled anew for the next call.
         *
         * @throws AuditException when the model gives none
         */
        float[] score(float[][] rows);
    }

    /**
     * What was found.
     *
     * @param explanations null when there are none; the notes say why
     * @param notes what a reader must know
     */
    public record Findings(Explanations explanations, List<String> notes) {
        public Findings {
            notes = List.copyOf(notes);
        }
    }

    private final AuditPlan plan;
    private final ExplanationPlan asked;
    private final LabelledRows rows;
    private final List<Unit> units;
    private final List<String> notes = new ArrayList<>();

    private ModelExplainer(AuditPlan plan, LabelledRows rows) {
        this.plan = plan;
        this.asked = plan.explanations();
        this.rows = rows;
        this.units = Unit.of(rows.columns(), asked.together(), notes);
    }

    /** How many rows to sample for a plan that asks for explanations of a model with so many columns. */
    public static int rows(AuditPlan plan, int columns) {
        long byMemory = MAX_NUMBERS / columns;
        long byScores = most(MAX_SCORED_ROWS, columns)
                / ((long) columns * plan.explanations().repeats());
        return (int) Math.max(
                PermutationImportance.FEWEST_ROWS, Math.min(plan.explanations().rows(), Math.min(byMemory, byScores)));
    }

    private static long most(long scoredRows, int columns) {
        return Math.min(scoredRows, MAX_SCORED_NUMBERS / columns);
    }

    /**
     * Explains a model on a sample.
     *
     * @param plan one that asks for explanations
     * @param rows at most {@link #rows}
     * @param model what gave the scores that the plan decides by
     * @param progress told the share that is done, in [0, 1]
     * @param mustStop asked before each of the model's calls; when true there are no explanations, and a note says so
     * @throws AuditException when the plan gives a feature the name of another column
     */
    public static Findings explain(
            AuditPlan plan, LabelledRows rows, Model model, DoubleConsumer progress, BooleanSupplier mustStop) {
        ModelExplainer explainer = new ModelExplainer(plan, rows);
        String none;
        try {
            return explainer.explained(model, progress, mustStop);
        } catch (Batches.Stopped e) {
            none = "they took too long; ask for fewer rows or repeats";
        } catch (AuditException e) {
            none = "with features permuted the model does not score: " + e.getMessage();
        }
        explainer.notes.add("Explanations: none, since " + none + ".");
        return new Findings(null, explainer.notes);
    }

    private Findings explained(Model model, DoubleConsumer progress, BooleanSupplier mustStop) {
        if (rows.size() == 0) {
            notes.add("Explanations: none, since no row has a label.");
            return new Findings(null, notes);
        }
        int columns = rows.columns().size();
        if (rows.size() < asked.rows() && rows.size() == rows(plan, columns)) {
            notes.add("Explanations: " + rows.size() + " rows instead of " + asked.rows()
                    + ", since the model has many features.");
        }
        int repeats = (int) Math.max(
                ExplanationPlan.MIN_REPEATS,
                Math.min(asked.repeats(), most(MAX_SCORED_ROWS, columns) / ((long) units.size() * rows.size())));
        if (repeats < asked.repeats()) {
            notes.add("Explanations: " + repeats + " repeats instead of " + asked.repeats()
                    + ", since the model has many features.");
        }
        int pairs = PAIRS;
        int against = Math.min(BACKGROUND, rows.size());
        while (ShapleyValues.cost(units.size(), against, pairs) * asked.local() > most(MAX_LOCAL_ROWS, columns)
                && (pairs > FEWEST_PAIRS || against > FEWEST_BACKGROUND)) {
            if (pairs > FEWEST_PAIRS) {
                pairs--;
            } else {
                against--;
            }
        }
        double planned = rows.size() * (1.0 + (double) units.size() * repeats)
                + against
                + (double) ShapleyValues.cost(units.size(), against, pairs) * asked.local();
        Batches batches = new Batches(model, columns, planned, progress, mustStop);
        float[] scores = batches.scores(
                rows.size(), (index, row) -> System.arraycopy(rows.inputs()[index], 0, row, 0, row.length));
        Importance importance = importance(batches, scores, repeats);
        List<Local> local = asked.local() == 0 ? List.of() : local(batches, scores, against, pairs);
        Alike.note(rows, units).ifPresent(notes::add);
        return new Findings(new Explanations(importance, local), notes);
    }

    private Importance importance(Batches batches, float[] scores, int repeats) {
        BigDecimal threshold = threshold();
        PermutationImportance.Found found = new PermutationImportance(
                        rows,
                        batches,
                        asked.metric(),
                        threshold == null ? 0 : threshold.floatValue(),
                        plan.confidence().doubleValue(),
                        SEED)
                .of(units, scores, repeats, SEED);
        if (found.features().size() > MOST_TOLD) {
            notes.add("Explanations: of " + found.features().size() + " features the " + MOST_TOLD
                    + " that matter most are listed.");
        }
        return new Importance(
                asked.metric().id(),
                rows.size(),
                repeats,
                SEED,
                found.baseline(),
                found.features().stream().limit(MOST_TOLD).toList());
    }

    private List<Local> local(Batches batches, float[] scores, int against, int pairs) {
        if (rows.size() < plan.disclosureMinimum()) {
            notes.add("Explanations: no row is explained, since the sample has fewer rows than disclosure_minimum.");
            return List.of();
        }
        int[] order = Seeds.order(rows.size(), Seeds.random(SEED, BACKGROUND_STREAM));
        float[][] background = new float[against][];
        for (int i = 0; i < against; i++) {
            background[i] = rows.inputs()[order[i]];
        }
        ShapleyValues shapley = new ShapleyValues(batches, background, units, pairs);
        Values values = new Values(rows, plan.disclosureMinimum());
        List<Local> local = new ArrayList<>();
        for (Choice choice : Choice.of(scores, threshold(), asked.local())) {
            float[] row = rows.inputs()[choice.row()];
            ShapleyValues.Found found = shapley.of(row, scores[choice.row()], SEED);
            List<Integer> largest = new ArrayList<>();
            for (int unit = 0; unit < units.size(); unit++) {
                largest.add(unit);
            }
            largest.sort(Comparator.comparingDouble((Integer unit) -> -Math.abs(found.values()[unit])));
            double rest = 0;
            for (int unit : largest.subList(Math.min(MOST_TOLD, largest.size()), largest.size())) {
                rest += found.values()[unit];
            }
            local.add(new Local(
                    choice.title(),
                    METHOD,
                    scores[choice.row()],
                    shapley.baseline(),
                    against,
                    2 * pairs,
                    found.fit(),
                    largest.stream()
                            .limit(MOST_TOLD)
                            .map(unit -> new Contribution(
                                    units.get(unit).name(),
                                    values.of(units.get(unit), row),
                                    found.values()[unit],
                                    found.errors()[unit]))
                            .toList(),
                    rest));
        }
        return local;
    }

    /** Null where no number decides. */
    private BigDecimal threshold() {
        return plan.decision() instanceof Decision.ByScore score ? score.threshold() : null;
    }
}
