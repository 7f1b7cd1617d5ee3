package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Deciding;
import dev.gatehouse.audit.plan.AuditPlan.Reference;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** From cells to a report: groups, comparisons, verdict. */
final class Evaluation {
    /** The largest number of groups of one attribute or intersection. */
    static final int MAX_GROUPS = 1_000;

    /** The largest number of comparisons in a report. */
    static final int MAX_COMPARISONS = 100_000;

    private static final Comparator<List<String>> BY_VALUE = Comparator.<List<String>, String>comparing(v -> v.get(0))
            .thenComparing(values -> values.get(values.size() - 1));

    private final AuditPlan plan;
    private final Cells cells;
    private final GroupMetrics groupMetrics;

    private Evaluation(AuditPlan plan, Cells cells) {
        this.plan = plan;
        this.cells = cells;
        this.groupMetrics = new GroupMetrics(plan);
    }

    static AuditReport of(AuditPlan plan, Cells cells, String engine, String dataDigest) {
        List<String> counted =
                cells.attributes().stream().map(Cells.Attribute::name).toList();
        if (!counted.equals(plan.protectedAttributes())) {
            throw new AuditException("the cells were counted for the attributes " + counted + ", the plan protects "
                    + plan.protectedAttributes());
        }
        boolean labelled = plan.label() != null;
        if (cells.cells().stream().anyMatch(cell -> (cell.label() >= 0) != labelled)) {
            throw new AuditException(
                    "the cells do not fit the plan: labels are " + (labelled ? "missing" : "unexpected"));
        }
        return new Evaluation(plan, cells).report(engine, dataDigest);
    }

    private AuditReport report(String engine, String dataDigest) {
        Tally all = new Tally();
        cells.cells().forEach(cell -> all.add(cells, cell));
        List<AuditReport.Group> groups = new ArrayList<>();
        List<AuditReport.Comparison> comparisons = new ArrayList<>();
        for (int[] attributes : groupings()) {
            Map<List<String>, Tally> tallies = tallies(attributes);
            tallies.forEach((values, tally) -> groups.add(new AuditReport.Group(
                    named(attributes, values),
                    null,
                    tally.n(),
                    (double) tally.n() / all.n(),
                    groupMetrics.of(tally),
                    null,
                    null)));
            compare(attributes, tallies, comparisons);
        }
        Judgement judgement = Judgement.of(plan, comparisons);
        long used = all.n();
        long leftOut =
                cells.leftOut().values().stream().mapToLong(Long::longValue).sum();
        return new AuditReport(
                "fairness",
                AuditReport.FORMAT,
                judgement.verdict(),
                judgement.reasons(),
                plan.profile() == null ? null : plan.profile().id(),
                plan.task().name().toLowerCase(Locale.ROOT),
                plan.digest(),
                dataDigest,
                cells.digest(),
                engine,
                plan.confidence(),
                new AuditReport.Rows(used + leftOut, used, null, cells.leftOut(), null),
                null,
                new AuditReport.Performance(used, groupMetrics.of(all), null, null),
                groups,
                judgement.comparisons(),
                List.of(),
                null,
                List.of());
    }

    /** Indexes of attributes: each alone, then, at depth 2, each pair. */
    private List<int[]> groupings() {
        int width = plan.protectedAttributes().size();
        List<int[]> groupings = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            groupings.add(new int[] {i});
        }
        for (int i = 0; i < width && plan.intersections() == 2; i++) {
            for (int j = i + 1; j < width; j++) {
                groupings.add(new int[] {i, j});
            }
        }
        return groupings;
    }

    private Map<List<String>, Tally> tallies(int[] attributes) {
        Map<List<String>, Tally> tallies = new TreeMap<>(BY_VALUE);
        for (Cells.Cell cell : cells.cells()) {
            List<String> values = new ArrayList<>(attributes.length);
            for (int attribute : attributes) {
                int code = cells.groups().get(cell.group()).values().get(attribute);
                values.add(cells.attributes().get(attribute).values().get(code));
            }
            tallies.computeIfAbsent(values, key -> new Tally()).add(cells, cell);
            if (tallies.size() > MAX_GROUPS) {
                throw new AuditException("protected: " + label(attributes) + " has more than " + MAX_GROUPS
                        + " groups; group its values before the audit");
            }
        }
        return tallies;
    }

    private void compare(int[] attributes, Map<List<String>, Tally> tallies, List<AuditReport.Comparison> out) {
        List<List<String>> groups = List.copyOf(tallies.keySet());
        List<List<String>> references = references(attributes, tallies);
        for (List<String> group : groups) {
            for (List<String> reference : references) {
                if (group.equals(reference)) {
                    continue;
                }
                Tally referenceTally = tallies.getOrDefault(reference, new Tally());
                for (GroupMetric metric : Contrast.COMPARED.keySet()) {
                    if (metric.needsLabel() && plan.label() == null) {
                        continue;
                    }
                    if (out.size() >= MAX_COMPARISONS) {
                        throw new AuditException("the audit has more than " + MAX_COMPARISONS
                                + " comparisons: name fewer attributes, a reference group, or intersections: 1");
                    }
                    out.add(Contrast.compare(
                            plan,
                            metric,
                            label(attributes),
                            named(attributes, group),
                            tallies.get(group),
                            named(attributes, reference),
                            referenceTally,
                            attributes.length == 1 || plan.deciding() == Deciding.ALL));
                }
            }
        }
    }

    private List<List<String>> references(int[] attributes, Map<List<String>, Tally> tallies) {
        List<List<String>> all = List.copyOf(tallies.keySet());
        if (plan.reference() instanceof Reference.Majority) {
            List<String> majority = null;
            for (List<String> group : all) {
                if (majority == null
                        || tallies.get(group).n() > tallies.get(majority).n()) {
                    majority = group;
                }
            }
            return majority == null ? List.of() : List.of(majority);
        }
        if (plan.reference() instanceof Reference.Named named) {
            List<String> values = new ArrayList<>(attributes.length);
            for (int attribute : attributes) {
                String value = named.groups().get(plan.protectedAttributes().get(attribute));
                if (value == null) {
                    return all;
                }
                values.add(value);
            }
            return List.of(values);
        }
        return all;
    }

    private String label(int[] attributes) {
        return Arrays.stream(attributes)
                .mapToObj(plan.protectedAttributes()::get)
                .collect(Collectors.joining(" & "));
    }

    private Map<String, String> named(int[] attributes, List<String> values) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i++) {
            named.put(plan.protectedAttributes().get(attributes[i]), values.get(i));
        }
        return named;
    }
}
