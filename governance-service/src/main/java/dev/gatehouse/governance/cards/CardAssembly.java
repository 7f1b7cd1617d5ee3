package dev.gatehouse.governance.cards;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.Comparison;
import dev.gatehouse.card.Dataset;
import dev.gatehouse.card.Estimate;
import dev.gatehouse.card.Factor;
import dev.gatehouse.card.Field;
import dev.gatehouse.card.Finding;
import dev.gatehouse.card.Gate;
import dev.gatehouse.card.GroupResult;
import dev.gatehouse.card.LegalClass;
import dev.gatehouse.card.Limit;
import dev.gatehouse.card.Metric;
import dev.gatehouse.card.ModelDetails;
import dev.gatehouse.card.Monitor;
import dev.gatehouse.card.NamedValue;
import dev.gatehouse.card.RiskTier;
import dev.gatehouse.card.Verdict;
import dev.gatehouse.card.Waiver;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.waivers.GrantedWaiver;
import dev.gatehouse.risk.Assessment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns what the system knows of a version into the content of its card; each part says where it came from. */
final class CardAssembly {

    /** The first two head the card. */
    private static final List<GroupMetric> OVERALL = List.of(
            GroupMetric.AUC,
            GroupMetric.ACCURACY,
            GroupMetric.TPR,
            GroupMetric.FPR,
            GroupMetric.PPV,
            GroupMetric.SELECTION_RATE,
            GroupMetric.BASE_RATE,
            GroupMetric.BRIER);

    /** What a table of groups has room for; the audit's report has the rest. */
    private static final List<GroupMetric> BY_GROUP = List.of(
            GroupMetric.SELECTION_RATE, GroupMetric.TPR, GroupMetric.FPR, GroupMetric.ACCURACY, GroupMetric.AUC);

    private final Model model;
    private final ModelVersion version;
    private final Gates.GateBook book;
    private final List<AuditRun> runs;
    private final List<dev.gatehouse.governance.findings.Finding> findings;
    private final List<GrantedWaiver> waivers;
    private final CardTexts texts;

    CardAssembly(
            Model model,
            ModelVersion version,
            Gates.GateBook book,
            List<AuditRun> runs,
            List<dev.gatehouse.governance.findings.Finding> findings,
            List<GrantedWaiver> waivers,
            CardTexts texts) {
        this.model = model;
        this.version = version;
        this.book = book;
        this.runs = runs;
        this.findings = findings;
        this.waivers = waivers;
        this.texts = texts;
    }

    CardContent content() {
        CardContent.Builder card = CardContent.of(details())
                .tier(Field.of(tier(), "risk assessment of " + book.assessment().on()))
                .legalClasses(Field.ofNullable(
                        legalClasses(),
                        "risk assessment of " + book.assessment().on()))
                .intendedUse(Field.of(model.intendedUse(), "registration"))
                .outOfScopeUse(Field.of(model.outOfScopeUse(), "registration"))
                .trainingData(Field.ofNullable(dataset("data"), "registration of the version"))
                .evaluationData(Field.ofNullable(dataset("holdout"), "registration of the version"))
                .ethicalConsiderations(Field.ofNullable(texts.ethicalConsiderations(), "written for the card"))
                .humanOversight(Field.ofNullable(texts.humanOversight(), "written for the card"))
                .limitsOfUse(Field.ofNullable(texts.limitsOfUse(), "written for the card"))
                .gates(Field.of(gates(), "gates of the tier"))
                .findings(Field.of(findings(), "findings on the model"))
                .waivers(Field.of(waivers(), "waivers of the version"))
                .monitoring(Field.ofNullable(monitors(), "obligations of the tier"));
        completed().ifPresent(run -> addAudit(card, run));
        return card.build();
    }

    private java.util.Optional<AuditRun> completed() {
        return runs.stream().filter(r -> r.report() != null).reduce((earlier, later) -> later);
    }

