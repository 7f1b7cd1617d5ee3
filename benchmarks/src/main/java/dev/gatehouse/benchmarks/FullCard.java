package dev.gatehouse.benchmarks;

import dev.gatehouse.card.ApprovalAnnex;
import dev.gatehouse.card.CalibrationBin;
import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.CardDiff;
import dev.gatehouse.card.CardText;
import dev.gatehouse.card.Changes;
import dev.gatehouse.card.Comparison;
import dev.gatehouse.card.Dataset;
import dev.gatehouse.card.Drift;
import dev.gatehouse.card.Estimate;
import dev.gatehouse.card.Factor;
import dev.gatehouse.card.Field;
import dev.gatehouse.card.Finding;
import dev.gatehouse.card.Gate;
import dev.gatehouse.card.GroupResult;
import dev.gatehouse.card.Importance;
import dev.gatehouse.card.LegalClass;
import dev.gatehouse.card.Limit;
import dev.gatehouse.card.LocalExplanation;
import dev.gatehouse.card.Metric;
import dev.gatehouse.card.ModelDetails;
import dev.gatehouse.card.Monitor;
import dev.gatehouse.card.NamedValue;
import dev.gatehouse.card.Proxy;
import dev.gatehouse.card.RiskTier;
import dev.gatehouse.card.Verdict;
import dev.gatehouse.card.Waiver;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A card in which every section is filled, of the size that an audit with two attributes and their intersections gives: 20 groups, 36
 * comparisons, 24 features, 21 written texts of some 120 words with a list and a table each. Cards of different numbers differ in every
 * figure.
 */
final class FullCard {
    static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

    private static final String SOURCE = "audit run 7f3c";
    private static final String DIGEST = "sha256:" + "9f3c51d0".repeat(8);
    private static final List<String> SEXES = List.of("female", "male");
    private static final List<String> BANDS = List.of("18–24", "25–34", "35–44", "45–54", "55–64", "65+");

    private static final String TEXT = """
            The **score** ranks applications for a revolving credit line by the probability of default in the next month. An officer
            decides, and the score is one input among others. What follows was reviewed by the validation function and by the owner of
            the use case, who both signed the memo of the release.

            - The rows cover April to September 2025 and come from the core banking extract, joined by account.
            - Accounts closed for fraud are left out; they are handled by another model, whose card names its own limits.
            - Values below the first and above the last percentile are cut, and *missing* amounts are a category of their own.

            | Check | Result | Limit |
            |---|--:|--:|
            | share of missing incomes | 2.1 % | 5 % |
            | duplicates by account | 0 | 0 |
            | label delay, days | 31 | 45 |

            The remaining risk is accepted until the next revalidation, with the monitors that this card lists.
            """;

    private FullCard() {}

