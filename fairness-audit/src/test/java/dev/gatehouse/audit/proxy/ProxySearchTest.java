package dev.gatehouse.audit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.Plans;
import dev.gatehouse.audit.cells.RowSample;
import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport.Association;
import dev.gatehouse.audit.report.AuditReport.Feature;
import dev.gatehouse.audit.report.AuditReport.Proxy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProxySearchTest {
    private static final BigDecimal LEVEL = new BigDecimal("0.95");
    private static final int N = 1_500;

    /** Numbers when all values are, as a sample has it. */
    private static Column column(String name, int n, IntFunction<Object> value) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            values.add(value.apply(i));
        }
        if (values.stream().anyMatch(Number.class::isInstance)) {
            return new Column(
                    name,
                    values.stream()
                            .mapToDouble(v -> v == null ? Double.NaN : ((Number) v).doubleValue())
                            .toArray(),
                    null);
        }
        return new Column(
                name,
                null,
                values.stream().map(v -> v == null ? null : v.toString()).toArray(String[]::new));
    }

    private static List<Proxy> search(Column attribute, Column... features) {
        return ProxySearch.in(List.of(attribute), List.of(), List.of(features), null, LEVEL)
                .proxies();
    }

    private static Feature feature(Proxy proxy, String name) {
        return proxy.features().stream()
                .filter(feature -> feature.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPlantedProxyIsFoundAndNamedFirst() {
        Random random = new Random(1);
        int[] sex = random.ints(N, 0, 2).toArray();
        Column district = column(
                "district",
                N,
                i -> "D" + (random.nextInt(10) == 0 ? random.nextInt(8) : sex[i] * 4 + random.nextInt(4)));
        Column noise = column("noise", N, i -> random.nextGaussian());

        Proxy proxy = search(column("sex", N, i -> sex[i] == 1 ? "f" : "m"), district, noise)
                .get(0);

        assertThat(proxy.attribute()).isEqualTo("sex");
        assertThat(proxy.value()).isNull();
        assertThat(proxy.n()).isEqualTo(N);
        assertThat(proxy.auc().lower()).isGreaterThan(0.9);
        assertThat(proxy.features().get(0).name()).isEqualTo("district");
        assertThat(feature(proxy, "district").auc().lower()).isGreaterThan(0.9);
        assertThat(feature(proxy, "noise").auc().lower()).isBetween(0.4, 0.5);
        assertThat(feature(proxy, "noise").auc().upper()).isBetween(0.5, 0.6);
        assertThat(proxy.score()).isNull();
        assertThat(feature(proxy, "district").score()).isNull();
    }

    @Test
    void theIntervalOfNoiseCoversOneHalf() {
        int covered = 0;
        int studies = 200;
        for (int seed = 0; seed < studies; seed++) {
            Random random = new Random(seed);
            Column attribute = column("a", 400, i -> random.nextInt(10) < 3 ? "x" : "y");
            Column number = column("n", 400, i -> random.nextGaussian());
            Proxy proxy = search(attribute, number).get(0);
            covered += proxy.auc().lower() <= 0.5 && 0.5 <= proxy.auc().upper() ? 1 : 0;
        }
        // 190 nominally; three standard deviations are 9.
        assertThat(covered).isBetween(181, 200);
    }

    @Test
    void whatOnlyACombinationGivesAwayIsSeenInThePair() {
        Random random = new Random(2);
        int[] first = random.ints(N, 0, 2).toArray();
        int[] second = random.ints(N, 0, 2).toArray();
        Column attribute = column("group", N, i -> first[i] == second[i] ? "a" : "b");
        List<Column> features = new ArrayList<>(List.of(
                column("first", N, i -> first[i] == 1 ? "yes" : "no"), column("second", N, i -> second[i])));

        Proxy proxy = search(attribute, features.toArray(Column[]::new)).get(0);

        assertThat(proxy.auc().value()).isCloseTo(1, within(1e-9));
        assertThat(proxy.auc().lower()).isBetween(0.98, 0.99999);
        assertThat(proxy.features().get(0).name()).isEqualTo("first & second");
        assertThat(feature(proxy, "first & second").auc().value()).isEqualTo(1);
        assertThat(feature(proxy, "first").auc().value()).isCloseTo(0.5, within(0.05));

        for (int more = 0; features.size() <= ProxySearch.MOST_CROSSED; more++) {
            features.add(column("more" + more, N, i -> random.nextInt(3)));
        }
        ProxySearch.Findings many = ProxySearch.in(List.of(attribute), List.of(), features, null, LEVEL);
        assertThat(many.proxies().get(0).auc().value()).isCloseTo(0.5, within(0.05));
        assertThat(many.notes()).singleElement().asString().contains("pairs of features were not looked at");
    }

    @Test
    void aNumberWhoseMiddleDiffersFromItsEndsIsSeen() {
        Random random = new Random(3);
        double[] x = random.doubles(N, -1, 1).toArray();
        Proxy proxy = search(column("g", N, i -> Math.abs(x[i]) < 0.5 ? "in" : "out"), column("x", N, i -> x[i]))
                .get(0);
        assertThat(proxy.auc().lower()).isGreaterThan(0.9);
        assertThat(feature(proxy, "x").auc().lower()).isGreaterThan(0.9);
    }

    @Test
    void thatAValueIsMissingMayGiveTheAttributeAway() {
        Random random = new Random(4);
        int[] group = random.ints(N, 0, 2).toArray();
        Column maidenName = column("maiden_name", N, i -> group[i] == 1 ? "given" : null);
        Column income = column("income", N, i -> group[i] == 1 ? (Object) random.nextGaussian() : null);
        for (Column feature : List.of(maidenName, income)) {
            Proxy proxy = search(column("g", N, i -> "g" + group[i]), feature).get(0);
            assertThat(proxy.auc().value()).as(feature.name()).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void everyValueOfManyIsPredictedAgainstTheRest() {
        Random random = new Random(5);
        String[] values = {"blue", "green", "red", "rare", "Unknown"};
        int[] group = IntStream.range(0, N)
                .map(i -> i < 20 ? 3 : i < 200 ? 4 : random.nextInt(3))
                .toArray();
        Column attribute = column("g", N, i -> values[group[i]]);
        Column hint = column("hint", N, i -> group[i] == 0 ? "b" : "other");

        List<Proxy> proxies = ProxySearch.in(List.of(attribute), List.of("Unknown"), List.of(hint), null, LEVEL)
                .proxies();

        assertThat(proxies).extracting(Proxy::value).containsExactly("blue", "green", "rare", "red");
        assertThat(proxies).extracting(Proxy::n).containsOnly(N - 180L);
        assertThat(proxies.get(0).auc().value()).isEqualTo(1);
        assertThat(proxies.get(1).auc().value()).isBetween(0.6, 0.9);
        assertThat(proxies.get(2).auc().undefined()).contains("fewer than 50 rows");
        assertThat(proxies.get(2).features()).isEmpty();
    }

    @Test
    void whatCannotBeToldIsUndefinedAndSaysWhy() {
        Random random = new Random(6);
        Column noise = column("noise", 200, i -> random.nextGaussian());
        Column constant = column("constant", 200, i -> "same");
        Column attribute = column("g", 200, i -> i % 2);

        assertThat(search(column("g", 200, i -> "one"), noise))
                .singleElement()
                .satisfies(proxy -> assertThat(proxy.auc().undefined()).contains("one value only"));
        assertThat(search(column("g", 200, i -> null), noise))
                .singleElement()
                .satisfies(proxy -> assertThat(proxy.n()).isZero());
        assertThat(search(column("g", 200, i -> i < 49 ? "few" : "many"), noise))
                .singleElement()
                .satisfies(proxy -> assertThat(proxy.auc().undefined()).contains("fewer than 50"));
        assertThat(search(attribute, constant)).singleElement().satisfies(proxy -> {
            assertThat(proxy.auc().undefined()).isEqualTo("every feature has one value only in the sample");
            assertThat(feature(proxy, "constant").auc().undefined()).contains("one value only");
            assertThat(feature(proxy, "constant").weight()).isZero();
        });
        Proxy mixed = search(attribute, constant, noise).get(0);
        assertThat(mixed.auc().isDefined()).isTrue();
        assertThat(feature(mixed, "constant").auc().isDefined()).isFalse();
    }

    @Test
    void theOrderOfTheRowsDoesNotMatter() {
        Random random = new Random(7);
        int n = 600;
        int[] group = random.ints(n, 0, 3).toArray();
        Object[][] rows = new Object[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = new Object[] {
                "g" + group[i],
                "t" + random.nextInt(6),
                group[i] + random.nextGaussian(),
                i % 7 == 0 ? null : random.nextInt(4),
                random.nextInt(100) / 100.0
            };
        }
        List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        ProxySearch.Findings straight = findings(rows, order);
        for (int round = 0; round < 3; round++) {
            Collections.shuffle(order, random);
            assertThat(findings(rows, order)).isEqualTo(straight);
        }
    }

    private static ProxySearch.Findings findings(Object[][] rows, List<Integer> order) {
        IntFunction<Column> at = c -> column("c" + c, rows.length, i -> rows[order.get(i)][c]);
        return ProxySearch.in(
                List.of(at.apply(0)), List.of(), List.of(at.apply(1), at.apply(2), at.apply(3)), at.apply(4), LEVEL);
    }

    @Test
    void columnsAndValuesMayBeCalledAnything() {
        Random random = new Random(8);
        int[] group = random.ints(N, 0, 2).toArray();
        List<String> names = List.of("0", "0:1", "constant", "a & b", "'; DROP TABLE x; --", "\n\t\u202e😀");
        List<Column> features = names.stream()
                .map(name -> column(name, N, i -> name + (random.nextInt(3) == 0 ? 1 - group[i] : group[i])))
                .toList();
        Proxy proxy = ProxySearch.in(
                        List.of(column("0", N, i -> group[i] == 1 ? "0:1" : "constant")),
                        List.of(),
                        features,
                        null,
                        LEVEL)
                .proxies()
                .get(0);
        assertThat(proxy.auc().lower()).isGreaterThan(0.75);
        for (String name : names) {
            assertThat(feature(proxy, name).auc().value()).isCloseTo(2 / 3.0, within(0.06));
            assertThat(feature(proxy, name).weight()).isPositive();
        }
    }

    @Test
    void theRelationToTheScoreIsToldOfEachFeatureAndOfThePrediction() {
        Random random = new Random(9);
        int[] group = random.ints(N, 0, 2).toArray();
        double[] score = IntStream.range(0, N)
                .mapToDouble(i -> i % 50 == 0 ? Double.NaN : group[i] + 0.1 * random.nextGaussian())
                .toArray();
        Column number = column("number", N, i -> group[i] + 0.2 * random.nextGaussian());
        Column text = column("text", N, i -> group[i] == 1 ? "one" : "none");
        Column noise = column("noise", N, i -> "v" + random.nextInt(9));
        Proxy proxy = ProxySearch.in(
                        List.of(column("g", N, i -> "g" + group[i])),
                        List.of(),
                        List.of(number, text, noise),
                        new Column("score", score, null),
                        LEVEL)
                .proxies()
                .get(0);
        assertThat(Math.abs(proxy.score().estimate().value())).isGreaterThan(0.7);
        assertThat(feature(proxy, "number").score().measure()).isEqualTo("spearman");
        assertThat(feature(proxy, "number").score().estimate().lower()).isGreaterThan(0.7);
        assertThat(feature(proxy, "text").score().measure()).isEqualTo("correlation_ratio");
        assertThat(feature(proxy, "text").score().estimate().value()).isGreaterThan(0.95);
        assertThat(feature(proxy, "noise").score().estimate().value()).isLessThan(0.1);
    }

    @Test
    void aPlanSaysWhatIsSearchedAndWhatItIsRelatedTo() {
        Random random = new Random(11);
        int[] group = random.ints(400, 0, 2).toArray();
        Map<String, Column> rows = new HashMap<>();
        for (Column column : List.of(
                column("g", 400, i -> group[i]),
                column("f", 400, i -> group[i] == 1 ? "x" : "z"),
                column("s", 400, i -> group[i] + random.nextGaussian() / 10),
                column("d", 400, i -> group[i]),
                column("k", 400, i -> "k" + i % 3))) {
            rows.put(column.name(), column);
        }
        String more = "\nlabel: {column: %s, positive: \"1\"}\nprotected: [g]\nproxies: {features: [f]}"
                + "\nlimits: {%s: {max: 0.1}}";
        Map<String, Double> related = new HashMap<>();
        for (String decision :
                List.of("{score: s, threshold: 0.5}", "{column: d, positive: \"1.0\"}", "{column: d, positive: no}")) {
            AuditPlan plan = Plans.plan(
                    "kind: fairness\ndata: x.csv\ndecision: " + decision + more.formatted("y", "fpr_difference"));
            Association score = searched(plan, rows).score();
            related.put(decision, score.estimate().value());
        }
        assertThat(related.get("{score: s, threshold: 0.5}")).isNotNull();
        assertThat(Math.abs(related.get("{column: d, positive: \"1.0\"}"))).isGreaterThan(0.85);
        assertThat(related.get("{column: d, positive: no}")).isNull();

        AuditPlan classes = Plans.plan(
                "kind: fairness\ndata: x.csv\ndecision: {column: k}\nprotected: [g]\nproxies: {features: [f]}\n"
                        + "limits: {selection_rate_difference: {max: 0.1}}");
        assertThat(searched(classes, rows).score()).isNull();
        AuditPlan numbers =
                Plans.plan("kind: fairness\ndata: x.csv\nlabel: {column: y}\ndecision: {value: s}\nprotected: [g]\n"
                        + "proxies: {features: [f]}\nlimits: {mae_difference: {max: 0.1}}");
        assertThat(Math.abs(searched(numbers, rows).score().estimate().value())).isGreaterThan(0.7);
    }

    private static Proxy searched(AuditPlan plan, Map<String, Column> rows) {
        RowSample sample = new RowSample(
                400, ProxySearch.columns(plan).stream().map(rows::get).toList());
        return ProxySearch.in(plan, sample).proxies().get(0);
    }

    @Test
    void theSampleIsBoundedByWhatTheModelHolds() {
        assertThat(ProxySearch.rows(1)).isEqualTo(ProxySearch.MAX_ROWS);
        assertThat(ProxySearch.rows(10)).isBetween(7_000, ProxySearch.MAX_ROWS);
        assertThat(ProxySearch.rows(200)).isBetween(1_000, 1_300);
        int over = ProxySearch.rows(1) + 1;
        Column attribute = column("g", over, i -> i % 2);
        assertThatThrownBy(() -> search(attribute, column("f", over, i -> i)))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("at most 10000 rows");
        assertThatThrownBy(() -> search(column("g", 10, i -> i % 2), column("f", 9, i -> i)))
                .isInstanceOf(AuditException.class);
    }
}
