package dev.gatehouse.card;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The card as a {@code README.md} for the Hugging Face Hub: its metadata as YAML between lines of three hyphens, then the card in
 * Markdown. Written texts stay in their section: their headings become bold paragraphs, HTML and images are shown as text.
 *
 * <p>Metadata: <a href="https://github.com/huggingface/hub-docs/blob/main/modelcard.md">hub-docs, modelcard.md</a>. A data set is named
 * under {@code datasets} only if its name is an id of the Hub ({@code owner/name}); licences that the Hub does not know are {@code other}
 * with a {@code license_name}.
 */
public final class HuggingFaceCard {
    private final CardContent content;
    private final StringBuilder out = new StringBuilder(16_000);

    private HuggingFaceCard(CardContent content) {
        this.content = content;
    }

    /** The file's text; the same content gives the same text, with line feeds as line ends. */
    public static String write(CardContent content) {
        HuggingFaceCard card = new HuggingFaceCard(content);
        card.out.append("---\n").append(HubMetadata.of(content)).append("---\n\n");
        card.body();
        return card.out.toString().strip() + "\n";
    }

    private void body() {
        ModelDetails details = content.details();
        line("# " + inline("Model Card for " + details.title()));
        written(CardText.SUMMARY);
        line("## Model Details");
        table(
                List.of("Entry", "Value"),
                List.of(
                        List.of("Model", inline(details.model())),
                        List.of("Version", inline(details.version())),
                        List.of("Owner", value(details.owner())),
                        List.of("Developed by", value(details.developers(), names -> String.join(", ", names))),
                        List.of("Validated by", value(content.validators(), names -> String.join(", ", names))),
                        List.of("Model type", value(details.modelType())),
                        List.of("Licence", value(details.licence())),
                        List.of("Artifact", value(details.artifactDigest())),
                        List.of("Risk tier", value(content.tier(), RiskTier::tier))));
        section("How it was trained", details.provenance());
        namedValues("Training record", details.provenanceFacts());
        namedValues(CardSections.THIRD_PARTIES, content.thirdParties());
        texts(CardText.DEVELOPMENTAL_EVIDENCE, CardText.ASSUMPTIONS);

        line("## Uses");
        section("Purpose", content.purpose());
        section("Direct Use", content.intendedUse());
        section("Out-of-Scope Use", content.outOfScopeUse());
        section("Restrictions on Use", content.restrictions());
        texts(CardText.FORESEEABLE_MISUSE, CardText.OUTPUT_INTERPRETATION, CardText.HUMAN_OVERSIGHT);
        namedValues(CardSections.OBJECTIVES, content.objectives());
        namedValues(CardSections.KPIS, content.kpis());

        line("## Bias, Risks, and Limitations");
        texts(CardText.ETHICAL_CONSIDERATIONS, CardText.LIMITS_OF_USE, CardText.RISK_MANAGEMENT);
        rows(
                "Findings",
                content.findings(),
                List.of("Finding", "Severity", "State", "What"),
                finding -> List.of(
                        inline(finding.id()),
                        inline(finding.severity()),
                        finding.open() ? "open" : "closed",
                        inline(finding.title())));
        rows(
                "Waivers",
                content.waivers(),
                List.of("Gate", "Reason", "Limit"),
                waiver -> List.of(inline(waiver.gate()), inline(waiver.reason()), optional(waiver.cap())));

        line("## Training Details");
        rows("Training Data", content.trainingData(), DATA_HEADS, HuggingFaceCard::dataset);
        texts(CardText.DATA_PREPARATION);

        evaluation();

        line("## Environmental Impact");
        body(content.text(CardText.ENVIRONMENTAL_IMPACT));
        line("## Technical Specifications");
        namedValues(CardSections.INPUT_DATA, content.inputData());
        texts(CardText.RESOURCES, CardText.CYBERSECURITY, CardText.LOGGING, CardText.PREDETERMINED_CHANGES);
        line("## Governance");
        namedValues("Regulatory facts", content.regulatoryFacts());
        rows(
                "Monitoring",
                content.monitoring(),
                List.of("What", "How often", "Threshold", "Then"),
                monitor -> List.of(
                        inline(monitor.name()),
                        optional(monitor.cadence()),
                        optional(monitor.threshold()),
                        optional(monitor.action())));
        texts(CardText.POST_MARKET, CardText.STANDARDS, CardText.DECLARATION);
        namedValues("Digests", content.digests());
    }