    static CardContent content(int number) {
        double shift = (number % 100) / 10_000.0;
        CardContent.Builder card = CardContent.of(details(number))
                .tier(Field.of(
                        new RiskTier(
                                "HIGH",
                                DIGEST,
                                LocalDate.of(2026, 11, 20),
                                List.of(
                                        new RiskTier.Reason(
                                                "aia-iii-5b",
                                                "Regulation (EU) 2024/1689, Annex III point 5(b)",
                                                "official text",
                                                LocalDate.of(2027, 12, 2),
                                                Map.of("annex3_points", "5b", "jurisdictions", "DE"),
                                                true),
                                        new RiskTier.Reason(
                                                "scorecard",
                                                "House policy, 11-factor scorecard",
                                                "house default",
                                                null,
                                                Map.of("points", "20 of 33"),
                                                false))),
                        "assessment"))
                .legalClasses(Field.of(
                        List.of(new LegalClass(
                                "eu-high-risk", "AI Act Art. 6(2)", "secondary source", LocalDate.of(2027, 12, 2))),
                        "assessment"))
                .intendedUse(
                        Field.of("Rank applications for a revolving credit line; an officer decides.", "registration"))
                .outOfScopeUse(Field.of("Marketing, collections, employment and insurance.", "registration"))
                .purpose(Field.of("Decides which applications an officer reads first.", "inventory"))
                .restrictions(Field.of("Lines above 50,000 EUR are decided without it.", "inventory"))
                .objectives(inventory("Objective", "median time to a decision: 2 hours, by 30 June 2027"))
                .kpis(inventory("Measure", "lower is better; target 10 a month; figures from service desk"))
                .thirdParties(inventory("Vendor", "credit score; contract C-17"))
                .inputData(inventory("Input", "core banking extract"))
                .factors(Field.of(
                        List.of(new Factor("sex", SEXES, "as recorded"), new Factor("age band", BANDS, null)), SOURCE))
                .trainingData(Field.of(List.of(dataset("Card accounts 2025, training part", 21_000)), "registration"))
                .evaluationData(Field.of(List.of(dataset("Card accounts 2025, hold-out", 9_000)), SOURCE))
                .metrics(Field.of(metrics(shift), SOURCE))
                .groups(Field.of(groups(shift), SOURCE))
                .comparisons(Field.of(comparisons(shift), SOURCE))
                .calibration(Field.of(
                        IntStream.range(0, 10)
                                .mapToObj(i -> new CalibrationBin(
                                        Estimate.decimal(0.05 + i * 0.1), near(0.05 + i * 0.1 + shift, 0.02), 900L - i))
                                .toList(),
                        SOURCE))
                .gates(Field.of(
                        IntStream.range(0, 11)
                                .mapToObj(i -> new Gate(
                                        "gate-" + i,
                                        i == 3 ? Gate.Status.WAIVED : Gate.Status.MET,
                                        "evidence of the release",
                                        List.of(new Gate.Evidence("Report " + i, DIGEST))))
                                .toList(),
                        "release"))
                .findings(Field.of(
                        IntStream.range(0, 6)
                                .mapToObj(i -> new Finding(
                                        "F-" + i,
                                        "MEDIUM",
                                        "Reasons move under small changes",
                                        i > 2,
                                        "Erin Osei",
                                        LocalDate.of(2027, 2, 1 + i)))
                                .toList(),
                        "release"))
                .waivers(Field.of(
                        List.of(new Waiver(
                                "gate-3", "thin evidence", "Viktor Hahn", "a quarter", LocalDate.of(2027, 3, 1))),
                        "release"))
                .monitoring(Field.of(
                        IntStream.range(0, 8)
                                .mapToObj(i -> new Monitor("watch " + i, "weekly", "above 0.20", "alert"))
                                .toList(),
                        "obligations"))
                .regulatoryFacts(Field.of(
                        IntStream.range(0, 14)
                                .mapToObj(i -> new NamedValue("Fact " + i, "value of the intake form, number " + i))
                                .toList(),
                        "assessment"))
                .validators(Field.of(List.of("Viktor Hahn", "Vera Okafor"), "release"))
                .proxies(Field.of(
                        IntStream.range(0, 4)
                                .mapToObj(i -> new Proxy(
                                        "age band",
                                        BANDS.get(i),
                                        9_000,
                                        near(0.6 + i / 50.0, 0.01),
                                        List.of(
                                                new Proxy.Weight("feature-1", Estimate.decimal(0.4)),
                                                new Proxy.Weight("feature-2", Estimate.decimal(0.2)))))
                                .toList(),
                        SOURCE))
                .importance(Field.of(
                        new Importance(
                                "AUC",
                                9_000,
                                5,
                                near(0.78, 0.01),
                                IntStream.range(0, 24)
                                        .mapToObj(i -> new Importance.FeatureImportance(
                                                "feature-" + i, near(0.1 / (i + 1) + shift, 0.004)))
                                        .toList()),
                        SOURCE))
                .localExplanations(Field.of(
                        IntStream.range(0, 3)
                                .mapToObj(i -> new LocalExplanation(
                                        "row " + i,
                                        "LIME",
                                        Estimate.decimal(0.4 + shift),
                                        Estimate.decimal(0.2),
                                        Estimate.decimal(0.8),
                                        IntStream.range(0, 10)
                                                .mapToObj(f -> new LocalExplanation.Contribution(
                                                        "feature-" + f,
                                                        "12.5",
                                                        Estimate.decimal((f % 2 == 0 ? 0.1 : -0.1) / (f + 1))))
                                                .toList()))
                                .toList(),
                        SOURCE))
                .drift(Field.of(
                        IntStream.range(0, 24)
                                .mapToObj(i -> new Drift(
                                        "feature-" + i,
                                        "PSI, 10 bins",
                                        near(0.02 + i / 500.0, 0.01),
                                        Limit.atMost(0.2),
                                        false,
                                        null))
                                .toList(),
                        SOURCE))
                .changes(Field.of(
                        new Changes(
                                "1",
                                DIGEST,
                                IntStream.range(0, 20)
                                        .mapToObj(i -> new CardDiff.Change(
                                                "Metrics", "metric " + i, "0.70", "0.7" + (1 + i % 9)))
                                        .toList()),
                        "cards of both versions"))
                .digests(Field.of(
                        List.of(new NamedValue("artifact", DIGEST), new NamedValue("audit report", DIGEST)),
                        "registry"));
        for (CardText text : CardText.values()) {
            String written = text.maxChars() < TEXT.length() ? TEXT.substring(0, text.maxChars()) : TEXT;
            card.text(
                    text,
                    Field.of("Of " + text.title() + ", card " + number + ". " + written, "written by Priya Raman"));
        }
        return card.build();
    }

