package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.SplitsReport;
import dev.gatehouse.audit.report.SplitsReport.Check;
import dev.gatehouse.audit.report.SplitsReport.Duplicates;
import dev.gatehouse.audit.report.SplitsReport.Entities;
import dev.gatehouse.audit.report.SplitsReport.Identifier;
import dev.gatehouse.audit.report.SplitsReport.Judged;
import dev.gatehouse.audit.report.SplitsReport.Leak;
import dev.gatehouse.audit.report.SplitsReport.LeakSide;
import dev.gatehouse.audit.report.SplitsReport.Moments;
import dev.gatehouse.audit.report.SplitsReport.Repeats;
import dev.gatehouse.audit.report.SplitsReport.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sections of a page on splits. */
final class SplitsSections {
    /** Most features that are told on the page. */
    static final int MAX_LEAKS = 50;

    static final String AREAS = "AUC of each feature alone";

    private SplitsSections() {}

    static void checks(Html page, SplitsReport report) {
        PageFrame.section(page, "checks", "What both samples share");
        page.element(
                "p",
                "An evaluation says what a model is worth on rows that it has not seen. Shares of rows and entities are counted in the"
                        + " rows at hand, so a limit on them is a point rule; what has an interval is an estimate.");
        List<List<Cell>> rows = new ArrayList<>();
        for (Check each : report.checks()) {
            rows.add(List.of(
                    new Cell(SplitsWords.check(each.check()), each.check(), "name"),
                    verdict(each.judged()),
                    Cell.number(SplitsWords.value(each), SplitsWords.interval(each)),
                    Cell.number(SplitsWords.limit(each))));
        }
        page.table("Checks of the samples", List.of("Check", "Verdict", "Value", "Limit"), rows);
        page.list(report.checks().stream()
                .map(each -> Wording.capital(each.detail()) + ".")
                .toList());
        duplicates(page, report.duplicates());
        entities(page, report.entities());
        time(page, report.time());
        page.close("section");
    }

    private static Cell verdict(Judged judged) {
        String kind = judged.verdict() != null
                ? PageFrame.kind(judged.verdict())
                : Boolean.TRUE.equals(judged.flagged()) ? "fail" : "";
        return new Cell(SplitsWords.word(judged), judged.reason(), judged.verdict() == null ? "" : kind);
    }

    private static void duplicates(Html page, Duplicates found) {
        List<List<Cell>> rows =
                List.of(repeats("Training", found.training()), repeats("Evaluation", found.evaluation()));
        boolean labelled = found.contradicting() != null;
        List<String> heads = new ArrayList<>(
                List.of("Sample", "Rows", "Different rows", "Rows without a twin", "Different in features"));
        if (labelled) {
            heads.add("Contradicting within");
        }
        page.table("Repeated rows within each sample", heads, rows);
        page.table(
                "Rows that both samples hold",
                List.of("Equal in", "Different rows", "Training rows", "Evaluation rows"),
                List.of(
                        shared(labelled ? "features and label" : "all features", found.whole()),
                        shared("features", found.features())));
    }

    private static List<Cell> repeats(String name, Repeats of) {
        List<Cell> cells = new ArrayList<>(List.of(
                Cell.name(name),
                Cell.number(Wording.count(of.rows())),
                Cell.number(Wording.count(of.distinct())),
                Cell.number(Wording.count(of.single())),
                Cell.number(Wording.count(of.distinctFeatures()))));
        if (of.contradicting() != null) {
            cells.add(Cell.number(Wording.count(of.contradicting())));
        }
        return cells;
    }

    private static List<Cell> shared(String name, SplitsReport.Shared of) {
        return List.of(
                Cell.name(name),
                Cell.number(Wording.count(of.distinct())),
                Cell.number(Wording.count(of.training())),
                Cell.number(Wording.count(of.evaluation())));
    }

    private static void entities(Html page, Entities found) {
        if (found == null) {
            return;
        }
        page.table(
                "Entities",
                List.of("Sample", "Entities", "Of both samples", "Rows of those", "Rows without an entity"),
                List.of(
                        entity(
                                "Training",
                                found.training(),
                                found.shared().distinct(),
                                found.shared().training(),
                                found.trainingMissing()),
                        entity(
                                "Evaluation",
                                found.evaluation(),
                                found.shared().distinct(),
                                found.shared().evaluation(),
                                found.evaluationMissing())));
    }

    private static List<Cell> entity(String name, long... counts) {
        List<Cell> cells = new ArrayList<>(List.of(Cell.name(name)));
        for (long count : counts) {
            cells.add(Cell.number(Wording.count(count)));
        }
        return cells;
    }

    private static void time(Html page, Time found) {
        if (found == null) {
            return;
        }
        page.element(
                "p",
                "From the last training to the first evaluation row: " + SplitsWords.duration(found.distanceSeconds())
                        + (found.gapSeconds() == 0
                                ? "."
                                : "; the plan asks for " + SplitsWords.duration(found.gapSeconds()) + "."));
        page.table(
                "Times (UTC)",
                List.of("Sample", "First", "Last", "Rows out of order", "Without a time", "Unreadable"),
                List.of(moments("Training", found.training()), moments("Evaluation", found.evaluation())));
    }

