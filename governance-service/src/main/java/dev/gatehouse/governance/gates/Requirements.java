package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.gate.EvidenceKind;
import dev.gatehouse.approval.gate.Gate;
import dev.gatehouse.audit.plan.PlanKind;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.risk.Obligations.GateRequirement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What packs ask for, as the gate that the approval module evaluates. */
final class Requirements {

    /** What a gate's audit is of, by its kind of evidence in packs. */
    static final Map<String, PlanKind> KINDS = Map.of(
            "audit",
            PlanKind.FAIRNESS,
            "drift-audit",
            PlanKind.DRIFT,
            "performance-audit",
            PlanKind.PERFORMANCE,
            "splits-audit",
            PlanKind.SPLITS);

    private Requirements() {}

    /**
     * The gate of a requirement.
     *
     * @param plans those that validation fixed for the model, the last one of each kind, judged by the policy of today
     */
    static Gate gate(
            GateRequirement requirement, ModelVersion version, Map<PlanKind, Gate.FixedPlan> plans, Instant now) {
        EvidenceKind kind = kind(requirement.evidenceKind());
        // A validation looks at the data of the audit of fairness.
        PlanKind of =
                kind == EvidenceKind.VALIDATION_REPORT ? PlanKind.FAIRNESS : KINDS.get(requirement.evidenceKind());
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Optional<Duration> freshFor = requirement
                .freshFor()
                // A calendar period back from today, in days: what counts is the day the evidence was made.
                .map(p -> Duration.ofDays(ChronoUnit.DAYS.between(today.minus(p), today)));
        return new Gate(
                requirement.id(),
                requirement.title(),
                kind,
                Set.copyOf(requirement.givenBy()),
                freshFor,
                Optional.ofNullable(of).map(plans::get),
                Optional.of(digest(requirement)),
                remedy(requirement, version));
    }

    /** What is asked for, without the words for people: evidence is for a requirement, and another one needs other evidence. */
    static Digest digest(GateRequirement requirement) {
        ObjectNode asked = JsonNodeFactory.instance
                .objectNode()
                .put("id", requirement.id())
                .put("evidence", requirement.evidenceKind())
                .put("freshFor", requirement.freshFor().map(Object::toString).orElse(null));
        new TreeSet<>(requirement.givenBy()).forEach(asked.putArray("givenBy")::add);
        return Digest.of(CanonicalJson.bytes(asked));
    }

    static EvidenceKind kind(String packKind) {
        return switch (packKind) {
            case "audit", "drift-audit", "performance-audit", "splits-audit" -> EvidenceKind.AUDIT_REPORT;
            case "validation-report" -> EvidenceKind.VALIDATION_REPORT;
            case "checklist" -> EvidenceKind.CHECKLIST;
            case "document" -> EvidenceKind.DOCUMENT;
            case "card" -> EvidenceKind.CARD;
            default -> throw new IllegalStateException("no gate takes evidence of kind " + packKind);
        };
    }

    /** The page of a version. */
    static String page(ModelVersion version) {
        return "/ui/models/" + version.model() + "/versions/" + version.version();
    }

    /** The address of a version in the API. */
    static String api(ModelVersion version) {
        return "/api/v1/models/" + version.model() + "/versions/" + version.version();
    }

    private static Gate.Remedy remedy(GateRequirement requirement, ModelVersion version) {
        String api = api(version);
        String page = page(version) + "/gates/" + requirement.id();
        String giver = requirement.givenBy().isEmpty()
                ? "anyone who may write here"
                : String.join(" or ", requirement.givenBy());
        return switch (requirement.evidenceKind()) {
            case "audit", "drift-audit", "performance-audit", "splits-audit" ->
                new Gate.Remedy(
                        "Run the audit plan"
                                + (requirement.evidenceKind().equals("audit")
                                        ? ""
                                        : " of kind "
                                                + KINDS.get(requirement.evidenceKind())
                                                        .id())
                                + " that validation fixed: POST " + api + "/audits.",
                        page,
                        api + "/audits");
            case "card" ->
                new Gate.Remedy(
                        "Supply what the model card lacks, then compile it: POST " + api + "/card.",
                        page(version) + "/card",
                        api + "/card");
            case "validation-report" ->
                new Gate.Remedy(
                        "Give it as " + giver + ", naming the artifact and the data: POST " + api
                                + "/evidence with gate '" + requirement.id() + "'.",
                        page,
                        api + "/evidence");
            default ->
                new Gate.Remedy(
                        "Give it as " + giver + ": POST " + api + "/evidence with gate '" + requirement.id() + "'.",
                        page,
                        api + "/evidence");
        };
    }
}
