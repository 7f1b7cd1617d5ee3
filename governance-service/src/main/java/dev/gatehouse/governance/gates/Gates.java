package dev.gatehouse.governance.gates;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.gate.AuditVerdict;
import dev.gatehouse.approval.gate.Evidence;
import dev.gatehouse.approval.gate.EvidenceKind;
import dev.gatehouse.approval.gate.Gate;
import dev.gatehouse.approval.gate.GateEvaluation;
import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.approval.gate.Waiver;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.audit.plan.PlanKind;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.Audits;
import dev.gatehouse.governance.files.Documents;
import dev.gatehouse.governance.files.StoredDocument;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.waivers.Waivers;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.Obligations;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Tier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Use cases on gates: give evidence, and ask which gates of a version are open. */
@ApplicationScoped
public class Gates {

    /** The kind of gate that a model card is for. */
    private static final Set<String> CARD = Set.of("card");

    private final Models models;
    private final AuditPlans plans;
    private final Audits audits;
    private final Findings findings;
    private final Waivers waivers;
    private final Permits permits;
    private final Documents documents;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Gates(
            Models models,
            AuditPlans plans,
            Audits audits,
            Findings findings,
            Waivers waivers,
            Permits permits,
            Documents documents,
            Ledger ledger,
            Caller caller,
            Clock clock) {
        this.models = models;
        this.plans = plans;
        this.audits = audits;
        this.findings = findings;
        this.waivers = waivers;
        this.permits = permits;
        this.documents = documents;
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

        /** What the waivers that hold gates open limit a permit to: their caps, and the day on which the first of them ends. */
        public Conditions limitsOfWaivers() {
            Conditions limits = Conditions.none();
            for (Waiver waiver : evaluation.waivers()) {
                limits = limits.tighten(new Conditions(
                        waiver.trafficCap(),
                        Optional.of(waiver.until()),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        Optional.empty()));
            }
            return limits;
        }
    }

    /**
     * What decides whether a version may serve somewhere: its gates, and the permit.
     *
     * @param book the gates of the version, with the waivers of the environment
     * @param gates those and the release's, in their order
     * @param permit the permit that decides; empty if there never was one
     */
    public record ServingGates(GateBook book, GateEvaluation gates, Optional<IssuedPermit> permit) {

        /** Whether two people let it serve before its gates are open, and that holds. */
        public boolean emergency() {
            GateStatus release = gates.statuses().get(gates.statuses().size() - 1);
            // Without a settled tier nothing serves.
            return permit.isPresent()
                    && permit.get().isEmergency()
                    && release.open()
                    && book.assessment().obligations().isPresent();
        }

        /** Whether the version may serve. */
        public boolean open() {
            return gates.open() || emergency();
        }
    }

    /** All evidence given for a version, oldest first, without audit runs. */
    @Transactional
    public List<GivenEvidence> evidenceOf(ModelVersion version) {
        return GivenEvidence.of(EvidenceEntity.allOf(version.id()), documents::find);
    }

    /** Ids of those versions of a model for which evidence of that kind was given. */
    @Transactional
    public Set<Long> versionsWith(String kind, long modelId) {
        return Set.copyOf(EvidenceEntity.versionsWith(kind, modelId));
    }

    /** Whether that person gave evidence for the version. */
    @Transactional
    public boolean gaveEvidence(ModelVersion version, String sub) {
        return EvidenceEntity.isGivenBy(version.id(), sub);
    }

    /** Evaluates every gate of the version now, without waivers: those hold in an environment. */
    @Transactional
    public GateBook of(ModelVersion version) {
        return evaluate(version, List.of());
    }

    /** Evaluates every gate of the version now, with the waivers of an environment. */
    @Transactional
    public GateBook of(ModelVersion version, String environment) {
        return evaluate(version, waivers.inForce(version.id(), environment));
    }

