package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Bar;
import dev.gatehouse.audit.report.DriftReport.Chunk;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.DriftReport.Quality;
import dev.gatehouse.audit.report.DriftReport.Teller;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The sections of a drift page between what was read and how to read it. */
final class DriftSections {
    private DriftSections() {}

    static String tool(String method) {
        return switch (method) {
            case "evidently" -> "Evidently";
            case "nannyml" -> "NannyML";
            default -> "Gatehouse";
        };
    }

    static boolean hasCourses(DriftReport report) {
        return all(report).stream().anyMatch(each -> each.chunks() != null);
    }

    /** Score and label before the features. */
    static List<Drift> all(DriftReport report) {
        return Stream.concat(
                        Stream.of(report.score(), report.label()).filter(each -> each != null),
                        DriftRanking.worstFirst(report.drift()).stream())
                .toList();
    }

    static void outcomes(Html page, DriftReport report) {
        List<Drift> outcomes = Stream.of(report.score(), report.label())
                .filter(each -> each != null)
                .toList();
        if (outcomes.isEmpty()) {
            return;
        }
        page.raw("<section aria-labelledby=\"outcomes\"><h2 id=\"outcomes\">Score and label</h2>\n");
        page.element(
                "p",
                "The score is what the model says, the label is what came true. A score that drifts while the features do not"
                        + " points to the model; a label that drifts changes what a good score is.");
        table(page, "Score and label against the reference", outcomes);
        page.close("section");
    }

    static void features(Html page, DriftReport report) {
        page.raw("<section aria-labelledby=\"features\"><h2 id=\"features\">Features</h2>\n");
        List<Drift> ordered = DriftRanking.worstFirst(report.drift());
        if (ordered.isEmpty()) {
            page.element("p", "No feature could be compared.").close("section");
            return;
        }
        Map<String, List<Drift>> byMethod = new LinkedHashMap<>();
        ordered.forEach(each -> byMethod.computeIfAbsent(each.method(), name -> new ArrayList<>())
                .add(each));
        byMethod.forEach((method, drift) -> page.figure(
                DriftCharts.distances("Distance by feature: " + DriftWords.method(method), drift),
                DriftCharts.ofDistances(method)
                        + (drift.size() > DriftCharts.MAX_ROWS
                                ? " The " + DriftCharts.MAX_ROWS + " farthest of " + drift.size() + "."
                                : "")));
        table(page, "Features against the reference, farthest first", ordered);
        others(page, ordered);
        page.close("section");
    }

    private static void table(Html page, String caption, List<Drift> drift) {
        List<List<Cell>> rows = new ArrayList<>();
        boolean judged = drift.stream().anyMatch(each -> each.verdict() != null);
        boolean tested = drift.stream().anyMatch(each -> each.pValue() != null);
        List<String> heads =
                new ArrayList<>(List.of("Column", judged ? "Verdict" : "Flag", "Distance (interval)", "Limit"));
        heads.addAll(List.of("Noise floor", "Detectable"));
        if (tested) {
            heads.add("p");
        }
        heads.addAll(List.of("Reference rows", "Current rows"));
        for (Drift each : drift) {
            List<Cell> row = new ArrayList<>(List.of(
                    Cell.name(each.feature()),
                    verdict(each),
                    statistic(each),
                    Cell.number(limit(each)),
                    Cell.number(number(each.noiseFloor())),
                    Cell.number(number(each.detectable()))));
            if (tested) {
                row.add(Cell.number(Wording.p(each.pValue())));
            }
            row.add(Cell.number(Wording.count(each.rowsReference())));
            row.add(Cell.number(Wording.count(each.rowsCurrent())));
            rows.add(row);
        }
        page.table(caption, heads, rows);
    }

    private static Cell verdict(Drift drift) {
        if (drift.verdict() == null) {
            return new Cell(
                    DriftWords.flag(drift), drift.undefined(), Boolean.TRUE.equals(drift.drifted()) ? "fail" : "");
        }
        String why = drift.reason() != null ? drift.reason() : drift.deciding() ? null : "does not decide by itself";
        return new Cell(Wording.verdict(drift.verdict()), why, PageFrame.kind(drift.verdict()));
    }

    private static Cell statistic(Drift drift) {
        if (drift.statistic() == null) {
            return Cell.number("undefined");
        }
        String method = DriftWords.method(drift.method());
        String interval = Wording.interval(drift.estimate(), null);
        String bound = drift.errorBound() == null || drift.errorBound() == 0
                ? ""
                : "; ± " + Wording.number(drift.errorBound()) + " by bins";
        return Cell.number(
                Wording.number(drift.statistic()), (interval.isEmpty() ? "" : interval + "; ") + method + bound);
    }

    private static String limit(Drift drift) {
        if (drift.limit() == null) {
            return "–";
        }
        return (DriftRanking.isTest(drift) ? "p " : "") + Wording.plain(drift.limit());
    }

    private static String number(Double value) {
        return value == null ? "–" : Wording.number(value);
    }