    private static List<Cell> moments(String name, Moments of) {
        return List.of(
                Cell.name(name),
                Cell.text(of.first()),
                Cell.text(of.last()),
                Cell.number(Wording.count(of.outOfOrder())),
                Cell.number(Wording.count(of.missing())),
                Cell.number(Wording.count(of.unreadable())));
    }

    static void leakage(Html page, SplitsReport report) {
        if (report.leakage().isEmpty()) {
            return;
        }
        PageFrame.section(page, "leakage", "Features that give the label away");
        page.element(
                "p",
                "Each feature alone against the label. An AUC of 0.5 is chance, 1 tells every row. A feature that is nearly"
                        + " perfect by itself is more often made from the label, or after it, than a good feature.");
        page.figure(areas(report.leakage()), ofAreas(report.leakage().size()));
        List<Leak> shown = report.leakage().stream().limit(MAX_LEAKS).toList();
        boolean missing = shown.stream()
                .anyMatch(each ->
                        each.training().byMissing() != null || each.evaluation().byMissing() != null);
        List<String> heads = new ArrayList<>(List.of("Feature", "Verdict", "Greatest AUC"));
        for (String sample : List.of("Training", "Evaluation")) {
            heads.add(sample + ": order");
            heads.add("rate");
            if (missing) {
                heads.add("missing");
            }
        }
        heads.addAll(List.of("Difference", "p, adjusted"));
        List<List<Cell>> rows = new ArrayList<>();
        shown.forEach(each -> rows.add(leak(each, missing)));
        page.table("Features alone against the label, the strongest first", heads, rows);
        if (report.leakage().size() > MAX_LEAKS) {
            page.element("p", "And " + (report.leakage().size() - MAX_LEAKS) + " weaker ones, which the JSON has.");
        }
        page.close("section");
    }

    /** What the chart of areas shows. */
    static String ofAreas(int features) {
        return "Each feature's greatest AUC of both samples and all ways of reading it, with its interval."
                + (features > AuditCharts.MAX_ROWS
                        ? " The " + AuditCharts.MAX_ROWS + " strongest of " + features + "."
                        : "");
    }

    /** Empty where none is defined. */
    static Optional<String> areas(List<Leak> leaks) {
        List<RowChart.Row> rows = new ArrayList<>();
        for (Leak each : leaks) {
            if (each.auc().isDefined() && rows.size() < AuditCharts.MAX_ROWS) {
                Judged judged = each.judged();
                Judgement limit = judged.limit() == null
                        ? null
                        : new Judgement("leak_auc", null, judged.limit(), null, null, judged.verdict(), null);
                rows.add(new RowChart.Row(
                        each.feature(), each.auc(), limit, judged.verdict(), SplitsWords.word(judged)));
            }
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Judgement limit = rows.get(0).limit();
        return Optional.of(RowChart.rates(
                AREAS,
                rows,
                limit == null
                        ? null
                        : new RowChart.Line(limit.max().doubleValue(), "limit " + Wording.plain(limit.max())),
                "verdict"));
    }

    private static List<Cell> leak(Leak each, boolean missing) {
        String remark = SplitsWords.remark(each);
        Judged judged = each.judged();
        List<Cell> cells = new ArrayList<>(List.of(
                new Cell(each.feature(), remark.isEmpty() ? null : remark, "name"),
                verdict(judged),
                PerformanceSections.estimate(each.auc())));
        for (LeakSide side : List.of(each.training(), each.evaluation())) {
            cells.add(PerformanceSections.estimate(side.byValue()));
            cells.add(PerformanceSections.estimate(side.byRate()));
            if (missing) {
                cells.add(PerformanceSections.estimate(side.byMissing()));
            }
        }
        cells.add(PerformanceSections.estimate(each.difference()));
        cells.add(Cell.number(Wording.p(each.differenceHolm())));
        return cells;
    }

    static void identifiers(Html page, SplitsReport report) {
        if (report.identifiers().isEmpty()) {
            return;
        }
        PageFrame.section(page, "identifiers", "Identifiers and row numbers");
        page.element(
                "p",
                "A feature that names a row, or its place in the file, says nothing of rows to come; where a file is sorted it may give"
                        + " the label away.");
        List<List<Cell>> rows = new ArrayList<>();
        for (Identifier each : report.identifiers()) {
            rows.add(List.of(
                    Cell.name(each.feature()),
                    Cell.text(Wording.capital(each.detail())),
                    Cell.text(each.distinctTraining() ? "yes" : "no"),
                    Cell.text(each.distinctEvaluation() ? "yes" : "no")));
        }
        page.table(
                "Features that look like names of rows",
                List.of("Feature", "Why", "All different in training", "in evaluation"),
                rows);
        page.close("section");
    }
}
