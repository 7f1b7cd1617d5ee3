package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.StatisticsColumns;
import dev.gatehouse.audit.cells.StatisticsColumns.Known;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Method;
import dev.gatehouse.audit.report.Statistics;
import dev.gatehouse.audit.report.Statistics.Bin;
import dev.gatehouse.audit.report.Statistics.Feature;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Published statistics in place of reference rows. */
final class StatisticsReference {
    private StatisticsReference() {}

    /** @throws AuditException when the plan asks for what statistics cannot give */
    static StatisticsColumns of(DriftPlan plan, Statistics statistics) {
        if (plan.method() != Method.GATEHOUSE) {
            throw new AuditException("method " + plan.method().id()
                    + " needs the reference's rows; with published statistics only method gatehouse can judge");
        }
        List<String> outcomes =
                Stream.of(plan.score(), plan.label()).filter(Objects::nonNull).toList();
        Set<String> wanted = new LinkedHashSet<>(plan.features());
        if (wanted.isEmpty()) {
            statistics.features().stream()
                    .map(Feature::name)
                    .filter(name -> !plan.exclude().contains(name)
                            && !name.equals(statistics.label())
                            && !name.equals(statistics.score()))
                    .forEach(wanted::add);
            outcomes.forEach(wanted::remove);
        }
        wanted.addAll(outcomes);
        List<Known> known = new ArrayList<>();
        for (String name : wanted) {
            Feature feature = statistics.features().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AuditException("the statistics have no '" + name + "'; they have "
                            + statistics.features().stream().map(Feature::name).toList()));
            boolean number = feature.kind().equals("number");
            if (number && plan.categorical().contains(name)) {
                throw new AuditException("categorical: the statistics have '" + name
                        + "' as numbers; make them by a plan that calls it categorical too");
            }
            known.add(known(feature, number));
        }
        return new StatisticsColumns(statistics.rows(), known);
    }

    private static Known known(Feature feature, boolean number) {
        List<Bin> bins = feature.bins();
        return new Known(
                feature.name(),
                number ? bins.stream().mapToDouble(Bin::from).toArray() : null,
                number ? bins.stream().mapToDouble(Bin::to).toArray() : null,
                number ? null : bins.stream().map(Bin::value).toList(),
                bins.stream().mapToLong(Bin::rows).toArray(),
                feature.others(),
                feature.otherValues(),
                feature.missing(),
                feature.strange());
    }

    static String note(Statistics statistics) {
        return "The reference is published statistics of " + statistics.rows() + " rows"
                + (statistics.dataDigest() == null ? "" : " (" + statistics.dataDigest() + ")")
                + ". Distances are computed on its bins, and intervals are widened by what bins may hide; a range begins"
                + " and ends where the statistics' outermost bins do. Categories of fewer than " + statistics.minimum()
                + " rows are one. Nothing is known of the reference's duplicates, and no classifier was trained.";
    }
}