    /** Every other distance, for who is used to another one. */
    private static void others(Html page, List<Drift> drift) {
        List<String> metrics = drift.stream()
                .flatMap(each -> each.metrics().keySet().stream())
                .distinct()
                .toList();
        if (metrics.isEmpty()) {
            return;
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Drift each : drift) {
            List<Cell> row = new ArrayList<>(List.of(Cell.name(each.feature())));
            metrics.forEach(metric -> row.add(Cell.number(number(each.metrics().get(metric)))));
            rows.add(row);
        }
        List<String> heads = new ArrayList<>(List.of("Feature"));
        metrics.forEach(metric -> heads.add(DriftWords.method(metric)));
        page.raw("<details><summary>All distances</summary>\n");
        page.table("Every distance of each feature; points, not judged", heads, rows);
        page.close("details");
    }

    static void courses(Html page, DriftReport report) {
        if (!hasCourses(report)) {
            return;
        }
        List<Drift> drift =
                all(report).stream().filter(each -> each.chunks() != null).toList();
        page.raw("<section aria-labelledby=\"courses\"><h2 id=\"courses\">Over time</h2>\n");
        page.figure(
                DriftCharts.courses("Distance from the whole reference, chunk by chunk", drift),
                DriftCharts.OF_COURSES
                        + (drift.size() > DriftCharts.MAX_PANELS
                                ? " The first " + DriftCharts.MAX_PANELS + " of " + drift.size() + " columns."
                                : ""));
        chunks(page, "Distance by chunk; ▲ marks an alert", drift, false);
        boolean missing = drift.stream()
                .flatMap(each -> each.chunks().stream())
                .anyMatch(chunk -> chunk.missingShare() != null && chunk.missingShare() > 0);
        if (missing) {
            chunks(page, "Share of missing values by chunk; ▲ marks an alert", drift, true);
        }
        page.close("section");
    }

    private static void chunks(Html page, String caption, List<Drift> drift, boolean missing) {
        List<String> heads = new ArrayList<>(List.of("Chunk", "Rows"));
        drift.forEach(each -> heads.add(each.feature()));
        List<List<Cell>> rows = new ArrayList<>();
        List<Chunk> first = drift.get(0).chunks();
        for (int i = 0; i < first.size(); i++) {
            Chunk chunk = first.get(i);
            List<Cell> row = new ArrayList<>(List.of(
                    Cell.name((chunk.reference() ? "reference: " : "") + chunk.label()),
                    Cell.number(Wording.count(chunk.rows()))));
            for (Drift each : drift) {
                Chunk own = each.chunks().get(i);
                Double value = missing ? own.missingShare() : own.statistic();
                boolean alert = missing ? own.missingAlert() : own.alert();
                row.add(Cell.number(
                        (alert ? "▲ " : "") + (missing && value != null ? Wording.percent(value) : number(value))));
            }
            rows.add(row);
        }
        List<Cell> limits = new ArrayList<>(List.of(Cell.name("limit"), Cell.number("")));
        for (Drift each : drift) {
            Optional<Double> upper = each.chunks().stream()
                    .map(chunk -> missing ? chunk.missingUpperLimit() : chunk.upperLimit())
                    .filter(value -> value != null)
                    .findFirst();
            limits.add(Cell.number(upper.map(value -> missing ? Wording.percent(value) : Wording.number(value))
                    .orElse("–")));
        }
        rows.add(limits);
        page.raw("<details><summary>").text(caption).raw("</summary>\n");
        page.table(caption, heads, rows);
        page.close("details");
    }

    static void distributions(Html page, DriftReport report) {
        List<Drift> drift = all(report);
        page.raw("<section aria-labelledby=\"distributions\"><h2 id=\"distributions\">Distributions</h2>\n");
        Optional<String> chart = DriftCharts.distributions("Current values against the reference", drift);
        if (chart.isEmpty()) {
            page.element("p", "No column has values to show.").close("section");
            return;
        }
        page.figure(
                chart,
                DriftCharts.OF_DISTRIBUTIONS
                        + (drift.size() > DriftCharts.MAX_PANELS
                                ? " The first " + DriftCharts.MAX_PANELS + " of " + drift.size() + " columns."
                                : ""));
        page.raw("<details><summary>The numbers of these charts</summary>\n");
        for (Drift each : drift) {
            if (!each.bars().isEmpty()) {
                bars(page, each);
            }
        }
        page.close("details").close("section");
    }

    private static void bars(Html page, Drift drift) {
        double reference =
                Math.max(1, drift.bars().stream().mapToLong(Bar::reference).sum());
        double current =
                Math.max(1, drift.bars().stream().mapToLong(Bar::current).sum());
        List<List<Cell>> rows = new ArrayList<>();
        for (Bar bar : drift.bars()) {
            String name = bar.value() != null
                    ? bar.value().isBlank() ? "(blank)" : bar.value()
                    : Wording.number(bar.from())
                            + (bar.to().equals(bar.from()) ? "" : " to " + Wording.number(bar.to()));
            rows.add(List.of(
                    Cell.name(name),
                    Cell.number(Wording.count(bar.reference()), Wording.percent(bar.reference() / reference)),
                    Cell.number(Wording.count(bar.current()), Wording.percent(bar.current() / current))));
        }
        page.table("Rows by value of " + drift.feature(), List.of("Value", "Reference", "Current"), rows);
    }

