package dev.gatehouse.card;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** A card taken apart into named entries by section, each worded as it is printed: what a comparison of two cards looks at. */
final class CardEntries {
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    private Map<String, String> entries;

    private CardEntries() {}

    /** Entries by section title; every section is there, in the same order for every card. */
    static Map<String, Map<String, String>> of(CardContent card) {
        CardEntries all = new CardEntries();
        all.details(card);
        all.assessment(card);
        all.section("Use");
        all.field("Purpose", card.purpose());
        all.field("Intended use", card.intendedUse());
        all.field("Out of scope", card.outOfScopeUse());
        all.field("Restrictions on use", card.restrictions());
        all.section(CardSections.OBJECTIVES);
        all.values(card.objectives());
        all.section(CardSections.KPIS);
        all.values(card.kpis());
        all.section(CardSections.THIRD_PARTIES);
        all.values(card.thirdParties());
        all.figures(card);
        all.explanations(card);
        all.data("Training data", card.trainingData());
        all.data("Evaluation data", card.evaluationData());
        all.section(CardSections.INPUT_DATA);
        all.values(card.inputData());
        all.review(card);
        all.section("Written texts");
        card.texts().forEach((text, field) -> all.field(text.title(), field));
        all.section("Digests");
        all.values(card.digests());
        return all.sections;
    }

    private void details(CardContent card) {
        section("Model details");
        ModelDetails details = card.details();
        put("Model", details.model());
        put("Version", details.version());
        put("Title", details.title());
        put("Language of the texts", card.language());
        field("Owner", details.owner());
        names("Developers", details.developers());
        names("Validators", card.validators());
        field("Model type", details.modelType());
        field("Artifact digest", details.artifactDigest());
        field("Binding", details.binding());
        field("Licence", details.licence());
        field("How it was trained", details.provenance());
        section("Training record");
        values(details.provenanceFacts());
        section("Version before");
        one("Version before", card.changes(), changes -> {
            put("Version before", changes.previousVersion());
            put("Digest of its card", changes.previousDigest());
        });
    }

    private void assessment(CardContent card) {
        section("Risk tier");
        one("Risk tier", card.tier(), risk -> {
            put("Risk tier", risk.tier());
            put("Assessed on", Wording.day(risk.assessedOn()));
            put("Policy pack", risk.packDigest());
            for (RiskTier.Reason reason : risk.reasons()) {
                row(
                        "Rule " + reason.rule(),
                        reason.citation(),
                        reason.certainty(),
                        reason.effectiveFrom() == null ? null : "from " + Wording.day(reason.effectiveFrom()),
                        NarrativeSections.facts(reason.facts()),
                        Boolean.TRUE.equals(reason.decides()) ? NarrativeSections.DECIDES : null);
            }
        });
        section("Legal classes");
        each(
                card.legalClasses(),
                legal -> row(
                        legal.name(),
                        legal.citation(),
                        legal.certainty(),
                        legal.effectiveFrom() == null ? null : "from " + Wording.day(legal.effectiveFrom())));
        section("Facts of the use case");
        values(card.regulatoryFacts());
    }

    private void figures(CardContent card) {
        section("Performance");
        each(
                card.metrics(),
                metric -> row(
                        metric.name(),
                        estimate(metric.estimate(), metric.limit()),
                        limit(metric.limit()),
                        verdict(metric.verdict()),
                        metric.note()));
        section("Calibration");
        one("Stated", card.calibration(), bins -> {
            if (bins.isEmpty()) {
                put("Stated", "none");
            }
            for (int i = 0; i < bins.size(); i++) {
                CalibrationBin bin = bins.get(i);
                row(
                        "Bin " + (i + 1),
                        "predicted " + Wording.number(bin.predicted()),
                        "observed " + estimate(bin.observed(), null),
                        Wording.count(bin.n()) + " rows");
            }
        });
        section("Factors");
        each(card.factors(), factor -> row(factor.name(), String.join(", ", factor.groups()), factor.note()));
        section("Performance by group");
        each(card.groups(), group -> {
            String name = group.attribute() + ": " + group.group();
            put(name + ", rows", group.n() == null ? "suppressed" : Wording.count(group.n()));
            group.metrics().forEach(metric -> put(name + ", " + metric.name(), estimate(metric.estimate(), null)));
        });
        section("Comparisons between groups");
        each(
                card.comparisons(),
                comparison -> row(
                        comparison.metric()
                                + (comparison.kind() == Comparison.Kind.RATIO ? " ratio, " : " difference, ")
                                + comparison.attribute() + ": " + comparison.group() + " : " + comparison.reference(),
                        estimate(comparison.estimate(), comparison.limit()),
                        limit(comparison.limit()),
                        comparison.flag() == null ? null : comparison.flag() ? "flag" : "no flag",
                        verdict(comparison.verdict()),
                        comparison.deciding() ? "decides" : null));
        section("Proxies");
        each(card.proxies(), proxy -> {
            StringJoiner features = new StringJoiner("; ");
            proxy.features().forEach(one -> features.add(one.feature() + " " + Wording.number(one.weight())));
            row(
                    ExplanationSections.predicted(proxy),
                    "AUC " + estimate(proxy.auc(), null),
                    Wording.count(proxy.n()) + " rows",
                    features.length() == 0 ? null : features.toString());
        });
    }