    private ModelDetails details() {
        JsonNode training = version.training();
        List<NamedValue> facts = new ArrayList<>();
        training.properties().forEach(e -> {
            if (e.getValue().isValueNode()) {
                facts.add(new NamedValue(e.getKey(), e.getValue().asText()));
            }
        });
        return new ModelDetails(
                model.name(),
                version.version(),
                model.title(),
                Field.ofNullable(texts.summary(), "written for the card"),
                Field.of(model.owner(), "registration"),
                Field.of(version.developers(), "registration of the version"),
                Field.ofNullable(text(training, "algorithm"), "registration of the version"),
                Field.of("sha256:" + version.artifactSha256(), "registration of the version"),
                Field.of(version.binding(), "registration of the version"),
                Field.ofNullable(text(training, "licence"), "registration of the version"),
                Field.ofNullable(text(training, "description"), "registration of the version"),
                Field.ofNullable(facts, "registration of the version"));
    }

    private RiskTier tier() {
        Assessment assessment = book.assessment();
        String packs =
                assessment.packs().stream().map(p -> p.id() + " " + p.digest()).collect(Collectors.joining(", "));
        return new RiskTier(
                assessment.tier().name(),
                packs,
                assessment.on(),
                assessment.reasons().stream()
                        .map(r -> new RiskTier.Reason(
                                r.rule(), r.citation(), r.certainty().label(), r.effectiveFrom(), printed(r.facts())))
                        .toList());
    }

    private List<LegalClass> legalClasses() {
        return book.assessment().legalClasses().stream()
                .map(c -> new LegalClass(c.title(), c.pack() + " / " + c.id(), null, c.from()))
                .toList();
    }

    /** Training provenance names a data set by an object with name, source, licence, rows, split, seed, digest and note. */
    private List<Dataset> dataset(String field) {
        JsonNode data = version.training().path(field);
        if (!data.isObject() || !data.path("name").isTextual()) {
            return List.of();
        }
        String source = "registration of the version";
        return List.of(new Dataset(
                data.path("name").asText(),
                Field.ofNullable(text(data, "source"), source),
                Field.ofNullable(text(data, "licence"), source),
                Field.ofNullable(
                        data.path("rows").canConvertToLong()
                                ? (Long) data.path("rows").asLong()
                                : null,
                        source),
                Field.ofNullable(text(data, "split"), source),
                Field.ofNullable(text(data, "seed"), source),
                Field.ofNullable(text(data, "digest"), source),
                Field.ofNullable(text(data, "note"), source)));
    }

    private List<Gate> gates() {
        return book.evaluation().statuses().stream()
                // The card is what its own gate asks for; it cannot speak of itself.
                .filter(s -> !s.id().equals(Cards.GATE))
                .map(CardAssembly::gate)
                .toList();
    }

    private static Gate gate(GateStatus status) {
        List<Gate.Evidence> evidence = status.evidence()
                .map(d -> List.of(new Gate.Evidence("evidence", d.toString())))
                .orElse(List.of());
        Gate.Status shown =
                status.waiver().isPresent() ? Gate.Status.WAIVED : status.open() ? Gate.Status.MET : Gate.Status.UNMET;
        return new Gate(status.title(), shown, status.why(), evidence);
    }

    private List<Finding> findings() {
        return findings.stream()
                .map(f -> new Finding(
                        f.cause(), f.severity().toUpperCase(Locale.ROOT), f.title(), true, f.owner(), f.dueOn()))
                .toList();
    }

    private List<Waiver> waivers() {
        return waivers.stream()
                .filter(GrantedWaiver::wasConfirmed)
                .map(w -> new Waiver(
                        w.gate() + " (" + w.environment() + ")",
                        w.cause() + ": " + w.reason(),
                        String.join(" or ", w.requestedAs()) + "; " + w.decidedAs(),
                        w.trafficCap() == null ? null : "at most " + w.trafficCap() + " of the traffic",
                        w.until()))
                .toList();
    }

    private List<Monitor> monitors() {
        return book.assessment().obligations().stream()
                .flatMap(o -> o.monitorCadence().entrySet().stream())
                .map(e -> new Monitor(e.getKey(), "every " + e.getValue(), null, null))
                .toList();
    }

