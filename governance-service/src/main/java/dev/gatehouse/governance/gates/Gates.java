package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.gate.AuditVerdict;
import dev.gatehouse.approval.gate.Evidence;
import dev.gatehouse.approval.gate.EvidenceKind;
import dev.gatehouse.approval.gate.Gate;
import dev.gatehouse.approval.gate.GateEvaluation;
import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.Audits;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.Obligations;
import dev.gatehouse.risk.Obligations.GateRequirement;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Use cases on gates: give evidence, and ask which gates of a version are open. */
@ApplicationScoped
public class Gates {

    private final Models models;
    private final Versions versions;
    private final Audits audits;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Gates(Models models, Versions versions, Audits audits, Ledger ledger, Caller caller, Clock clock) {
        this.models = models;
        this.versions = versions;
        this.audits = audits;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * The gates of a version at one instant.
     *
     * @param assessment the tier's reasons and obligations, as of today
     * @param evaluation each gate, open or closed, and why
     */
    public record GateBook(Assessment assessment, GateEvaluation evaluation) {

        /**
         * What a release of this tier must obey.
         *
         * @throws ProblemException {@code gates-unmet} while the assessment is not settled
         */
        public Obligations obligations() {
            return assessment
                    .obligations()
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.GATES_UNMET,
                            "The risk assessment is " + assessment.status()
                                    + ", so there is no tier to release under."));
        }
    }

    /** All evidence given for a version, oldest first, without audit runs. */
    @Transactional
    public List<GivenEvidence> evidenceOf(ModelVersion version) {
        return EvidenceEntity.allOf(version.id()).stream()
                .map(GivenEvidence::of)
                .toList();
    }

    /** Whether that person gave evidence for the version. */
    @Transactional
    public boolean gaveEvidence(ModelVersion version, String sub) {
        return EvidenceEntity.isGivenBy(version.id(), sub);
    }

    /** Evaluates every gate of the version now. */
    @Transactional
    public GateBook of(ModelVersion version) {
        Instant now = clock.instant();
        Model model = models.named(version.model());
        Assessment assessment = models.assessment(model);
        if (assessment.obligations().isEmpty()) {
            return new GateBook(assessment, new GateEvaluation(List.of(unassessed(model, assessment))));
        }
        List<Gate> gates = assessment.obligations().get().gates().stream()
                .map(requirement -> gate(requirement, version, now))
                .toList();
        return new GateBook(
                assessment,
                GateEvaluation.of(gates, evidence(version, gates), new Digest(version.artifactSha256()), now));
    }

    @Transactional
    GivenEvidence give(String modelName, String versionName, String gateId, String title, JsonNode content) {
        byte[] document = CanonicalJson.bytes(CanonicalJson.numbersAsText(content));
        return give(versions.named(modelName, versionName), gateId, title, document, Set.of("checklist", "document"));
    }

    /**
     * Gives evidence for a gate, as the caller.
     *
     * @param document JSON text; its bytes are what the digest is of
     * @param kinds kinds of gate that this way of giving may serve
     */
    @Transactional
    public GivenEvidence give(ModelVersion version, String gateId, String title, byte[] document, Set<String> kinds) {
        GateRequirement requirement = of(version).obligations().gates().stream()
                .filter(g -> g.id().equals(gateId) && kinds.contains(g.evidenceKind()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID_VALUE,
                        "gate: '" + gateId + "' is not a gate of this version that takes a "
                                + String.join(" or ", kinds) + "."));
        Set<String> capacities = givesAs();
        if (!requirement.givenBy().isEmpty() && requirement.givenBy().stream().noneMatch(capacities::contains)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Evidence for '" + gateId + "' is given by " + String.join(" or ", requirement.givenBy())
                            + "; you are " + (capacities.isEmpty() ? "neither" : String.join(", ", capacities)) + ".");
        }
        EvidenceEntity evidence = new EvidenceEntity();
        evidence.id = UUID.randomUUID();
        evidence.versionId = version.id();
        evidence.gate = gateId;
        evidence.kind = requirement.evidenceKind();
        evidence.title = title;
        evidence.document = new String(document, StandardCharsets.UTF_8);
        evidence.digest = Digest.of(document).toString();
        evidence.givenAt = clock.instant();
        evidence.givenBy = caller.sub();
        evidence.givenAs = capacities.toArray(String[]::new);
        evidence.persist();
        ledger.record(
                "evidence.given", "version/" + version.label(), Map.of("gate", gateId, "evidence", evidence.digest));
        return GivenEvidence.of(evidence);
    }

    /** In which capacities the caller can give evidence: the roles engineer and validator, and the board functions. */
    private Set<String> givesAs() {
        Set<String> capacities = new TreeSet<>(caller.functions());
        for (String role : List.of(Roles.ENGINEER, Roles.VALIDATOR)) {
            if (caller.has(role)) {
                capacities.add(role);
            }
        }
        return capacities;
    }

    private Gate gate(GateRequirement requirement, ModelVersion version, Instant now) {
        EvidenceKind kind = kind(requirement.evidenceKind());
        Optional<Gate.FixedPlan> plan = kind == EvidenceKind.AUDIT_REPORT
                ? audits.currentPlan(version.modelId())
                        .map(p -> new Gate.FixedPlan(Digest.parse(p.digest()), p.fixedAt()))
                : Optional.empty();
        Optional<String> giver = requirement.givenBy().size() == 1
                ? Optional.of(requirement.givenBy().get(0))
                : Optional.empty();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Optional<Duration> freshFor = requirement
                .freshFor()
                // A calendar period back from today, in days: what counts is the day the evidence was made.
                .map(p -> Duration.ofDays(java.time.temporal.ChronoUnit.DAYS.between(today.minus(p), today)));
        return new Gate(
                requirement.id(), requirement.title(), kind, giver, freshFor, plan, howToMeet(requirement, version));
    }

    private List<Evidence> evidence(ModelVersion version, List<Gate> gates) {
        List<Evidence> all = new ArrayList<>();
        Digest artifact = new Digest(version.artifactSha256());
        for (EvidenceEntity given : EvidenceEntity.allOf(version.id())) {
            all.add(new Evidence(
                    given.gate,
                    kind(given.kind),
                    Digest.parse(given.digest),
                    artifact,
                    Set.of(given.givenAs),
                    given.givenAt,
                    Optional.empty(),
                    Optional.empty()));
        }
        for (AuditRun run : audits.completedRunsOf(version.id())) {
            for (Gate gate : gates) {
                // A plan without limits says nothing that a gate could rest on.
                if (run.verdict() != null && gate.kind() == EvidenceKind.AUDIT_REPORT) {
                    all.add(new Evidence(
                            gate.id(),
                            EvidenceKind.AUDIT_REPORT,
                            Digest.parse(run.reportDigest()),
                            artifact,
                            // The plan is the validator's and the service itself scored and counted, whoever pressed
                            // the button.
                            Set.of(Roles.VALIDATOR),
                            run.runAt(),
                            Optional.of(Digest.parse(run.plan())),
                            Optional.of(AuditVerdict.valueOf(run.verdict()))));
                }
            }
        }
        return all;
    }

    private static EvidenceKind kind(String packKind) {
        return switch (packKind) {
            case "audit" -> EvidenceKind.AUDIT_REPORT;
            case "checklist" -> EvidenceKind.CHECKLIST;
            case "document" -> EvidenceKind.DOCUMENT;
            case "card" -> EvidenceKind.CARD;
            default -> throw new IllegalStateException("no gate takes evidence of kind " + packKind);
        };
    }

    private static String howToMeet(GateRequirement requirement, ModelVersion version) {
        String address = "/api/v1/models/" + version.model() + "/versions/" + version.version();
        String giver = requirement.givenBy().isEmpty()
                ? "anyone who may write here"
                : String.join(" or ", requirement.givenBy());
        return switch (requirement.evidenceKind()) {
            case "audit" -> "Run the audit plan that validation fixed: POST " + address + "/audits.";
            case "card" -> "Compile the model card: POST " + address + "/card.";
            default -> "Give it as " + giver + ": POST " + address + "/evidence with gate '" + requirement.id() + "'.";
        };
    }

    private static GateStatus unassessed(Model model, Assessment assessment) {
        boolean prohibited = assessment.status() == Assessment.Status.PROHIBITED;
        String why = prohibited
                ? "A rule prohibits this use."
                : "Facts are missing that could change the tier: "
                        + assessment.missing().stream()
                                .map(Assessment.MissingFact::name)
                                .collect(Collectors.joining(", "))
                        + ".";
        return new GateStatus(
                "risk-assessment",
                "Risk assessment",
                GateStatus.Reason.MISSING,
                why,
                prohibited
                        ? "It cannot be met for this use."
                        : "Answer these facts: PUT /api/v1/models/" + model.name() + ".",
                Optional.empty());
    }
}