    /**
     * Whether the version may serve in an environment now: the same list for whoever asks and for the deployment itself.
     *
     * @param route where it would serve; empty for any route of the environment
     */
    @Transactional
    public ServingGates serving(ModelVersion version, String environment, Optional<String> route) {
        GateBook book = of(version, environment);
        Optional<IssuedPermit> permit = ReleaseGate.deciding(permits.of(version.id(), environment), route);
        Tier now = book.assessment().tier();
        Optional<Permit> content = permit.map(one -> permits.content(one.id()));
        Tier granted = content.map(one -> Tier.valueOf(one.tier().name())).orElse(now);
        // A gate that is open by a waiver lets no more through than the waiver does, whenever the permit was granted.
        boolean tooWide =
                content.filter(one -> !one.isWithin(book.limitsOfWaivers())).isPresent();
        return new ServingGates(
                book,
                book.evaluation().with(ReleaseGate.status(version, environment, route, permit, granted, now, tooWide)),
                permit);
    }

    private GateBook evaluate(ModelVersion version, List<Waiver> applying) {
        Instant now = clock.instant();
        Model model = models.named(version.model());
        Assessment assessment = models.assessment(model);
        if (assessment.obligations().isEmpty()) {
            return new GateBook(assessment, new GateEvaluation(List.of(unassessed(model, assessment))));
        }
        Obligations obligations = assessment.obligations().get();
        Map<PlanKind, Gate.FixedPlan> fixed = new EnumMap<>(PlanKind.class);
        for (PlanKind kind : Requirements.KINDS.values()) {
            plans.currentPlan(version.modelId(), kind)
                    .ifPresent(p -> fixed.put(
                            kind,
                            new Gate.FixedPlan(
                                    Digest.parse(p.digest()),
                                    new Digest(p.dataset()),
                                    p.fixedAt(),
                                    plans.weaknesses(p, obligations, version))));
        }
        List<Gate> gates = obligations.gates().stream()
                .map(requirement -> Requirements.gate(requirement, version, fixed, now))
                .toList();
        GateEvaluation evaluation = GateEvaluation.of(
                gates, evidence(version, obligations), applying, new Digest(version.artifactSha256()), now);
        return new GateBook(
                assessment,
                evaluation.with(
                        FindingsGate.status(model.name(), findings.openOf(model.name()), obligations.approval())));
    }

    /**
     * Gives a compiled card as evidence, as the caller.
     *
     * @param card JSON text; its bytes are what the digest is of
     * @param figures how complete it is
     */
    @Transactional
    public GivenEvidence giveCard(
            ModelVersion version, String gateId, String title, byte[] card, List<CardFigure> figures) {
        return give(version, gateId, title, card, Optional.empty(), Optional.empty(), CARD, CardFigure.json(figures));
    }

    /**
     * Gives evidence for a gate, as the caller.
     *
     * @param document JSON text, whose bytes are what the digest is of; for a file a description of it
     * @param file the file, whose digest is then the evidence's
     * @param subject what a validation report speaks of
     * @param kinds kinds of gate that this way of giving may serve
     */
    @Transactional
    GivenEvidence give(
            ModelVersion version,
            String gateId,
            String title,
            byte[] document,
            Optional<StoredDocument> file,
            Optional<ReportSubject> subject,
            Set<String> kinds) {
        return give(version, gateId, title, document, file, subject, kinds, null);
    }

