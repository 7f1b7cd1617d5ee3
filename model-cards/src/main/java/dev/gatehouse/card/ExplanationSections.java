package dev.gatehouse.card;

import java.util.List;
import java.util.stream.Collectors;

/** What the features do: in the model, for single rows, as proxies, and as they drift. */
final class ExplanationSections {
    private ExplanationSections() {}

    static void importance(CardContent card, Markup to) {
        card.importance().provided().ifPresent(importance -> {
            to.element(
                    "p",
                    "How much the " + importance.metric() + " falls when one feature is shuffled among "
                            + Wording.count(importance.rows()) + " rows, "
                            + (importance.repeats() == 1 ? "once" : importance.repeats() + " times")
                            + ". Features that carry the same information share their importance.");
            Charts.importance("Drop of the " + importance.metric() + " without the feature", importance)
                    .ifPresent(chart -> FigureSections.figure(to, chart));
            to.table(
                    "Importance by permutation",
                    List.of("Feature|52", "#Drop of the " + importance.metric() + "|22", "#Interval|26"));
            to.raw("<tr>").element("th scope=\"row\"", importance.metric() + " without shuffling");
            FigureSections.estimate(to, importance.baseline(), null);
            to.raw("</tr>");
            for (Importance.FeatureImportance feature : importance.features()) {
                to.raw("<tr>").element("th scope=\"row\"", feature.feature());
                FigureSections.estimate(to, feature.drop(), null);
                to.raw("</tr>");
            }
            to.endTable();
        });
        to.remark(card.importance());
    }

    static void local(CardContent card, Markup to) {
        for (LocalExplanation row : card.localExplanations().provided().orElse(List.of())) {
            Charts.local(row).ifPresent(chart -> FigureSections.figure(to, chart));
            to.table(row.title() + ": " + measured(row), List.of("Feature|44", "Value|30", "#Adds to the score|26"));
            for (LocalExplanation.Contribution part : row.contributions()) {
                to.raw("<tr>").element("th scope=\"row\"", part.feature());
                to.element(
                        part.value() == null ? "td class=\"none\"" : "td",
                        part.value() == null ? "withheld" : part.value());
                to.number(Wording.number(part.contribution())).raw("</tr>");
            }
            if (row.contributions().isEmpty()) {
                to.raw("<tr>")
                        .element("th scope=\"row\"", "No feature")
                        .cell(null)
                        .number("–")
                        .raw("</tr>");
            }
            to.endTable();
        }
        NarrativeSections.none(to, card.localExplanations(), "No row was explained.");
        to.remark(card.localExplanations());
    }

    /** Score, baseline, method and fit, as one phrase. */
    static String measured(LocalExplanation row) {
        return "score " + Wording.number(row.score())
                + (row.baseline() == null ? "" : ", from a baseline of " + Wording.number(row.baseline()))
                + ", by " + row.method()
                + (row.fit() == null ? "" : ", local fit R² " + Wording.number(row.fit()));
    }

    static void proxies(CardContent card, Markup to) {
        card.proxies().provided().filter(list -> !list.isEmpty()).ifPresent(proxies -> {
            to.element(
                    "p",
                    "How well the features predict a protected attribute: an AUC of 0.5 is chance, of 1 certainty. A strong proxy can"
                            + " carry the attribute into the decision although the model never sees it.");
            to.table(
                    "Attributes that the features predict",
                    List.of("Attribute|20", "#AUC|13", "#Interval|17", "#Rows|12", "Heaviest features (weight)|38"));
            for (Proxy proxy : proxies) {
                to.raw("<tr>").element("th scope=\"row\"", predicted(proxy));
                FigureSections.estimate(to, proxy.auc(), null);
                to.number(Wording.count(proxy.n()));
                to.cell(
                        proxy.features().isEmpty()
                                ? null
                                : proxy.features().stream()
                                        .map(one -> one.feature() + " (" + Wording.number(one.weight()) + ")")
                                        .collect(Collectors.joining(", ")));
                to.raw("</tr>");
            }
            to.endTable();
        });
        NarrativeSections.none(to, card.proxies(), "No proxy was looked for.");
        to.remark(card.proxies());
    }

    /** What is predicted, such as 'age band = 65+'. */
    static String predicted(Proxy proxy) {
        return proxy.value() == null ? proxy.attribute() : proxy.attribute() + " = " + proxy.value();
    }

    static void drift(CardContent card, Markup to) {
        card.drift().provided().filter(list -> !list.isEmpty()).ifPresent(drifts -> {
            to.table(
                    "How far the data have moved",
                    List.of(
                            "Feature|15",
                            "Method|16",
                            "#Statistic|12",
                            "#Interval|16",
                            "Limit|13",
                            "Finding|12",
                            "Note|16"));
            for (Drift drift : drifts) {
                to.raw("<tr>").element("th scope=\"row\"", drift.feature()).cell(drift.method());
                FigureSections.estimate(to, drift.statistic(), drift.limit());
                to.cell(FigureSections.limit(drift.limit()));
                String tone = drift.drifted() == null ? "none" : drift.drifted() ? "fail" : "pass";
                to.element("td class=\"verdict " + tone + "\"", drifted(drift));
                to.element("td", drift.note() == null ? "–" : drift.note()).raw("</tr>");
            }
            to.endTable();
        });
        NarrativeSections.none(to, card.drift(), "Drift was not measured.");
        to.remark(card.drift());
    }

    static String drifted(Drift drift) {
        return drift.drifted() == null ? "no finding" : drift.drifted() ? "DRIFTED" : "STABLE";
    }
}
