package dev.gatehouse.audit.report;

import dev.gatehouse.audit.report.AuditReport.Bar;
import dev.gatehouse.audit.report.AuditReport.Curves;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.AuditReport.Performance;
import dev.gatehouse.audit.report.AuditReport.Proxy;
import dev.gatehouse.audit.report.AuditReport.Rows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes what would show fewer people than the minimum out of a report. */
final class Disclosure {
    private final AuditReport report;
    private final int minimum;
    /** The groups that are withheld, by attribute values. */
    private final Set<Map<String, String>> withheld = new HashSet<>();
    /** The attributes, or intersections, of which something is withheld. */
    private final Set<Set<String>> touched = new HashSet<>();

    private Disclosure(AuditReport report, int minimum) {
        this.report = report;
        this.minimum = minimum;
    }

    static AuditReport of(AuditReport report, int minimum) {
        return new Disclosure(report, minimum).report();
    }

    private AuditReport report() {
        withhold();
        boolean some = !withheld.isEmpty();
        Rows rows = report.rows();
        Performance overall = report.overall();
        return new AuditReport(
                report.kind(),
                report.format(),
                report.verdict(),
                some
                        ? List.of("Groups of fewer than " + minimum
                                + " rows are withheld; the reasons name groups and stay inside.")
                        : report.reasons(),
                report.profile(),
                report.task(),
                report.planDigest(),
                report.dataDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                some ? new Rows(rows.read(), rows.used(), rows.weight(), rows.leftOut(), null) : rows,
                report.scores(),
                new Performance(overall.n(), overall.metrics(), merged(overall.curves()), overall.classes()),
                report.groups().stream()
                        .filter(g -> !withheld.contains(g.attributes()))
                        .map(this::shown)
                        .toList(),
                report.comparisons().stream()
                        .filter(c -> !withheld.contains(c.group()) && !withheld.contains(c.reference()))
                        .toList(),
                report.summaries().stream()
                        .filter(s ->
                                touched.stream().noneMatch(names -> label(names).equals(s.attribute())))
                        .toList(),
                report.proxies() == null
                        ? null
                        : report.proxies().stream().filter(this::mayShow).toList(),
                report.explanations() == null ? null : report.explanations().forDisclosure(minimum),
                report.notes());
    }

    private void withhold() {
        Map<Set<String>, List<Group>> byAttributes = new LinkedHashMap<>();
        for (Group group : report.groups()) {
            if (group.outcome() == null) {
                byAttributes
                        .computeIfAbsent(group.attributes().keySet(), key -> new ArrayList<>())
                        .add(group);
            }
        }
        // Groups come in order of depth, so what an intersection adds up to has been decided before it.
        byAttributes.forEach((attributes, groups) -> {
            Collection<Map<String, String>> small;
            if (attributes.size() == 1) {
                small = withheldOf(groups);
            } else {
                boolean exposed = touched.stream().anyMatch(attributes::containsAll)
                        || groups.stream().anyMatch(group -> group.n() < minimum);
                small = exposed ? groups.stream().map(Group::attributes).toList() : List.of();
            }
            if (!small.isEmpty()) {
                withheld.addAll(small);
                touched.add(attributes);
            }
        });
    }

    /** Those below the minimum, and the next smallest where subtraction from the total would give them away. */
    private Collection<Map<String, String>> withheldOf(List<Group> groups) {
        List<Group> ascending =
                groups.stream().sorted(Comparator.comparingLong(Group::n)).toList();
        Set<Map<String, String>> small = new HashSet<>();
        long rows = 0;
        for (Group group : ascending) {
            boolean exposed = !small.isEmpty() && (small.size() == 1 || rows < minimum);
            if (group.n() < minimum || exposed) {
                small.add(group.attributes());
                rows += group.n();
            }
        }
        return small;
    }

    private Group shown(Group group) {
        // What all rows show less what these groups show would be the score distribution of those withheld.
        boolean exposing = touched.contains(group.attributes().keySet());
        return new Group(
                group.attributes(),
                group.outcome(),
                group.n(),
                group.share(),
                group.metrics(),
                exposing ? null : merged(group.curves()),
                group.notCompared());
    }

    private boolean mayShow(Proxy proxy) {
        return proxy.value() == null || !withheld.contains(Map.of(proxy.attribute(), proxy.value()));
    }

    /** Bars are merged with their neighbours until each has the minimum; smaller calibration bins are left out. */
    private Curves merged(Curves curves) {
        if (curves == null) {
            return null;
        }
        List<Bar> merged = new ArrayList<>();
        for (Bar bar : curves.scores()) {
            Bar last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && last.n() < minimum) {
                merged.set(merged.size() - 1, new Bar(last.from(), bar.to(), last.n() + bar.n()));
            } else {
                merged.add(bar);
            }
        }
        int end = merged.size() - 1;
        if (end > 0 && merged.get(end).n() < minimum) {
            Bar last = merged.remove(end);
            Bar before = merged.get(end - 1);
            merged.set(end - 1, new Bar(before.from(), last.to(), before.n() + last.n()));
        }
        return new Curves(
                curves.calibration() == null
                        ? null
                        : curves.calibration().stream()
                                .filter(bin -> bin.n() >= minimum)
                                .toList(),
                merged);
    }

    private static String label(Set<String> attributes) {
        return String.join(" & ", attributes);
    }
}