    private GivenEvidence give(
            ModelVersion version,
            String gateId,
            String title,
            byte[] document,
            Optional<StoredDocument> file,
            Optional<ReportSubject> subject,
            Set<String> kinds,
            String completeness) {
        GateRequirement requirement = of(version).obligations().gates().stream()
                .filter(g -> g.id().equals(gateId) && kinds.contains(g.evidenceKind()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID_VALUE,
                        "gate: '" + gateId + "' is not a gate of this version that takes a "
                                + String.join(" or ", kinds) + "."));
        Set<String> capacities = givesAs();
        if (!isIndependent(version, requirement)) {
            throw new ProblemException(
                    ProblemType.FOUR_EYES,
                    "You made " + version.label() + "; its validation is reported by somebody who did not.");
        }
        if (!mayGive(version, requirement)) {
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
        evidence.digest = file.map(f -> new Digest(f.sha256()))
                .orElseGet(() -> Digest.of(document))
                .toString();
        evidence.fileSha256 = file.map(StoredDocument::sha256).orElse(null);
        evidence.requirement = Requirements.digest(requirement).toString();
        evidence.completeness = completeness;
        evidence.data = ReportSubject.data(requirement, subject, version);
        evidence.givenAt = clock.instant();
        evidence.givenBy = caller.sub();
        evidence.givenAs = capacities.toArray(String[]::new);
        evidence.persist();
        ledger.record(
                "evidence.given", "version/" + version.label(), Map.of("gate", gateId, "evidence", evidence.digest));
        return GivenEvidence.of(evidence, file, false);
    }

    /** Whether the caller may give evidence for this requirement of the version. */
    boolean mayGive(ModelVersion version, GateRequirement requirement) {
        return isIndependent(version, requirement)
                && (requirement.givenBy().isEmpty()
                        || requirement.givenBy().stream().anyMatch(givesAs()::contains));
    }

    /** Nobody validates what they made, whatever roles they hold; other evidence is the makers' to give. */
    private boolean isIndependent(ModelVersion version, GateRequirement requirement) {
        return Requirements.kind(requirement.evidenceKind()) != EvidenceKind.VALIDATION_REPORT
                || !version.isMadeBy(caller.sub(), caller.username());
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

    private List<Evidence> evidence(ModelVersion version, Obligations obligations) {
        List<Evidence> all = new ArrayList<>();
        Digest artifact = new Digest(version.artifactSha256());
        for (EvidenceEntity given : EvidenceEntity.allOf(version.id())) {
            all.add(new Evidence(
                    given.gate,
                    Requirements.kind(given.kind),
                    Digest.parse(given.digest),
                    artifact,
                    Stream.of(given.data).map(Digest::parse).collect(Collectors.toSet()),
                    Set.of(given.givenAs),
                    given.givenAt,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.ofNullable(given.requirement).map(Digest::parse),
                    CARD.contains(given.kind)
                            ? CardFigure.gap(given.completeness, given.givenAt, obligations.cardCompleteness())
                            : Optional.empty()));
        }
        Map<String, PlanKind> kinds = obligations.gates().stream()
                .filter(requirement -> Requirements.KINDS.containsKey(requirement.evidenceKind()))
                .collect(Collectors.toMap(
                        GateRequirement::id, requirement -> Requirements.KINDS.get(requirement.evidenceKind())));
        for (AuditRun run : audits.completedRunsOf(version.id())) {
            // A plan without limits says nothing that a gate could rest on.
            if (run.verdict() != null) {
                AuditPlans.FixedPlan plan = plans.fixedPlan(run.plan());
                kinds.forEach((gate, kind) -> {
                    if (kind == plan.kind()) {
                        all.add(evidence(gate, run, plan, artifact));
                    }
                });
            }
        }
        return all;
    }

    private static Evidence evidence(String gate, AuditRun run, AuditPlans.FixedPlan plan, Digest artifact) {
        return new Evidence(
                gate,
                EvidenceKind.AUDIT_REPORT,
                Digest.parse(run.reportDigest()),
                artifact,
                Stream.of(plan.dataset(), plan.reference())
                        .filter(Objects::nonNull)
                        .map(Digest::new)
                        .collect(Collectors.toSet()),
                // The plan is the validator's and the service itself scored and counted, whoever pressed the button.
                Set.of(Roles.VALIDATOR),
                run.runAt(),
                Optional.of(Digest.parse(run.plan())),
                Optional.of(AuditVerdict.valueOf(run.verdict())),
                Optional.empty());
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
        return GateStatus.standing(
                "risk-assessment",
                "Risk assessment",
                GateStatus.Reason.MISSING,
                why,
                new Gate.Remedy(
                        prohibited
                                ? "It cannot be met for this use."
                                : "Answer these facts: PUT /api/v1/models/" + model.name() + ".",
                        "/ui/models/" + model.name(),
                        "/api/v1/models/" + model.name()));
    }
}
