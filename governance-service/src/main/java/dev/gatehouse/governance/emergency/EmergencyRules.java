package dev.gatehouse.governance.emergency;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.EmergencyRequest;
import dev.gatehouse.approval.permit.PermitTerms;
import dev.gatehouse.approval.permit.Tier;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.governance.findings.Finding;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.findings.NewFinding;
import dev.gatehouse.governance.findings.Severity;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Directory;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.releases.Releases;
import dev.gatehouse.risk.ApprovalPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What emergency use depends on beside the two people: the tier's policy, the permits in force, and the finding that each use leaves. */
@ApplicationScoped
class EmergencyRules {

    /** Kind of the finding that is opened with the permit. */
    static final String FINDING = "emergency-use";

    private final Models models;
    private final Versions versions;
    private final Permits permits;
    private final Findings findings;
    private final Releases releases;

    @Inject
    EmergencyRules(Models models, Versions versions, Permits permits, Findings findings, Releases releases) {
        this.models = models;
        this.versions = versions;
        this.permits = permits;
        this.findings = findings;
        this.releases = releases;
    }

    void openFinding(ModelVersion version, EmergencyEntity entity, IssuedPermit permit, Gates.GateBook book) {
        Model model = models.named(version.model());
        List<String> detail = new ArrayList<>();
        detail.add("Permit " + permit.id() + " lets " + version.label() + " serve on " + entity.environment + "/"
                + entity.route + " until " + permit.expiresAt() + ", for a share of "
                + entity.trafficCap.stripTrailingZeros().toPlainString() + " at most.");
        book.evaluation()
                .unmet()
                .forEach(gate -> detail.add("Gate '" + gate.id() + "' is closed: " + gate.why() + " "
                        + gate.remedy().sentence()));
        findings.open(new NewFinding(
                version.modelId(),
                model.name(),
                FINDING,
                Severity.HIGH,
                "Version " + version.version() + " serves before it is validated",
                detail,
                model.owner(),
                LocalDate.ofInstant(permit.expiresAt(), ZoneOffset.UTC),
                cause(permit.id())));
    }

    /**
     * What is asked again at the confirmation: no permit in force, nothing that the board closed or rejected, and the emergency use before
     * this one cleared up. It is asked of the artifact and the model: another name for the same bytes begins nothing anew.
     */
    List<Refusal> standing(EmergencyEntity entity) {
        ModelVersion version = versions.byId(entity.versionId);
        List<IssuedPermit> there = versions.ofArtifact(version).stream()
                .flatMap(same -> permits.of(same.id(), entity.environment).stream())
                .sorted(Comparator.comparing(IssuedPermit::issuedAt).reversed())
                .toList();
        List<Refusal> refusals = new ArrayList<>();
        for (IssuedPermit permit : there) {
            if (permit.isActive() && (permit.isEmergency() || permit.route().equals(entity.route))) {
                refusals.add(new Refusal(
                        "permit_active",
                        "Permit " + permit.id() + " lets it serve on " + permit.environment() + "/" + permit.route()
                                + " until " + permit.expiresAt() + "."));
            }
        }
        there.stream()
                .filter(permit -> permit.route().equals(entity.route))
                .findFirst()
                .filter(newest -> !newest.isEmergency()
                        && (newest.isSuspended() || newest.state().equals("REVOKED")))
                .ifPresent(newest -> refusals.add(new Refusal(
                        "permit_closed",
                        "The board's permit " + newest.id() + " was closed here: " + newest.stateReason()
                                + " Emergency use does not open what was closed; resume the permit, or submit a new"
                                + " release.")));
        releases.rejected(version)
                .ifPresent(release -> refusals.add(new Refusal(
                        "rejected_by_board",
                        "The board rejected this artifact for " + release.environment() + " with release "
                                + release.id() + "; emergency use does not open what the board refused.")));
        for (Finding open : findings.openOf(version.model())) {
            if (open.kind().equals(FINDING)) {
                refusals.add(new Refusal(
                        "finding_open",
                        "The finding " + open.id() + " of the emergency use of this model under " + open.cause()
                                + " is open; close it before the model is used so again."));
            }
        }
        return refusals;
    }

    /** Why the request stands no more: who made it does not hold the capacity in which they asked. */
    static Optional<Refusal> lost(EmergencyEntity entity, Directory.Holding requester) {
        return requester.has(entity.capacity) || requester.functions().contains(entity.capacity)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        "capacity_lost",
                        "Who asked does not act as '" + entity.capacity
                                + "' any more; somebody who does must ask anew."));
    }

    static ApprovalPolicy.EmergencyUse policy(ModelVersion version, Gates.GateBook book) {
        return book.assessment()
                .obligations()
                .flatMap(obligations -> obligations.approval().emergency())
                .orElseThrow(() -> refused(List.of(new Refusal(
                        "not_allowed",
                        book.assessment().obligations().isEmpty()
                                ? "The risk assessment of " + version.model() + " is "
                                        + book.assessment().status() + "; nothing serves without a settled tier."
                                : "The policy of tier " + book.assessment().tier() + " has no emergency use."))));
    }

    /** @param pseudonyms of the two people, by {@code sub} */
    static PermitTerms terms(
            ModelVersion version,
            Gates.GateBook book,
            ApprovalPolicy.EmergencyUse policy,
            Map<String, String> pseudonyms,
            Instant now) {
        return new PermitTerms(
                UUID.randomUUID(),
                new Digest(version.artifactSha256()),
                Tier.valueOf(book.assessment().tier().name()),
                Binding.parse(version.binding()),
                Binding.parse(book.obligations().minimumBinding()),
                now,
                limits(policy, now).validity(),
                pseudonyms);
    }

    /** A calendar period from now on, as a duration. */
    static EmergencyRequest.Limits limits(ApprovalPolicy.EmergencyUse policy, Instant now) {
        Instant end = now.atZone(ZoneOffset.UTC).plus(policy.validity()).toInstant();
        return new EmergencyRequest.Limits(policy.trafficCap(), Duration.between(now, end));
    }

    static void requireNone(List<Refusal> refusals) {
        if (!refusals.isEmpty()) {
            throw refused(refusals);
        }
    }

    static ProblemException refused(List<Refusal> reasons) {
        return new ProblemException(
                ProblemType.EMERGENCY_REFUSED,
                String.join(" ", reasons.stream().map(Refusal::sentence).toList()),
                Map.of("reasons", reasons));
    }

    private static String cause(UUID permit) {
        return "permit/" + permit;
    }
}
