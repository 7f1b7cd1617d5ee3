package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Ranking.Judged;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.AuditReport.Proxy;
import dev.gatehouse.audit.report.AuditReport.Rows;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Explanations.Importance;
import dev.gatehouse.audit.report.Explanations.Local;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An audit report as text for a terminal: the verdict, what was read, the groups' main metrics, and the worst comparisons. */
public final class AuditText {
    /** The narrowest and the widest terminal that is laid out for, in columns. */
    public static final int MIN_WIDTH = 60;

    public static final int MAX_WIDTH = 200;

    /** Below this width some columns are left out, in columns of the terminal. */
    private static final int NARROW = 96;

    private static final Set<String> SELECTION = Set.of("selection_rate", "scoring_rate");

    private static final int MAX_GROUPS = 20;
    private static final int MAX_SETS = 12;
    private static final int MAX_COMPARISONS = 25;
    private static final int MAX_BYSTANDERS = 10;
    private static final int MAX_UNDEFINED = 10;
    private static final int MAX_FEATURES = 10;
    private static final int MAX_CONTRIBUTIONS = 3;

    private final AuditPlan plan;
    private final AuditReport report;
    private final int width;
    private final Glyphs glyphs;
    private final TextLines out;

    private AuditText(AuditPlan plan, AuditReport report, int width, boolean unicode) {
        this.plan = plan;
        this.report = report;
        this.width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width));
        this.glyphs = new Glyphs(unicode);
        this.out = new TextLines(glyphs, this.width);
    }

    /**
     * The report as lines of text, the last with a line end. Names from the data cannot move the cursor or reorder the text.
     *
     * @param plan the plan that the report was made by
     * @param report what the audit found
     * @param width of the terminal in columns; held to {@value #MIN_WIDTH} to {@value #MAX_WIDTH}
     * @param unicode false for ASCII only; other characters are then told by their numbers
     */
    public static String table(AuditPlan plan, AuditReport report, int width, boolean unicode) {
        AuditText text = new AuditText(plan, report, width, unicode);
        text.verdict();
        text.rows();
        text.groups();
        text.judged();
        text.unjudged();
        text.proxies();
        text.explanations();
        return text.out.toString();
    }

    private void verdict() {
        out.verdict(
                report.verdict(),
                "the plan sets no limit",
                plan.data() + " by " + String.join(", ", plan.protectedAttributes()),
                report.reasons(),
                report.notes());
    }

    private void rows() {
        Rows rows = report.rows();
        String leftOut = rows.leftOut().entrySet().stream()
                .map(entry -> Wording.leftOut(entry.getKey()) + " " + Wording.count(entry.getValue()))
                .collect(Collectors.joining(", "));
        out.blank();
        out.line(
                "",
                "Rows: " + Wording.count(rows.read()) + " read, " + Wording.count(rows.used()) + " used, "
                        + Wording.count(rows.read() - rows.used()) + " left out"
                        + (leftOut.isEmpty() ? "" : " (" + leftOut + ")"));
        if (rows.unknown() != null) {
            rows.unknown().forEach((attribute, n) -> {
                if (n > 0) {
                    out.line("", "Unknown " + attribute + ": " + Wording.rows(n) + ", not compared");
                }
            });
        }
    }

    private void groups() {
        int sets = 0;
        Map<String, List<Group>> bySet = GroupSections.bySet(report.groups());
        for (Map.Entry<String, List<Group>> set : bySet.entrySet()) {
            if (sets++ == MAX_SETS) {
                break;
            }
            out.blank();
            out.line("", "By " + set.getKey() + " (" + Wording.level(report.confidence()) + " intervals)");
            groups(set.getValue());
        }
        out.more(bySet.size() - MAX_SETS, "intersections");
    }

    private void groups(List<Group> groups) {
        List<Group> shown = groups.stream()
                .sorted(Comparator.comparingLong(Group::n).reversed())
                .limit(MAX_GROUPS)
                .toList();
        List<String> metrics = mainMetrics().stream()
                .filter(metric -> shown.stream()
                        .map(group -> group.metrics().get(metric))
                        .anyMatch(estimate -> estimate != null && estimate.isDefined()))
                .toList();
        TextTable table = new TextTable(glyphs, width).left("group").right("rows");
        metrics.forEach(metric -> table.right(metric.replace('_', ' ')));
        Set<String> undefined = new LinkedHashSet<>();
        for (Group group : shown) {
            List<String> cells = new ArrayList<>();
            cells.add(AuditCharts.name(group) + (group.notCompared() == null ? "" : " *"));
            cells.add(Wording.count(group.n()));
            for (String metric : metrics) {
                Estimate estimate = group.metrics().get(metric);
                cells.add(cell(estimate, null));
                if (estimate != null && !estimate.isDefined()) {
                    undefined.add(AuditCharts.name(group) + ", " + metric + " undefined: " + estimate.undefined());
                }
            }
            table.row(cells);
        }
        out.table(table.drawn());
        out.more(groups.size() - shown.size(), "groups");
        shown.stream()
                .filter(group -> group.notCompared() != null)
                .limit(MAX_UNDEFINED)
                .forEach(group ->
                        out.line("  ", "* " + AuditCharts.name(group) + " is not compared: " + group.notCompared()));
        undefined.stream().limit(MAX_UNDEFINED).forEach(text -> out.line("  ", text));
        out.more(undefined.size() - MAX_UNDEFINED, "undefined values");
    }

    /** What is judged first, then what a reader asks for anyway. */
    private Set<String> mainMetrics() {
        Stream<String> usual = switch (plan.task()) {
            case BINARY -> Stream.of("selection_rate", "scoring_rate", "tpr", "fpr", "ppv", "auc");
            case MULTICLASS -> Stream.of("accuracy", "selection_rate", "tpr", "ppv");
            case REGRESSION -> Stream.of("mean_error", "mae", "rmse");
        };
        return Stream.concat(
                        usual,
                        report.comparisons().stream()
                                .filter(comparison -> !comparison.limits().isEmpty())
                                .map(Comparison::metric))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String cell(Estimate estimate, Judgement limit) {
        if (estimate == null || !estimate.isDefined()) {
            return estimate == null ? "–" : "undefined";
        }
        String value = Wording.number(estimate.value(), limit);
        return estimate.lower() == null && estimate.upper() == null
                ? value
                : value + " ["
                        + (estimate.lower() == null ? "−∞" : Wording.number(estimate.lower(), limit)) + ", "
                        + (estimate.upper() == null ? "∞" : Wording.number(estimate.upper(), limit)) + "]";
    }

    private void judged() {
        List<Judged> judged = Ranking.judged(report.comparisons());
        if (judged.isEmpty()) {
            return;
        }
        out.blank();
        boolean bystanders = judged.stream().anyMatch(each -> !each.comparison().deciding());
        out.line("", "Comparisons with limits, worst first" + (bystanders ? "; those in brackets do not decide" : ""));
        boolean narrow = width < NARROW;
        TextTable table = new TextTable(glyphs, width)
                .left("group : reference")
                .left("verdict")
                .left("limit")
                .right("value");
        if (!narrow) {
            table.right("p");
        }
        List<Judged> told = Stream.concat(
                        judged.stream()
                                .filter(each -> each.comparison().deciding())
                                .limit(MAX_COMPARISONS),
                        judged.stream()
                                .filter(each -> !each.comparison().deciding())
                                .limit(MAX_BYSTANDERS))
                .toList();
        for (Judged each : told) {
            Comparison comparison = each.comparison();
            Judgement limit = each.judgement();
            List<String> cells = new ArrayList<>(List.of(
                    Wording.pair(comparison),
                    verdict(each, narrow),
                    limit.limit() + " " + range(limit),
                    cell(AuditCharts.estimate(comparison, limit.limit()), limit)));
            if (!narrow) {
                cells.add(Wording.p(limit.pHolm() == null ? limit.p() : limit.pHolm()));
            }
            table.row(cells);
        }
        out.table(table.drawnWhole());
        out.more(judged.size() - told.size(), "comparisons");
        if (!narrow) {
            out.line("  ", "p is against the limit, after Holm's adjustment where the comparison decides.");
        }
    }

    private static String verdict(Judged judged, boolean narrow) {
        Verdict verdict = judged.judgement().verdict();
        String word = verdict == null ? "–" : verdict == Verdict.INSUFFICIENT && narrow ? "INSUFF." : verdict.name();
        return judged.comparison().deciding() ? word : "(" + word + ")";
    }

    private static String range(Judgement limit) {
        if (limit.min() != null && limit.max() != null) {
            return Wording.limit(limit);
        }
        return limit.min() != null ? "≥ " + Wording.plain(limit.min()) : "≤ " + Wording.plain(limit.max());
    }

    /** Flags, and where nothing has a limit, what is least likely to be chance. */
    private void unjudged() {
        List<Comparison> flagged =
                report.comparisons().stream().filter(Comparison::flagged).toList();
        List<Comparison> told =
                report.verdict() == null && flagged.isEmpty() ? Ranking.unjudged(report.comparisons()) : flagged;
        if (told.isEmpty()) {
            return;
        }
        out.blank();
        out.line(
                "",
                flagged.isEmpty()
                        ? "Comparisons, the least likely to be chance first (not adjusted for their number)"
                        : "Flagged by the four-fifths rule (below 0.80 as a point; a flag is not a verdict)");
        TextTable table = new TextTable(glyphs, width)
                .left("group : reference")
                .left("metric")
                .right("value");
        if (width >= NARROW) {
            table.right("p of no difference");
        }
        for (Comparison comparison : told.subList(0, Math.min(told.size(), MAX_BYSTANDERS))) {
            // Selection is compared as a ratio by law and custom, everything else as a difference.
            boolean ratio = comparison.ratio() != null
                    && (comparison.difference() == null || SELECTION.contains(comparison.metric()));
            List<String> cells = new ArrayList<>(List.of(
                    Wording.pair(comparison),
                    comparison.metric() + (ratio ? " ratio" : " difference"),
                    cell(ratio ? comparison.ratio() : comparison.difference(), null)));
            if (width >= NARROW) {
                cells.add(Wording.p(comparison.p()));
            }
            table.row(cells);
        }
        out.table(table.drawnWhole());
        out.more(told.size() - MAX_BYSTANDERS, "comparisons");
    }

    private void proxies() {
        if (report.proxies() == null) {
            return;
        }
        out.blank();
        out.line("", "Proxies: how well the features predict an attribute (AUC; 0.5 is chance)");
        TextTable table =
                new TextTable(glyphs, width).left("attribute").right("AUC").left("strongest features");
        for (Proxy proxy : report.proxies()) {
            table.row(List.of(
                    proxy.attribute() + (proxy.value() == null ? "" : " = " + proxy.value()),
                    cell(proxy.auc(), null),
                    proxy.features().stream()
                            .limit(3)
                            .map(AuditReport.Feature::name)
                            .collect(Collectors.joining(", "))));
        }
        out.table(table.drawnWhole());
    }

    private void explanations() {
        if (report.explanations() == null) {
            return;
        }
        Importance importance = report.explanations().importance();
        out.blank();
        out.line(
                "",
                "What moves the score: " + importance.metric() + " " + cell(importance.baseline(), null)
                        + ", and what it loses when a feature is permuted (" + Wording.rows(importance.rows()) + ", "
                        + importance.repeats() + " repeats)");
        TextTable table = new TextTable(glyphs, width).left("feature").right("loss");
        importance.features().stream()
                .limit(MAX_FEATURES)
                .forEach(feature -> table.row(List.of(feature.name(), cell(feature.drop(), null))));
        out.table(table.drawn());
        out.more(importance.features().size() - MAX_FEATURES, "features");
        for (Local local : report.explanations().local()) {
            out.line(
                    "  ",
                    local.title() + ": score " + Wording.number(local.score()) + ", "
                            + Wording.number(local.score() - local.baseline()) + " from the mean; "
                            + local.contributions().stream()
                                    .limit(MAX_CONTRIBUTIONS)
                                    .map(each -> each.feature() + " " + ExplanationSection.signed(each.contribution()))
                                    .collect(Collectors.joining(", ")));
        }
    }
}
