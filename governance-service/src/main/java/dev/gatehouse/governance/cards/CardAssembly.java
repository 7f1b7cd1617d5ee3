package dev.gatehouse.governance.cards;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.CardDiff;
import dev.gatehouse.card.CardText;
import dev.gatehouse.card.Changes;
import dev.gatehouse.card.Dataset;
import dev.gatehouse.card.Field;
import dev.gatehouse.card.Finding;
import dev.gatehouse.card.Gate;
import dev.gatehouse.card.ModelDetails;
import dev.gatehouse.card.NamedValue;
import dev.gatehouse.card.Waiver;
import dev.gatehouse.card.WrittenCard;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Particulars.DataUse;
import dev.gatehouse.governance.pages.ConditionWords;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.waivers.GrantedWaiver;
import dev.gatehouse.risk.Fact;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Turns what the system knows of a version into the content of its card; each part says where it came from. Nothing here is typed for the
 * card but the written texts.
 *
 * @param facts the facts that the active packs ask, in their order
 * @param plan the plan that validation fixed for the model; empty: none is
 * @param run the last completed run on that plan since it was fixed; empty: there is none
 * @param drift the last completed run on the fixed plan of drift; empty: there is none
 * @param performance likewise of performance
 * @param evaluated name of the data that the plan is run on; empty without a plan
 * @param validators names of who fixed the plan and who gave evidence of a validation
 * @param texts what people wrote
 * @param before the newest card of the newest earlier version that has one
 */