    private void explanations(CardContent card) {
        section("Importance of the features");
        one("Importance", card.importance(), importance -> {
            row(
                    "Measured by",
                    importance.metric(),
                    Wording.count(importance.rows()) + " rows",
                    importance.repeats() + " repeats");
            put("Without shuffling", estimate(importance.baseline(), null));
            importance.features().forEach(one -> put("Drop for " + one.feature(), estimate(one.drop(), null)));
        });
        section("Explanations of single rows");
        each(card.localExplanations(), row -> {
            row(
                    row.title(),
                    row.method(),
                    "score " + Wording.number(row.score()),
                    row.baseline() == null ? null : "baseline " + Wording.number(row.baseline()),
                    row.fit() == null ? null : "fit " + Wording.number(row.fit()));
            row.contributions()
                    .forEach(one -> row(
                            row.title() + ", " + one.feature(),
                            Wording.number(one.contribution()),
                            one.value() == null ? null : "value " + one.value()));
        });
        section("Drift");
        each(
                card.drift(),
                drift -> row(
                        drift.feature() + ", " + drift.method(),
                        estimate(drift.statistic(), drift.limit()),
                        limit(drift.limit()),
                        ExplanationSections.drifted(drift),
                        drift.note()));
    }

    private void data(String title, Field<List<Dataset>> field) {
        section(title);
        each(field, data -> {
            row(data.name());
            field(data.name() + ", source", data.source());
            field(data.name() + ", licence", data.licence());
            field(data.name() + ", rows", NarrativeSections.shown(data.rows(), Wording::count));
            field(data.name() + ", split", data.split());
            field(data.name() + ", seed", data.seed());
            field(data.name() + ", digest", data.digest());
            field(data.name() + ", note", data.note());
        });
    }

    private void review(CardContent card) {
        section("Gates");
        each(card.gates(), gate -> {
            StringJoiner evidence = new StringJoiner("; ");
            gate.evidence()
                    .forEach(
                            one -> evidence.add(one.digest() == null ? one.title() : one.title() + " " + one.digest()));
            row(gate.name(), gate.status().name(), gate.reason(), evidence.length() == 0 ? null : evidence.toString());
        });
        section("Findings");
        each(
                card.findings(),
                finding -> row(
                        finding.id(),
                        finding.severity(),
                        finding.title(),
                        finding.open() ? "open" : "closed",
                        finding.owner(),
                        finding.due() == null ? null : "due " + Wording.day(finding.due())));
        section("Waivers");
        each(
                card.waivers(),
                waiver -> row(
                        waiver.gate(),
                        waiver.reason(),
                        waiver.grantedBy(),
                        waiver.cap(),
                        waiver.expires() == null ? null : "until " + Wording.day(waiver.expires())));
        section("Monitoring plan");
        each(
                card.monitoring(),
                monitor -> row(monitor.name(), monitor.cadence(), monitor.threshold(), monitor.action()));
    }

    private void section(String title) {
        entries = new LinkedHashMap<>();
        sections.put(title, entries);
    }

    /** Adds an entry; a key that is already taken gets a number, as equal rows of a table have none of their own. */
    private void put(String entry, String value) {
        if (value == null || value.isBlank()) {
            return;
        }
        String key = entry;
        for (int i = 2; entries.containsKey(key); i++) {
            key = entry + " (" + i + ")";
        }
        entries.put(key, value);
    }

    private void field(String entry, Field<String> field) {
        if (field instanceof Field.Provided<String> given) {
            put(entry, given.value());
        } else if (field instanceof Field.NotApplicable) {
            put(entry, Markup.absence(field));
        }
    }

    private void names(String entry, Field<List<String>> field) {
        field(entry, NarrativeSections.joined(field));
    }

    private <T> void one(String entry, Field<T> field, Consumer<T> put) {
        field.provided().ifPresent(put);
        if (field instanceof Field.NotApplicable) {
            put(entry, Markup.absence(field));
        }
    }

    private <T> void each(Field<List<T>> field, Consumer<T> put) {
        one("Stated", field, list -> {
            if (list.isEmpty()) {
                put("Stated", "none");
            }
            list.forEach(put);
        });
    }

    private void values(Field<List<NamedValue>> field) {
        each(field, value -> put(value.name(), value.value() == null ? Markup.NOT_PROVIDED : value.value()));
    }

    private static String estimate(Estimate estimate, Limit limit) {
        String value = Wording.value(estimate, limit);
        return estimate.lower() == null ? value : value + " (" + Wording.interval(estimate, limit) + ")";
    }

    private static String limit(Limit limit) {
        return limit == null ? null : FigureSections.limit(limit);
    }

    private static String verdict(Verdict verdict) {
        return verdict == null ? null : Wording.verdict(verdict);
    }

    /** Adds a row of a table: what is said of it, with semicolons between. */
    private void row(String entry, String... parts) {
        StringJoiner said = new StringJoiner("; ");
        for (String part : parts) {
            if (part != null && !part.isBlank()) {
                said.add(part);
            }
        }
        put(entry, said.length() == 0 ? "listed" : said.toString());
    }
}