    static ApprovalAnnex annex() {
        return new ApprovalAnnex(
                "3f0a6f0e-98c1-4d52-9c7e-0a4c2f6d1b77",
                "production",
                AT,
                AT.plusSeconds(7_776_000),
                List.of("product", "legal", "ethics", "engineering", "validation").stream()
                        .map(function -> new ApprovalAnnex.Vote(
                                function, "Member for " + function, "approve", AT, "The evidence holds."))
                        .toList(),
                List.of("Purpose: credit origination only."),
                DIGEST,
                "128",
                DIGEST);
    }

    private static ModelDetails details(int number) {
        return new ModelDetails(
                "credit-default-" + number,
                "2",
                "Credit default scorer " + number,
                Field.of("Retail Credit Risk", "registration"),
                Field.of(List.of("Erin Osei", "Enzo Marchetti"), "registration"),
                Field.of("gradient-boosted trees, ONNX opset 17", "registration"),
                Field.of(DIGEST, "registration"),
                Field.of("loaded-by-digest", "registration"),
                Field.of("internal use only", "registration"),
                Field.of("Trained on 21,000 accounts with monotone constraints.", "registration"),
                Field.of(
                        List.of(new NamedValue("Framework", "Tribuo 4.3.2"), new NamedValue("Seed", "20261107")),
                        "registration"));
    }

    private static Field<List<NamedValue>> inventory(String name, String value) {
        return Field.of(
                IntStream.range(1, 4)
                        .mapToObj(i -> new NamedValue(name + " " + i, value))
                        .toList(),
                "inventory");
    }

    private static Dataset dataset(String name, long rows) {
        return new Dataset(
                name,
                Field.of("core banking extract", "registration"),
                Field.notApplicable("the data are the bank's own"),
                Field.of(rows, SOURCE),
                Field.of("stratified", "registration"),
                Field.of("20261107", "registration"),
                Field.of(DIGEST, "registration"),
                Field.notProvided());
    }

    private static List<Metric> metrics(double shift) {
        return List.of("AUC", "KS", "Brier score", "Calibration error", "Accuracy", "Precision", "Recall", "F1")
                .stream()
                .map(name -> new Metric(
                        name, near(0.7 + shift, 0.01), Limit.atLeast(0.6), Verdict.PASS, "hold-out, 95 % interval"))
                .toList();
    }

    private static List<GroupResult> groups(double shift) {
        List<GroupResult> groups = new ArrayList<>();
        SEXES.forEach(sex -> groups.add(group("sex", sex, shift)));
        BANDS.forEach(band -> groups.add(group("age band", band, shift)));
        SEXES.forEach(sex -> BANDS.forEach(
                band -> groups.add(group("sex" + GroupResult.AND + "age band", sex + GroupResult.AND + band, shift))));
        return groups;
    }

    private static GroupResult group(String attribute, String name, double shift) {
        return new GroupResult(
                attribute,
                name,
                (long) (300 + 10 * name.length()),
                List.of(
                        new GroupResult.GroupMetric(GroupResult.SELECTION_RATE, near(0.8 + shift, 0.02)),
                        new GroupResult.GroupMetric("false positive rate", near(0.07 + shift, 0.01)),
                        new GroupResult.GroupMetric("true positive rate", near(0.6 + shift, 0.03))));
    }

    private static List<Comparison> comparisons(double shift) {
        List<Comparison> comparisons = new ArrayList<>();
        for (String metric : List.of(GroupResult.SELECTION_RATE, "true positive rate")) {
            for (GroupResult group : groups(shift)) {
                if (comparisons.size() < 36) {
                    boolean ratio = metric.equals(GroupResult.SELECTION_RATE);
                    comparisons.add(new Comparison(
                            metric,
                            group.attribute(),
                            group.group(),
                            "largest group",
                            ratio ? Comparison.Kind.RATIO : Comparison.Kind.DIFFERENCE,
                            ratio ? near(0.95 + shift, 0.04) : near(0.01 + shift, 0.02),
                            ratio ? Limit.atLeast(0.8) : Limit.between(-0.1, 0.1),
                            ratio ? false : null,
                            Verdict.PASS,
                            true));
                }
            }
        }
        return comparisons;
    }

    private static Estimate near(double value, double margin) {
        return Estimate.of(value, value - margin, value + margin);
    }
}
