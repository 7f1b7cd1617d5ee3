package dev.gatehouse.audit.report;

import dev.gatehouse.audit.report.DriftReport.Bar;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.DriftReport.Quality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes what would show fewer people than the minimum out of a drift report. */
final class DriftDisclosure {
    /** What the bar of withheld categories is called. */
    private static final String WITHHELD = "(withheld)";

    /** Checks whose findings name categories. */
    private static final Set<String> NAMING = Set.of("new_category_share", "vanished_categories");

    /** Checks that count columns or periods, not people. */
    private static final Set<String> OF_NO_PEOPLE =
            Set.of("type_breaks", "type_break", "column_missing", "column_new", "constant_column", "empty_chunk");

    private final DriftReport report;
    private final int minimum;

    private DriftDisclosure(DriftReport report, int minimum) {
        this.report = report;
        this.minimum = minimum;
    }

    static DriftReport of(DriftReport report, int minimum) {
        return new DriftDisclosure(report, minimum).report();
    }

    private DriftReport report() {
        Map<String, String> replaced = new LinkedHashMap<>();
        List<Quality> quality = new ArrayList<>();
        for (Quality each : report.quality()) {
            Quality shown = shown(each);
            if (shown == null || !shown.detail().equals(each.detail())) {
                replaced.put(each.detail(), shown == null ? "" : shown.detail());
            }
            if (shown != null) {
                quality.add(shown);
            }
        }
        return new DriftReport(
                report.kind(),
                report.format(),
                report.verdict(),
                report.reasons().stream()
                        .map(reason -> replace(reason, replaced))
                        .toList(),
                report.method(),
                report.planDigest(),
                report.dataDigest(),
                report.referenceDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                report.rows(),
                report.driftedShare(),
                report.drift().stream().map(this::shown).toList(),
                report.score() == null ? null : shown(report.score()),
                report.label() == null ? null : shown(report.label()),
                quality,
                report.classifier(),
                report.notes());
    }

    private static String replace(String reason, Map<String, String> replaced) {
        String shown = reason;
        for (Map.Entry<String, String> each : replaced.entrySet()) {
            shown = shown.replace(each.getKey(), each.getValue());
        }
        return shown;
    }

    /** Null when nothing of it may be shown. */
    private Quality shown(Quality found) {
        boolean few = found.count() > 0 && found.count() < minimum && !OF_NO_PEOPLE.contains(found.check());
        if (few && found.verdict() == null) {
            return null;
        }
        if (few) {
            return new Quality(
                    found.check(),
                    found.feature(),
                    0,
                    null,
                    found.limit(),
                    found.verdict(),
                    "fewer than " + minimum + " values, which are withheld");
        }
        return NAMING.contains(found.check()) && found.count() > 0
                ? new Quality(
                        found.check(),
                        found.feature(),
                        found.count(),
                        found.share(),
                        found.limit(),
                        found.verdict(),
                        found.count() + " rows; the categories are not named outside")
                : found;
    }

    private Drift shown(Drift drift) {
        boolean categories = drift.bars().stream().anyMatch(bar -> bar.value() != null);
        return new Drift(
                drift.feature(),
                drift.kind(),
                drift.method(),
                drift.statistic(),
                drift.undefined(),
                drift.interval(),
                drift.noiseFloor(),
                drift.detectable(),
                drift.pValue(),
                drift.limit(),
                drift.drifted(),
                drift.pLimit(),
                drift.pHolm(),
                drift.verdict(),
                drift.reason(),
                drift.deciding(),
                drift.errorBound(),
                drift.rowsReference(),
                drift.rowsCurrent(),
                drift.metrics(),
                categories ? categories(drift.bars()) : numbers(drift.bars()),
                drift.chunks() == null
                        ? null
                        : drift.chunks().stream()
                                .filter(chunk -> chunk.rows() >= minimum)
                                .toList());
    }

    private boolean few(long rows) {
        return rows > 0 && rows < minimum;
    }

    private boolean small(Bar bar) {
        return few(bar.reference()) || few(bar.current());
    }

    /** Rare ones are one bar, which takes in the next smallest while it would itself give them away. */
    private List<Bar> categories(List<Bar> bars) {
        List<Bar> rare = new ArrayList<>(bars.stream().filter(this::small).toList());
        List<Bar> shown = new ArrayList<>(bars);
        shown.removeAll(rare);
        if (rare.isEmpty()) {
            return bars;
        }
        Bar merged = merged(rare);
        while ((rare.size() == 1 || small(merged)) && !shown.isEmpty()) {
            Bar next = shown.stream()
                    .min(Comparator.comparingLong(bar -> bar.reference() + bar.current()))
                    .orElseThrow();
            shown.remove(next);
            rare.add(next);
            merged = merged(rare);
        }
        if (!small(merged)) {
            shown.add(merged);
        }
        return shown;
    }

    private static Bar merged(List<Bar> bars) {
        return new Bar(
                null,
                null,
                WITHHELD,
                bars.stream().mapToLong(Bar::reference).sum(),
                bars.stream().mapToLong(Bar::current).sum());
    }

    private List<Bar> numbers(List<Bar> bars) {
        List<Bar> merged = new ArrayList<>();
        for (Bar bar : bars) {
            int last = merged.size() - 1;
            if (last >= 0 && small(merged.get(last))) {
                merged.set(last, joined(merged.get(last), bar));
            } else {
                merged.add(bar);
            }
        }
        while (merged.size() > 1 && small(merged.get(merged.size() - 1))) {
            Bar last = merged.remove(merged.size() - 1);
            merged.set(merged.size() - 1, joined(merged.get(merged.size() - 1), last));
        }
        if (merged.isEmpty() || small(merged.get(0))) {
            return List.of();
        }
        // The ends are values that single people have.
        Bar first = merged.get(0);
        merged.set(0, new Bar(null, first.to(), null, first.reference(), first.current()));
        int end = merged.size() - 1;
        Bar last = merged.get(end);
        merged.set(end, new Bar(last.from(), null, null, last.reference(), last.current()));
        return merged;
    }

    private static Bar joined(Bar one, Bar next) {
        return new Bar(one.from(), next.to(), null, one.reference() + next.reference(), one.current() + next.current());
    }
}
