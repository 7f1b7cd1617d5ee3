package dev.gatehouse.card;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Everything a model card says about a model version, before anybody votes on it. The sections follow Mitchell et al., 'Model Cards for
 * Model Reporting' (2019), with what EU AI Act Annex IV and Art. 13(3) and a bank's validator add. A dossier binds exactly this; votes,
 * permit and live state are not in it (see {@link ApprovalAnnex}). {@link CardJson} gives its bytes, {@link Completeness} what it lacks.
 *
 * @param format {@value #FORMAT}
 * @param language BCP 47 tag of the written texts
 * @param purpose the decision that it serves, and for whom
 * @param restrictions on its use
 * @param objectives what the business wants of it: objective, and the key result with its target
 * @param kpis measures of success beyond accuracy, each with what is better and its target
 * @param thirdParties whose parts it has: vendor, and what they supply
 * @param inputData what it reads when it is used
 * @param groups single groups and intersections of several attributes
 * @param texts what people wrote, in Markdown; an entry for every {@link CardText}
 * @param regulatoryFacts the facts that law asks about (role, Annex III points, Art. 6(3) reasoning, jurisdictions, automation, …)
 * @param validators who challenges the model independently of its developers
 * @param proxies how well features predict protected attributes
 * @param importance global importance of the features
 * @param localExplanations why single rows got their scores
 * @param drift how far the data have moved from their reference
 * @param changes what is different from the version before; 'not applicable' for a first version
 * @param digests digests of all this rests on: artifact, data, audit plan and report, packs
 */
public record CardContent(
        String format,
        String language,
        ModelDetails details,
        Field<RiskTier> tier,
        Field<List<LegalClass>> legalClasses,
        Field<String> intendedUse,
        Field<String> outOfScopeUse,
        Field<String> purpose,
        Field<String> restrictions,
        Field<List<NamedValue>> objectives,
        Field<List<NamedValue>> kpis,
        Field<List<NamedValue>> thirdParties,
        Field<List<NamedValue>> inputData,
        Field<List<Factor>> factors,
        Field<List<Dataset>> trainingData,
        Field<List<Dataset>> evaluationData,
        Field<List<Metric>> metrics,
        Field<List<GroupResult>> groups,
        Field<List<Comparison>> comparisons,
        Field<List<CalibrationBin>> calibration,
        Field<List<Gate>> gates,
        Field<List<Finding>> findings,
        Field<List<Waiver>> waivers,
        Field<List<Monitor>> monitoring,
        Map<CardText, Field<String>> texts,
        Field<List<NamedValue>> regulatoryFacts,
        Field<List<String>> validators,
        Field<List<Proxy>> proxies,
        Field<Importance> importance,
        Field<List<LocalExplanation>> localExplanations,
        Field<List<Drift>> drift,
        Field<Changes> changes,
        Field<List<NamedValue>> digests) {
    /** The format's name and version. */
    public static final String FORMAT = "gatehouse-card/2";
    /** Longest text of one entry, in UTF-16 characters. */
    public static final int MAX_TEXT_CHARS = 60_000;
    /** Most entries of one list. */
    public static final int MAX_ROWS = 2_000;

    public CardContent {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("card format is '" + format + "'; this version writes " + FORMAT);
        }
        language = Require.language(language);
        Require.present(details, "details");
        tier = Require.field(tier);
        legalClasses = rows(legalClasses, "legalClasses");
        intendedUse = Require.field(intendedUse);
        outOfScopeUse = Require.field(outOfScopeUse);
        purpose = Require.field(purpose);
        restrictions = Require.field(restrictions);
        objectives = rows(objectives, "objectives");
        kpis = rows(kpis, "kpis");
        thirdParties = rows(thirdParties, "thirdParties");
        inputData = rows(inputData, "inputData");
        factors = rows(factors, "factors");
        trainingData = rows(trainingData, "trainingData");
        evaluationData = rows(evaluationData, "evaluationData");
        metrics = rows(metrics, "metrics");
        groups = rows(groups, "groups");
        comparisons = rows(comparisons, "comparisons");
        calibration = rows(calibration, "calibration");
        gates = rows(gates, "gates");
        findings = rows(findings, "findings");
        waivers = rows(waivers, "waivers");
        monitoring = rows(monitoring, "monitoring");
        texts = every(texts == null ? Map.of() : texts);
        regulatoryFacts = rows(regulatoryFacts, "regulatoryFacts");
        validators = rows(validators, "validators");
        proxies = rows(proxies, "proxies");
        importance = Require.field(importance);
        localExplanations = rows(localExplanations, "localExplanations");
        drift = rows(drift, "drift");
        changes = Require.field(changes);
        digests = rows(digests, "digests");
    }

    /** A written text, or why there is none. */
    public Field<String> text(CardText text) {
        return texts.get(text);
    }

    private static Map<CardText, Field<String>> every(Map<CardText, Field<String>> given) {
        Map<CardText, Field<String>> all = new EnumMap<>(CardText.class);
        for (CardText text : CardText.values()) {
            Field<String> field = Require.field(given.get(text));
            int length = field.provided().orElse("").length();
            if (length > text.maxChars()) {
                throw new OverLimitException(
                        "text " + text.id() + " has " + length + " characters; it takes at most " + text.maxChars(),
                        "Shorten it or attach it as evidence.");
            }
            all.put(text, field);
        }
        return Collections.unmodifiableMap(all);
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
        private Field<String> purpose;
        private Field<String> restrictions;
        private Field<List<NamedValue>> objectives;
        private Field<List<NamedValue>> kpis;
        private Field<List<NamedValue>> thirdParties;
        private Field<List<NamedValue>> inputData;
        private Field<List<Factor>> factors;
        private Field<List<Dataset>> trainingData;
        private Field<List<Dataset>> evaluationData;
        private Field<List<Metric>> metrics;
        private Field<List<GroupResult>> groups;
        private Field<List<Comparison>> comparisons;
        private Field<List<CalibrationBin>> calibration;
        private Field<List<Gate>> gates;
        private Field<List<Finding>> findings;
        private Field<List<Waiver>> waivers;
        private Field<List<Monitor>> monitoring;
        private final Map<CardText, Field<String>> texts = new EnumMap<>(CardText.class);
        private Field<List<NamedValue>> regulatoryFacts;
        private Field<List<String>> validators;
        private Field<List<Proxy>> proxies;
        private Field<Importance> importance;
        private Field<List<LocalExplanation>> localExplanations;
        private Field<List<Drift>> drift;
        private Field<Changes> changes;
        private Field<List<NamedValue>> digests;

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

        public Builder purpose(Field<String> purpose) {
            this.purpose = purpose;
            return this;
        }

        public Builder restrictions(Field<String> restrictions) {
            this.restrictions = restrictions;
            return this;
        }

        public Builder objectives(Field<List<NamedValue>> objectives) {
            this.objectives = objectives;
            return this;
        }

        public Builder kpis(Field<List<NamedValue>> kpis) {
            this.kpis = kpis;
            return this;
        }

        public Builder thirdParties(Field<List<NamedValue>> thirdParties) {
            this.thirdParties = thirdParties;
            return this;
        }

        public Builder inputData(Field<List<NamedValue>> inputData) {
            this.inputData = inputData;
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

        public Builder text(CardText text, Field<String> field) {
            texts.put(text, field);
            return this;
        }

        public Builder regulatoryFacts(Field<List<NamedValue>> regulatoryFacts) {
            this.regulatoryFacts = regulatoryFacts;
            return this;
        }

        public Builder validators(Field<List<String>> validators) {
            this.validators = validators;
            return this;
        }

        public Builder proxies(Field<List<Proxy>> proxies) {
            this.proxies = proxies;
            return this;
        }

        public Builder importance(Field<Importance> importance) {
            this.importance = importance;
            return this;
        }

        public Builder localExplanations(Field<List<LocalExplanation>> localExplanations) {
            this.localExplanations = localExplanations;
            return this;
        }

        public Builder drift(Field<List<Drift>> drift) {
            this.drift = drift;
            return this;
        }

        public Builder changes(Field<Changes> changes) {
            this.changes = changes;
            return this;
        }

        public Builder digests(Field<List<NamedValue>> digests) {
            this.digests = digests;
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
                    purpose,
                    restrictions,
                    objectives,
                    kpis,
                    thirdParties,
                    inputData,
                    factors,
                    trainingData,
                    evaluationData,
                    metrics,
                    groups,
                    comparisons,
                    calibration,
                    gates,
                    findings,
                    waivers,
                    monitoring,
                    texts,
                    regulatoryFacts,
                    validators,
                    proxies,
                    importance,
                    localExplanations,
                    drift,
                    changes,
                    digests);
        }
    }
}