    static void quality(Html page, DriftReport report) {
        page.raw("<section aria-labelledby=\"quality\"><h2 id=\"quality\">Data quality</h2>\n");
        if (report.quality().isEmpty()) {
            page.element("p", "Nothing was found: no missing, new, strange or repeated values beyond the reference's.")
                    .close("section");
            return;
        }
        page.element("p", "These are counts of the rows at hand, not estimates: a limit on them is a point rule.");
        List<Quality> found =
                report.quality().stream().filter(DriftSections::isFinding).toList();
        List<Quality> held =
                report.quality().stream().filter(each -> !isFinding(each)).toList();
        if (found.isEmpty()) {
            page.element("p", "Nothing was found: every check that has a limit counted nothing.");
        } else {
            quality(page, "What was counted, broken limits first", found);
        }
        if (!held.isEmpty()) {
            page.raw("<details><summary>")
                    .text("Checks that found nothing: " + held.size())
                    .raw("</summary>\n");
            quality(page, "Checks that found nothing", held);
            page.close("details");
        }
        page.close("section");
    }

    /** Whether a reader must see it: a count, or a limit that is not kept. */
    static boolean isFinding(Quality quality) {
        return quality.count() > 0 || (quality.verdict() != null && quality.verdict() != Verdict.PASS);
    }

    private static void quality(Html page, String caption, List<Quality> quality) {
        List<List<Cell>> rows = new ArrayList<>();
        quality.stream()
                .sorted(Comparator.comparingInt(each -> Ranking.severity(each.verdict())))
                .forEach(each -> rows.add(quality(each)));
        page.table(caption, List.of("Check", "Column", "Verdict", "Count", "Share", "Limit", "What was found"), rows);
    }

    private static List<Cell> quality(Quality each) {
        return List.of(
                Cell.name(DriftWords.check(each.check())),
                Cell.text(each.feature() == null ? "all" : each.feature()),
                each.verdict() == null
                        ? Cell.text("–")
                        : new Cell(Wording.verdict(each.verdict()), null, PageFrame.kind(each.verdict())),
                Cell.number(Wording.count(each.count())),
                Cell.number(each.share() == null ? "–" : signedPercent(each.share())),
                Cell.number(
                        each.limit() == null
                                ? "–"
                                : Wording.percent(each.limit().doubleValue())),
                Cell.text(Wording.capital(each.detail())));
    }

    private static String signedPercent(double share) {
        return share < 0 ? "−" + Wording.percent(-share) : Wording.percent(share);
    }

    static void classifier(Html page, DriftReport report) {
        Classifier classifier = report.classifier();
        if (classifier == null) {
            return;
        }
        page.raw("<section aria-labelledby=\"classifier\"><h2 id=\"classifier\">All features together</h2>\n");
        page.element(
                "p",
                "A linear model learns to tell current from reference rows by all features at once, with at most ten of them by"
                        + " every pair too, and is tried on rows that it had not seen. An AUC of 0.5 is no better than chance; 1"
                        + " tells every row.");
        page.raw("<dl class=\"facts\">");
        PageFrame.fact(
                page,
                "AUC",
                Wording.value(classifier.auc(), null)
                        + (classifier.auc().isDefined()
                                ? " (" + Wording.interval(classifier.auc(), null) + ")"
                                : ", because " + classifier.auc().undefined()));
        if (classifier.chance() != null) {
            PageFrame.fact(page, "Largest by chance", Wording.number(classifier.chance()));
        }
        if (classifier.limit() != null) {
            PageFrame.fact(page, "Limit", Wording.plain(classifier.limit()));
        }
        if (classifier.verdict() != null) {
            PageFrame.fact(
                    page,
                    "Verdict",
                    Wording.verdict(classifier.verdict())
                            + (classifier.reason() == null ? "" : ": " + classifier.reason()));
        } else if (classifier.drifted() != null) {
            PageFrame.fact(page, "Flag", classifier.drifted() ? "drifted" : "not drifted");
        }
        PageFrame.fact(page, "Reference rows", Wording.count(classifier.rowsReference()));
        PageFrame.fact(page, "Current rows", Wording.count(classifier.rowsCurrent()));
        page.close("dl");
        page.figure(DriftCharts.tellers("What tells the samples apart", classifier), DriftCharts.OF_TELLERS);
        List<List<Cell>> rows = new ArrayList<>();
        for (Teller each : classifier.features()) {
            rows.add(List.of(
                    Cell.name(each.name()),
                    Cell.number(Wording.number(each.weight())),
                    AuditPage.estimate(each.auc())));
        }
        if (!rows.isEmpty()) {
            page.table("Features that tell the samples apart", List.of("Feature", "Weight", "AUC alone"), rows);
        }
        page.close("section");
    }
}
