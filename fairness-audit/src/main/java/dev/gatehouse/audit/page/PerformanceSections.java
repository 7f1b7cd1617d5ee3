package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.report.AuditReport.CalibrationBin;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.PerformanceReport.Chunk;
import dev.gatehouse.audit.report.PerformanceReport.Confusion;
import dev.gatehouse.audit.report.PerformanceReport.Delay;
import dev.gatehouse.audit.report.PerformanceReport.Labels;
import dev.gatehouse.audit.report.PerformanceReport.Limit;
import dev.gatehouse.audit.report.PerformanceReport.Point;
import dev.gatehouse.audit.report.PerformanceReport.Realised;
import dev.gatehouse.audit.report.PerformanceReport.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sections of a performance page. */
final class PerformanceSections {
    private PerformanceSections() {}

    static void limits(Html page, PerformanceReport report) {
        if (report.limits().isEmpty()) {
            return;
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Limit limit : report.limits()) {
            rows.add(List.of(
                    Cell.name(Wording.capital(PerformanceWords.limited(limit.limit()))),
                    new Cell(
                            PageFrame.sign(limit.verdict()) + " " + Wording.verdict(limit.verdict()),
                            limit.reason(),
                            PageFrame.kind(limit.verdict())),
                    estimate(limit.value()),
                    Cell.text(allowed(limit)),
                    Cell.number(Wording.p(limit.pHolm()))));
        }
        page.table("Limits", List.of("Metric", "Verdict", "Value (interval)", "Limit", "p, adjusted"), rows);
    }

    static String allowed(Limit limit) {
        if (limit.min() == null) {
            return "at most " + Wording.plain(limit.max());
        }
        return limit.max() == null
                ? "at least " + Wording.plain(limit.min())
                : Wording.plain(limit.min()) + " to " + Wording.plain(limit.max());
    }

    static Cell estimate(Estimate estimate) {
        if (estimate == null) {
            return Cell.number("–");
        }
        return estimate.isDefined()
                ? Cell.number(Wording.value(estimate, null), Wording.interval(estimate, null))
                : new Cell("undefined", estimate.undefined(), "num why");
    }

    static void metrics(Html page, PerformanceReport report) {
        page.raw("<section aria-labelledby=\"metrics\"><h2 id=\"metrics\">Metrics</h2>\n");
        boolean compared = report.reference() != null;
        Map<String, Estimate> confirmed = report.labels().confirmedMetrics();
        List<String> heads = new ArrayList<>(List.of("Metric", "Current (interval)"));
        if (confirmed != null) {
            heads.add("On confirmed labels only");
        }
        if (compared) {
            heads.add("Reference (interval)");
        }
        heads.add("What it is");
        List<List<Cell>> rows = new ArrayList<>();
        report.current().metrics().forEach((metric, estimate) -> {
            List<Cell> row = new ArrayList<>(
                    List.of(Cell.name(Wording.capital(PerformanceWords.name(metric))), estimate(estimate)));
            if (confirmed != null) {
                row.add(estimate(confirmed.get(metric)));
            }
            if (compared) {
                row.add(estimate(report.reference().metrics().get(metric)));
            }
            row.add(Cell.text(Wording.capital(PerformanceWords.definition(metric))));
            rows.add(row);
        });
        page.table("The model on the rows that have a label", heads, rows);
        confusion(page, report);
        page.close("section");
    }

    private static void confusion(Html page, PerformanceReport report) {
        List<List<Cell>> rows = new ArrayList<>();
        if (report.reference() != null && report.reference().confusion() != null) {
            rows.add(confusion("Reference", report.reference().confusion()));
        }
        if (report.current().confusion() != null) {
            rows.add(confusion("Current", report.current().confusion()));
        }
        if (!rows.isEmpty()) {
            page.table(
                    "Labels against decisions, in rows",
                    List.of("Sample", "True positives", "False positives", "False negatives", "True negatives"),
                    rows);
        }
    }

    private static List<Cell> confusion(String name, Confusion confusion) {
        return List.of(
                Cell.name(name),
                Cell.number(Wording.count(confusion.tp())),
                Cell.number(Wording.count(confusion.fp())),
                Cell.number(Wording.count(confusion.fn())),
                Cell.number(Wording.count(confusion.tn())));
    }

