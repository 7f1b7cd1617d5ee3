package dev.gatehouse.card;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Cards that read like ones a bank would write; the figures are invented. */
final class Cards {
    static final Instant ISSUED = Instant.parse("2026-11-21T21:30:00Z");

    private static final String DIGEST = "sha256:9f3c51d0a7b2e4c86f1d2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6ea1";

    private Cards() {}

    static CardContent sparse() {
        return CardContent.of(ModelDetails.named("credit-default", "2", "Credit default scorer"))
                .build();
    }

    static CardContent rich() {
        ModelDetails details = new ModelDetails(
                "credit-default",
                "2",
                "Credit default scorer",
                registered("Retail Credit Risk, Priya Raman"),
                Field.of(List.of("Erin Osei", "Enzo Marchetti"), "registration"),
                registered("gradient-boosted trees, ONNX opset 17"),
                registered(DIGEST),
                registered("loaded-by-digest"),
                registered("internal use only"),
                registered(
                        "Trained on 21,000 accounts with monotone constraints on repayment status.\n\nHyper-parameters were chosen by "
                                + "five-fold cross-validation on the training part alone;\nthe hold-out was opened once."),
                Field.of(
                        List.of(
                                new NamedValue("Code revision", "4be1c02"),
                                new NamedValue("Framework", "Tribuo 4.3.2, XGBoost 2.1"),
                                new NamedValue("Seed", "20261107"),
                                new NamedValue("Hardware", null)),
                        "training run 118"));
        CardContent.Builder card = CardContent.of(details)
                .tier(Field.of(
                        new RiskTier(
                                "HIGH",
                                "sha256:51c0ffee51c0ffee51c0ffee51c0ffee51c0ffee51c0ffee51c0ffee51c0ffee",
                                LocalDate.parse("2026-11-20"),
                                List.of(
                                        new RiskTier.Reason(
                                                "eu-ai-act.annex-iii.5b",
                                                "Regulation (EU) 2024/1689, Annex III point 5(b)",
                                                "settled text",
                                                LocalDate.parse("2027-12-02"),
                                                Map.of(
                                                        "decides",
                                                        "creditworthiness",
                                                        "annex3_points",
                                                        "5(b) creditworthiness"),
                                                true),
                                        new RiskTier.Reason(
                                                "house.materiality",
                                                "House policy MR-4",
                                                "house policy",
                                                null,
                                                Map.of("exposure", "EUR 410 million"),
                                                false))),
                        "assessment of 20 November 2026"))
                .legalClasses(Field.of(
                        List.of(new LegalClass(
                                "high-risk", "AI Act Art. 6(2)", "settled text", LocalDate.parse("2027-12-02"))),
                        "assessment of 20 November 2026"))
                .intendedUse(Field.of(
                        "Rank applications for a revolving credit line by probability of default in the next month. An officer decides; "
                                + "the score is one input.",
                        "use case owner"))
                .outOfScopeUse(Field.of(
                        "Marketing, collections, employment, insurance, and any decision on people under 18.",
                        "use case owner"))
                .factors(Field.of(
                        List.of(
                                new Factor("sex", List.of("female", "male"), "as recorded at application"),
                                new Factor(
                                        "age band", List.of("18–24", "25–34", "35–44", "45–54", "55–64", "65+"), null)),
                        "audit plan v3"))
                .trainingData(Field.of(
                        List.of(dataset("Card accounts 2025, training part", 21_000, "stratified, 70 %")),
                        "registration"))
                .evaluationData(Field.of(
                        List.of(dataset("Card accounts 2025, hold-out", 9_000, "stratified, 30 %")), "audit plan v3"))
                .metrics(Field.of(metrics(), "audit run 7f3c"))
                .groups(Field.of(allGroups(), "audit run 7f3c"))
                .comparisons(Field.of(comparisons(), "audit run 7f3c"))
                .calibration(Field.of(calibration(), "audit run 7f3c"))
                .gates(Field.of(
                        List.of(
                                new Gate(
                                        "fairness audit",
                                        Gate.Status.MET,
                                        "passed on plan v3",
                                        List.of(new Gate.Evidence("Fairness report, run 7f3c", DIGEST))),
                                new Gate(
                                        "independent validation",
                                        Gate.Status.MET,
                                        "challenge answered",
                                        List.of(new Gate.Evidence("Validation memo 2026-31", DIGEST))),
                                new Gate("calibration", Gate.Status.WAIVED, "interval touches the limit", List.of()),
                                new Gate(
                                        "data protection impact",
                                        Gate.Status.MET,
                                        null,
                                        List.of(new Gate.Evidence("DPIA 2026-07", null)))),
                        "release 41"))
                .findings(Field.of(
                        List.of(
                                new Finding(
                                        "F-12",
                                        "MEDIUM",
                                        "Reason codes are not stable under small changes of input",
                                        true,
                                        "Erin Osei",
                                        LocalDate.parse("2027-02-28")),
                                new Finding("F-11", "LOW", "Seed was not recorded in run 96", false, null, null)),
                        "release 41"))
                .waivers(Field.of(
                        List.of(new Waiver(
                                "calibration",
                                "The evidence is thin above a score of 0.8",
                                "Viktor Hahn",
                                "at most a quarter of applicants",
                                LocalDate.parse("2027-03-01"))),
                        "release 41"))
                .monitoring(Field.of(
                        List.of(
                                new Monitor(
                                        "score drift (PSI, 10 bins)",
                                        "daily",
                                        "above 0.20",
                                        "alert, then incident SEV-3"),
                                new Monitor(
                                        "impact ratio by age band",
                                        "weekly",
                                        "interval wholly below 0.80",
                                        "close the gate"),
                                new Monitor("label coverage", "weekly", null, null)),
                        "tier HIGH obligations"));
        CardParts.addTo(card);
        return card.build();
    }

