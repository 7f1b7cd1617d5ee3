package dev.gatehouse.card;

import java.util.List;
import java.util.Locale;

/**
 * Everything a model card says about a model version, before anybody votes on it. The sections follow Mitchell et al., 'Model Cards for
 * Model Reporting' (2019), with what EU AI Act Annex IV and a bank's validator add. A dossier binds exactly this; votes, permit and live
 * state are not in it (see {@link ApprovalAnnex}). {@link CardJson} gives its bytes.
 *
 * @param format {@value #FORMAT}
 * @param language BCP 47 tag of the written texts
 */
public record CardContent(
        String format,
        String language,
        ModelDetails details,
        Field<RiskTier> tier,
        Field<List<LegalClass>> legalClasses,
        Field<String> intendedUse,
        Field<String> outOfScopeUse,
        Field<List<Factor>> factors,
        Field<List<Dataset>> trainingData,
        Field<List<Dataset>> evaluationData,
        Field<List<Metric>> metrics,
        Field<List<GroupResult>> groups,
        Field<List<Comparison>> comparisons,
        Field<List<CalibrationBin>> calibration,
        Field<String> ethicalConsiderations,
        Field<String> humanOversight,
        Field<String> limitsOfUse,
        Field<List<Gate>> gates,
        Field<List<Finding>> findings,
        Field<List<Waiver>> waivers,
        Field<List<Monitor>> monitoring) {
    /** The format's name and version. */
    public static final String FORMAT = "gatehouse-card/1";
    /** Longest text of one entry, in UTF-16 characters. */
    public static final int MAX_TEXT_CHARS = 60_000;
    /** Most entries of one list. */
    public static final int MAX_ROWS = 2_000;

    public CardContent {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("card format is '" + format + "'; this version reads " + FORMAT);
        }
        language = Require.text(language, "language");
        if (Locale.forLanguageTag(language).getLanguage().isEmpty()) {
            throw new IllegalArgumentException("language is not a BCP 47 tag such as 'en': " + language);
        }
        Require.present(details, "details");
        tier = Require.field(tier);
        legalClasses = rows(legalClasses, "legalClasses");
        intendedUse = Require.field(intendedUse);
        outOfScopeUse = Require.field(outOfScopeUse);
        factors = rows(factors, "factors");
        trainingData = rows(trainingData, "trainingData");
        evaluationData = rows(evaluationData, "evaluationData");
        metrics = rows(metrics, "metrics");
        groups = rows(groups, "groups");
        comparisons = rows(comparisons, "comparisons");
        calibration = rows(calibration, "calibration");
        ethicalConsiderations = Require.field(ethicalConsiderations);
        humanOversight = Require.field(humanOversight);
        limitsOfUse = Require.field(limitsOfUse);
        gates = rows(gates, "gates");
        findings = rows(findings, "findings");
        waivers = rows(waivers, "waivers");
        monitoring = rows(monitoring, "monitoring");
    }

    private static <T> Field<List<T>> rows(Field<List<T>> field, String component) {
        Field<List<T>> present = Require.field(field);
        present.provided().ifPresent(list -> Require.list(list, component));
        return present;
    }

    /** A builder whose sections are all 'not provided' until set, in English. */
    public static Builder of(ModelDetails details) {
        return new Builder(details);
    }

    /** Sets sections by name; what is not set is 'not provided'. */
    public static final class Builder {
        private final ModelDetails details;
        private String language = "en";
        private Field<RiskTier> tier;
        private Field<List<LegalClass>> legalClasses;
        private Field<String> intendedUse;
        private Field<String> outOfScopeUse;
        private Field<List<Factor>> factors;
        private Field<List<Dataset>> trainingData;
        private Field<List<Dataset>> evaluationData;
        private Field<List<Metric>> metrics;
        private Field<List<GroupResult>> groups;
        private Field<List<Comparison>> comparisons;
        private Field<List<CalibrationBin>> calibration;
        private Field<String> ethicalConsiderations;
        private Field<String> humanOversight;
        private Field<String> limitsOfUse;
        private Field<List<Gate>> gates;
        private Field<List<Finding>> findings;
        private Field<List<Waiver>> waivers;
        private Field<List<Monitor>> monitoring;

        private Builder(ModelDetails details) {
            this.details = details;
        }

        public Builder language(String language) {
            this.language = language;
            return this;
        }

        public Builder tier(Field<RiskTier> tier) {
            this.tier = tier;
            return this;
        }

        public Builder legalClasses(Field<List<LegalClass>> legalClasses) {
            this.legalClasses = legalClasses;
            return this;
        }

        public Builder intendedUse(Field<String> intendedUse) {
            this.intendedUse = intendedUse;
            return this;
        }

        public Builder outOfScopeUse(Field<String> outOfScopeUse) {
            this.outOfScopeUse = outOfScopeUse;
            return this;
        }

        public Builder factors(Field<List<Factor>> factors) {
            this.factors = factors;
            return this;
        }

        public Builder trainingData(Field<List<Dataset>> trainingData) {
            this.trainingData = trainingData;
            return this;
        }

        public Builder evaluationData(Field<List<Dataset>> evaluationData) {
            this.evaluationData = evaluationData;
            return this;
        }

        public Builder metrics(Field<List<Metric>> metrics) {
            this.metrics = metrics;
            return this;
        }

        public Builder groups(Field<List<GroupResult>> groups) {
            this.groups = groups;
            return this;
        }

        public Builder comparisons(Field<List<Comparison>> comparisons) {
            this.comparisons = comparisons;
            return this;
        }

        public Builder calibration(Field<List<CalibrationBin>> calibration) {
            this.calibration = calibration;
            return this;
        }

        public Builder ethicalConsiderations(Field<String> ethicalConsiderations) {
            this.ethicalConsiderations = ethicalConsiderations;
            return this;
        }

        public Builder humanOversight(Field<String> humanOversight) {
            this.humanOversight = humanOversight;
            return this;
        }

        public Builder limitsOfUse(Field<String> limitsOfUse) {
            this.limitsOfUse = limitsOfUse;
            return this;
        }

        public Builder gates(Field<List<Gate>> gates) {
            this.gates = gates;
            return this;
        }

        public Builder findings(Field<List<Finding>> findings) {
            this.findings = findings;
            return this;
        }

        public Builder waivers(Field<List<Waiver>> waivers) {
            this.waivers = waivers;
            return this;
        }

        public Builder monitoring(Field<List<Monitor>> monitoring) {
            this.monitoring = monitoring;
            return this;
        }

        public CardContent build() {
            return new CardContent(
                    FORMAT,
                    language,
                    details,
                    tier,
                    legalClasses,
                    intendedUse,
                    outOfScopeUse,
                    factors,
                    trainingData,
                    evaluationData,
                    metrics,
                    groups,
                    comparisons,
                    calibration,
                    ethicalConsiderations,
                    humanOversight,
                    limitsOfUse,
                    gates,
                    findings,
                    waivers,
                    monitoring);
        }
    }
}
