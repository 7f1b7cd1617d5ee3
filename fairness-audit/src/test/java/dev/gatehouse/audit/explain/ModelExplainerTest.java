package dev.gatehouse.audit.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.explain.ModelExplainer.Findings;
import dev.gatehouse.audit.explain.ModelExplainer.Model;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.Explanations.Contribution;
import dev.gatehouse.audit.report.Explanations.Local;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ModelExplainerTest {
    private static final double[] SHIFTS = {1, 0.5, 0};
    private static final Model LOGISTIC =
            Cases.model(row -> 1 / (1 + Math.exp(1 - row[0] - 0.5 * row[1] - 0.2 * row[2])));

    @Test
    void theRowsAreThoseNearestTheThresholdAndTheQuantilesAndTheirContributionsAddUp() {
        Findings found = Cases.explain(Cases.binary("local: 4"), Cases.shifted(1_000, 0.4, SHIFTS, 2), LOGISTIC);
        List<Local> local = found.explanations().local();
        assertThat(local)
                .extracting(Local::title)
                .containsExactly(
                        "Row nearest the threshold 0.5",
                        "Row nearest the 10 % quantile of scores",
                        "Row nearest the 50 % quantile of scores",
                        "Row nearest the 90 % quantile of scores");
        assertThat(local.get(0).score()).isCloseTo(0.5, within(0.005));
        assertThat(local)
                .extracting(Local::score)
                .element(1)
                .satisfies(low -> assertThat(low).isLessThan(local.get(2).score()));
        assertThat(local).allSatisfy(one -> {
            assertThat(one.baseline()
                            + one.contributions().stream()
                                    .mapToDouble(Contribution::contribution)
                                    .sum())
                    .isCloseTo(one.score(), within(1e-9));
            assertThat(one.rest()).isZero();
            assertThat(one.fit()).isBetween(0.9, 1.0);
            assertThat(one.contributions())
                    .isSortedAccordingTo(
                            (a, b) -> Double.compare(Math.abs(b.contribution()), Math.abs(a.contribution())));
        });
        assertThat(Cases.explain(
                                Cases.regression("local: 2"),
                                Cases.linear(300, new double[] {1}, 1, 1),
                                Cases.model(row -> row[0]))
                        .explanations()
                        .local())
                .extracting(Local::title)
                .containsExactly("Row nearest the 10 % quantile of scores", "Row nearest the 90 % quantile of scores");
    }

    @Test
    void theSameRowsGiveTheSameExplanations() {
        LabelledRows rows = Cases.shifted(700, 0.4, SHIFTS, 3);
        assertThat(Cases.explain(Cases.binary(""), rows, LOGISTIC))
                .isEqualTo(Cases.explain(Cases.binary(""), Cases.shifted(700, 0.4, SHIFTS, 3), LOGISTIC));
    }

    /** Nobody's exact income stands in a report; a value that enough rows have tells nobody. */
    @Test
    void aValueIsToldOnlyWhereEnoughRowsShareIt() {
        Random random = new Random(4);
        float[][] inputs = new float[500][4];
        double[] labels = new double[500];
        for (int i = 0; i < 500; i++) {
            inputs[i] =
                    new float[] {20_000 + random.nextInt(50_000) + 0.25f, i % 3, i == 250 ? 1 : 0, i == 250 ? 0 : 1};
            labels[i] = i % 2;
        }
        LabelledRows rows = new LabelledRows(List.of("income", "children", "rare", "common"), inputs, labels);
        Values values = new Values(rows, 10);
        List<Unit> units =
                Unit.of(rows.columns(), java.util.Map.of("kind", List.of("rare", "common")), new ArrayList<>());
        assertThat(units).extracting(Unit::name).containsExactly("income", "children", "kind");
        for (float[] row : inputs) {
            String income = values.of(units.get(0), row);
            assertThat(income).matches("below \\d+00|from \\d+00|\\d+00 to \\d+00");
            if (income.contains(" to ")) {
                String[] ends = income.split(" to ");
                // The ends are rounded to three digits.
                assertThat((double) row[0])
                        .isBetween(Double.parseDouble(ends[0]) - 50, Double.parseDouble(ends[1]) + 50);
            }
        }
        assertThat(values.of(units.get(1), inputs[4])).isEqualTo("1");
        assertThat(values.of(units.get(2), inputs[4])).isEqualTo("common = 1");
        assertThat(values.of(units.get(2), inputs[250])).isNull();
        assertThat(values.of(new Unit("rare", new int[] {2}), inputs[250])).isEqualTo("from 0");
    }

    @Test
    void featuresThatGoTogetherAreNamed() {
        LabelledRows rows = Cases.shifted(400, 0.5, new double[] {1, 0, 0}, 5);
        for (float[] row : rows.inputs()) {
            row[1] = -2 * row[0] + 0.1f * row[1];
        }
        assertThat(Cases.explain(Cases.binary("local: 0"), rows, LOGISTIC).notes())
                .singleElement()
                .asString()
                .startsWith("Explanations: features that go together share their importance or hide it")
                .contains(": x0 and x1 (rank correlation −1.00). The plan can name");
        assertThat(Cases.explain(Cases.binary("local: 0, together: {both: [x0, x1]}"), rows, LOGISTIC)
                        .notes())
                .isEmpty();
    }

    @Test
    void memoryAndCostStayBoundedWithManyFeatures() {
        int columns = 1_000;
        int rows = ModelExplainer.rows(Cases.binary("rows: 10000, repeats: 5"), columns);
        assertThat(rows).isEqualTo(200);
        assertThat(ModelExplainer.rows(Cases.binary("rows: 10000, repeats: 50"), 4_096))
                .isEqualTo(200);
        assertThat(ModelExplainer.rows(Cases.binary("rows: 300"), 3)).isEqualTo(300);
        assertThat(ModelExplainer.rows(Cases.binary("rows: 10000, repeats: 5"), 30))
                .isEqualTo(10_000);
        float[][] inputs = new float[rows][columns];
        double[] labels = new double[rows];
        Random random = new Random(6);
        for (int i = 0; i < rows; i++) {
            labels[i] = i % 2;
            for (int j = 0; j < columns; j++) {
                inputs[i][j] = random.nextFloat();
            }
        }
        AtomicLong scored = new AtomicLong();
        AtomicInteger largest = new AtomicInteger();
        Findings found = Cases.explain(
                Cases.binary("rows: 10000, repeats: 5, local: 2, metric: accuracy"),
                new LabelledRows(Cases.names(columns), inputs, labels),
                batch -> {
                    scored.addAndGet(batch.length);
                    largest.accumulateAndGet(batch.length, Math::max);
                    return new float[batch.length];
                });
        assertThat(scored.get()).isLessThan(ModelExplainer.MAX_SCORED_ROWS + ModelExplainer.MAX_LOCAL_ROWS);
        assertThat(largest.get()).isLessThanOrEqualTo(1_024);
        assertThat(found.explanations().importance().features()).hasSize(ModelExplainer.MOST_TOLD);
        assertThat(found.explanations().local())
                .allSatisfy(one -> assertThat(one.contributions()).hasSize(ModelExplainer.MOST_TOLD));
        assertThat(found.notes())
                .contains(
                        "Explanations: 200 rows instead of 10000, since the model has many features.",
                        "Explanations: of 1000 features the 200 that matter most are listed.");
    }

    @Test
    void whoeverWantsNoMoreIsHeard() {
        AtomicInteger calls = new AtomicInteger();
        Findings found = ModelExplainer.explain(
                Cases.binary(""),
                Cases.shifted(500, 0.5, SHIFTS, 1),
                LOGISTIC,
                share -> assertThat(share).isBetween(0.0, 1.0),
                () -> calls.incrementAndGet() > 5);
        assertThat(found.explanations()).isNull();
        assertThat(found.notes())
                .containsExactly("Explanations: none, since they took too long; ask for fewer rows or repeats.");
    }

    @Test
    void aModelThatFailsOnChangedRowsSpoilsNoAudit() {
        AtomicInteger calls = new AtomicInteger();
        Findings found = Cases.explain(Cases.binary(""), Cases.shifted(500, 0.5, SHIFTS, 1), rows -> {
            if (calls.incrementAndGet() > 1) {
                throw new AuditException("row 3: the model's score is NaN");
            }
            return LOGISTIC.score(rows);
        });
        assertThat(found.explanations()).isNull();
        assertThat(found.notes())
                .containsExactly("Explanations: none, since with features permuted the model does not score: row 3: the"
                        + " model's score is NaN.");
    }

    @Test
    void tooFewRowsAndWrongNamesAreTold() {
        assertThat(Cases.explain(
                                Cases.binary(""),
                                new LabelledRows(Cases.names(3), new float[0][], new double[0]),
                                LOGISTIC)
                        .notes())
                .containsExactly("Explanations: none, since no row has a label.");
        Findings few = Cases.explain(Cases.binary("local: 3"), Cases.shifted(9, 0.5, SHIFTS, 1), LOGISTIC);
        assertThat(few.explanations().local()).isEmpty();
        assertThat(few.notes()).anyMatch(note -> note.contains("fewer rows than disclosure_minimum"));
        assertThatThrownBy(() -> Cases.explain(
                        Cases.binary("together: {x2: [x0, x1]}"), Cases.shifted(300, 0.5, SHIFTS, 1), LOGISTIC))
                .isInstanceOf(AuditException.class)
                .hasMessage(
                        "explanations.together.x2: the model takes a column of that name; give the feature another");
    }
}