    private static void addAudit(CardContent.Builder card, AuditRun run) {
        AuditReport report = report(run);
        String source = "audit run " + run.id() + ", report " + run.reportDigest();
        card.metrics(Field.of(metrics(report), source))
                .groups(Field.of(groups(report), source))
                .comparisons(Field.of(comparisons(report), source))
                .factors(Field.of(factors(report), source));
    }

    private static AuditReport report(AuditRun run) {
        try {
            return AuditReport.parse(run.report().getBytes(StandardCharsets.UTF_8));
        } catch (AuditException e) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "The last audit's report is in the form of an earlier version of Gatehouse. Run the audit again, then compile"
                            + " the card.");
        }
    }

    private static List<Metric> metrics(AuditReport report) {
        return OVERALL.stream()
                .map(m -> new Metric(
                        words(m),
                        estimate(report.overall().metric(m)),
                        null,
                        null,
                        report.overall().n() + " held-out rows"))
                .toList();
    }

    private static List<GroupResult> groups(AuditReport report) {
        return report.groups().stream()
                .map(g -> new GroupResult(
                        String.join(" & ", g.attributes().keySet()),
                        String.join(" & ", g.attributes().values()),
                        g.n(),
                        BY_GROUP.stream()
                                .map(m -> new GroupResult.GroupMetric(words(m), estimate(g.metric(m))))
                                .toList()))
                .toList();
    }

    /** Those that decide, one for each limit; the audit's report, which the dossier holds whole, has all the others. */
    private static List<Comparison> comparisons(AuditReport report) {
        return report.comparisons().stream()
                .filter(AuditReport.Comparison::deciding)
                .flatMap(c -> c.limits().stream().map(limit -> comparison(c, limit)))
                .toList();
    }

    private static Comparison comparison(AuditReport.Comparison c, AuditReport.Judgement limit) {
        ComparisonMetric metric = ComparisonMetric.byId(limit.limit()).orElseThrow();
        return new Comparison(
                metric.metric() == null ? metric.base().replace('_', ' ') : words(metric.metric()),
                c.attribute(),
                String.join(" & ", c.group().values()),
                c.reference().isEmpty()
                        ? "all"
                        : String.join(" & ", c.reference().values()),
                metric.isRatio() ? Comparison.Kind.RATIO : Comparison.Kind.DIFFERENCE,
                estimate(metric.isRatio() ? c.ratio() : c.difference()),
                new Limit(limit.min(), limit.max(), "audit plan"),
                c.flagged() && metric.isRatio(),
                Verdict.valueOf(limit.verdict().name()),
                c.deciding());
    }

    private static List<Factor> factors(AuditReport report) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        report.groups().stream()
                .filter(g -> g.attributes().size() == 1)
                .forEach(g -> g.attributes()
                        .forEach((attribute, value) -> groups.computeIfAbsent(attribute, a -> new ArrayList<>())
                                .add(value)));
        return groups.entrySet().stream()
                .map(e -> new Factor(e.getKey(), e.getValue(), "protected attribute of the audit plan"))
                .toList();
    }

    private static Estimate estimate(dev.gatehouse.audit.report.Estimate e) {
        if (!e.isDefined()) {
            return Estimate.undefined(e.undefined());
        }
        if (e.lower() == null) {
            return Estimate.of(e.value());
        }
        return Estimate.of(e.value(), e.lower(), e.upper() == null ? Double.POSITIVE_INFINITY : e.upper());
    }

    private static String words(GroupMetric metric) {
        return switch (metric) {
            case SELECTION_RATE -> GroupResult.SELECTION_RATE;
            case AUC, TPR, FPR, TNR, FNR, PPV, NPV, FDR, FOR, ECE, MAE, RMSE -> metric.name();
            case BRIER -> "Brier score";
            default -> metric.id().replace('_', ' ');
        };
    }

    private static Map<String, String> printed(Map<String, Object> facts) {
        Map<String, String> printed = new LinkedHashMap<>();
        facts.forEach((name, value) -> printed.put(name, String.valueOf(value)));
        return printed;
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }
}
