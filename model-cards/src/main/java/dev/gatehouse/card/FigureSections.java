package dev.gatehouse.card;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The quantitative sections: tables of everything, charts of what a reader compares. */
final class FigureSections {
    private FigureSections() {}

    static void metrics(CardContent content, Markup to) {
        content.metrics().provided().filter(list -> !list.isEmpty()).ifPresent(metrics -> {
            to.table(
                    "Metrics over the whole evaluation data",
                    List.of("Metric|20", "#Value|13", "#Interval|17", "Limit|16", "Verdict|15", "Note|19"));
            for (Metric metric : metrics) {
                to.raw("<tr>").element("th scope=\"row\"", metric.name());
                estimate(to, metric.estimate(), metric.limit());
                to.cell(limit(metric.limit()));
                verdict(to, metric.verdict());
                to.element("td", metric.note() == null ? "–" : metric.note()).raw("</tr>");
            }
            to.endTable();
        });
        NarrativeSections.none(to, content.metrics(), "No metric was computed.");
        to.remark(content.metrics());
    }

    static void calibration(CardContent content, Markup to) {
        content.calibration()
                .provided()
                .flatMap(bins -> Charts.calibration("Observed rate by predicted score", bins))
                .ifPresent(chart -> figure(to, chart));
        content.calibration().provided().filter(bins -> !bins.isEmpty()).ifPresent(bins -> {
            to.table(
                    "Calibration by bin",
                    List.of("#Mean predicted score|25", "#Observed rate|25", "#Interval|30", "#Rows|20"));
            for (CalibrationBin bin : bins) {
                to.raw("<tr>").number(Wording.number(bin.predicted()));
                estimate(to, bin.observed(), null);
                to.number(Wording.count(bin.n())).raw("</tr>");
            }
            to.endTable();
        });
        NarrativeSections.none(to, content.calibration(), "Calibration was not measured.");
        to.remark(content.calibration());
    }

    static void groups(CardContent content, Markup to) {
        List<GroupResult> all = content.groups().provided().orElse(List.of());
        List<GroupResult> single =
                all.stream().filter(group -> !group.intersection()).toList();
        List<GroupResult> crossed =
                all.stream().filter(GroupResult::intersection).toList();
        byAttribute(single)
                .forEach((attribute, rows) -> Charts.selectionRates(
                                "Selection rate by " + attribute, rows, limitMark(content, attribute, rows))
                        .ifPresent(chart -> figure(to, chart)));
        groupTable(to, "Single groups, with intervals", single);
        byAttribute(crossed)
                .forEach((attributes, rows) -> Charts.selectionRates(
                                "Selection rate by " + attributes, rows, limitMark(content, attributes, rows))
                        .ifPresent(chart -> figure(to, chart)));
        groupTable(to, "Intersections, with intervals", crossed);
        NarrativeSections.none(to, content.groups(), "No group was examined.");
        to.remark(content.groups());
    }

