package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.plan.ExplanationPlan.Metric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Explanations.Contribution;
import dev.gatehouse.audit.report.Explanations.Feature;
import dev.gatehouse.audit.report.Explanations.Importance;
import dev.gatehouse.audit.report.Explanations.Local;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which features the model rests on, and what each adds to the score of some rows. */
final class ExplanationSection {

    private ExplanationSection() {}

    static void write(Html page, AuditReport report) {
        if (report.explanations() == null) {
            return;
        }
        page.raw("<section aria-labelledby=\"explanations\"><h2 id=\"explanations\">What moves the score</h2>\n");
        importance(page, report.explanations().importance());
        local(page, report.explanations().local());
        page.close("section");
    }

    private static void importance(Html page, Importance importance) {
        String metric = name(importance.metric());
        page.element("h3", "Importance of features");
        page.element(
                "p",
                "Each feature's values were handed to other rows, " + importance.repeats() + " times over, and "
                        + Wording.rows(importance.rows()) + " scored again. The drop is what " + metric
                        + (isLoss(importance.metric()) ? " rises by" : " falls by")
                        + ". 0 means that the model does without the feature; below 0, that it did no worse without. It tells"
                        + " what this model uses, not what matters in the world, and a feature that others stand in for shows"
                        + " little. The intervals cover the choice of rows and of permutations, by a jackknife over 20"
                        + " blocks of rows.");
        page.raw("<dl class=\"facts\">");
        PageFrame.fact(
                page,
                Wording.capital(metric) + " with nothing permuted",
                Wording.value(importance.baseline(), null)
                        + (importance.baseline().isDefined()
                                ? " (" + Wording.interval(importance.baseline(), null) + ")"
                                : ", because " + importance.baseline().undefined()));
        page.close("dl");
        page.figure(
                AuditCharts.importance("Drop of " + metric + " when a feature is permuted", importance),
                "Drop of " + metric + " by feature, the greatest first. The numbers are in the table below.");
        List<List<Cell>> rows = new ArrayList<>();
        for (Feature feature : importance.features()) {
            rows.add(List.of(Cell.name(feature.name()), AuditPage.estimate(feature.drop())));
        }
        page.table("Drop of " + metric + ", the greatest first", List.of("Feature", "Drop (interval)"), rows);
    }

    private static void local(Html page, List<Local> local) {
        if (local.isEmpty()) {
            return;
        }
        page.element("h3", "Single rows");
        page.element(
                "p",
                "What each feature adds to the score of one row (Shapley values): from the mean score of "
                        + Wording.rows(local.get(0).background())
                        + ", features are given the row's values one after the other, in "
                        + local.get(0).orders()
                        + " orders, a half of them the reverse of the others. The contributions add up to the score. Where"
                        + " features go together, some of the rows on the way do not occur in life. A value is told where"
                        + " enough rows share it, otherwise the tenth of the rows that it lies in.");
        for (Local one : local) {
            page.raw("<h4>").text(one.title()).raw("</h4>\n<dl class=\"facts\">");
            PageFrame.fact(page, "Score", Wording.number(one.score()));
            PageFrame.fact(page, "Mean score", Wording.number(one.baseline()));
            PageFrame.fact(
                    page,
                    "Fit of adding up (R²)",
                    one.fit() == null ? "undefined, the score does not vary" : Wording.number(one.fit()));
            page.close("dl");
            page.figure(
                    AuditCharts.contributions(one.title() + ": what features add to the score", one),
                    one.title()
                            + ": what each feature adds to the score, the largest first; to the right where it raises"
                            + " the score.");
            List<List<Cell>> rows = new ArrayList<>();
            boolean values = one.contributions().stream().anyMatch(each -> each.value() != null);
            for (Contribution each : one.contributions()) {
                List<Cell> cells = new ArrayList<>(List.of(Cell.name(each.feature())));
                if (values) {
                    cells.add(Cell.text(each.value() == null ? "withheld" : each.value()));
                }
                cells.add(Cell.number(signed(each.contribution())));
                cells.add(Cell.number(each.error() == 0 ? "0" : Wording.scientific(each.error())));
                rows.add(cells);
            }
            List<String> heads = new ArrayList<>(List.of("Feature", "Adds to the score", "Standard error"));
            if (values) {
                heads.add(1, "Value");
            }
            page.table(one.title() + ": contributions", heads, rows);
            if (one.rest() != 0) {
                page.element("p", "The features that are not listed add " + signed(one.rest()) + " together.");
            }
        }
    }

    /** A number with its sign. */
    static String signed(double number) {
        String text = Wording.number(number);
        return number > 0 ? "+" + text : text;
    }

    private static String name(String metric) {
        return switch (metric) {
            case "auc" -> "AUC";
            case "log_loss" -> "log loss";
            case "mae" -> "mean absolute error";
            case "rmse" -> "root mean squared error";
            default -> metric;
        };
    }

    private static boolean isLoss(String metric) {
        return Arrays.stream(Metric.values()).anyMatch(each -> each.id().equals(metric) && each.isLoss());
    }
}
