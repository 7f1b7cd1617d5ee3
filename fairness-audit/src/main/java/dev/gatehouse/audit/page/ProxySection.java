package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Association;
import dev.gatehouse.audit.report.AuditReport.Feature;
import dev.gatehouse.audit.report.AuditReport.Proxy;
import java.util.ArrayList;
import java.util.List;

/** How well features give a protected attribute away. */
final class ProxySection {
    /** Most features of one attribute that are shown. */
    static final int MAX_FEATURES = 20;

    private ProxySection() {}

    static void write(Html page, AuditReport report) {
        if (report.proxies() == null) {
            return;
        }
        page.raw("<section aria-labelledby=\"proxies\"><h2 id=\"proxies\">Proxies</h2>\n");
        page.element(
                "p",
                "A linear model predicts each protected attribute from the plan's features; its AUC is cross-validated. 0.5 is no"
                        + " better than chance, 1 gives the attribute away. A feature that predicts an attribute and goes along"
                        + " with the score may carry the attribute into decisions. The relation to the score is a rank"
                        + " correlation (Spearman) of numbers, or a correlation ratio of texts; without a score, it is the"
                        + " relation to the decision.");
        for (Proxy proxy : report.proxies()) {
            String of = proxy.attribute() + (proxy.value() == null ? "" : ": " + proxy.value() + " against all others");
            page.element("h3", of);
            page.raw("<dl class=\"facts\">");
            PageFrame.fact(
                    page,
                    "AUC of all features",
                    Wording.value(proxy.auc(), null)
                            + (proxy.auc().isDefined()
                                    ? " (" + Wording.interval(proxy.auc(), null) + ")"
                                    : ", because " + proxy.auc().undefined()));
            PageFrame.fact(page, "Rows", Wording.count(proxy.n()));
            if (proxy.score() != null) {
                PageFrame.fact(page, "Relation of the prediction to the score", association(proxy.score()));
            }
            page.close("dl");
            List<List<Cell>> rows = new ArrayList<>();
            for (Feature feature : proxy.features()
                    .subList(0, Math.min(MAX_FEATURES, proxy.features().size()))) {
                rows.add(List.of(
                        Cell.name(feature.name()),
                        AuditPage.estimate(feature.auc()),
                        Cell.number(Wording.number(feature.weight())),
                        relation(feature.score())));
            }
            if (!rows.isEmpty()) {
                page.table(
                        "Features that predict " + of + ", strongest first",
                        List.of("Feature", "AUC alone", "Weight", "Relation to the score"),
                        rows);
            }
            if (proxy.features().size() > MAX_FEATURES) {
                page.element("p", (proxy.features().size() - MAX_FEATURES) + " more are in the JSON report.");
            }
        }
        page.close("section");
    }

    private static Cell relation(Association score) {
        if (score == null) {
            return Cell.number("–");
        }
        return score.estimate().isDefined()
                ? Cell.number(
                        Wording.value(score.estimate(), null), score.measure().replace('_', ' '))
                : AuditPage.estimate(score.estimate());
    }

    private static String association(Association score) {
        return score.estimate().isDefined()
                ? Wording.value(score.estimate(), null) + " (" + score.measure().replace('_', ' ') + ")"
                : "undefined, because " + score.estimate().undefined();
    }
}