    static void estimate(Html page, PerformanceReport report) {
        if (report.estimate() == null) {
            return;
        }
        page.raw("<section aria-labelledby=\"estimate\"><h2 id=\"estimate\">Estimate without labels</h2>\n");
        page.element(
                "p",
                "An estimate, not a measurement: what the scores of all "
                        + Wording.rows(report.current().rows())
                        + " suggest, labelled or not, if a score still means what it meant on the "
                        + Wording.count(report.estimate().referenceRows())
                        + " labelled rows of the reference. Where chunks have labels, the last columns say how near it came.");
        List<List<Cell>> rows = new ArrayList<>();
        report.estimate().metrics().forEach((metric, estimate) -> {
            Realised realised = report.estimate().realised().get(metric);
            rows.add(List.of(
                    Cell.name(Wording.capital(PerformanceWords.name(metric))),
                    estimate(estimate),
                    estimate(report.current().metrics().get(metric)),
                    Cell.number(realised == null ? "–" : Wording.number(realised.meanAbsoluteError())),
                    Cell.number(realised == null ? "–" : realised.within() + " of " + realised.chunks())));
        });
        page.table(
                "Estimated and realised",
                List.of(
                        "Metric",
                        "Estimate, all rows (range)",
                        "Realised, labelled rows",
                        "Mean error over chunks",
                        "Chunks within the range"),
                rows);
        page.close("section");
    }

    static void courses(Html page, PerformanceReport report) {
        if (report.chunks() == null) {
            return;
        }
        page.raw("<section aria-labelledby=\"courses\"><h2 id=\"courses\">Over time</h2>\n");
        page.figure(PerformanceCharts.courses("Performance by chunk", report), PerformanceCharts.OF_COURSES);
        List<String> drawn = PerformanceCharts.drawn(report);
        List<String> heads = new ArrayList<>(List.of("Chunk", "Rows", "With a label"));
        drawn.forEach(metric -> heads.add(Wording.capital(PerformanceWords.name(metric))));
        List<List<Cell>> rows = new ArrayList<>();
        for (Chunk chunk : report.chunks()) {
            List<Cell> row = new ArrayList<>(List.of(
                    Cell.name((chunk.reference() ? "reference " : "") + chunk.label()),
                    Cell.number(Wording.count(chunk.rows())),
                    Cell.number(Wording.count(chunk.labelled()))));
            drawn.forEach(metric -> row.add(point(chunk, metric)));
            rows.add(row);
        }
        page.table("Performance by chunk: value, interval, and the estimate without labels", heads, rows);
        page.close("section");
    }

    private static Cell point(Chunk chunk, String metric) {
        Point point = chunk.metrics().get(metric);
        Estimate estimate = chunk.estimates() == null ? null : chunk.estimates().get(metric);
        String estimated = estimate == null || !estimate.isDefined() ? "" : "estimate " + Wording.value(estimate, null);
        if (point.insufficient() != null) {
            return new Cell(
                    "insufficient", point.insufficient() + (estimated.isEmpty() ? "" : "; " + estimated), "num why");
        }
        String interval = point.lower() == null || point.upper() == null
                ? ""
                : Wording.number(point.lower()) + " to " + Wording.number(point.upper());
        return Cell.number(
                Wording.number(point.value()) + (Boolean.TRUE.equals(point.alert()) ? " alert" : ""),
                interval + (estimated.isEmpty() ? "" : "; " + estimated));
    }

    static void calibration(Html page, PerformanceReport report) {
        List<CalibrationBin> bins = report.current().calibration();
        if (bins == null) {
            return;
        }
        page.raw("<section aria-labelledby=\"calibration\"><h2 id=\"calibration\">Calibration</h2>\n");
        page.figure(
                PerformanceCharts.calibration("Observed share of positives by score", report),
                PerformanceCharts.OF_CALIBRATION);
        List<List<Cell>> rows = bins.stream()
                .map(bin -> List.of(
                        Cell.name(Wording.number(bin.from()) + " to " + Wording.number(bin.to())),
                        Cell.number(Wording.count(bin.n())),
                        Cell.number(Wording.number(bin.meanScore())),
                        estimate(bin.observed())))
                .toList();
        page.table("Current rows by score", List.of("Score", "Rows", "Mean score", "Observed (interval)"), rows);
        page.close("section");
    }