    private void evaluation() {
        line("## Evaluation");
        rows("Testing Data", content.evaluationData(), DATA_HEADS, HuggingFaceCard::dataset);
        rows(
                "Factors",
                content.factors(),
                List.of("Factor", "Groups", "Note"),
                factor -> List.of(
                        inline(factor.name()), inline(String.join(", ", factor.groups())), optional(factor.note())));
        rows(
                "Metrics",
                content.metrics(),
                List.of("Metric", "Value", "Interval", "Limit", "Verdict"),
                metric -> List.of(
                        inline(metric.name()),
                        inline(Wording.value(metric.estimate(), metric.limit())),
                        Wording.interval(metric.estimate(), metric.limit()),
                        Wording.limit(metric.limit()),
                        Wording.verdict(metric.verdict())));
        rows(
                "Results by group",
                content.groups(),
                List.of("Attribute", "Group", "n", "Figures"),
                group -> List.of(
                        inline(group.attribute()),
                        inline(group.group()),
                        group.n() == null ? "suppressed" : Wording.count(group.n()),
                        inline(group.metrics().stream()
                                .map(metric -> metric.name() + " " + Wording.value(metric.estimate(), null)
                                        + (metric.estimate().lower() == null
                                                ? ""
                                                : " (" + Wording.interval(metric.estimate(), null) + ")"))
                                .collect(Collectors.joining("; ")))));
        rows(
                "Comparisons",
                content.comparisons(),
                List.of("Metric", "Group", "Reference", "Value", "Interval", "Limit", "Verdict"),
                comparison -> List.of(
                        inline(comparison.metric() + " "
                                + comparison.kind().name().toLowerCase(java.util.Locale.ROOT)),
                        inline(comparison.attribute() + ": " + comparison.group()),
                        inline(comparison.reference()),
                        inline(Wording.value(comparison.estimate(), comparison.limit())),
                        Wording.interval(comparison.estimate(), comparison.limit()),
                        Wording.limit(comparison.limit()),
                        Wording.verdict(comparison.verdict())));
        rows(
                "Calibration",
                content.calibration(),
                List.of("Predicted", "Observed", "Interval", "n"),
                bin -> List.of(
                        Wording.number(bin.predicted()),
                        inline(Wording.value(bin.observed(), null)),
                        Wording.interval(bin.observed(), null),
                        Wording.count(bin.n())));
        rows(
                "Importance of the features",
                importance(),
                List.of("Feature", "Drop", "Interval"),
                feature -> List.of(
                        inline(feature.feature()),
                        inline(Wording.value(feature.drop(), null)),
                        Wording.interval(feature.drop(), null)));
        texts(CardText.OUT_OF_TIME, CardText.BENCHMARK, CardText.SENSITIVITY);
    }

    private static final List<String> DATA_HEADS = List.of("Data set", "Rows", "Split", "Licence", "Digest");

    private static List<String> dataset(Dataset dataset) {
        return List.of(
                inline(dataset.name()),
                value(dataset.rows(), Wording::count),
                value(dataset.split()),
                value(dataset.licence()),
                value(dataset.digest()));
    }

    private Field<List<Importance.FeatureImportance>> importance() {
        Field<Importance> importance = content.importance();
        if (importance instanceof Field.Provided<Importance> given) {
            return Field.of(given.value().features(), given.source());
        }
        return importance instanceof Field.NotApplicable<Importance> never
                ? Field.notApplicable(never.because())
                : Field.notProvided();
    }

    private void texts(CardText... texts) {
        for (CardText text : texts) {
            section(text.title(), content.text(text));
        }
    }

    private void section(String title, Field<String> field) {
        line("### " + title);
        body(field);
    }

    private void written(CardText text) {
        body(content.text(text));
    }

    private void body(Field<String> field) {
        String text = field.provided().map(Markdown::embedded).orElse("");
        line(text.isEmpty() ? absence(field) : text);
    }

    private void namedValues(String title, Field<List<NamedValue>> field) {
        rows(title, field, List.of("Entry", "Value"), value -> List.of(inline(value.name()), optional(value.value())));
    }

    private <T> void rows(String title, Field<List<T>> field, List<String> heads, Function<T, List<String>> cells) {
        line("### " + title);
        List<T> rows = field.provided().orElse(List.of());
        if (field.provided().isPresent() && !rows.isEmpty()) {
            table(heads, rows.stream().map(cells).toList());
        } else {
            line(field.provided().isPresent() ? "*none*" : absence(field));
        }
    }

    private void table(List<String> heads, List<List<String>> rows) {
        row(heads);
        row(heads.stream().map(head -> "---").toList());
        rows.forEach(this::row);
        out.append('\n');
    }

    private void row(List<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String value(Field<String> field) {
        return value(field, Function.identity());
    }

    private static <T> String value(Field<T> field, Function<T, String> words) {
        return field.provided().map(words).map(HuggingFaceCard::inline).orElseGet(() -> absence(field));
    }

    private static String absence(Field<?> field) {
        return "*" + inline(Markup.absence(field)) + "*";
    }

    private static String optional(String text) {
        return text == null ? "*" + Markup.NOT_PROVIDED + "*" : inline(text);
    }

    /** A text as it is, on one line, whatever it holds; it can stand in a table's cell. */
    private static String inline(String text) {
        return MarkdownEmbedded.inline(text);
    }

    private void line(String text) {
        out.append(text).append("\n\n");
    }
}
