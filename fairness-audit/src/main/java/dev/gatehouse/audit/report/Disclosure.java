package dev.gatehouse.audit.report;

import dev.gatehouse.audit.report.AuditReport.Group;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes groups that are too small to be shown out of a report. */
final class Disclosure {
    private Disclosure() {}

    static AuditReport of(AuditReport report, int minimum) {
        Map<Set<String>, List<Group>> byAttributes = new LinkedHashMap<>();
        for (Group group : report.groups()) {
            byAttributes
                    .computeIfAbsent(group.attributes().keySet(), key -> new ArrayList<>())
                    .add(group);
        }
        Set<Map<String, String>> withheld = new HashSet<>();
        byAttributes.forEach((attributes, groups) -> {
            if (attributes.size() == 1) {
                withheld.addAll(withheldOf(groups, minimum));
            } else if (groups.stream().anyMatch(group -> group.n() < minimum)) {
                groups.forEach(group -> withheld.add(group.attributes()));
            }
        });
        if (withheld.isEmpty()) {
            return report;
        }
        // An intersection adds up to its attributes' groups, so it goes when one of those had to go.
        for (Group group : report.groups()) {
            for (Map.Entry<String, String> value : group.attributes().entrySet()) {
                if (withheld.contains(Map.of(value.getKey(), value.getValue()))) {
                    withholdIntersections(byAttributes, group.attributes().keySet(), withheld);
                }
            }
        }
        return new AuditReport(
                report.kind(),
                report.format(),
                report.verdict(),
                List.of("Groups of fewer than " + minimum
                        + " rows are withheld; the reasons name groups and stay inside."),
                report.profile(),
                report.task(),
                report.planDigest(),
                report.dataDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                report.rows(),
                report.scores(),
                report.overall(),
                report.groups().stream()
                        .filter(g -> !withheld.contains(g.attributes()))
                        .toList(),
                report.comparisons().stream()
                        .filter(c -> !withheld.contains(c.group()) && !withheld.contains(c.reference()))
                        .toList(),
                report.summaries().stream()
                        .filter(s -> !withheld.contains(s.highest()) && !withheld.contains(s.lowest()))
                        .toList(),
                report.proxies(),
                report.notes());
    }

    private static void withholdIntersections(
            Map<Set<String>, List<Group>> byAttributes, Set<String> attributes, Set<Map<String, String>> withheld) {
        if (attributes.size() > 1) {
            byAttributes.get(attributes).forEach(group -> withheld.add(group.attributes()));
        }
    }

    private static Collection<Map<String, String>> withheldOf(List<Group> groups, int minimum) {
        List<Group> ascending =
                groups.stream().sorted(Comparator.comparingLong(Group::n)).toList();
        Set<Map<String, String>> withheld = new HashSet<>();
        long rows = 0;
        for (Group group : ascending) {
            boolean exposed = !withheld.isEmpty() && (withheld.size() == 1 || rows < minimum);
            if (group.n() < minimum || exposed) {
                withheld.add(group.attributes());
                rows += group.n();
            }
        }
        return withheld;
    }
}