    static void labels(Html page, PerformanceReport report) {
        Labels labels = report.labels();
        page.raw("<section aria-labelledby=\"labels\"><h2 id=\"labels\">Labels</h2>\n<dl class=\"facts\">\n");
        PageFrame.fact(page, "Rows with a label", share(labels.coverage()));
        if (labels.confirmedShare() != null) {
            PageFrame.fact(page, "Of these, confirmed", share(labels.confirmedShare()));
        }
        if (labels.delay() != null) {
            PageFrame.fact(
                    page,
                    "Half of the labels came within",
                    PerformanceWords.time(labels.delay().medianSeconds()));
            PageFrame.fact(
                    page,
                    "Nine of ten within",
                    PerformanceWords.time(labels.delay().ninetySeconds()));
            PageFrame.fact(page, "The longest took", longest(labels.delay()));
            PageFrame.fact(
                    page,
                    "Older than the prediction",
                    Wording.count(labels.delay().early()));
        }
        page.close("dl");
        if (report.chunks() != null) {
            page.figure(PerformanceCharts.labels("Labels by chunk", report), PerformanceCharts.OF_LABELS);
            boolean timed = labels.delay() != null;
            boolean sourced = labels.confirmedShare() != null;
            List<String> heads = new ArrayList<>(List.of("Chunk", "Rows", "With a label"));
            if (sourced) {
                heads.add("Confirmed");
            }
            if (timed) {
                heads.addAll(List.of("Half within", "Nine of ten within", "Longest"));
            }
            List<List<Cell>> rows = new ArrayList<>();
            for (Chunk chunk : report.chunks()) {
                List<Cell> row = new ArrayList<>(List.of(
                        Cell.name((chunk.reference() ? "reference " : "") + chunk.label()),
                        Cell.number(Wording.count(chunk.rows())),
                        Cell.number(share(chunk.coverage()))));
                if (sourced) {
                    row.add(Cell.number(share(chunk.confirmedShare())));
                }
                if (timed) {
                    row.add(Cell.number(PerformanceWords.time(chunk.delay().medianSeconds())));
                    row.add(Cell.number(PerformanceWords.time(chunk.delay().ninetySeconds())));
                    row.add(Cell.number(longest(chunk.delay())));
                }
                rows.add(row);
            }
            page.table("Labels by chunk", heads, rows);
        }
        page.close("section");
    }

    private static String longest(Delay delay) {
        return PerformanceWords.time(
                delay.longestSeconds() == null ? null : delay.longestSeconds().doubleValue());
    }

    private static String share(Estimate estimate) {
        return estimate == null || !estimate.isDefined() ? "–" : Wording.percent(estimate.value());
    }

    static void segments(Html page, PerformanceReport report) {
        if (report.segments().isEmpty()) {
            return;
        }
        page.raw("<section aria-labelledby=\"segments\"><h2 id=\"segments\">Segments</h2>\n");
        List<String> drawn = PerformanceCharts.drawn(report);
        for (String column :
                report.segments().stream().map(Segment::column).distinct().toList()) {
            List<String> heads = new ArrayList<>(List.of(column, "Sample", "Rows", "With a label"));
            drawn.forEach(metric -> heads.add(Wording.capital(PerformanceWords.name(metric))));
            List<List<Cell>> rows = new ArrayList<>();
            for (Segment segment : report.segments()) {
                if (!segment.column().equals(column)) {
                    continue;
                }
                List<Cell> row = new ArrayList<>(List.of(
                        Cell.name(segment.value().isBlank() ? "(missing)" : segment.value()),
                        Cell.text(segment.reference() ? "reference" : "current"),
                        Cell.number(Wording.count(segment.rows())),
                        Cell.number(Wording.count(segment.labelled()))));
                drawn.forEach(metric -> row.add(estimate(segment.metrics().get(metric))));
                rows.add(row);
            }
            page.table("Performance by " + column, heads, rows);
        }
        page.close("section");
    }
}
