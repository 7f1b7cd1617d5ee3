package dev.gatehouse.audit.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.cells.RowSample;
import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Teller;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DomainClassifierTest {
    private static final BigDecimal CONFIDENCE = new BigDecimal("0.95");

    private static Column numbers(String name, int rows, Supplier<Double> value) {
        return new Column(
                name, Stream.generate(value).limit(rows).mapToDouble(x -> x).toArray(), null);
    }

    private static Column texts(String name, int rows, Supplier<String> value) {
        return new Column(name, null, Stream.generate(value).limit(rows).toArray(String[]::new));
    }

    private static RowSample sample(Column... columns) {
        return new RowSample(columns[0].size(), List.of(columns));
    }

    private static Classifier compare(RowSample reference, RowSample current) {
        return DomainClassifier.compare(reference, current, CONFIDENCE);
    }

    /** Three columns of noise, one of them with few values, one of texts with gaps. */
    private static RowSample noise(Random random, int rows) {
        return sample(
                numbers("a", rows, random::nextGaussian),
                numbers("b", rows, () -> (double) random.nextInt(4)),
                texts("c", rows, () -> random.nextInt(9) == 0 ? null : "t" + random.nextInt(5)));
    }

    @Test
    void whereNothingDriftsTheAreaIsAHalfWithinItsIntervalAndRarelyAboveChance() {
        Random random = new Random(20261122);
        int trials = 100;
        int held = 0;
        int above = 0;
        for (int trial = 0; trial < trials; trial++) {
            Classifier found = compare(noise(random, 250), noise(random, 200));
            held += found.auc().lower() <= 0.5 && 0.5 <= found.auc().upper() ? 1 : 0;
            above += found.auc().value() > found.chance() ? 1 : 0;
        }
        assertThat(held).isGreaterThanOrEqualTo(93);
        assertThat(above).isLessThanOrEqualTo(9);
    }

    @Test
    void aDriftIsSeenAndTheFeatureThatDriftsComesFirst() {
        Random random = new Random(3);
        RowSample reference = noise(random, 800);
        RowSample current = noise(random, 600);
        Column moved = new Column(
                "a",
                Arrays.stream(current.column("a").numbers()).map(x -> x + 0.7).toArray(),
                null);

        Classifier found = compare(reference, sample(moved, current.column("b"), current.column("c")));

        assertThat(found.auc().value()).isGreaterThan(0.65).isGreaterThan(found.chance());
        assertThat(found.auc().lower()).isGreaterThan(0.6);
        assertThat(found.chance()).isBetween(0.52, 0.55);
        assertThat(found.features().get(0).name()).isEqualTo("a");
        assertThat(found.features().get(0).auc().value()).isBetween(0.62, 0.75);
        assertThat(teller(found, "b").auc().value()).isBetween(0.42, 0.58);
        assertThat(found.rowsReference()).isEqualTo(800);
        assertThat(found.rowsCurrent()).isEqualTo(600);
        assertThat(found.verdict()).isNull();
    }

    @Test
    void valuesThatAreMissingMoreOftenAreSeen() {
        Random random = new Random(4);
        RowSample reference = sample(numbers("a", 500, random::nextGaussian));
        RowSample current = sample(numbers("a", 500, () -> random.nextInt(5) < 2 ? Double.NaN : random.nextGaussian()));
        assertThat(compare(reference, current).auc().lower()).isGreaterThan(0.6);
    }

    private static Teller teller(Classifier found, String name) {
        return found.features().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRelationThatChangesIsSeenWhereEachFeatureStaysAsItWas() {
        Random random = new Random(5);
        double[] x = random.doubles(1500).toArray();
        double[] y = random.doubles(1500).toArray();
        RowSample reference = sample(new Column("x", x, null), new Column("y", y, null));
        double[] both = random.doubles(1500).toArray();
        RowSample current = sample(new Column("x", both, null), new Column("y", both.clone(), null));

        Classifier found = compare(reference, current);

        assertThat(found.auc().lower()).isGreaterThan(0.75);
        assertThat(found.features().get(0).name()).isEqualTo("x & y");
        assertThat(teller(found, "x").auc().value()).isBetween(0.44, 0.56);
    }

    @Test
    void aMiddleThatEmptiesIsSeenThoughMeanAndOrderStay() {
        Random random = new Random(6);
        RowSample reference = sample(numbers("a", 900, random::nextGaussian));
        RowSample current = sample(numbers(
                "a", 900, () -> random.nextBoolean() ? 1 + random.nextGaussian() / 4 : -1 + random.nextGaussian() / 4));
        assertThat(compare(reference, current).auc().lower()).isGreaterThan(0.7);
    }

    @Test
    void theOrderOfRowsDoesNotMatter() {
        Random random = new Random(7);
        RowSample reference = noise(random, 300);
        RowSample current = noise(random, 300);
        assertThat(compare(reversed(reference), reversed(current))).isEqualTo(compare(reference, current));
    }

    private static RowSample reversed(RowSample sample) {
        int last = sample.size() - 1;
        return new RowSample(
                sample.rows(),
                sample.columns().stream()
                        .map(column -> column.isNumeric()
                                ? new Column(
                                        column.name(),
                                        IntStream.rangeClosed(0, last)
                                                .mapToDouble(i -> column.numbers()[last - i])
                                                .toArray(),
                                        null)
                                : new Column(
                                        column.name(),
                                        null,
                                        IntStream.rangeClosed(0, last)
                                                .mapToObj(i -> column.texts()[last - i])
                                                .toArray(String[]::new)))
                        .toList());
    }

    @Test
    void numbersThatBecameTextsAreToldApartByWhatTheySay() {
        double[] numbers = IntStream.range(0, 200).mapToDouble(i -> i % 5).toArray();
        RowSample reference = sample(new Column("a", numbers, null));
        RowSample same = sample(new Column(
                "a",
                null,
                Arrays.stream(numbers).mapToObj(x -> String.valueOf((int) x)).toArray(String[]::new)));
        assertThat(compare(reference, same).auc().value()).isBetween(0.4, 0.6);
        RowSample other = sample(texts("a", 200, () -> "none"));
        assertThat(compare(reference, other).auc().value()).isEqualTo(1);
    }

    @Test
    void withoutEnoughRowsOrAnyDifferenceThereIsNoArea() {
        Random random = new Random(8);
        Classifier few = compare(noise(random, 300), noise(random, 49));
        assertThat(few.auc().undefined()).contains("fewer than 50 rows");
        assertThat(few.features()).isEmpty();
        RowSample constant = sample(numbers("a", 100, () -> 3.0));
        assertThat(compare(constant, constant).auc().undefined()).contains("one value only");
        RowSample missing = sample(numbers("a", 100, () -> Double.NaN));
        assertThat(compare(missing, missing).auc().undefined()).contains("one value only");
    }

    @Test
    void moreRowsThanAskedForAreRefused() {
        int most = DomainClassifier.rows(3);
        assertThat(most).isEqualTo(5000);
        assertThat(DomainClassifier.rows(500)).isBetween(200, 300);
        RowSample many = noise(new Random(9), most + 1);
        assertThatThrownBy(() -> compare(many, many))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("5000");
    }
}