    private static Dataset dataset(String name, long rows, String split) {
        return new Dataset(
                name,
                registered("core banking extract, April to September 2025"),
                Field.notApplicable("the data are the bank's own"),
                Field.of(rows, "audit run 7f3c"),
                registered(split),
                registered("20261107"),
                registered(DIGEST),
                Field.notProvided());
    }

    static List<Metric> metrics() {
        return List.of(
                new Metric(
                        "AUC",
                        Estimate.of(0.7812, 0.7701, 0.7923),
                        Limit.atLeast(0.75),
                        Verdict.PASS,
                        "hold-out, 95 % interval"),
                new Metric(
                        "Calibration error",
                        Estimate.of(0.0214, 0.0122, 0.0317),
                        new Limit(null, new BigDecimal("0.03"), "tier HIGH"),
                        Verdict.INSUFFICIENT,
                        "10 equal-mass bins"),
                new Metric("Accuracy", Estimate.of(0.8194, 0.8113, 0.8272), null, null, null),
                new Metric(
                        "Out-of-time AUC",
                        Estimate.undefined("no labels after September 2025 yet"),
                        Limit.atLeast(0.72),
                        Verdict.INSUFFICIENT,
                        null));
    }

    static List<GroupResult> groups() {
        return List.of(
                group("sex", "female", 5431, 0.872, 0.863, 0.881, 0.069),
                group("sex", "male", 3569, 0.838, 0.826, 0.850, 0.081),
                group("age band", "18–24", 803, 0.771, 0.741, 0.799, 0.102),
                group("age band", "25–34", 3310, 0.866, 0.854, 0.877, 0.071),
                group("age band", "35–44", 2764, 0.881, 0.868, 0.893, 0.066),
                group("age band", "45–54", 1520, 0.874, 0.856, 0.890, 0.070),
                group("age band", "55–64", 548, 0.851, 0.819, 0.878, 0.083),
                group("age band", "65+", 55, 0.709, 0.579, 0.812, 0.121));
    }

    private static List<GroupResult> allGroups() {
        List<GroupResult> all = new ArrayList<>(groups());
        all.addAll(CardParts.intersections());
        return all;
    }

    static GroupResult group(String attribute, String name, long n, double rate, double low, double high, double fnr) {
        return new GroupResult(
                attribute,
                name,
                n,
                List.of(
                        new GroupResult.GroupMetric("selection rate", Estimate.of(rate, low, high)),
                        new GroupResult.GroupMetric("false positive rate", Estimate.of(fnr))));
    }

