package dev.gatehouse.card;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What {@link Cards#rich()} holds beside figures and gates: the written texts, explanations and records. */
final class CardParts {
    /** The one text with Markdown in it; all others are plain sentences. */
    static final CardText WITH_MARKDOWN = CardText.SENSITIVITY;

    private static final Map<CardText, String> TEXTS = new EnumMap<>(CardText.class);

    static {
        TEXTS.put(
                CardText.SUMMARY,
                "Gradient-boosted trees that estimate the probability that a card holder defaults next month, used when a credit line is"
                        + " opened or extended.");
        TEXTS.put(
                CardText.ASSUMPTIONS,
                "Repayment status of the last six months is known and recorded the same way in every branch; the monthly data check alerts"
                        + " when more than one percent is missing.\n\nThe share of new customers stays under a fifth; above it the model is"
                        + " revalidated.");
        TEXTS.put(
                CardText.DEVELOPMENTAL_EVIDENCE,
                "Trees with monotone constraints were chosen over a neural network, which gained 0.4 points of AUC and could not be held to"
                        + " the direction of repayment status. AUC was chosen because officers work through a ranked list, calibration error"
                        + " because the score prices the line.");
        TEXTS.put(
                CardText.DATA_PREPARATION,
                "Rows come from the core banking extract; the label is set by the ledger ninety days later. Duplicated accounts were joined,"
                        + " 212 rows without a statement were dropped. Sex and age are not features; they were kept apart for the audit"
                        + " alone.");
        TEXTS.put(
                CardText.BENCHMARK,
                "The scorecard in use since 2021 has an AUC of 0.731 on the same hold-out. A logistic regression on the same features"
                        + " reaches 0.764.");
        TEXTS.put(
                WITH_MARKDOWN,
                "Each input was moved by one standard deviation:\n\n| Input | AUC |\n|---|---|\n| pay_0 | 0.761 |\n| limit_bal | 0.778"
                        + " |\n\n- **Repayment status** matters most.\n- A limit below 10,000 was *never* seen in training.");
        TEXTS.put(
                CardText.OUT_OF_TIME,
                "On 4,100 accounts of October 2025 the AUC is 0.769 without a retraining; labels for November are complete in February.");
        TEXTS.put(
                CardText.ETHICAL_CONSIDERATIONS,
                "A wrong refusal keeps a person from credit. Younger applicants are approved less often; the board asked for a quarterly"
                        + " look at the reasons.");
        TEXTS.put(
                CardText.HUMAN_OVERSIGHT,
                "Every refusal is confirmed by an officer who sees the three strongest reasons and may overrule the score.");
        TEXTS.put(
                CardText.LIMITS_OF_USE,
                "Not valid for applicants with fewer than six months of repayment history. Not valid outside the issuing country.");
        TEXTS.put(
                CardText.FORESEEABLE_MISUSE,
                "Collections might rank callers by the score; the permit names credit origination as the only purpose and the gateway"
                        + " refuses others.");
        TEXTS.put(
                CardText.OUTPUT_INTERPRETATION,
                "The score is a probability between 0 and 1. Applications above 0.32 go to an officer, below it the line is granted. A score"
                        + " is no statement about a person's character or income.");
        TEXTS.put(
                CardText.RISK_MANAGEMENT,
                "Risk file RM-2026-14, kept by operational risk, lists eleven risks with owner, measure and remainder. Two are accepted by"
                        + " the board until March 2027.");
        TEXTS.put(
                CardText.PREDETERMINED_CHANGES,
                "Retraining each quarter on the same features and the same code stays within the approval if the audit passes on the plan."
                        + " A new feature or a new label calls for a new version and a new vote.");
        TEXTS.put(
                CardText.CYBERSECURITY,
                "The artifact is loaded by its digest. Inputs outside the training range are refused. The training extract is read-only and"
                        + " its digest is checked before each run.");
        TEXTS.put(
                CardText.LOGGING,
                "Each prediction is recorded with its inputs, score, version and purpose before the answer is given, and kept for seven"
                        + " years. Audit and compliance may read the log; each reading is recorded.");
        TEXTS.put(
                CardText.STANDARDS,
                "No harmonised standard is published yet. ISO/IEC 42001 and ISO/IEC 23894 were followed; the map from requirement to"
                        + " control is in the risk file.");
        TEXTS.put(
                CardText.DECLARATION,
                "The declaration of conformity will be signed by the chief risk officer before 2 December 2027; the registration number"
                        + " follows.");
        TEXTS.put(
                CardText.RESOURCES,
                "Training takes four minutes on eight cores, a prediction 0.2 ms on one. The expected lifetime is two years; the credit risk"
                        + " team retrains each quarter.");
        TEXTS.put(
                CardText.ENVIRONMENTAL_IMPACT,
                "About 0.05 kWh a training run, measured at the socket; use adds about 3 kWh a year.");
        TEXTS.put(
                CardText.POST_MARKET,
                "Complaints and overruled scores are read each month by credit risk and ethics. Serious incidents go to compliance within"
                        + " the hour and to the authority within fifteen days.");
    }

    private CardParts() {}

    static void addTo(CardContent.Builder card) {
        for (CardText text : CardText.values()) {
            card.text(text, Field.of(TEXTS.get(text), "written by Erin Osei on 18 November 2026, revision 2"));
        }
        inventory(card);
        card.validators(Field.of(List.of("Viktor Hahn", "Vera Sato"), "audit plan v3"))
                .regulatoryFacts(Field.of(
                        List.of(
                                new NamedValue("Role under the AI Act", "provider, deployer", "org_role"),
                                new NamedValue("Annex III points", "5(b) creditworthiness", "annex3_points"),
                                new NamedValue(
                                        "Exception of Art. 6(3)",
                                        "none: the system profiles persons",
                                        "art6_3_condition"),
                                new NamedValue("Jurisdictions", "DE, FR", "jurisdictions"),
                                new NamedValue("Automation", "a human decides", "automation_level")),
                        "assessment of 20 November 2026"))
                .proxies(Field.of(proxies(), "audit run 7f3c"))
                .importance(Field.of(importance(), "audit run 7f3c"))
                .localExplanations(Field.of(local(), "audit run 7f3c"))
                .drift(Field.of(drift(), "monitor of 20 November 2026"))
                .changes(Field.of(changes(), "card of version 1"))
                .digests(Field.of(
                        List.of(
                                new NamedValue("Audit plan", digest('a')),
                                new NamedValue("Audit report", digest('b')),
                                new NamedValue("Cells of the audit", digest('c')),
                                new NamedValue("Pack eu-ai-act", digest('d'))),
                        "audit run 7f3c and assessment"));
    }

    private static void inventory(CardContent.Builder card) {
        String source = "inventory, revision 6";
        card.purpose(Field.of("Decides which applications an officer reads first.", source))
                .restrictions(Field.of("Lines above 50,000 EUR are decided without it.", source))
                .objectives(Field.of(
                        List.of(
                                new NamedValue("Decide sooner", "median time to a decision: 2 hours, by 30 June 2027"),
                                new NamedValue("Decide sooner", "decided on the same day: 80 per cent")),
                        source))
                .kpis(Field.of(
                        List.of(new NamedValue(
                                "Complaints about refusals",
                                "lower is better; target 10 a month; figures from service desk")),
                        source))
                .thirdParties(Field.of(List.of(new NamedValue("Bureau Ltd", "credit score; contract C-17")), source))
                .inputData(Field.of(List.of(new NamedValue("Applications", "core banking extract")), source));
    }

    static String text(CardText text) {
        return TEXTS.get(text);
    }

    static String digest(char digit) {
        return "sha256:" + String.valueOf(digit).repeat(64);
    }

    static List<Proxy> proxies() {
        return List.of(
                new Proxy(
                        "sex",
                        null,
                        9000,
                        Estimate.of(0.561, 0.549, 0.573),
                        List.of(weight("limit_bal", 0.31), weight("education", 0.12))),
                new Proxy(
                        "age band", "65+", 9000, Estimate.of(0.742, 0.688, 0.796), List.of(weight("limit_bal", 0.84))),
                new Proxy("age band", "not stated", 0, Estimate.undefined("no rows in the group"), List.of()));
    }

    private static Proxy.Weight weight(String feature, double weight) {
        return new Proxy.Weight(feature, Estimate.decimal(weight));
    }

    static Importance importance() {
        List<Importance.FeatureImportance> features = new ArrayList<>();
        String[] names = {"pay_0", "limit_bal", "pay_2", "bill_amt1", "pay_amt1", "education", "pay_6"};
        double[] drops = {0.0912, 0.0344, 0.0215, 0.0142, 0.0098, 0.0004, -0.0003};
        for (int i = 0; i < names.length; i++) {
            features.add(new Importance.FeatureImportance(
                    names[i], Estimate.of(drops[i], drops[i] - 0.002 - drops[i] / 8, drops[i] + 0.002 + drops[i] / 8)));
        }
        features.add(new Importance.FeatureImportance("region", Estimate.undefined("the column has one value only")));
        return new Importance("AUC", 4000, 10, Estimate.of(0.7812, 0.7701, 0.7923), features);
    }

    static List<LocalExplanation> local() {
        return List.of(
                new LocalExplanation(
                        "Row nearest the threshold",
                        "LIME",
                        new BigDecimal("0.3187"),
                        new BigDecimal("0.2212"),
                        new BigDecimal("0.91"),
                        List.of(
                                new LocalExplanation.Contribution("pay_0", "2", new BigDecimal("0.142")),
                                new LocalExplanation.Contribution("limit_bal", "240,000", new BigDecimal("-0.061")),
                                new LocalExplanation.Contribution("pay_amt1", null, new BigDecimal("0.017")))),
                new LocalExplanation(
                        "Row nearest the median score",
                        "sampled Shapley values",
                        new BigDecimal("0.1104"),
                        null,
                        null,
                        List.of(
                                new LocalExplanation.Contribution("limit_bal", "80,000", new BigDecimal("0.009")),
                                new LocalExplanation.Contribution("pay_0", "0", new BigDecimal("-0.12")))));
    }

    static List<Drift> drift() {
        return List.of(
                new Drift(
                        "score",
                        "PSI, 10 bins",
                        Estimate.of(0.041, 0.032, 0.052),
                        Limit.atMost(0.2),
                        false,
                        "October 2025 against training"),
                new Drift("bill_amt1", "PSI, 10 bins", Estimate.of(0.262, 0.231, 0.298), Limit.atMost(0.2), true, null),
                new Drift("region", "Jensen–Shannon", Estimate.undefined("one value only"), null, null, null));
    }

    static Changes changes() {
        return new Changes(
                "1",
                digest('e'),
                List.of(
                        new CardDiff.Change(
                                "Performance",
                                "AUC",
                                "0.764 (0.752 to 0.776); at least 0.75; PASS",
                                "0.781 (0.770 to 0.792); at least 0.75; PASS"),
                        new CardDiff.Change("Findings", "F-9", "HIGH; sex was a feature; open", null),
                        new CardDiff.Change("Training record", "Framework", null, "Tribuo 4.3.2, XGBoost 2.1")));
    }

    static List<GroupResult> intersections() {
        String attribute = "sex" + GroupResult.AND + "age band";
        return List.of(
                Cards.group(attribute, "female & 18–24", 512, 0.784, 0.746, 0.818, 0.097),
                Cards.group(attribute, "male & 18–24", 291, 0.749, 0.696, 0.795, 0.109),
                new GroupResult(
                        attribute,
                        "male & 65+",
                        null,
                        List.of(new GroupResult.GroupMetric(
                                "selection rate", Estimate.undefined("fewer than 10 rows; not disclosed")))));
    }
}