    private static void groupTable(Markup to, String caption, List<GroupResult> groups) {
        if (groups.isEmpty()) {
            return;
        }
        Set<String> names = groups.stream()
                .flatMap(group -> group.metrics().stream())
                .map(GroupResult.GroupMetric::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> heads = new ArrayList<>(List.of("Attribute|14", "Group|16", "#Rows|12"));
        names.forEach(name -> heads.add("#" + Wording.capital(name) + "|" + 58 / names.size()));
        to.table(caption, heads);
        groups.forEach(group -> groupRow(to, group, names));
        to.endTable();
    }

    private static void groupRow(Markup to, GroupResult group, Set<String> names) {
        to.raw("<tr>").cell(group.attribute()).element("th scope=\"row\"", group.group());
        to.number(group.n() == null ? "suppressed" : Wording.count(group.n()));
        Map<String, Estimate> given = group.metrics().stream()
                .collect(Collectors.toMap(
                        GroupResult.GroupMetric::name, GroupResult.GroupMetric::estimate, (a, b) -> a));
        for (String name : names) {
            Estimate estimate = given.get(name);
            if (estimate == null) {
                to.element("td class=\"none number\"", Markup.NOT_PROVIDED);
            } else {
                to.raw("<td class=\"number\">").text(Wording.value(estimate, null));
                if (estimate.lower() != null) {
                    to.raw("<br/>").element("span class=\"interval\"", Wording.interval(estimate, null));
                }
                to.raw("</td>");
            }
        }
        to.raw("</tr>");
    }

    static void comparisons(CardContent content, Markup to) {
        content.comparisons().provided().filter(list -> !list.isEmpty()).ifPresent(comparisons -> {
            List<Comparison> differences = Headline.deciding(content, Comparison.Kind.DIFFERENCE);
            charted(differences)
                    .forEach((title, rows) -> Charts.comparisons(title, rows).ifPresent(chart -> figure(to, chart)));
            to.table(
                    "Each group against its reference, all comparisons",
                    List.of(
                            "Metric|17",
                            "Group : reference|21",
                            "#Value|12",
                            "#Interval|15",
                            "Limit|13",
                            "Flag|8",
                            "Verdict|14"));
            for (Comparison comparison : comparisons) {
                to.raw("<tr>")
                        .cell(comparison.metric()
                                + (comparison.kind() == Comparison.Kind.RATIO ? ", ratio" : ", difference"));
                to.raw("<th scope=\"row\">").text(comparison.group() + " : " + comparison.reference());
                to.raw("<br/>")
                        .element("span class=\"interval\"", comparison.attribute())
                        .raw("</th>");
                estimate(to, comparison.estimate(), comparison.limit());
                to.cell(limit(comparison.limit()));
                Boolean flag = comparison.flag();
                to.element(
                        "td" + (Boolean.TRUE.equals(flag) ? " class=\"flag\"" : ""),
                        flag == null ? "–" : flag ? "flag" : "none");
                verdict(to, comparison.verdict());
                to.raw("</tr>");
            }
            to.endTable();
            to.element(
                    "p class=\"caption\"",
                    "A flag is a regulation's point rule; a verdict compares the whole interval with the limit.");
        });
        NarrativeSections.none(to, content.comparisons(), "No comparison was made.");
        to.remark(content.comparisons());
    }

    /** Comparisons that can share one chart: the same metric, attribute, kind and limit. */
    static Map<String, List<Comparison>> charted(List<Comparison> comparisons) {
        Map<String, List<Comparison>> charts = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            String title = Wording.capital(comparison.metric())
                    + (comparison.kind() == Comparison.Kind.RATIO ? " ratio by " : " difference by ")
                    + comparison.attribute()
                    + (comparison.limit() == null ? "" : " (" + Wording.limit(comparison.limit()) + ")");
            charts.computeIfAbsent(title, key -> new ArrayList<>()).add(comparison);
        }
        return charts;
    }

    /** The rate at which a group of this attribute meets the ratio's limit, where a comparison sets one and its reference is known. */
    private static Optional<Charts.Mark> limitMark(CardContent content, String attribute, List<GroupResult> rows) {
        return Headline.deciding(content, Comparison.Kind.RATIO).stream()
                .filter(comparison -> comparison.attribute().equals(attribute)
                        && comparison.metric().equals(GroupResult.SELECTION_RATE)
                        && comparison.limit() != null
                        && comparison.limit().atLeast() != null)
                .findFirst()
                .flatMap(comparison -> rate(rows, comparison.reference()).map(rate -> {
                    BigDecimal at = rate.multiply(comparison.limit().atLeast());
                    String times = Wording.plain(comparison.limit().atLeast()) + " × " + comparison.reference();
                    return new Charts.Mark(at, times + " = " + Wording.number(Estimate.normal(at)));
                }));
    }

    private static Optional<BigDecimal> rate(List<GroupResult> rows, String group) {
        return rows.stream()
                .filter(row -> row.group().equals(group))
                .flatMap(row -> row.metrics().stream())
                .filter(metric -> metric.name().equals(GroupResult.SELECTION_RATE))
                .flatMap(metric -> Optional.ofNullable(metric.estimate().value()).stream())
                .findFirst();
    }

    private static Map<String, List<GroupResult>> byAttribute(List<GroupResult> groups) {
        return groups.stream()
                .collect(Collectors.groupingBy(GroupResult::attribute, LinkedHashMap::new, Collectors.toList()));
    }

    static void figure(Markup to, String chart) {
        to.figure(chart);
    }

    /** Two cells: the value and its interval; where there is no value, the reason takes the interval's place. */
    static void estimate(Markup to, Estimate estimate, Limit limit) {
        if (estimate.value() == null) {
            to.number("undefined").cell(estimate.undefinedBecause());
        } else {
            to.number(Wording.number(estimate.value(), limit)).number(Wording.interval(estimate, limit));
        }
    }

    static String limit(Limit limit) {
        if (limit == null) {
            return "no limit";
        }
        return Wording.limit(limit) + (limit.source() == null ? "" : " (" + limit.source() + ")");
    }

    private static void verdict(Markup to, Verdict verdict) {
        String tone = verdict == null ? "none" : verdict.name().toLowerCase(java.util.Locale.ROOT);
        to.element("td class=\"verdict " + tone + "\"", Wording.verdict(verdict));
    }
}