record CardAssembly(
        Model model,
        ModelVersion version,
        Gates.GateBook book,
        List<Fact> facts,
        Optional<AuditPlans.FixedPlan> plan,
        Optional<AuditRun> run,
        Optional<AuditRun> drift,
        Optional<AuditRun> performance,
        Optional<String> evaluated,
        List<String> validators,
        List<dev.gatehouse.governance.findings.Finding> findings,
        List<GrantedWaiver> waivers,
        Map<CardText, WrittenText> texts,
        Optional<Earlier> before) {

    private static final String OF_VERSION = "registration of the version";

    /** The card of an earlier version. */
    record Earlier(String version, WrittenCard card) {}

    CardContent content() {
        CardContent alone = known(Field.notProvided()).build();
        return known(changes(alone)).build();
    }

    private CardContent.Builder known(Field<Changes> changes) {
        PolicyParts policy = new PolicyParts(book.assessment(), facts);
        InventoryParts inventory = new InventoryParts(model);
        Optional<AuditReport> report = run.map(AuditFigures::report);
        CardContent.Builder card = CardContent.of(details())
                .tier(policy.tier())
                .legalClasses(policy.legalClasses())
                .regulatoryFacts(policy.regulatoryFacts())
                .monitoring(policy.monitors())
                .intendedUse(Field.of(model.intendedUse(), "registration"))
                .outOfScopeUse(Field.of(model.outOfScopeUse(), "registration"))
                .trainingData(trainingData(inventory))
                .evaluationData(evaluationData(report, inventory))
                .validators(
                        Field.ofNullable(validators, "who fixed the audit plan, and who gave evidence of a validation"))
                .gates(Field.of(gates(), "gates of the tier"))
                .findings(Field.of(openFindings(), "findings on the model"))
                .waivers(Field.of(confirmedWaivers(), "waivers of the version"))
                .digests(Field.of(digests(), "registration, packs and audits"))
                .changes(changes);
        inventory.enter(card);
        if (report.isPresent()) {
            AuditFigures.enter(card, run.get(), report.get());
        } else if (policy.asksNoAudit()) {
            AuditFigures.doesNotApply(card, "no gate of this tier asks for an audit, and none was run on a fixed plan");
        }
        drift.ifPresent(found -> MonitoredFigures.drift(card, found));
        performance.ifPresent(found -> MonitoredFigures.performance(
                card,
                found,
                report.map(AuditFigures::metrics).orElse(List.of()),
                run.map(AuditFigures::source).orElse(null)));
        texts.forEach((text, written) -> card.text(
                text, text == CardText.DECLARATION && !written.isGiven() ? policy.declaration() : written.field()));
        return card;
    }

    private Field<Changes> changes(CardContent content) {
        return before.<Field<Changes>>map(earlier -> Field.of(
                        Changes.since(
                                earlier.version(),
                                earlier.card().digest(),
                                CardDiff.between(earlier.card().content(), content)),
                        "comparison with the card of version " + earlier.version()))
                .orElseGet(() -> Field.notApplicable("this is the first version of the model that has a card"));
    }

    private ModelDetails details() {
        JsonNode training = version.training();
        List<NamedValue> known = new ArrayList<>();
        training.properties().forEach(e -> {
            if (e.getValue().isValueNode() && !e.getValue().isNull()) {
                known.add(new NamedValue(e.getKey(), e.getValue().asText()));
            }
        });
        return new ModelDetails(
                model.name(),
                version.version(),
                model.title(),
                Field.of(model.owner(), "registration"),
                Field.of(version.developers(), OF_VERSION),
                Field.ofNullable(text(training, "algorithm"), OF_VERSION),
                Field.of("sha256:" + version.artifactSha256(), OF_VERSION),
                Field.of(ConditionWords.of(Binding.parse(version.binding())), OF_VERSION),
                Field.ofNullable(text(training, "licence"), OF_VERSION),
                Field.ofNullable(text(training, "description"), OF_VERSION),
                Field.ofNullable(known, OF_VERSION));
    }

    /** Training provenance names a data set by an object with name, source, licence, rows, split, seed, digest and note. */
    private List<Dataset> dataset(String field) {
        JsonNode data = version.training().path(field);
        if (!data.isObject() || !data.path("name").isTextual()) {
            return List.of();
        }
        return List.of(new Dataset(
                data.path("name").asText(),
                Field.ofNullable(text(data, "source"), OF_VERSION),
                Field.ofNullable(text(data, "licence"), OF_VERSION),
                Field.ofNullable(
                        data.path("rows").canConvertToLong()
                                ? (Long) data.path("rows").asLong()
                                : null,
                        OF_VERSION),
                Field.ofNullable(text(data, "split"), OF_VERSION),
                Field.ofNullable(text(data, "seed"), OF_VERSION),
                Field.ofNullable(text(data, "digest"), OF_VERSION),
                Field.ofNullable(text(data, "note"), OF_VERSION)));
    }

    private Field<List<Dataset>> trainingData(InventoryParts inventory) {
        List<Dataset> registered = dataset("data");
        return registered.isEmpty()
                ? Field.ofNullable(inventory.datasets(DataUse.TRAINING), inventory.source())
                : Field.of(registered, OF_VERSION);
    }

    /** What validation fixed for the audits, and what the registration names; else what the inventory does. */
    private Field<List<Dataset>> evaluationData(Optional<AuditReport> report, InventoryParts inventory) {
        List<Dataset> all = new ArrayList<>();
        if (plan.isPresent() && evaluated.isPresent()) {
            String source = "audit plan of " + Wording.utc(plan.get().fixedAt());
            all.add(new Dataset(
                    evaluated.get(),
                    Field.notProvided(),
                    Field.notProvided(),
                    Field.ofNullable(
                            report.map(r -> r.rows().read()).orElse(null),
                            "audit run " + run.map(r -> r.id().toString()).orElse("")),
                    Field.notProvided(),
                    Field.notProvided(),
                    Field.of("sha256:" + plan.get().dataset(), source),
                    Field.of("The data of the audit plan, fixed by digest before the version was audited", source)));
        }
        all.addAll(dataset("holdout"));
        if (all.isEmpty()) {
            return Field.ofNullable(inventory.datasets(DataUse.EVALUATION), inventory.source());
        }
        return Field.of(all, plan.isPresent() ? "audit plan, " + OF_VERSION : OF_VERSION);
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
        return new Gate(status.title(), shown, Wording.readable(status.why()), evidence);
    }

    private List<Finding> openFindings() {
        return findings.stream()
                .map(f -> new Finding(
                        f.cause(), f.severity().toUpperCase(Locale.ROOT), f.title(), true, f.owner(), f.dueOn()))
                .toList();
    }

    private List<Waiver> confirmedWaivers() {
        return waivers.stream()
                .filter(GrantedWaiver::wasConfirmed)
                .map(w -> new Waiver(
                        w.gate() + " (" + w.environment() + ")",
                        w.cause() + ": " + w.reason(),
                        String.join(" or ", w.requestedAs()) + "; " + w.decidedAs(),
                        w.trafficCap() == null
                                ? null
                                : "at most " + ConditionWords.percent(new BigDecimal(w.trafficCap())) + " of subjects",
                        w.until()))
                .toList();
    }

    /** Every version and hash that the card rests on. */
    private List<NamedValue> digests() {
        List<NamedValue> all = new ArrayList<>();
        all.add(new NamedValue("Model artifact", "sha256:" + version.artifactSha256()));
        for (String field : List.of("data", "holdout")) {
            String digest = text(version.training().path(field), "digest");
            if (digest != null) {
                all.add(new NamedValue(field.equals("data") ? "Training data" : "Evaluation data", digest));
            }
        }
        plan.ifPresent(fixed -> {
            all.add(new NamedValue("Audit plan", fixed.digest()));
            all.add(new NamedValue("Data of the audit plan", "sha256:" + fixed.dataset()));
        });
        run.ifPresent(audit -> {
            all.add(new NamedValue("Audit report", audit.reportDigest()));
            if (audit.cellsDigest() != null) {
                all.add(new NamedValue("Cells of the audit", audit.cellsDigest()));
            }
        });
        book.assessment()
                .packs()
                .forEach(pack -> all.add(
                        new NamedValue("Policy pack " + pack.id() + ", version " + pack.version(), pack.digest())));
        return all;
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }
}