    static List<Comparison> comparisons() {
        List<Comparison> all = new ArrayList<>();
        all.add(ratio("sex", "male", "female", Estimate.of(0.961, 0.944, 0.978), false, Verdict.PASS));
        all.add(ratio("age band", "18–24", "35–44", Estimate.of(0.8751, 0.8394, 0.9091), false, Verdict.PASS));
        all.add(ratio("age band", "25–34", "35–44", Estimate.of(0.983, 0.963, 1.003), false, Verdict.PASS));
        all.add(ratio("age band", "45–54", "35–44", Estimate.of(0.992, 0.968, 1.016), false, Verdict.PASS));
        all.add(ratio("age band", "55–64", "35–44", Estimate.of(0.966, 0.929, 0.999), false, Verdict.PASS));
        all.add(ratio("age band", "65+", "35–44", Estimate.of(0.7996, 0.6572, 0.9224), true, Verdict.INSUFFICIENT));
        all.add(ratio(
                "age band",
                "not stated",
                "35–44",
                Estimate.undefined("no rows in the group"),
                null,
                Verdict.INSUFFICIENT));
        all.add(new Comparison(
                "false positive rate",
                "sex",
                "male",
                "female",
                Comparison.Kind.DIFFERENCE,
                Estimate.of(0.012, -0.004, 0.028),
                Limit.between(-0.1, 0.1),
                null,
                Verdict.PASS,
                true));
        all.add(new Comparison(
                "false positive rate",
                "age band",
                "18–24",
                "35–44",
                Comparison.Kind.DIFFERENCE,
                Estimate.of(0.036, 0.011, 0.061),
                Limit.between(-0.1, 0.1),
                null,
                Verdict.PASS,
                true));
        all.add(new Comparison(
                "false positive rate",
                "age band",
                "65+",
                "35–44",
                Comparison.Kind.DIFFERENCE,
                Estimate.of(0.055, -0.051, 0.161),
                Limit.between(-0.1, 0.1),
                null,
                Verdict.INSUFFICIENT,
                true));
        return all;
    }

    static Comparison ratio(
            String attribute, String group, String reference, Estimate estimate, Boolean flag, Verdict verdict) {
        return new Comparison(
                "selection rate",
                attribute,
                group,
                reference,
                Comparison.Kind.RATIO,
                estimate,
                Limit.atLeast(0.8),
                flag,
                verdict,
                true);
    }

    private static List<CalibrationBin> calibration() {
        return IntStream.range(0, 10)
                .mapToObj(i -> {
                    double p = 0.05 + i * 0.1;
                    double rate = p + (i % 3 - 1) * 0.02;
                    return new CalibrationBin(
                            Estimate.decimal(p),
                            Estimate.of(rate, rate - 0.01 - i * 0.004, Math.min(1, rate + 0.01 + i * 0.004)),
                            2400 - i * 230L);
                })
                .toList();
    }

    static ApprovalAnnex annex() {
        Instant at = Instant.parse("2026-11-21T20:11:04Z");
        return new ApprovalAnnex(
                "3f0a6f0e-98c1-4d52-9c7e-0a4c2f6d1b77",
                "production",
                at,
                Instant.parse("2027-05-20T20:11:04Z"),
                List.of(
                        new ApprovalAnnex.Vote(
                                "product", "Priya Raman", "approve", at.minusSeconds(5000), "Meets the use case."),
                        new ApprovalAnnex.Vote(
                                "legal",
                                "Lars Lind",
                                "approve with conditions",
                                at.minusSeconds(4000),
                                "Only for credit origination; marketing has no legal basis."),
                        new ApprovalAnnex.Vote(
                                "ethics",
                                "Emeka Obi",
                                "approve",
                                at.minusSeconds(3000),
                                "Ratios hold, reasons are given."),
                        new ApprovalAnnex.Vote(
                                "engineering",
                                "Inês Sá",
                                "approve",
                                at.minusSeconds(2000),
                                "Loads by digest, rollback rehearsed."),
                        new ApprovalAnnex.Vote("validation", "Viktor Hahn", "approve", at, "Challenge answered.")),
                List.of("Purpose: credit-origination only.", "Re-audit of the age band 65+ by 1 March 2027."),
                "sha256:77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa",
                "128",
                "sha256:0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c0b1c");
    }

    static Field<String> registered(String value) {
        return Field.of(value, "registration");
    }
}
